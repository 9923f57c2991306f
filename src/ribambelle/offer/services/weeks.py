"""Sections with their weekly grid."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel.weeks import ALL_SLOTS
from ribambelle.network.rules import changes
from ribambelle.offer.models import Section, Setting, WeeklyCapacity
from ribambelle.offer.rules import Period
from ribambelle.offer.selectors.weeks import section_state
from ribambelle.offer.services.capacity import lock_section, lock_setting, settle
from ribambelle.offer.services.errors import SectionInUse


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
        locked = lock_setting(setting.pk)
        if section is None:
            current = Section(setting=locked, code=_free_code(locked, name))
            state = {}
        else:
            current = Section.objects.get(pk=section.pk, setting=locked)
            current.setting = locked
            state = section_state(current, on=valid_from)
        current.name, current.min_age_months, current.max_age_months = name, min_age_months, max_age_months
        current.source = source
        current.full_clean()
        current.save()
        _grid_write(current, places, valid_from)
        settle(current, Period(valid_from), too_small=True)
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
        current = lock_section(section.pk)
        if current.occupancies.exists():
            message = _("%(section)s has placements, past or to come. Move them first; the history must stay true.")
            raise SectionInUse(message % {"section": current.name})
        before = {"section": current.code, "name": current.name}
        record(by=by, verb="section.remove", kind="offer.setting", reference=current.setting.reference, before=before)
        current.delete()
