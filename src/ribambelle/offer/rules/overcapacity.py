"""Whether those placed keep to the law, week by week, and the first day on which they do not. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ribambelle.offer.rules.capacity import HALF_DAYS, Period, Places, Taken, places_on
from ribambelle.offer.rules.law import Ceiling, Tables


class Limit(StrEnum):
    """What a breach is of."""

    INSTANT = "instant"
    WEEK = "week"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Load:
    """A setting over time: half-days taken, the grids of its sections, and its authorised places.

    `offered` holds, by half-day, one list of places for each section; `authorised` lines of one day are added up.
    """

    taken: tuple[Taken, ...]
    offered: tuple[tuple[tuple[Places, ...], ...], ...]
    authorised: tuple[Places, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """One day of a load against the law: `limit` and `week_limit` None where the authorised places are not known."""

    on: date
    ceiling: Ceiling | None
    authorised: int | None
    taken: tuple[int, ...]
    limit: int | None
    week_taken: int
    week_offered: int | None
    week_limit: int | None

    @property
    def peak(self) -> int:
        return max(self.taken)

    @property
    def peak_slot(self) -> int:
        """The busiest half-day; the first of the week when several tie."""
        return self.taken.index(self.peak)


@dataclass(frozen=True, slots=True)
class Breach:
    """The first day on which a limit is passed, by how much, and on which half-day (None: over the week)."""

    on: date
    limit: Limit
    slot: int | None
    taken: int
    allowed: int | None


def usage_on(load: Load, tables: Tables, law: str, day: date) -> Usage:
    """What is taken that day and what the law allows.

    Where no ceiling is known for that day nothing is allowed beyond the authorised places. The week offers, on each
    half-day, the places of the sections, never more than the authorised ones; a half-day no section knows offers none.
    """
    ceiling = tables.ceiling_on(law, day)
    authorised = _sum_on(load.authorised, day)
    taken = tuple(
        sum(one.slots >> slot & 1 for one in load.taken if one.period.covers(day)) for slot in range(HALF_DAYS)
    )
    if authorised is None:
        return Usage(day, ceiling, None, taken, None, sum(taken), None, None)
    offered = sum(
        min(authorised, sum(places_on(section, day) or 0 for section in slot_offer)) for slot_offer in load.offered
    )
    limit = ceiling.instant(authorised) if ceiling else authorised
    week_limit = ceiling.week(offered) if ceiling else offered
    return Usage(day, ceiling, authorised, taken, limit, sum(taken), offered, week_limit)


def _sum_on(lines: Sequence[Places], day: date) -> int | None:
    running = [line.places for line in lines if Period(line.starts_on, line.ends_on).covers(day)]
    return sum(running) if running else None


def first_breach(load: Load, tables: Tables, law: str, during: Period, *, only: int | None = None) -> Breach | None:
    """The first day of `during` on which a limit is passed; of several the same day, the first half-day, then the week.

    Only days on which something changes are looked at: placements, grids, authorisations, the law itself. `only`: the
    half-days (10 bits) whose moment counts; the week always counts.
    """
    for day in sorted(_days(load, tables, law, during)):
        usage = usage_on(load, tables, law, day)
        if usage.limit is None or usage.week_limit is None:
            if usage.week_taken:
                return Breach(day, Limit.UNKNOWN, None, usage.peak, None)
            continue
        for slot in range(HALF_DAYS):
            if (only is None or only >> slot & 1) and usage.taken[slot] > usage.limit:
                return Breach(day, Limit.INSTANT, slot, usage.taken[slot], usage.limit)
        if usage.week_taken > usage.week_limit:
            return Breach(day, Limit.WEEK, None, usage.week_taken, usage.week_limit)
    return None


def _days(load: Load, tables: Tables, law: str, during: Period) -> set[date]:
    grids = [line for slot in load.offered for section in slot for line in section]
    lines = [*grids, *load.authorised]
    days = {during.starts_on} | {one.period.starts_on for one in load.taken}
    days |= {one.period.ends_on for one in load.taken if one.period.ends_on}
    days |= {line.starts_on for line in lines} | {line.ends_on for line in lines if line.ends_on}
    days |= set(tables.changes(law))
    return {day for day in days if during.covers(day)}
