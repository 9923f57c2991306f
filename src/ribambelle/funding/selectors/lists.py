"""Lists of the funding: projects, grants, costs, fees; and what one funder is shown."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ribambelle.funding.enums import CostKind, CostStatus
from ribambelle.funding.models import Charge, Cost, CostShare, Grant, Programme, Project
from ribambelle.network.models import Organisation


def projects(*, text: str = "", portfolio: str = "", year: int | None = None) -> QuerySet[Project]:
    """Projects by name with promoter, periods and settings; `year`: those that run in it. Four queries."""
    rows = Project.objects.select_related("promoter", "portfolio")
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(promoter__name__icontains=word))
    if portfolio:
        rows = rows.filter(portfolio__reference=portfolio)
    if year is not None:
        rows = rows.filter(Q(withdrawn_year__isnull=True) | Q(withdrawn_year__gt=year))
    return rows.prefetch_related("periods__programme", "settings__setting")


def grants() -> QuerySet[Grant]:
    """Grants, the latest first, with funder and claim. One query."""
    return Grant.objects.select_related("funder", "claim")


def costs(*, text: str = "", status: str = "", grant: str = "", kind: str = "") -> QuerySet[Cost]:
    """Costs by date with their shares. Two queries."""
    rows = Cost.objects.all()
    for word in text.split():
        rows = rows.filter(Q(label__icontains=word) | Q(supplier__icontains=word) | Q(reference__iexact=word))
    if status:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(kind=kind)
    if grant:
        rows = rows.filter(pk__in=CostShare.objects.filter(grant__reference=grant).values("cost"))
    return rows.order_by("-on", "-id").prefetch_related("shares__grant", "shares__heading", "shares__action")


def charges(*, year: int | None = None, text: str = "", state: str = "") -> QuerySet[Any]:
    """Fees with `received_cents` and `owed_cents`; `state`: “owed”, “paid” or “cancelled”. One query."""
    rows: QuerySet[Any] = Charge.objects.annotate(received_cents=Coalesce(Sum("payments__amount_cents"), 0))
    rows = rows.annotate(owed_cents=F("amount_cents") - F("received_cents")).order_by("-year", "debtor", "id")
    if year is not None:
        rows = rows.filter(year=year)
    for word in text.split():
        rows = rows.filter(Q(debtor__icontains=word) | Q(label__icontains=word) | Q(reference__iexact=word))
    if state == "cancelled":
        return rows.exclude(cancelled_reason="")
    if state == "owed":
        return rows.filter(owed_cents__gt=0, cancelled_reason="")
    if state == "paid":
        return rows.filter(owed_cents=0, cancelled_reason="")
    return rows


def fees_of_year(year: int, kind: str) -> tuple[int, int]:
    """(how many, cents) asked for a year and not cancelled. One query."""
    found = list(
        Charge.objects.filter(year=year, kind=kind, cancelled_reason="").values_list("amount_cents", flat=True)
    )
    return len(found), sum(found)


def staff_minutes(grant: Grant) -> int:
    """Minutes of staff time coded to a grant: each entry counts by its share, rounded down to the minute. One query."""
    rows = CostShare.objects.filter(grant=grant, cost__kind=CostKind.STAFF).values_list("cost__minutes", "share_points")
    return sum((minutes or 0) * points // 10_000 for minutes, points in rows)


@dataclass(slots=True)
class FunderView:
    """What one funder is shown: its grants, the programmes, and its own shares of costs entered once."""

    funder: Organisation
    programmes: list[Programme]
    grants: list[Grant]
    shares: list[CostShare]

    @property
    def accepted_cents(self) -> int:
        return sum(s.amount_cents for s in self.shares if s.cost.status == CostStatus.ACCEPTED)


def funder_view(funder: Organisation) -> FunderView:
    """The read-only view of a funder: never a share that another one pays. Three queries."""
    return FunderView(
        funder,
        list(funder.programmes.all()),
        list(funder.grants.select_related("claim")),
        list(
            CostShare.objects.filter(grant__funder=funder)
            .select_related("cost", "heading", "grant", "action", "project")
            .order_by("cost__on", "cost_id", "position")
        ),
    )
