"""What can be wrong with what one asks of a request.

DemandError
├── RequestInvalid     what was given contradicts itself; `problems` lists everything at once
├── NotReadyToWait     what is missing before it waits for a place; `problems` lists everything at once
├── MoveRefused        this state cannot become that one, or not by this person
├── LapseRefused       a request is not set aside before its family was reminded twice
├── MergeRefused       these two requests cannot become one
├── EvidenceInvalid    this document cannot be noted
├── BirthInvalid       this birth cannot be noted
├── GroundMissing      this refusal needs one of the grounds the law admits
├── ReasonMissing      this change of state needs its reason
├── UndoRefused        there is nothing to undo, or something happened since
├── MoveStopped        another room holds something that this change would break
└── SiblingRefused     this request cannot stand with that one
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import MoveCode, RefusalGround, RequestState
from ribambelle.demand.rules import Problem
from ribambelle.kernel.formats import clock, day
from ribambelle.kernel.weeks import WEEKDAY_NAMES

SENTENCES: dict[str, str | Promise] = {
    "received-later": _("%(received_on)s has not come yet. Give the day the request was received."),
    "no-date": _("The child has no date. Give the birth date, or the due date of a child to be born."),
    "born-later": _("%(born_on)s has not come yet. For a child to be born, give the due date instead."),
    "too-old": _("A child born on %(born_on)s was over six years old at the request. Check the year."),
    "due-far": _("%(due_on)s is more than ten months after the request of %(received_on)s. Check the due date."),
    "due-past": _("%(due_on)s has passed. Give the birth date of the child."),
    "start-before-birth": _("The wished start, %(start)s, comes before the birth, %(born_on)s. Check both dates."),
    "start-far": _("%(start)s is more than four years away. Check the year of the wished start."),
    "no-slot": _("No half-day is asked for. Tick at least one."),
    "hours-order": _(
        "%(weekday)s: the child would leave at %(ends_at)s, before coming at %(starts_at)s. Correct the hours."
    ),
    "minimum-above": _("At least %(minimum)s days, but %(days)s are asked for. Lower the minimum, or tick more days."),
    "no-current-setting": _(
        "A change of setting or more half-days starts from a setting. Choose where the child is cared for at present."
    ),
    "no-current-slots": _("More half-days than which? Tick the half-days the child has at present."),
    "nothing-more": _(
        "All the half-days asked for are already held. Tick at least one more, or choose another kind of request."
    ),
    "wish-twice": _("“%(setting)s” is wished twice. Keep it once, at the rank that counts."),
    "criterion-unknown": _("Criterion “%(criterion)s” is not in the catalogue. Correct its code, or leave it out."),
    "criterion-computed": _("“%(criterion)s” follows from the dates of the request. Leave it out."),
    "answer-bounds": _(
        "“%(criterion)s”: %(value)s is not between %(minimum)s and %(maximum)s. Correct it, or leave it unanswered."
    ),
    "unreachable": _(
        "Nothing is known to reach the family before it waits for a place: give a telephone, an e-mail or an address."
    ),
    "no-wish": _(
        "No place is wished: a session would have nothing to look for. Choose a setting, a commune or a childminder."
    ),
    "answers-exclude": _("“%(second)s” cannot be true together with “%(first)s”. Keep one of them."),
}


def sentence(problem: Problem) -> str:
    """The problem in words: culprit, problem, remedy. Dates are written, criteria are named by their label."""
    return str(SENTENCES[problem.code]) % {name: _shown(name, value) for name, value in problem.values.items()}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return clock(value)
    if name == "weekday":
        return str(WEEKDAY_NAMES[value]).capitalize()
    if name in {"criterion", "first", "second"} and value in BY_CODE:
        return str(BY_CODE[value].label)
    return str(value)


class DemandError(Exception):
    """What was asked cannot be done; `str()` is the sentence to show."""


class RequestInvalid(DemandError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(sentence(problem) for problem in self.problems))

    def by_field(self) -> Mapping[str, list[str]]:
        """The sentences by the field they stand in."""
        fields: dict[str, list[str]] = {}
        for problem in self.problems:
            fields.setdefault(problem.where, []).append(sentence(problem))
        return fields


class NotReadyToWait(RequestInvalid):
    """Nothing was moved: each step needs what is missing."""


class MoveRefused(DemandError):
    def __init__(self, *, reference: str, state: RequestState, code: MoveCode) -> None:
        message = _("Request %(reference)s is “%(state)s”: “%(move)s” is not possible from there. Open it again.")
        super().__init__(message % {"reference": reference, "state": state.label, "move": code.label})


class ReasonMissing(DemandError):
    def __init__(self, *, reference: str, code: MoveCode) -> None:
        message = _("Request %(reference)s: “%(move)s” needs its reason. Write it in one sentence.")
        super().__init__(message % {"reference": reference, "move": code.label})


class GroundMissing(DemandError):
    def __init__(self, *, reference: str, grounds: Iterable[RefusalGround]) -> None:
        message = _("Request %(reference)s: a refusal rests on one of these grounds: %(grounds)s. Choose one of them.")
        listed = ", ".join(str(ground.label) for ground in grounds)
        super().__init__(message % {"reference": reference, "grounds": listed})


class LapseRefused(DemandError):
    def __init__(self, *, reference: str, reminders: int) -> None:
        message = _(
            "Request %(reference)s: %(reminders)s reminder recorded, two are needed before it is set aside without a "
            "reason. Send the reminder, or write why."
        )
        super().__init__(message % {"reference": reference, "reminders": reminders})


class MergeRefused(DemandError):
    def __init__(self, *, kept: str, gone: str) -> None:
        message = _("%(kept)s and %(gone)s cannot become one: both have to be two requests that still ask for a place.")
        super().__init__(message % {"kept": kept, "gone": gone})


class EvidenceInvalid(DemandError):
    def __init__(self, *, seen_on: date | None, expires_on: date | None) -> None:
        if seen_on is None or expires_on is None:
            super().__init__(_("This criterion is not answered. Note the answer first, then its document."))
        else:
            message = _("%(expires_on)s comes before the day it was seen, %(seen_on)s. Ask for a valid document.")
            super().__init__(message % {"seen_on": day(seen_on), "expires_on": day(expires_on)})


class BirthInvalid(DemandError):
    def __init__(self, *, born_on: date, known: date | None) -> None:
        if known is None:
            early = _("%(born_on)s has not come yet. Give the day of the birth.")
            super().__init__(early % {"born_on": day(born_on)})
        else:
            other = _("This child is already noted as born on %(known)s. To correct that day, correct the request.")
            super().__init__(other % {"known": day(known)})


class UndoRefused(DemandError):
    def __init__(self, *, reference: str) -> None:
        message = _("Request %(reference)s: something happened since, so this can no longer be undone. Open it to see.")
        super().__init__(message % {"reference": reference})


class MoveStopped(DemandError):
    """The sentence is that of the room that refuses."""


class SiblingRefused(DemandError):
    def __init__(self, *, reference: str, other: str) -> None:
        message = _("%(reference)s and %(other)s are requests for the same child. Choose the request of a sibling.")
        super().__init__(message % {"reference": reference, "other": other})
