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


LOT_BITS = 52  # what the engine orders by: the beginning of the lot


def lot(seed: str, reference: str) -> str:
    """The lot of an applicant: anyone who knows the seed can draw it again. The smallest comes first."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def select_group(applicants: Iterable[Applicant], *, seats: int, seed: str) -> list[Outcome]:
    """Give the seats of a closed group one after the other under the published rule.

    Each seat goes to the applicant who, at that moment and in this order: comes from an organisation that has no
    seat yet; was refused most often before; comes from the zone with the fewest seats so far; drew the smallest lot.

    Each seat is one selection of the engine (`placement.select`) with the points of that moment; its lottery is the
    recorded one. Those without a seat stand in the order of the rule once the last seat is given.

    Cost: one small selection a seat (5 ms each for 16 applicants). The order of the rows changes nothing.

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
    seated = _Seated(Counter(), Counter())
    outcomes: list[Outcome] = []
    for rank in range(1, min(seats, len(left)) + 1):
        chosen = _next(left, seated, lots)
        reason = _reason(chosen, left, seated, lots)
        outcomes.append(Outcome(chosen.reference, rank, is_seated=True, reason=reason, lot=lots[chosen.reference]))
        left.remove(chosen)
        seated.add(chosen)
    for rank, other in enumerate(sorted(left, key=lambda a: seated.order(a, lots[a.reference])), len(outcomes) + 1):
        why: Reason = "organisation-has-seat" if seated.has_colleague_of(other) else "lots-lost"
        outcomes.append(Outcome(other.reference, rank, is_seated=False, reason=why, lot=lots[other.reference]))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Seated:
    """How many seats each organisation and each zone have so far; what is not known is shared with nobody."""

    organisations: Counter[str]
    zones: Counter[str]

    def add(self, applicant: Applicant) -> None:
        if applicant.organisation:
            self.organisations[applicant.organisation] += 1
        if applicant.zone:
            self.zones[applicant.zone] += 1

    def has_colleague_of(self, applicant: Applicant) -> bool:
        return bool(self.organisations[applicant.organisation])

    def order(self, applicant: Applicant, drawn: str) -> tuple[bool, int, int, str]:
        """The published rule as an order, the first in line being the smallest."""
        zone = self.zones[applicant.zone]
        return self.has_colleague_of(applicant), -applicant.times_refused, zone, drawn


def _next(left: list[Applicant], seated: _Seated, lots: dict[str, str]) -> Applicant:
    """Who obtains one seat at this moment: a selection of the engine with one seat."""
    from ribambelle.placement.select import Candidate, Event, select  # the engine is loaded when seats are given

    field = [applicant for applicant in left if not seated.has_colleague_of(applicant)] or left
    candidates = [
        Candidate(a.reference, ("seat",), refused_before=a.times_refused, points=str(-seated.zones[a.zone]))
        for a in field
    ]
    drawn = {a.reference: int(lots[a.reference][: LOT_BITS // 4], 16) for a in field}
    selection = select([Event("seat", 1, per_organisation=None)], candidates, seed=0, lots=drawn)
    return next(applicant for applicant in left if applicant.reference in selection.taken)


def _reason(chosen: Applicant, left: list[Applicant], seated: _Seated, lots: dict[str, str]) -> Reason:
    """The first point of the rule that gave this seat: what an applicant is told."""
    if seated.has_colleague_of(chosen):
        return "second-of-organisation"
    if chosen.times_refused and any(other.times_refused < chosen.times_refused for other in left):
        return "refused-before"
    rivals = [other for other in left if other.times_refused == chosen.times_refused]
    return "lots" if lots[chosen.reference] == min(lots[rival.reference] for rival in rivals) else "balance"
