"""Sections with their weekly grid, and the half-days that are taken: never more than there are.

Every write that could overrun a section locks its row first, then counts: of two people who take the last place at
once, one is served and the other is told. On SQLite the transaction itself is exclusive (BEGIN IMMEDIATE).
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel import formats
from ribambelle.kernel.weeks import ALL_SLOTS, Slot, describe, slots_of
from ribambelle.network.rules import changes
from ribambelle.offer.models import Occupancy, Section, Setting, WeeklyCapacity
from ribambelle.offer.rules import Overrun, Period, Places, first_overrun
from ribambelle.offer.selectors.weeks import section_state
from ribambelle.offer.services.errors import CapacityTooSmall, CapacityUnknown, NoPlaceLeft, SectionInUse


def section_put(
    *,
    by: User | None,
    setting: Setting,
    name: str,
    min_age_months: int,
    max_age_months: int,
    places: Sequence[int | None],
    valid_from: date,
    section: Section | None = None,
    source: str = "",
) -> Section:
    """Create a section, or change it; its weekly grid counts from `valid_from` until the next grid, if any.

    Parameters
    ----------
    places
        Ten numbers, Monday morning to Friday afternoon; None: not known. What ran before `valid_from` stays as it was.

    Raises
    ------
    CapacityTooSmall
        When a half-day would hold fewer places than are already taken from that day on.
    """
    with transaction.atomic():
        locked = Setting.objects.select_for_update().get(pk=setting.pk)
        if section is None:
            current = Section(setting=locked, code=_free_code(locked, name))
            state = {}
        else:
            current = Section.objects.select_for_update().get(pk=section.pk, setting=locked)
            state = section_state(current, on=valid_from)
        current.name, current.min_age_months, current.max_age_months = name, min_age_months, max_age_months
        current.source = source
        current.full_clean()
        current.save()
        _grid_write(current, places, valid_from)
        _check(current, Period(valid_from), too_small=True)
        before, after = changes(state, section_state(current, on=valid_from))
        if after:
            verb = "section.update" if section else "section.create"
            reference = setting.reference
            after = {"section": current.code, **after, "from": valid_from.isoformat()}
            record(by=by, verb=verb, kind="offer.setting", reference=reference, before=before or None, after=after)
    return current


def _free_code(setting: Setting, name: str) -> str:
    taken = set(setting.sections.values_list("code", flat=True))
    base = slugify(name)[:26] or "section"
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def _grid_write(section: Section, places: Sequence[int | None], valid_from: date) -> None:
    by_slot: dict[int, list[WeeklyCapacity]] = {slot.number: [] for slot in ALL_SLOTS}
    for row in section.capacities.order_by("valid_from"):
        by_slot[row.slot].append(row)
    for slot, number in zip(ALL_SLOTS, places, strict=True):
        rows = by_slot[slot.number]
        if _in_force(rows, valid_from) == number:
            continue
        next_start = min((row.valid_from for row in rows if row.valid_from > valid_from), default=None)
        for row in rows:
            if row.valid_from == valid_from:
                row.delete()
            elif row.valid_from < valid_from and (row.valid_to is None or row.valid_to > valid_from):
                row.valid_to = valid_from
                row.save(update_fields=["valid_to"])
        if number is not None:
            WeeklyCapacity.objects.create(
                section=section, slot=slot.number, places=number, valid_from=valid_from, valid_to=next_start
            )


def _in_force(rows: Sequence[WeeklyCapacity], day: date) -> int | None:
    running = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return running[-1].places if running else None


def section_remove(*, by: User | None, section: Section) -> None:
    """Take a section out, with its grid.

    Raises
    ------
    SectionInUse
        When someone is, was, or will be placed there: history stays.
    """
    with transaction.atomic():
        current = Section.objects.select_for_update().select_related("setting").get(pk=section.pk)
        if current.occupancies.exists():
            message = _("%(section)s has placements, past or to come. Move them first; the history must stay true.")
            raise SectionInUse(message % {"section": current.name})
        before = {"section": current.code, "name": current.name}
        record(by=by, verb="section.remove", kind="offer.setting", reference=current.setting.reference, before=before)
        current.delete()


def occupancy_create(
    *,
    by: User | None,
    section: Section,
    slots: int,
    starts_on: date,
    opaque_reference: str,
    ends_on: date | None = None,
) -> Occupancy:
    """Take half-days of a section, from a day to a day (half-open), for someone this room does not know.

    Raises
    ------
    NoPlaceLeft
        When one of the half-days is full on one of the days. Nothing is written.
    CapacityUnknown
        When nobody said how many places one of the half-days has: unknown is not free.
    """
    with transaction.atomic():
        locked = Section.objects.select_for_update().select_related("setting").get(pk=section.pk)
        occupancy = Occupancy(
            section=locked, slots=slots, starts_on=starts_on, ends_on=ends_on, opaque_reference=opaque_reference
        )
        occupancy.full_clean(exclude=["section"])
        occupancy.save()
        _check(locked, Period(starts_on, ends_on), only=slots)
        after = {
            "section": locked.code,
            "half_days": describe(slots),
            "from": starts_on.isoformat(),
            "until": ends_on.isoformat() if ends_on else None,
            "for": opaque_reference,
        }
        record(by=by, verb="occupancy.create", kind="offer.setting", reference=locked.setting.reference, after=after)
    return occupancy


def occupancy_end(*, by: User | None, occupancy: Occupancy, ends_on: date) -> Occupancy | None:
    """Free the half-days from `ends_on` on. One that would end before it began is taken out, and None returned."""
    with transaction.atomic():
        current = Occupancy.objects.select_for_update().select_related("section__setting").get(pk=occupancy.pk)
        before = {"until": current.ends_on.isoformat() if current.ends_on else None}
        after = {"section": current.section.code, "for": current.opaque_reference, "until": ends_on.isoformat()}
        reference = current.section.setting.reference
        record(by=by, verb="occupancy.end", kind="offer.setting", reference=reference, before=before, after=after)
        if ends_on <= current.starts_on:
            current.delete()
            return None
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
        _check(current.section, Period(current.starts_on, ends_on), only=current.slots)
    return current


def _check(section: Section, during: Period, *, only: int | None = None, too_small: bool = False) -> None:
    """Raise for the first half-day that is overrun; the section's row is locked by the caller."""
    taken = list(section.occupancies.values_list("slots", "starts_on", "ends_on"))
    capacity = list(section.capacities.values_list("slot", "places", "valid_from", "valid_to"))
    for slot in ALL_SLOTS if only is None else slots_of(only):
        overrun = first_overrun(
            [Period(start, end) for mask, start, end in taken if mask >> slot.number & 1],
            [Places(places, start, end) for number, places, start, end in capacity if number == slot.number],
            during,
        )
        if overrun:
            raise _refusal(section, slot, overrun, too_small=too_small)


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
