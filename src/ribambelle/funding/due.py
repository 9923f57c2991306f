"""What falls due in funding: balance claims, reports, and fees not yet received."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.funding.enums import ClaimState
from ribambelle.funding.models import Grant, GrantDueDate
from ribambelle.funding.selectors import charges
from ribambelle.kernel.formats import euros
from ribambelle.ui.due import Due

AHEAD = timedelta(days=90)


def claims_due(_user: Any, today: date) -> Iterable[Due]:
    """Claims not filed yet, from ninety days before, and reports not sent. Two queries."""
    grants = Grant.objects.filter(claim_due_on__lte=today + AHEAD)
    for grant in grants.exclude(claim__state__in=[ClaimState.FILED, ClaimState.SETTLED]):
        if grant.claim_due_on:
            yield Due(
                on=grant.claim_due_on,
                icon="euro",
                title=_("Balance claim: %(grant)s") % {"grant": grant},
                text=_("Gather the costs and their vouchers, then file the claim."),
                url=reverse("funding:claim", kwargs={"reference": grant.reference}),
                action_label=_("Prepare it"),
                is_late=grant.claim_due_on < today,
            )
    for due in GrantDueDate.objects.filter(done_on__isnull=True, due_on__lte=today + AHEAD).select_related("grant"):
        yield Due(
            on=due.due_on,
            icon="doc",
            title=due.label,
            text=str(due.grant),
            url=reverse("funding:grant_detail", kwargs={"reference": due.grant.reference}),
            action_label=_("Send it"),
            is_late=due.due_on < today,
        )


def fees_due(_user: Any, today: date) -> Iterable[Due]:
    """Fees past their day and not yet received, one line for all. One query."""
    late = [charge for charge in charges(state="owed") if charge.due_on and charge.due_on < today]
    if late:
        yield Due(
            on=min(charge.due_on for charge in late),
            icon="euro",
            title=_("Fees to remind"),
            text=_("%(count)s unpaid, %(amount)s in all.")
            % {"count": len(late), "amount": euros(sum(charge.owed_cents for charge in late))},
            url=reverse("funding:charge_list") + "?state=owed",
            action_label=_("Remind them"),
            is_late=True,
        )
