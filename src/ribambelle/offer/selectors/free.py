"""What is free from when: half-days, places and dates, in one setting or across all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest

from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.network.selectors import within_commune
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import FreeSpan, Section, Setting
from ribambelle.offer.rules import Period, Places, Taken, free_spans

#: How far ahead a list looks when nobody says.
AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class FreeFilter:
    """What a list of free half-days is narrowed to; blank narrows nothing.

    Attributes
    ----------
    since, until
        The period looked at: free on at least one day of it (`until` excluded).
    slots
        Half-days wished (10 bits): one of them at least is free; 0 for any.
    least_days
        Free for at least that many days: shorter gaps are left out.
    """

    since: date
    until: date
    commune: str = ""
    kind: str = ""
    setting: str = ""
    age_months: int | None = None
    slots: int = 0
    least_days: int = 0


def free_from(settings: QuerySet[Setting], narrowed: FreeFilter) -> QuerySet[FreeSpan]:
    """Free half-days of the open settings of a queryset, the soonest first: `wished` half-days, from `free_on`.

    Ties: name of the setting, age of the section, week.
    """
    among = settings.filter(status=SettingStatus.OPEN)
    if narrowed.commune:
        among = among.filter(within_commune(narrowed.commune))
    if narrowed.kind:
        among = among.filter(kind=narrowed.kind)
    if narrowed.setting:
        among = among.filter(reference=narrowed.setting)
    since = narrowed.since
    found: QuerySet[Any] = FreeSpan.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=since), starts_on__lt=narrowed.until, section__setting__in=among
    )
    if narrowed.age_months is not None:
        found = found.filter(
            section__min_age_months__lte=narrowed.age_months, section__max_age_months__gt=narrowed.age_months
        )
    found = _said(found, narrowed).filter(wished__gt=0)
    if narrowed.least_days > 0:
        least = timedelta(days=narrowed.least_days)
        found = found.filter(
            Q(ends_on__isnull=True)
            | Q(starts_on__lte=since, ends_on__gte=since + least)
            | Q(starts_on__gt=since, ends_on__gte=F("starts_on") + least)
        )
    return found.select_related("section__setting__commune").order_by(
        "free_on", "section__setting__name", "section__min_age_months", "slots", "pk"
    )


def _said(spans: QuerySet[FreeSpan], narrowed: FreeFilter) -> QuerySet[Any]:
    """With what a line says: from when it is free, and which of the half-days wished."""
    return spans.annotate(
        free_on=Greatest(F("starts_on"), Value(narrowed.since)),
        wished=F("slots").bitand(narrowed.slots or FULL_WEEK),
    )


def free_lines(keys: Sequence[int], narrowed: FreeFilter) -> QuerySet[FreeSpan]:
    """The lines of one page of such a list, by key. One query."""
    return _said(FreeSpan.objects.filter(pk__in=keys), narrowed).select_related("section__setting__commune")


class FreeTotals(NamedTuple):
    """How many lines, settings and sections a list of free half-days holds."""

    lines: int
    settings: int
    sections: int


def free_totals(found: QuerySet[FreeSpan]) -> FreeTotals:
    """The figures of such a list, whatever its page.

    One query: the database counts the lines of each section, which is quicker for it than telling sections apart.
    """
    sections = found.order_by().values_list("section", "section__setting").annotate(lines=Count("pk"))
    counted = list(sections)
    settings = {setting for _section, setting, _lines in counted}
    return FreeTotals(sum(lines for *_, lines in counted), len(settings), len(counted))


def spans_of(setting: Setting, *, since: date, until: date) -> list[FreeSpan]:
    """The free half-days of one setting over a period, the soonest first. One query."""
    return list(free_from(Setting.objects.filter(pk=setting.pk), FreeFilter(since, until)))


def wrong_spans(sections: QuerySet[Section]) -> list[Section]:
    """The sections whose written free half-days are not what their grid and placements give. Three queries a batch."""
    found = []
    loaded = sections.select_related("setting").prefetch_related("capacities", "occupancies", "free_spans")
    for section in loaded.order_by("pk").iterator(chunk_size=500):
        capacity: dict[int, list[Places]] = {}
        for line in section.capacities.all():
            capacity.setdefault(line.slot, []).append(Places(line.places, line.valid_from, line.valid_to))
        taken = [Taken(one.slots, Period(one.starts_on, one.ends_on)) for one in section.occupancies.all()]
        expected = {(s.slots, s.free, s.starts_on, s.ends_on) for s in free_spans(taken, capacity)}
        written = [(s.slots, s.free, s.starts_on, s.ends_on) for s in section.free_spans.all()]
        if len(written) != len(expected) or set(written) != expected:
            found.append(section)
    return found


def free_half_days(settings: QuerySet[Setting], *, on: date) -> dict[int, int]:
    """Places free over the week of a day, added up over half-days, by setting; absent where none is. One query."""
    spans = FreeSpan.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on, section__setting__in=settings
    )
    totals: dict[int, int] = {}
    for key, slots, free in spans.values_list("section__setting", "slots").annotate(free=Sum("free")).order_by():
        totals[key] = totals.get(key, 0) + slots.bit_count() * free
    return totals
