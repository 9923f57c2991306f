"""Deadlines of a programme."""

from datetime import date
from typing import Any

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.plans.models import Provision
from ribambelle.plans.services.references import changes, free_reference


def provision_create(
    *,
    by: User | None,
    text: str,
    requires: str,
    audience: str,
    applies_from: date,
    source: str,
    applies_until: date | None = None,
    programme: str = "",
    remind_days: int = 30,
    is_public: bool = True,
    reference: str = "",
) -> Provision:
    """Add a provision to the time-line; the end is not included."""
    with transaction.atomic():
        provision = Provision(
            reference=reference or free_reference(Provision, f"{applies_from:%Y}-{text}", length=80),
            text=text,
            requires=requires,
            audience=audience,
            applies_from=applies_from,
            applies_until=applies_until,
            source=source,
            programme=programme,
            remind_days=remind_days,
            is_public=is_public,
        )
        provision.full_clean()
        provision.save()
        record(by=by, verb="provision.create", of=provision, after={"text": text})
    return provision


def provision_update(*, by: User | None, provision: Provision, **values: Any) -> Provision:
    """Change a provision; only what differs is written and logged."""
    with transaction.atomic():
        before, after = changes(provision, values)
        if after:
            provision.full_clean()
            provision.save()
            record(by=by, verb="provision.update", of=provision, before=before, after=after)
    return provision


def provision_withdraw(*, by: User | None, provision: Provision, on: date, reason: str) -> Provision:
    """Take a provision out of the time-line, with the reason. It is kept, never deleted."""
    return provision_update(by=by, provision=provision, withdrawn_on=on, withdrawn_reason=reason)
