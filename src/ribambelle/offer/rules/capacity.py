"""How many places are left, from when until when: pure functions of values. No Django."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

HALF_DAYS = 10


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one half-day from a day (included) to a day (excluded; None: no end)."""

    places: int
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From a day (included) to a day (excluded; None: no end)."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Overrun:
    """The first day on which more are placed than there are places; `places` None: nobody said how many there are."""

    on: date
    places: int | None
    taken: int


def places_on(capacity: Iterable[Places], day: date) -> int | None:
    """Places in force that day, None when unknown; where periods overlap, the one that began last counts."""
    running = [c for c in capacity if Period(c.starts_on, c.ends_on).covers(day)]
    return max(running, key=lambda c: c.starts_on).places if running else None


def first_overrun(taken: Sequence[Period], capacity: Sequence[Places], during: Period) -> Overrun | None:
    """The first day of `during` on which those placed exceed the places, or the places are unknown; else None.

    Only days on which something begins or ends are looked at: in between nothing changes. Quadratic in their number,
    which is that of one half-day of one section.
    """
    days = {during.starts_on} | {p.starts_on for p in taken} | {c.starts_on for c in capacity}
    days |= {c.ends_on for c in capacity if c.ends_on is not None}
    for day in sorted(day for day in days if during.covers(day)):
        count = sum(period.covers(day) for period in taken)
        places = places_on(capacity, day)
        if count and (places is None or count > places):
            return Overrun(day, places, count)
    return None


@dataclass(frozen=True, slots=True)
class Taken:
    """Half-days (10 bits) taken during a period."""

    slots: int
    period: Period


@dataclass(frozen=True, slots=True)
class Span:
    """`free` places, at least one, on each half-day of `slots`, from a day (included) to a day (excluded)."""

    slots: int
    free: int
    starts_on: date
    ends_on: date | None


def free_spans(taken: Sequence[Taken], capacity: Mapping[int, Sequence[Places]]) -> list[Span]:
    """What is free in a section, from when until when: half-days with the same number over the same days are one span.

    Parameters
    ----------
    capacity
        By half-day (0 = Monday morning … 9); a half-day that is absent, and days no line covers, are unknown, not free.

    Returns
    -------
    list of Span
        Each as long as its number does not change, in the order of their beginning, longest first, then of the week.

    Notes
    -----
    For each half-day, n log n in its periods plus the square of its lines of capacity, which are few.
    """
    found: dict[tuple[date, date | None, int], int] = defaultdict(int)
    for slot in range(HALF_DAYS):
        periods = [one.period for one in taken if one.slots >> slot & 1]
        for starts_on, ends_on, free in _steps(periods, capacity.get(slot, ())):
            found[starts_on, ends_on, free] |= 1 << slot
    spans = [Span(slots, free, starts_on, ends_on) for (starts_on, ends_on, free), slots in found.items()]
    return sorted(spans, key=lambda s: (s.starts_on, -(s.ends_on or date.max).toordinal(), s.slots))


def _steps(taken: Sequence[Period], capacity: Sequence[Places]) -> list[tuple[date, date | None, int]]:
    """Of one half-day: (from, until, free) wherever at least one place is free, neighbours of equal number joined."""
    changes: dict[date, int] = defaultdict(int)
    for period in taken:
        changes[period.starts_on] += 1
        if period.ends_on is not None:
            changes[period.ends_on] -= 1
    for line in capacity:
        changes[line.starts_on] += 0
        if line.ends_on is not None:
            changes[line.ends_on] += 0
    steps: list[tuple[date, date | None, int]] = []
    count, since, number = 0, date.min, 0
    for day in sorted(changes):
        count += changes[day]
        places = places_on(capacity, day)
        free = 0 if places is None else max(places - count, 0)
        if free != number:
            if number:
                steps.append((since, day, number))
            since, number = day, free
    if number:
        steps.append((since, None, number))
    return steps
