"""The settings someone runs, each with what waits there: the home of a director."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from ribambelle.offer.enums import SettingStatus, Topic
from ribambelle.offer.models import Confirmation, FreeSpan, Occupancy, Setting
from ribambelle.offer.rules import Freshness, week_freshness
from ribambelle.offer.rules.closures import ClosedDays
from ribambelle.offer.selectors.closures import closures_told
from ribambelle.offer.selectors.facts import FRESH_MARKS

#: How far ahead a home looks.
AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Own:
    """One setting: half-days with a free place (mask), who is there, who leaves soon, what is closed soon."""

    setting: Setting
    has_sections: bool
    free_slots: int
    present: int
    coming: int
    leaving: int
    next_leaving_on: date | None
    closures: list[ClosedDays]
    confirmed_on: date | None
    freshness: Freshness

    @property
    def mark(self) -> str:
        return FRESH_MARKS[self.freshness]

    @property
    def needs_confirming(self) -> bool:
        return self.has_sections and self.freshness != "fresh"


def own_settings(user: Any) -> QuerySet[Setting]:
    """Those this person may see and that are not closed for good."""
    return (
        Setting.objects.visible_to(user)
        .exclude(status=SettingStatus.CLOSED)
        .select_related("commune")
        .annotate(sections_count=Count("sections"))
        .order_by("name", "pk")
    )


def own_of(settings: Iterable[Setting], *, today: date) -> list[Own]:
    """What waits in each setting (of `own_settings`, closures prefetched). Three queries whatever their number."""
    rows = list(settings)
    week = dict(Confirmation.objects.filter(setting__in=rows, topic=Topic.WEEK).values_list("setting", "confirmed_on"))
    free: dict[int, int] = {}
    spans = FreeSpan.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today, section__setting__in=rows
    )
    for key, slots in spans.values_list("section__setting", "slots"):
        free[key] = free.get(key, 0) | slots
    counts = {row["section__setting"]: row for row in _counts(rows, today)}
    closures = closures_told(rows, since=today, until=today + AHEAD)
    none = {"present": 0, "coming": 0, "leaving": 0, "next_leaving": None}
    return [
        Own(
            setting=one,
            has_sections=bool(getattr(one, "sections_count", 0)),
            free_slots=free.get(one.pk, 0),
            present=counts.get(one.pk, none)["present"],
            coming=counts.get(one.pk, none)["coming"],
            leaving=counts.get(one.pk, none)["leaving"],
            next_leaving_on=counts.get(one.pk, none)["next_leaving"],
            closures=closures[one.pk],
            confirmed_on=week.get(one.pk),
            freshness=week_freshness(week.get(one.pk), today, one.law),
        )
        for one in rows
    ]


def _counts(settings: list[Setting], today: date) -> Any:
    present = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    soon = Q(ends_on__gt=today, ends_on__lte=today + AHEAD)
    return (
        Occupancy.objects.filter(section__setting__in=settings)
        .order_by()
        .values("section__setting")
        .annotate(
            present=Count("pk", filter=present),
            coming=Count("pk", filter=Q(starts_on__gt=today)),
            leaving=Count("pk", filter=soon),
            next_leaving=Min("ends_on", filter=soon),
        )
    )
