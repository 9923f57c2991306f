"""The week of a section: places, taken, free, by half-day on a given day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q

from ribambelle.kernel.weeks import ALL_SLOTS, Slot
from ribambelle.offer.models import Occupancy, Section, Setting, WeeklyCapacity
from ribambelle.offer.rules import Places, places_on

State = Literal["unknown", "free", "full", "over"]


@dataclass(frozen=True, slots=True)
class Half:
    """One half-day of a section; `places` None: not known."""

    slot: Slot
    places: int | None
    taken: int

    @property
    def free(self) -> int | None:
        return None if self.places is None else self.places - self.taken

    @property
    def state(self) -> State:
        if self.free is None:
            return "unknown"
        if self.free < 0:
            return "over"
        return "free" if self.free else "full"

    @property
    def percent(self) -> int:
        """Taken per hundred places, whole, at most 100: the width of a bar."""
        return min(100, round(100 * self.taken / self.places)) if self.places else 0


@dataclass(frozen=True, slots=True)
class SectionWeek:
    """The ten half-days of a section, Monday morning first."""

    section: Section
    halves: tuple[Half, ...]

    @property
    def mornings(self) -> tuple[Half, ...]:
        return self.halves[0::2]

    @property
    def afternoons(self) -> tuple[Half, ...]:
        return self.halves[1::2]

    @property
    def free_slots(self) -> int | None:
        """Half-days with a free place as ten bits; None when no half-day has known places."""
        if all(half.places is None for half in self.halves):
            return None
        return sum(1 << half.slot.number for half in self.halves if half.free is not None and half.free > 0)

    @property
    def most_places(self) -> int | None:
        return max((half.places for half in self.halves if half.places is not None), default=None)


def section_weeks(sections: Iterable[Section], *, on: date) -> dict[int, SectionWeek]:
    """The week of each section by its primary key, on a day. Two queries whatever their number."""
    wanted = list(sections)
    keys = [section.pk for section in wanted]
    running = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    capacity: dict[tuple[int, int], list[Places]] = defaultdict(list)
    for row in WeeklyCapacity.objects.filter(running, section_id__in=keys):
        capacity[row.section_id, row.slot].append(Places(row.places, row.valid_from, row.valid_to))
    taken: dict[tuple[int, int], int] = defaultdict(int)
    present = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    for section_id, mask in Occupancy.objects.filter(present, section_id__in=keys).values_list("section_id", "slots"):
        for slot in ALL_SLOTS:
            taken[section_id, slot.number] += mask >> slot.number & 1
    return {
        section.pk: SectionWeek(
            section,
            tuple(
                Half(slot, places_on(capacity[section.pk, slot.number], on), taken[section.pk, slot.number])
                for slot in ALL_SLOTS
            ),
        )
        for section in wanted
    }


def free_places(of: Section | Setting, *, on: date) -> tuple[int | None, ...]:
    """Places minus placements for the ten half-days of a section, or of all sections of a setting; None: not known.

    For a setting, a half-day on which one section's places are unknown is unknown.
    """
    sections = [of] if isinstance(of, Section) else list(of.sections.all())
    weeks = section_weeks(sections, on=on).values()
    totals: list[int | None] = []
    for slot in ALL_SLOTS:
        free = [week.halves[slot.number].free for week in weeks]
        totals.append(None if not free or None in free else sum(number for number in free if number is not None))
    return tuple(totals)


def section_state(section: Section, *, on: date) -> dict[str, Any]:
    """What the event log follows of a section, its grid as it stands on a day."""
    week = section_weeks([section], on=on)[section.pk]
    return {
        "name": section.name,
        "ages": [section.min_age_months, section.max_age_months],
        "places": [half.places for half in week.halves],
        "source": section.source,
    }
