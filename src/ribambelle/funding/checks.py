"""Checks of truth of the funding."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.funding.enums import ClaimState
from ribambelle.funding.models import Cost, CostShare, Grant, Project
from ribambelle.kernel.checks import Check, Finding, checks


def register() -> None:
    checks.add(Check("funding.shares", gettext_lazy("Shares that do not make the cost"), "error", wrong_shares))
    checks.add(Check("funding.cost-outside", gettext_lazy("Costs outside the period of their grant"), "error", outside))
    checks.add(Check("funding.withdrawal", gettext_lazy("Withdrawals without a reason"), "gap", unexplained))
    checks.add(Check("funding.ceiling", gettext_lazy("Grants without ceiling or rate"), "gap", unknown_ceilings))
    checks.add(Check("funding.late-claim", gettext_lazy("Balance claims past their day"), "gap", late_claims))


def wrong_shares(_today: date) -> Iterator[Finding]:
    """One finding for each cost that its shares do not add up to. One query."""
    rows = Cost.objects.annotate(shared=Sum("shares__amount_cents")).exclude(shared=F("amount_cents"))
    for cost in rows.order_by("pk"):
        yield Finding(
            subject=cost.reference,
            culprit=str(cost),
            problem=_("The shares of this cost do not add up to its amount."),
            remedy=_("Open the cost and save its shares again."),
            url=reverse("funding:cost_detail", kwargs={"reference": cost.reference}),
        )


def outside(_today: date) -> Iterator[Finding]:
    """One finding for each share of a cost dated outside the grant that pays it. One query."""
    rows = CostShare.objects.filter(grant__isnull=False).select_related("cost", "grant").order_by("pk")
    for share in rows.filter(cost__on__lt=F("grant__starts_on")) | rows.filter(cost__on__gte=F("grant__ends_on")):
        yield Finding(
            subject=f"{share.cost.reference}:{share.position}",
            culprit=str(share.cost),
            problem=_("This cost is dated outside the period of “%(grant)s”.") % {"grant": share.grant},
            remedy=_("Correct the date, or share the cost otherwise."),
            url=reverse("funding:cost_detail", kwargs={"reference": share.cost.reference}),
        )


def unexplained(_today: date) -> Iterator[Finding]:
    """One finding for each withdrawn project that does not say why. One query."""
    rows = Project.objects.filter(withdrawn_year__isnull=False, withdrawn_reason="").order_by("pk")
    for project in rows:
        yield Finding(
            subject=project.reference,
            culprit=project.name,
            problem=_("Withdrawn in %(year)s, and nobody says why.") % {"year": project.withdrawn_year},
            remedy=_("Write the reason on the sheet of the project."),
            url=reverse("funding:project_detail", kwargs={"reference": project.reference}),
        )


def unknown_ceilings(_today: date) -> Iterator[Finding]:
    """One finding for each grant whose claim cannot be computed. One query."""
    rows = Grant.objects.filter(ceiling_cents__isnull=True) | Grant.objects.filter(rate_points__isnull=True)
    for grant in rows.order_by("pk"):
        yield Finding(
            subject=grant.reference,
            culprit=grant.name,
            problem=_("The ceiling or the rate is not known: the balance cannot be computed."),
            remedy=_("Write them on the sheet of the grant."),
            url=reverse("funding:grant_detail", kwargs={"reference": grant.reference}),
        )


def late_claims(today: date) -> Iterator[Finding]:
    """One finding for each claim due and not filed. One query."""
    rows = Grant.objects.filter(claim_due_on__lt=today)
    for grant in rows.exclude(claim__state__in=[ClaimState.FILED, ClaimState.SETTLED]).order_by("pk"):
        yield Finding(
            subject=grant.reference,
            culprit=grant.name,
            problem=_("The balance claim was due and is not filed here."),
            remedy=_("File it, or say that it was filed elsewhere."),
            url=reverse("funding:claim", kwargs={"reference": grant.reference}),
        )
