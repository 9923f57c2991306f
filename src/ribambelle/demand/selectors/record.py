"""One request as its page shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.accounts.selectors import events_of
from ribambelle.demand.enums import CriterionCategory, CriterionOrigin, EvidenceState, RequestState, Together
from ribambelle.demand.models import CriterionAnswer, Request, RequestMove
from ribambelle.demand.rules import age_in_months
from ribambelle.demand.selectors.homes import Home, homes_of
from ribambelle.demand.selectors.hours import hours_in_words
from ribambelle.demand.selectors.provenance import Mark, Marks, common
from ribambelle.demand.selectors.sensitive import answers_of, authors_of
from ribambelle.kernel.weeks import days_in
from ribambelle.ui.steps import Step

S = RequestState
#: The way of most requests, and which states stand at each step.
WAY: tuple[tuple[RequestState, frozenset[RequestState]], ...] = (
    (S.RECEIVED, frozenset({S.DRAFT, S.RECEIVED})),
    (S.COMPLETE, frozenset({S.ACKNOWLEDGED, S.COMPLETE})),
    (S.ACTIVE, frozenset({S.ACTIVE, S.TO_CONFIRM, S.DECLINED, S.REFUSED})),
    (S.PROPOSED, frozenset({S.PROPOSED})),
    (S.ACCEPTED, frozenset({S.ACCEPTED})),
    (S.ENTERED, frozenset({S.ENTERED, S.LEFT})),
)


#: What the time-line tells beside the changes of state, and how.
TOLD = {
    "request.edit": gettext_lazy("corrected"),
    "siblings.join": gettext_lazy("put with a brother or sister"),
    "siblings.undo": gettext_lazy("applies alone again"),
    "siblings.part": gettext_lazy("applies alone again"),
    "sensitive.read": gettext_lazy("protected details read"),
    "sensitive.write": gettext_lazy("protected details written"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the time-line: a change of state, or something else that was done."""

    at: datetime
    who: str
    text: str | Promise
    detail: str
    move: RequestMove | None = None


def timeline(request: Request) -> list[Happening]:
    """Everything that happened to a request, newest first. One query beside those of the record."""
    told = [Happening(move.at, str(move.by or ""), "", _why(move), move) for move in request.moves.all()]
    events = events_of(kind=Request._meta.label_lower, reference=request.reference).filter(verb__in=TOLD)
    for event in events:
        told.append(Happening(event.at, event.actor_label, TOLD[event.verb], ", ".join(_touched(event.after))))
    return sorted(told, key=lambda each: each.at, reverse=True)


def _why(move: RequestMove) -> str:
    """The ground of a refusal, then the reason written."""
    return " · ".join(part for part in (str(move.get_ground_display()), move.reason) if part)


def _touched(after: dict[str, Any] | None) -> list[str]:
    """The columns an edit touched, in the words of the forms; of personal ones nothing more is kept."""
    labels = {each.name: str(each.verbose_name) for each in Request._meta.fields}
    labels |= {"wishes": _("wishes"), "answers": _("criteria"), "together": _("siblings"), "personal": _("family")}
    return [labels[name] for name in after or {} if name in labels]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers under one heading; `mark`: who gave them all, when it is one person on one day."""

    label: Any
    rows: list[tuple[CriterionAnswer, Mark | None]]
    mark: Mark | None


@dataclass(frozen=True)
class Record:
    """The values of a record that its template would otherwise compute."""

    request: Request
    relatives: Sequence[Request]
    today: date
    marks: Marks | None = None

    @property
    def title(self) -> str:
        """The child's name, or that of its guardian for a child not named yet."""
        return str(self.request.child) or str(self.guardians[0] if self.guardians else self.request.reference)

    @property
    def guardians(self) -> list[Any]:
        return list(self.request.child.household.guardians.all())

    @cached_property
    def homes(self) -> list[Home]:
        """Where the parents live: two homes when they live apart."""
        return homes_of(self.request.child.household)

    @property
    def hours(self) -> str:
        """The hours needed in words, empty when only half-days were asked."""
        return hours_in_words(each.day for each in self.request.hours.all())

    @property
    def age_today(self) -> int | None:
        """Whole months today; None for a child not yet born."""
        born_on = self.request.child.born_on
        return age_in_months(born_on, self.today) if born_on else None

    @property
    def days(self) -> int:
        return days_in(self.request.needed_slots)

    @property
    def siblings(self) -> list[Request]:
        """Those who apply with this request."""
        together = self.request.party.together
        same = [each for each in self.relatives if each.party_id == self.request.party_id]
        return same if together != Together.ALONE else []

    @cached_property
    def answers(self) -> list[CriterionAnswer]:
        """All answers in the order of the catalogue, the protected ones among them. Two queries when there are any."""
        return answers_of(self.request)

    @property
    def to_see(self) -> list[CriterionAnswer]:
        """Answers that are met, ask for a document, and whose document nobody has seen."""
        return [
            answer
            for answer in self.answers
            if answer.value and answer.criterion.evidence and answer.evidence_state != EvidenceState.SEEN
        ]

    @cached_property
    def by_category(self) -> list[Answered]:
        """The answers under the headings of the catalogue, each with who gave it, the protected ones too."""
        groups: dict[str, list[tuple[CriterionAnswer, Mark | None]]] = defaultdict(list)
        authors = {code: Mark(*written) for code, written in authors_of(self.request).items()}
        for answer in self.answers:
            if answer.criterion.origin != CriterionOrigin.COMPUTED:
                code = answer.criterion.code
                mark = authors.get(code)
                if not answer.criterion.is_sensitive and self.marks is not None:
                    mark = self.marks.of(f"answers.{code}")
                groups[answer.criterion.category].append((answer, mark))
        known = [(category, groups[category]) for category in CriterionCategory if category in groups]
        return [Answered(category.label, rows, common(mark for _answer, mark in rows)) for category, rows in known]

    @property
    def criteria_mark(self) -> Mark | None:
        """Who gave all the answers, when it is one person on one day."""
        return common(mark for group in self.by_category for _answer, mark in group.rows)

    @property
    def steps(self) -> list[Step]:
        """Where the request stands on its way; none once it left the way (withdrawn, lapsed, merged…)."""
        state = S(self.request.state)
        here = next((index for index, (_, states) in enumerate(WAY) if state in states), None)
        if here is None:
            return []
        first: dict[str, date] = {}
        for move in self.request.moves.all():  # newest first: the oldest stays
            first[move.to_state] = move.at.date()
        return [
            Step(
                step.label,
                "done" if index < here else "here" if index == here else "todo",
                f"{first[step]:%d/%m/%Y}" if step in first and index <= here else "",
            )
            for index, (step, _) in enumerate(WAY)
        ]
