"""Hours needed, day by day, and the half-days they mean.

The rule, shown where hours are typed: the morning ends at the limit of the installation (13 h by default), where the
afternoon begins. A half-day is needed when the child is there for more than the margin (30 minutes by default) of it; a
presence too short for either counts for the half-day that holds most of it, the morning among equals. A day with
hours means the half-days of its hours; a day without means those that are ticked.
"""

from collections.abc import Iterable, Iterator
from datetime import time
from typing import NamedTuple

MORNING, AFTERNOON = 0b01, 0b10


class DayHours(NamedTuple):
    """When a child would be there on a weekday (0 = Monday … 4 = Friday)."""

    weekday: int
    starts_at: time
    ends_at: time


class Limits(NamedTuple):
    """Where the morning ends, and how many minutes of a half-day do not count."""

    noon: time
    margin: int


def halves_of(hours: DayHours, limits: Limits) -> int:
    """The half-days of one day: 1 the morning, 2 the afternoon, 3 both; never none.

    >>> halves_of(DayHours(0, time(7, 30), time(17)), Limits(time(13), 30))
    3
    >>> halves_of(DayHours(0, time(7, 30), time(13, 30)), Limits(time(13), 30))
    1
    """
    start, end, noon = _minutes(hours.starts_at), _minutes(hours.ends_at), _minutes(limits.noon)
    before, after = max(0, min(end, noon) - start), max(0, end - max(start, noon))
    found = (MORNING if before > limits.margin else 0) | (AFTERNOON if after > limits.margin else 0)
    return found or (MORNING if before >= after else AFTERNOON)


def half_days(ticked: int, hours: Iterable[DayHours], limits: Limits) -> int:
    """The half-days of a week: those of its hours, and the ticked ones of the days without hours."""
    mask = ticked
    for day in hours:
        mask = mask & ~(0b11 << 2 * day.weekday) | halves_of(day, limits) << 2 * day.weekday
    return mask


def still_true(mask: int, hours: Iterable[DayHours], limits: Limits) -> tuple[DayHours, ...]:
    """The hours that mean the half-days of a mask: what is left of them once half-days were changed."""
    return tuple(day for day in hours if mask >> 2 * day.weekday & 0b11 == halves_of(day, limits))


def outside(hours: Iterable[DayHours], openings: Iterable[tuple[int | None, time, time]]) -> Iterator[DayHours]:
    """The hours a setting does not cover; `openings` by weekday, None for hours whose days nobody told.

    Nothing when no opening is known: unknown is not closed.
    """
    known = list(openings)
    for day in hours if known else ():
        fitting = [each for each in known if each[0] in {day.weekday, None}]
        if not any(opens <= day.starts_at and day.ends_at <= closes for _weekday, opens, closes in fitting):
            yield day


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
