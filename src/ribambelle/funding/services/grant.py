"""Grants: the decision, its headings, what was paid, what is due."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.funding.enums import ClaimState, PaymentKind
from ribambelle.funding.errors import FiledClaim, FundingError
from ribambelle.funding.models import Claim, Grant, GrantDueDate, Heading, Payment
from ribambelle.funding.selectors.claim import paid_cents
from ribambelle.network.models import Organisation
from ribambelle.plans.services.references import changes, free_reference


def grant_create(*, by: User | None, name: str, funder: Organisation, reference: str = "", **fields: Any) -> Grant:
    """Write down a decision. Ceiling and rate may stay unknown; a claim then says what is missing."""
    with transaction.atomic():
        grant = Grant(reference=reference or free_reference(Grant, name), name=name, funder=funder, **fields)
        grant.full_clean()
        grant.save()
        record(by=by, verb="grant.create", of=grant, after={"name": name, "funder": funder.reference})
    return grant


def grant_update(*, by: User | None, grant: Grant, **values: Any) -> Grant:
    """Change a decision; once its claim is filed, only what follows the filing changes.

    Raises
    ------
    FiledClaim
        When the claim is filed and something it was computed from would change.
    """
    with transaction.atomic():
        before, after = changes(grant, values)
        if after:
            _refuse_when_filed(grant)
            grant.full_clean()
            grant.save()
            record(by=by, verb="grant.update", of=grant, before=before, after=after)
    return grant


def heading_add(*, by: User | None, grant: Grant, name: str, cap_cents: int | None = None) -> Heading:
    """Add a kind of cost that the grant admits, up to a cap in cents."""
    with transaction.atomic():
        _refuse_when_filed(grant)
        heading = Heading(
            grant=grant,
            code=free_code(grant, name),
            name=name,
            cap_cents=cap_cents,
            position=grant.headings.count() + 1,
        )
        heading.full_clean()
        heading.save()
        record(by=by, verb="grant.heading", of=grant, after={"heading": name, "cap_cents": cap_cents})
    return heading


def free_code(grant: Grant, name: str) -> str:
    """A short code for a heading, free within its grant."""
    from django.utils.text import slugify

    base = slugify(name)[:34] or "x"
    taken = set(grant.headings.values_list("code", flat=True))
    if base not in taken:
        return base
    return next(code for number in range(2, len(taken) + 3) if (code := f"{base}-{number}") not in taken)


def payment_add(
    *, by: User | None, grant: Grant, kind: PaymentKind, on: date, amount_cents: int, note: str = ""
) -> Payment:
    """Note money received from the funder, or paid back to it.

    Raises
    ------
    FundingError
        When more would be paid back than was received.
    """
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=grant.pk)
        if kind == PaymentKind.RECOVERY and amount_cents > paid_cents(grant):
            raise FundingError(_("More would be paid back than was received. Check the amount."))
        payment = Payment(grant=grant, kind=kind, on=on, amount_cents=amount_cents, note=note)
        payment.full_clean()
        payment.save()
        record(by=by, verb="grant.payment", of=grant, after={"kind": kind, "on": str(on), "amount_cents": amount_cents})
    return payment


def due_date_add(*, by: User | None, grant: Grant, label: str, due_on: date) -> GrantDueDate:
    """Add a document the funder expects by a day."""
    with transaction.atomic():
        due = GrantDueDate(grant=grant, label=label, due_on=due_on)
        due.full_clean()
        due.save()
        record(by=by, verb="grant.due", of=grant, after={"label": label, "due_on": str(due_on)})
    return due


def due_date_done(*, by: User | None, due: GrantDueDate, on: date) -> GrantDueDate:
    """Note that the document was sent; noting it again changes nothing."""
    with transaction.atomic():
        before, after = changes(due, {"done_on": due.done_on or on})
        if after:
            due.save()
            record(by=by, verb="grant.due-done", of=due.grant, before=before, after=after, note=due.label)
    return due


def _refuse_when_filed(grant: Grant) -> None:
    if Claim.objects.filter(grant=grant).exclude(state=ClaimState.DRAFT).exists():
        raise FiledClaim(_("The balance claim of this grant is filed: what it was computed from no longer changes."))
