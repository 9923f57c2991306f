"""Legal delays as data: what a family is owed or owes, from which day, by which day, under which law.

A clock says where it comes from. (P) marks a delay that is ours, a default without a text behind it.
Calendar months are counted as `ages.months_after`; working days are Monday to Friday, public holidays included.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.enums import RequestState
from ribambelle.demand.rules.ages import months_after

S = RequestState
#: Nobody has answered the family yet.
UNANSWERED: Final = frozenset({S.DRAFT, S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE})
#: Clocks run as long as the request asks for something or has just been answered.
RUNNING: Final = UNANSWERED | {S.ACTIVE, S.TO_CONFIRM, S.PROPOSED}
#: (P) A confirmed request is confirmed again after so many months; towns ask every three to six.
CONFIRMED_FOR_MONTHS: Final = 6
#: (P) The second reminder leaves so many days after the first; setting aside waits as long after the second.
REMINDED_EVERY_DAYS: Final = 15
#: A lapse rests on so many reminders, or on a reasoned act of a person.
REMINDERS_BEFORE_LAPSE: Final = 2


class Law(StrEnum):
    BE = "BE"
    FR = "FR"


class Owner(StrEnum):
    """Who has to act."""

    DESK = "desk"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """What the delays of a request depend on. Days are None when that did not happen (yet)."""

    received_on: date
    born_on: date | None
    due_on: date | None
    state: RequestState
    acknowledged_on: date | None = None
    answered_on: date | None = None
    confirm_from: date | None = None
    confirm_by: date | None = None
    confirmed_on: date | None = None
    answered_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A delay: `by` gives its last day (None: it does not run for this request), `done` whether it was kept.

    `done` gives the day it was done, True when it was done on a day nobody noted, None while it is not.
    """

    code: str
    law: Law | None
    owner: Owner
    label: str | Promise
    source: str
    by: Callable[[ClockFacts], date | None]
    done: Callable[[ClockFacts], date | bool | None]

    @property
    def is_acknowledgement(self) -> bool:
        """Whether a paper keeps it: sent, or printed and handed over."""
        return self.code in {"attestation", "acknowledgement"}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock on one request, on one day."""

    clock: Clock
    by: date
    done_on: date | None
    is_done: bool
    is_late: bool


def working_days_after(day: date, number: int) -> date:
    """The day so many working days later, Monday to Friday; public holidays are not taken out."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def confirmation_window(*, received_on: date, due_on: date | None) -> tuple[date, date]:
    """Belgium: the month that follows the sixth month of pregnancy, or the one that follows three months of waiting.

    The later of the two: a request received after the sixth month is confirmed three months after it was made. A
    pregnancy is counted back nine months from the due date.
    """
    waited = months_after(received_on, 3)
    opens = months_after(due_on, -3) if due_on is not None else waited
    opens = opens if opens > received_on else waited
    return opens, months_after(opens, 1)


def first_window(*, received_on: date, due_on: date | None, today: date) -> tuple[date, date]:
    """The first confirmation of a request that is entered today.

    One brought with its history was confirmed where it comes from: its window is the first that has not closed.
    """
    opens, closes = confirmation_window(received_on=received_on, due_on=due_on)
    while closes < today:
        opens, closes = next_window(confirmed_on=opens)
    return opens, closes


def next_window(*, confirmed_on: date) -> tuple[date, date]:
    """(P) After a confirmation: asked again six months later, with a month to answer."""
    opens = months_after(confirmed_on, CONFIRMED_FOR_MONTHS)
    return opens, months_after(opens, 1)


def _answered(facts: ClockFacts) -> date | bool | None:
    return facts.answered_on or (facts.state not in UNANSWERED or None)


def _acknowledged(facts: ClockFacts) -> date | bool | None:
    return facts.acknowledged_on or (facts.state not in {S.DRAFT, S.RECEIVED} or None)


def _confirmed(facts: ClockFacts) -> date | None:
    is_fresh = facts.confirmed_on and (facts.confirm_from is None or facts.confirmed_on >= facts.confirm_from)
    return facts.confirmed_on if is_fresh else None


def _asked_again_by(facts: ClockFacts) -> date | None:
    is_waiting = facts.state in {S.ACTIVE, S.TO_CONFIRM, S.PROPOSED}
    return working_days_after(facts.confirmed_on, 10) if facts.confirmed_on and is_waiting else None


def _birth_by(facts: ClockFacts) -> date | None:
    return months_after(facts.due_on, 1) if facts.due_on is not None else None


CLOCKS: Final[tuple[Clock, ...]] = (
    Clock(
        "attestation",
        Law.BE,
        Owner.DESK,
        _("Attestation of entry in the register, at once"),
        "ONE, registre des demandes ; règlements d’inscription Solidaris et Waterloo",
        lambda facts: facts.received_on,
        _acknowledged,
    ),
    Clock(
        "answer-one-month",
        Law.BE,
        Owner.DESK,
        _("Answer within one month: accepted, pending, or refused with its reason"),
        "ONE, registre des demandes ; règlements d’inscription Solidaris et Waterloo",
        lambda facts: months_after(facts.received_on, 1),
        _answered,
    ),
    Clock(
        "confirmation",
        Law.BE,
        Owner.FAMILY,
        _("The family confirms: in the month after the sixth month of pregnancy, or after three months of waiting"),
        "ONE, registre des demandes ; règlements d’inscription Solidaris et Waterloo",
        lambda facts: facts.confirm_by,
        _confirmed,
    ),
    Clock(
        "answer-ten-days",
        Law.BE,
        Owner.DESK,
        _("Answer to the confirmation within ten working days"),
        "ONE, registre des demandes ; règlements d’inscription Solidaris et Waterloo",
        _asked_again_by,
        lambda facts: facts.answered_again_on or (facts.state == S.PROPOSED or None),
    ),
    Clock(
        "birth",
        None,
        Owner.FAMILY,
        _("Birth notified within a month"),
        "ONE, registre des demandes ; en France, usage des règlements d’inscription (P)",
        _birth_by,
        lambda facts: facts.born_on,
    ),
    Clock(
        "acknowledgement",
        Law.FR,
        Owner.DESK,
        _("Acknowledgement with the legal mentions, within ten days"),
        "CRPA, art. L. 112-3 et R. 112-5 ; le délai de dix jours est le nôtre (P)",
        lambda facts: facts.received_on + timedelta(days=10),
        _acknowledged,
    ),
    Clock(
        "answer-two-months",
        Law.FR,
        Owner.DESK,
        _("Answer within two months, the day an implicit decision arises"),
        "CRPA, art. L. 231-1 et suivants",
        lambda facts: months_after(facts.received_on, 2),
        _answered,
    ),
    Clock(
        "update",
        Law.FR,
        Owner.FAMILY,
        _("The family updates its request before the commission"),
        "Vade-mecum de l’AMF ; règlements d’attribution",
        lambda facts: facts.confirm_by,
        _confirmed,
    ),
)


def clocks_of(facts: ClockFacts, *, law: Law, today: date) -> Iterator[ClockLine]:
    """The delays that run, or ran, for a request, by their last day. A clock of no law holds under both.

    Late: its last day has passed, it was not done, and the request still asks for something.
    """
    lines = []
    for clock in CLOCKS:
        if clock.law not in {None, law} or (by := clock.by(facts)) is None:
            continue
        done = clock.done(facts)
        done_on = done if isinstance(done, date) else None
        is_running = facts.state in RUNNING
        if not is_running and not done:
            continue
        lines.append(ClockLine(clock, by, done_on, bool(done), not done and by < today))
    yield from sorted(lines, key=lambda line: (line.by, line.clock.code))
