"""The one gate of placements: the setting's row is locked, places are counted again, and refused when they are short.

Of two people who take the last place at once, one is served and the other is told. The lock is on the setting, first
and always: its sections, and the law, are counted together. On SQLite the transaction itself is exclusive
(BEGIN IMMEDIATE).
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ribambelle.kernel import formats
from ribambelle.kernel.weeks import ALL_SLOTS, Slot, describe, slots_of
from ribambelle.offer.models import FreeSpan, Section, Setting
from ribambelle.offer.rules import Overrun, Period, Places, Taken, first_overrun, free_spans
from ribambelle.offer.rules.overcapacity import Breach, Limit, first_breach
from ribambelle.offer.selectors.law import law_tables, load_of
from ribambelle.offer.services.errors import BeyondTheLaw, CapacityTooSmall, CapacityUnknown, NoPlaceLeft


def lock_setting(key: int) -> Setting:
    """The row of the setting, held until the transaction ends."""
    return Setting.objects.select_for_update().get(pk=key)


def lock_section(key: int) -> Section:
    """A section whose setting is held until the transaction ends; `section.setting` is the row as it stands."""
    setting = lock_setting(Section.objects.values_list("setting", flat=True).get(pk=key))
    section = Section.objects.get(pk=key)
    section.setting = setting
    return section


def settle(section: Section, during: Period | None, *, only: int | None = None, too_small: bool = False) -> None:
    """Refuse what overruns, else write again what is free. The setting's row is locked by the caller.

    Parameters
    ----------
    during
        The days to count; None when the change can only free places.
    only
        The half-days (10 bits) to count; all by default.

    Raises
    ------
    NoPlaceLeft, CapacityTooSmall, CapacityUnknown, BeyondTheLaw
        The transaction is to be given up: the caller lets them pass.
    """
    taken = [
        Taken(slots, Period(starts, ends))
        for slots, starts, ends in section.occupancies.order_by("pk").values_list("slots", "starts_on", "ends_on")
    ]
    capacity: dict[int, list[Places]] = {slot.number: [] for slot in ALL_SLOTS}
    for slot, places, starts, ends in section.capacities.order_by("pk").values_list(
        "slot", "places", "valid_from", "valid_to"
    ):
        capacity[slot].append(Places(places, starts, ends))
    if during is not None:
        _check(section, taken, capacity, during, only=only, too_small=too_small)
    section.free_spans.all().delete()
    FreeSpan.objects.bulk_create(
        FreeSpan(section=section, slots=span.slots, free=span.free, starts_on=span.starts_on, ends_on=span.ends_on)
        for span in free_spans(taken, capacity)
    )


def free_spans_rewrite(sections: QuerySet[Section]) -> int:
    """Write what is free in these sections again: after rows were written in bulk. Returns how many sections.

    Four queries for every five hundred sections, and one to take the old lines out.
    """
    with transaction.atomic():
        FreeSpan.objects.filter(section__in=sections.values("pk")).delete()
        number = 0
        loaded = sections.prefetch_related("capacities", "occupancies").order_by("pk").iterator(chunk_size=500)
        lines: list[FreeSpan] = []
        for section in loaded:
            number += 1
            lines += _lines_of(section)
        FreeSpan.objects.bulk_create(lines, batch_size=2_000)
    return number


def _lines_of(section: Section) -> list[FreeSpan]:
    capacity: dict[int, list[Places]] = {}
    for line in section.capacities.all():
        capacity.setdefault(line.slot, []).append(Places(line.places, line.valid_from, line.valid_to))
    taken = [Taken(one.slots, Period(one.starts_on, one.ends_on)) for one in section.occupancies.all()]
    return [
        FreeSpan(section=section, slots=span.slots, free=span.free, starts_on=span.starts_on, ends_on=span.ends_on)
        for span in free_spans(taken, capacity)
    ]


def _check(
    section: Section,
    taken: list[Taken],
    capacity: dict[int, list[Places]],
    during: Period,
    *,
    only: int | None,
    too_small: bool,
) -> None:
    setting, tables = section.setting, law_tables()
    for slot in ALL_SLOTS if only is None else slots_of(only):
        periods = [one.period for one in taken if one.slots >> slot.number & 1]
        overrun = first_overrun(periods, capacity[slot.number], during)
        if overrun is None:
            continue
        ceiling = tables.ceiling_on(setting.law, overrun.on) if setting.keeps_to_law else None
        if overrun.places is None or ceiling is None or not ceiling.goes_beyond:
            raise _refusal(section, slot, overrun, too_small=too_small)
    if setting.keeps_to_law:
        breach = first_breach(load_of(setting), tables, setting.law, during, only=only)
        if breach:
            raise BeyondTheLaw(breach_in_words(setting, breach))


def _refusal(section: Section, slot: Slot, overrun: Overrun, *, too_small: bool) -> Exception:
    named = {
        "section": section.name,
        "half_day": describe(1 << slot.number),
        "day": formats.day(overrun.on),
        "places": overrun.places,
        "taken": overrun.taken,
        "others": overrun.taken - 1,
    }
    if overrun.places is None:
        message = _(
            "%(section)s, %(half_day)s: the number of places is not known on %(day)s. "
            "Fill in the weekly grid of the section first."
        )
        return CapacityUnknown(message % named)
    if too_small:
        message = _(
            "%(section)s, %(half_day)s: %(taken)s children are placed on %(day)s, more than %(places)s places. "
            "Give at least %(taken)s places, or a later beginning."
        )
        return CapacityTooSmall(message % named)
    message = _(
        "%(section)s, %(half_day)s: full on %(day)s (%(others)s taken of %(places)s places). "
        "Choose another half-day, section or date."
    )
    return NoPlaceLeft(message % named)


def breach_in_words(setting: Setting, breach: Breach) -> str:
    """What the law would not allow, and what can be done."""
    named = {
        "setting": setting.name,
        "day": formats.day(breach.on),
        "taken": breach.taken,
        "allowed": breach.allowed,
        "half_day": describe(1 << breach.slot) if breach.slot is not None else "",
    }
    if breach.limit == Limit.UNKNOWN:
        message = _(
            "%(setting)s: the authorised places are not known on %(day)s. "
            "Record the authorisation first, or stop checking placements against the law."
        )
    elif breach.limit == Limit.WEEK:
        message = _(
            "%(setting)s: %(taken)s half-days would be taken over the week of %(day)s, the law allows %(allowed)s. "
            "Choose fewer half-days, or another date."
        )
    else:
        message = _(
            "%(setting)s, %(half_day)s: %(taken)s children would be there on %(day)s, the law allows %(allowed)s. "
            "Choose another half-day or date."
        )
    return message % named
