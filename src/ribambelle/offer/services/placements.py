"""Placements: half-days of a section taken, changed from a day on, freed. Never more than there are."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel import formats
from ribambelle.kernel.weeks import describe
from ribambelle.offer.models import Occupancy, Section
from ribambelle.offer.rules import Period
from ribambelle.offer.services.capacity import lock_section, settle
from ribambelle.offer.services.errors import NotRunning


def occupancy_create(
    *,
    by: User | None,
    section: Section,
    slots: int,
    starts_on: date,
    opaque_reference: str = "",
    ends_on: date | None = None,
) -> Occupancy:
    """Take half-days of a section, from a day to a day (half-open), for someone this room does not know.

    No reference: a place held outside this tool.

    Raises
    ------
    NoPlaceLeft
        When one of the half-days is full on one of the days. Nothing is written.
    CapacityUnknown
        When nobody said how many places one of the half-days has: unknown is not free.
    BeyondTheLaw
        When the setting checks its placements against the law, and this one would pass a limit.
    """
    with transaction.atomic():
        locked = lock_section(section.pk)
        occupancy = Occupancy(
            section=locked, slots=slots, starts_on=starts_on, ends_on=ends_on, opaque_reference=opaque_reference
        )
        occupancy.full_clean(exclude=["section"])
        occupancy.save()
        settle(locked, Period(starts_on, ends_on), only=slots)
        _log("occupancy.create", by, occupancy, after={"from": starts_on.isoformat()} | _state(occupancy))
    return occupancy


def occupancy_change(
    *, by: User | None, occupancy: Occupancy, slots: int, from_on: date, section: Section | None = None
) -> Occupancy:
    """Change the half-days, or the section, of a placement from a day on; returns the placement as it is from then on.

    Before that day it stays as it was, under the same reference. From its first day, or earlier: it is corrected whole.

    Raises
    ------
    NotRunning
        When it is over by that day, or the section is of another setting.
    NoPlaceLeft, CapacityUnknown, BeyondTheLaw
        As for a new placement. Nothing is written.
    """
    with transaction.atomic():
        source = lock_section(occupancy.section_id)
        current = Occupancy.objects.get(pk=occupancy.pk)
        target = source
        if section is not None and section.pk != source.pk:
            target = Section.objects.get(pk=section.pk)
            if target.setting_id != source.setting_id:
                message = _("%(section)s is a section of another setting. End the placement here, and enter it there.")
                raise NotRunning(message % {"section": target.name})
            target.setting = source.setting
        if current.ends_on is not None and current.ends_on <= from_on:
            message = _("This placement is over on %(day)s. Choose an earlier day, or enter a new placement.")
            raise NotRunning(message % {"day": formats.day(current.ends_on)})
        before = _state(current)
        if (slots, target.pk) == (current.slots, current.section_id):
            return current
        changed = current
        if from_on > current.starts_on:
            changed = Occupancy(starts_on=from_on, ends_on=current.ends_on, opaque_reference=current.opaque_reference)
            current.ends_on = from_on
            current.save(update_fields=["ends_on"])
        changed.section, changed.slots = target, slots
        changed.full_clean(exclude=["section"])
        changed.save()
        if target.pk != source.pk:
            settle(source, None)
        settle(target, Period(changed.starts_on, changed.ends_on), only=slots)
        _log("occupancy.change", by, changed, before=before, after={"from": from_on.isoformat()} | _state(changed))
    return changed


def occupancy_end(*, by: User | None, occupancy: Occupancy, ends_on: date | None) -> Occupancy | None:
    """Free the half-days from `ends_on` on; None takes an announced departure back.

    One that would end before it began is taken out, and None returned.

    Raises
    ------
    NoPlaceLeft, CapacityUnknown, BeyondTheLaw
        When the departure is put off, or taken back, and someone else has the place by then. Nothing is written.
    """
    with transaction.atomic():
        section = lock_section(occupancy.section_id)
        current = Occupancy.objects.get(pk=occupancy.pk)
        known = current.ends_on
        before = {"until": known.isoformat() if known else None}
        if ends_on is not None and ends_on <= current.starts_on:
            _log("occupancy.end", by, current, before=before, after=_state(current) | {"until": ends_on.isoformat()})
            current.delete()
            settle(section, None)
            return None
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
        is_longer = known is not None and (ends_on is None or ends_on > known)
        settle(section, Period(known, ends_on) if is_longer and known else None, only=current.slots)
        _log("occupancy.end", by, current, before=before, after=_state(current))
    return current


def _state(occupancy: Occupancy) -> dict[str, Any]:
    return {
        "section": occupancy.section.code,
        "half_days": describe(occupancy.slots),
        "until": occupancy.ends_on.isoformat() if occupancy.ends_on else None,
        "for": occupancy.opaque_reference,
    }


def _log(
    verb: str,
    by: User | None,
    occupancy: Occupancy,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    reference = occupancy.section.setting.reference
    record(by=by, verb=verb, kind="offer.setting", reference=reference, before=before, after=after)
