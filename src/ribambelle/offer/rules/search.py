"""Who can take this child? What is known of a setting against what is asked. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Literal

from ribambelle.offer.rules.capacity import HALF_DAYS


class Question(StrEnum):
    """What a search asks of a setting. The order is that of the telephone call: one answer settles the first ones."""

    AGE = "age"
    COMMUNE = "commune"
    MODE = "mode"
    DAYS = "days"
    HOURS = "hours"
    PLACES = "places"


class Verdict(StrEnum):
    CERTAIN = "certain"
    TO_CONFIRM = "to-confirm"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `opens_at` until just before `closes_at`; weekday 0 = Monday, None: on days nobody told."""

    weekday: int | None
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class Band:
    """A section: ages in months, half-open, and its half-days with a free place (10 bits; None: not known)."""

    min_age_months: int
    max_age_months: int
    free_slots: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a setting, and nothing else: None, and what is absent, is unknown.

    Parameters
    ----------
    order
        Place in the directory (order of entry): the last tie-break.
    communes
        Codes of its commune and of the commune that one merged into; empty when unknown.
    modes
        True offered, False not offered, absent unknown.
    """

    order: int
    reference: str
    communes: frozenset[str] = frozenset()
    min_age_months: int | None = None
    max_age_months: int | None = None
    openings: tuple[Hours, ...] = ()
    modes: Mapping[str, bool] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; what is left out is not asked.

    Parameters
    ----------
    weekday, at
        Open on that day (0 = Monday), at that time; each may be asked alone.
    slots
        Half-days wished, 10 bits (bit 0 = Monday morning).
    """

    weekday: int | None = None
    at: time | None = None
    slots: int = 0
    mode: str = ""
    age_months: int | None = None
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A setting against a wish: what is not known, what rules it out, and the wished half-days with a free place."""

    facts: Facts
    unknown: tuple[Question, ...] = ()
    against: tuple[Question, ...] = ()
    free_slots: int | None = None

    @property
    def verdict(self) -> Verdict:
        if self.against:
            return Verdict.OUT
        return Verdict.TO_CONFIRM if self.unknown else Verdict.CERTAIN

    @property
    def free_count(self) -> int:
        return (self.free_slots or 0).bit_count()


Answer = Literal["yes", "no", "unknown"]


def match(facts: Facts, wish: Wish) -> Match:
    """Compare a setting with a wish: certain, to confirm (which unknowns), or out (why).

    One thing known to be against is enough to be out, whatever else is unknown. A setting whose wished half-days are
    only partly free is not out: `free_slots` says which; it is out when none is.
    """
    answers: dict[Question, Answer] = {}
    if wish.age_months is not None:
        answers[Question.AGE] = _age(facts, wish.age_months)
    if wish.commune:
        answers[Question.COMMUNE] = _known(wish.commune in facts.communes if facts.communes else None)
    if wish.mode:
        answers[Question.MODE] = _known(facts.modes.get(wish.mode))
    if wish.weekday is not None or wish.at is not None:
        question, answer = _open(facts.openings, wish.weekday, wish.at)
        answers[question] = answer
    free = None
    if wish.slots:
        free = _free(facts, wish)
        answers[Question.PLACES] = _known(None if free is None else free > 0)
    return Match(
        facts,
        unknown=tuple(q for q in Question if answers.get(q) == "unknown"),
        against=tuple(q for q in Question if answers.get(q) == "no"),
        free_slots=free,
    )


def _known(value: bool | None) -> Answer:
    if value is None:
        return "unknown"
    return "yes" if value else "no"


def _age(facts: Facts, months: int) -> Answer:
    low, high = facts.min_age_months, facts.max_age_months
    if (low is not None and months < low) or (high is not None and months >= high):
        return "no"
    return "unknown" if low is None or high is None else "yes"


def _open(openings: Sequence[Hours], weekday: int | None, at: time | None) -> tuple[Question, Answer]:
    """Open that day, at that time? Hours known on unknown days can rule out a time, and leave the day to confirm."""
    if not openings:
        return Question.HOURS, "unknown"
    on_day = [o for o in openings if weekday is None or o.weekday in {weekday, None}]
    if not on_day:
        return Question.DAYS, "no"
    fitting = [o for o in on_day if at is None or o.opens_at <= at < o.closes_at]
    if not fitting:
        return Question.HOURS, "no"
    if weekday is not None and all(o.weekday is None for o in fitting):
        return Question.DAYS, "unknown"
    return Question.HOURS, "yes"


def _free(facts: Facts, wish: Wish) -> int | None:
    """The wished half-days free in the section that has most of them; None when no section can tell."""
    if not facts.bands:
        return None
    bands = [
        band
        for band in facts.bands
        if wish.age_months is None or band.min_age_months <= wish.age_months < band.max_age_months
    ]
    known = [
        band.free_slots & wish.slots & _open_slots(facts.openings) for band in bands if band.free_slots is not None
    ]
    best = max(known, key=lambda slots: (slots.bit_count(), -slots), default=0)
    return None if best == 0 and len(known) < len(bands) else best


def _open_slots(openings: Sequence[Hours]) -> int:
    """The half-days of the days a setting opens; all of them when its days are not known."""
    days = {o.weekday for o in openings}
    if not days or None in days:
        return (1 << HALF_DAYS) - 1
    return sum(0b11 << 2 * day for day in days if day is not None and day < HALF_DAYS // 2)


@dataclass(frozen=True, slots=True)
class Found:
    """All settings against one wish, each group in its order."""

    certain: tuple[Match, ...]
    to_confirm: tuple[Match, ...]
    out: tuple[Match, ...]

    def reasons(self) -> dict[Question, int]:
        """How many of those out are out for each reason; one setting may count under several."""
        counted = {question: sum(question in m.against for m in self.out) for question in Question}
        return {question: count for question, count in counted.items() if count}


def search(settings: Iterable[Facts], wish: Wish) -> Found:
    """Sort settings into certain, to confirm and out.

    Order: certain by most wished half-days free; to confirm by fewest unknowns, then by which ones (the order of
    `Question`); ties, and those out, by place in the directory. The order of `settings` does not matter.
    """
    matches = sorted((match(facts, wish) for facts in settings), key=lambda m: m.facts.order)
    rank = {question: position for position, question in enumerate(Question)}
    return Found(
        certain=tuple(sorted((m for m in matches if m.verdict == Verdict.CERTAIN), key=lambda m: -m.free_count)),
        to_confirm=tuple(
            sorted(
                (m for m in matches if m.verdict == Verdict.TO_CONFIRM),
                key=lambda m: (len(m.unknown), [rank[question] for question in m.unknown], -m.free_count),
            )
        ),
        out=tuple(m for m in matches if m.verdict == Verdict.OUT),
    )
