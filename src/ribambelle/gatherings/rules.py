"""Decisions as pure functions: dates of a series, who is selected into a cycle and why. No Django, no clock."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import rfc8785
from dateutil.rrule import rrulestr

#: A series is planned a bounded number of meetings ahead.
LONGEST_SERIES = 400
CLOSED_GROUP_RULE = ("one-per-organisation", "refused-before-first", "balance-of-zones", "recorded-lots")

Reason = Literal["lots", "refused-before", "balance", "second-of-organisation", "organisation-has-seat", "lots-lost"]


class BadRule(ValueError):
    """A recurrence rule that cannot be read, or that never ends within bounds."""


def occurrences(rule: str, *, starts_on: date, until: date) -> list[date]:
    """The dates of an iCalendar recurrence rule from `starts_on` to `until`, both included.

    Parameters
    ----------
    rule
        For instance `FREQ=MONTHLY;BYDAY=1TU`; without `RRULE:` and without a start of its own.

    Raises
    ------
    BadRule
        When the rule is not one, or gives more than 400 dates.
    """
    try:
        found = rrulestr(rule, dtstart=datetime.combine(starts_on, time()), ignoretz=True)
        dates = []
        for moment in found.xafter(datetime.combine(starts_on, time()), count=LONGEST_SERIES + 1, inc=True):
            if moment.date() > until:
                break
            dates.append(moment.date())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadRule(
            f"{rule!r} is not a recurrence rule ({error}). Write for instance FREQ=MONTHLY;BYDAY=1TU."
        ) from error
    if len(dates) > LONGEST_SERIES:
        raise BadRule(f"{rule!r} gives more than {LONGEST_SERIES} dates up to {until}. Choose an earlier end.")
    return dates


def end_of(starts_at: time, minutes: int) -> time | None:
    """The time so many minutes later, or None when it would be the next day."""
    end = datetime.combine(date(2000, 1, 1), starts_at) + timedelta(minutes=minutes)
    return end.time() if end.date() == date(2000, 1, 1) else None


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of a content, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Applicant:
    """Someone who asked for a seat in a closed group. Empty organisation or zone: not known, shared with nobody."""

    reference: str
    organisation: str
    zone: str
    times_refused: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the selection says of one applicant: rank from 1 in the order seats were given."""

    reference: str
    rank: int
    is_seated: bool
    reason: Reason
    lot: str


def lot(seed: str, reference: str) -> str:
    """The lot of an applicant: anyone who knows the seed can draw it again. The smallest comes first."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def select_group(applicants: Iterable[Applicant], *, seats: int, seed: str) -> list[Outcome]:
    """Give the seats of a closed group one after the other under the published rule.

    Each seat goes to the applicant who, at that moment and in this order: comes from an organisation that has no
    seat yet; was refused most often before; comes from the zone with the fewest seats so far; drew the smallest lot.

    Cost: the square of the number of applicants. The order of the rows changes nothing.

    Raises
    ------
    ValueError
        When two applicants share a reference, or the number of seats is negative.
    """
    left = sorted(applicants, key=lambda applicant: applicant.reference)
    if len({applicant.reference for applicant in left}) != len(left):
        raise ValueError("two applicants share a reference. Give each registration its own.")
    if seats < 0:
        raise ValueError(f"{seats} seats: a number of seats is 0 or more.")
    lots = {applicant.reference: lot(seed, applicant.reference) for applicant in left}
    organisations: Counter[str] = Counter()
    zones: Counter[str] = Counter()
    outcomes: list[Outcome] = []

    def order(applicant: Applicant) -> tuple[bool, int, int, str]:
        return (
            bool(organisations[applicant.organisation]),
            -applicant.times_refused,
            zones[applicant.zone],
            lots[applicant.reference],
        )

    while left:
        chosen = min(left, key=order)
        is_seated = len(outcomes) < seats
        reason = _reason(chosen, left, order(chosen), lots, is_seated=is_seated)
        outcomes.append(Outcome(chosen.reference, len(outcomes) + 1, is_seated, reason, lots[chosen.reference]))
        left.remove(chosen)
        if is_seated and chosen.organisation:
            organisations[chosen.organisation] += 1
        if is_seated and chosen.zone:
            zones[chosen.zone] += 1
    return outcomes


def _reason(
    chosen: Applicant,
    left: list[Applicant],
    place: tuple[bool, int, int, str],
    lots: dict[str, str],
    *,
    is_seated: bool,
) -> Reason:
    """The first point of the rule that decided: what an applicant is told."""
    is_second, _, _, own_lot = place
    if not is_seated:
        return "organisation-has-seat" if is_second else "lots-lost"
    if is_second:
        return "second-of-organisation"
    if chosen.times_refused and any(other.times_refused < chosen.times_refused for other in left):
        return "refused-before"
    rivals = [other for other in left if other.times_refused == chosen.times_refused]
    return "lots" if own_lot == min(lots[rival.reference] for rival in rivals) else "balance"
