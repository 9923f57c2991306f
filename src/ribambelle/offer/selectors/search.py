"""Who can take this child? What the wish asks about is read once and handed to the rule; pages load what they show."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, When

from ribambelle.kernel.weeks import slots_of
from ribambelle.offer.enums import INDIVIDUAL_KINDS, SettingStatus
from ribambelle.offer.models import Availability, FreeSpan, ModeFact, Opening, Section, Setting, WeeklyCapacity
from ribambelle.offer.rules import Band, Facts, Found, Hours, Match, Wish, declared_slots, search

#: A childminder’s own ages are told by the setting; the band holds them all.
ANY_AGE_MONTHS = 1200


def search_settings(wish: Wish, *, among: QuerySet[Setting], on: date, today: date | None = None) -> Found:
    """Search the open settings of a queryset as things stand on a day.

    `today` is the day from which the age of what childminders declared is counted; `on` by default.

    One query for the settings, and one to three for each thing the wish asks about, whatever their number.
    """
    settings = among.filter(status=SettingStatus.OPEN).order_by("pk")
    keys = settings.order_by().values("pk")
    hours = _hours(keys) if wish.weekday is not None or wish.at is not None or wish.slots else {}
    modes: dict[int, bool] = {}
    if wish.mode:
        modes = dict(ModeFact.objects.filter(setting__in=keys, mode=wish.mode).values_list("setting_id", "is_offered"))
    bands = _bands(keys, wish, on, today or on) if wish.slots else {}
    rows = settings.values_list(
        "pk",
        "reference",
        "min_age_months",
        "max_age_months",
        "commune__reference",
        "commune__merged_into__reference",
    )
    facts = (
        Facts(
            order=key,
            reference=reference,
            communes=frozenset(code for code in codes if code),
            min_age_months=low,
            max_age_months=high,
            openings=hours.get(key, ()),
            modes={wish.mode: modes[key]} if key in modes else {},
            bands=tuple(bands.get(key, ())),
        )
        for key, reference, low, high, *codes in rows.iterator()
    )
    return search(facts, wish)


@lru_cache(maxsize=4096)
def _week(days: int, opens_at: time, closes_at: time) -> tuple[Hours, ...]:
    """Hours that are the same on several days: bit 0 = Monday … 6, bit 7 = on days nobody told."""
    told = tuple(Hours(day, opens_at, closes_at) for day in range(7) if days >> day & 1)
    return (*told, Hours(None, opens_at, closes_at)) if days >> 7 else told


def _hours(keys: QuerySet) -> dict[int, tuple[Hours, ...]]:
    """The hours of each setting. A setting has one line a weekday, mostly alike: the database adds the days up."""
    day = Case(*(When(weekday=number, then=1 << number) for number in range(7)), default=1 << 7)
    lines = (
        Opening.objects.filter(setting__in=keys)
        .order_by()
        .values("setting_id", "opens_at", "closes_at")
        .annotate(days=Sum(day, output_field=IntegerField()))
        .values_list("setting_id", "days", "opens_at", "closes_at")
    )
    found: dict[int, tuple[Hours, ...]] = {}
    for key, days, opens_at, closes_at in lines.iterator():
        found[key] = (*found.get(key, ()), *_week(days, opens_at, closes_at))
    return found


@lru_cache(maxsize=65_536)
def _band(low: int, high: int, free: int | None) -> Band:
    return Band(low, high, free)


def _bands(keys: QuerySet, wish: Wish, on: date, today: date) -> dict[int, list[Band]]:
    """The sections of each setting, with the wished half-days that are free; places of other ages are not read.

    A childminder without sections has what they declared, for every age they take.
    """
    sections = Section.objects.filter(setting__in=keys)
    fitting = sections
    if wish.age_months is not None:
        fitting = sections.filter(min_age_months__lte=wish.age_months, max_age_months__gt=wish.age_months)
    free = free_slots(fitting, wish.slots, on)
    found: dict[int, list[Band]] = defaultdict(list)
    for key, section, low, high in sections.order_by("pk").values_list(
        "setting_id", "pk", "min_age_months", "max_age_months"
    ):
        found[key].append(_band(low, high, free.get(section)))
    declared = Availability.objects.filter(setting__in=keys, setting__kind__in=INDIVIDUAL_KINDS)
    for key, slots, free_from, confirmed_on in declared.values_list("setting", "slots", "free_from", "confirmed_on"):
        if key not in found:
            said = declared_slots(slots, free_from=free_from, confirmed_on=confirmed_on, on=on, today=today)
            found[key].append(_band(0, ANY_AGE_MONTHS, said))
    return found


def free_slots(sections: QuerySet[Section], wished: int, on: date) -> dict[int, int]:
    """For each section that told its places, which of the wished half-days have one free that day, by its key.

    What is free is read as it was written (`FreeSpan`): on one day the spans of a section have no half-day in common,
    so their sum is all of them. A section that has nothing free may be full, or may not have told: its grid is asked.
    Two queries.
    """
    running = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    spans = FreeSpan.objects.filter(running).annotate(wished=F("slots").bitand(wished)).filter(wished__gt=0).order_by()
    keys = sections.order_by().values("pk")
    free = dict(spans.filter(section__in=keys).values_list("section").annotate(all=Sum("wished")))
    numbers = [slot.number for slot in slots_of(wished)]
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    told = WeeklyCapacity.objects.filter(in_force, section=OuterRef("pk"), slot__in=numbers)
    full = sections.filter(~Exists(spans.filter(section=OuterRef("pk"))), Exists(told))
    return free | dict.fromkeys(full.order_by().values_list("pk", flat=True), 0)


def settings_of(matches: Iterable[Match]) -> dict[str, Setting]:
    """The settings of some matches by reference, with what a result shows of them. Four queries."""
    references = [match.facts.reference for match in matches]
    settings = Setting.objects.filter(reference__in=references).select_related("commune", "manager")
    return {one.reference: one for one in settings.prefetch_related("openings", "modes", "confirmations")}
