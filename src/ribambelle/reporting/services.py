"""Findings accepted, and looked at again."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel.checks import checks
from ribambelle.reporting.errors import NoSuchFinding, ReasonMissing
from ribambelle.reporting.models import Acceptance


def finding_accept(*, by: User | None, check: str, subject: str, reason: str, at: datetime, today: date) -> Acceptance:
    """Let a finding stand, with the reason; accepting it again replaces the reason, and the log keeps both.

    Raises
    ------
    ReasonMissing
        When the reason is empty.
    NoSuchFinding
        When the check no longer finds it: there is nothing to accept.
    """
    if not reason.strip():
        raise ReasonMissing(_("A finding is accepted with a reason. Write it in a few words."))
    found = next((f for f in checks.get(check).find(today) if f.subject == subject), None) if check in checks else None
    if found is None:
        raise NoSuchFinding(_("This is no longer found: someone corrected it meanwhile. Nothing is left to accept."))
    with transaction.atomic():
        acceptance, is_new = Acceptance.objects.update_or_create(
            check_code=check,
            subject=subject,
            defaults={"problem": found.problem, "reason": reason.strip(), "by": by, "at": at},
        )
        record(
            by=by,
            verb="finding.accept" if is_new else "finding.accept-again",
            kind="finding",
            reference=f"{check}|{subject}"[:80],
            after={"reason": reason.strip(), "problem": found.problem},
        )
    return acceptance


def finding_reopen(*, by: User | None, acceptance: Acceptance) -> None:
    """Take an acceptance back: the finding stands again. The reason stays in the log."""
    with transaction.atomic():
        record(
            by=by,
            verb="finding.reopen",
            kind="finding",
            reference=f"{acceptance.check_code}|{acceptance.subject}"[:80],
            before={"reason": acceptance.reason},
        )
        acceptance.delete()
