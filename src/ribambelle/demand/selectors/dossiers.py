"""What a session freezes: requests as plain values, without a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, Window
from django.db.models.functions import Mod, RowNumber

from ribambelle.demand import rules
from ribambelle.demand.enums import EvidenceState, RequestKind, RequestState, Together
from ribambelle.demand.models import CriterionAnswer, NeededHours, Request, Wish
from ribambelle.demand.rules import Answer
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.selectors.sensitive import met_of
from ribambelle.offer.enums import SettingKind, SettingStatus
from ribambelle.offer.models import Setting


@dataclass(frozen=True, slots=True)
class Dossier:
    """One request as a session sees it: no name, no address, no free text.

    `needed_slots` (the `hours` included) and `current_slots` are masks of half-days (`kernel.weeks`); `wishes`
    are references of settings, the preferred first; `answers` holds what the family answered and what follows from it
    (implied and computed criteria); a code that is absent was not answered.
    """

    request_reference: str
    register_number: int
    received_on: date
    state: RequestState
    kind: RequestKind
    is_urgent: bool
    party_reference: str
    together: Together
    commune_code: str | None
    born_on: date | None
    due_on: date | None
    wished_start_on: date
    needed_slots: int
    minimum_days: int | None
    wishes: tuple[str, ...]
    answers: Mapping[str, Answer]
    current_setting: str | None
    current_slots: int
    hours: tuple[DayHours, ...] = ()
    modes: int = 0

    def age_at(self, day: date) -> int:
        """Age in whole months on a day, 0 for a child not yet born."""
        return rules.age_at_entry(born_on=self.born_on, due_on=self.due_on, on=day)


COLUMNS = (
    "pk",
    "reference",
    "register_number",
    "received_on",
    "state",
    "kind",
    "is_urgent",
    "party__reference",
    "party__together",
    "party__household__commune__reference",
    "child__born_on",
    "child__due_on",
    "wished_start_on",
    "needed_slots",
    "minimum_days",
    "modes",
    "current_setting__reference",
    "current_slots",
    "any_in_commune__reference",
    "any_childminder",
)


def dossiers(
    cut_off: date, *, states: Iterable[RequestState] = (RequestState.ACTIVE,), among: Q | None = None
) -> list[Dossier]:
    """The requests received up to the cut-off (included) that stand in these states, by register number.

    Six queries at most, whatever their number. Of sensitive facts, only that a criterion is met. Computed
    criteria are as on the cut-off. `among`: only those that meet this condition.
    """
    requests = Request.objects.filter(among or Q(), received_on__lte=cut_off, state__in=list(states))
    requests = requests.order_by("register_number")
    rows = list(requests.values(*COLUMNS))
    chosen = requests.order_by().values("pk")
    wishes: dict[int, list[str]] = defaultdict(list)
    for request_id, setting in (
        Wish.objects.filter(request__in=chosen)
        .order_by("request", "rank")
        .values_list("request_id", "setting__reference")
    ):
        wishes[request_id].append(setting)
    _expand(rows, wishes)
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for request_id, code, value, evidence in (
        CriterionAnswer.objects.filter(request__in=chosen)
        .order_by("request", "criterion__position")
        .values_list("request_id", "criterion__code", "value", "evidence_state")
    ):
        answers[request_id][code] = _answer(value, evidence)
    for request_id, met in met_of(chosen).items():
        answers[request_id] |= met
    hours: dict[int, list[DayHours]] = defaultdict(list)
    for request_id, weekday, starts_at, ends_at in (
        NeededHours.objects.filter(request__in=chosen)
        .order_by("request", "weekday")
        .values_list("request_id", "weekday", "starts_at", "ends_at")
    ):
        hours[request_id].append(DayHours(weekday, starts_at, ends_at))
    return [
        _dossier(row, tuple(wishes[row["pk"]]), answers[row["pk"]], tuple(hours[row["pk"]]), cut_off) for row in rows
    ]


@lru_cache(maxsize=1024)
def _answer(value: int, evidence: str) -> Answer:
    """One object for all the answers alike."""
    return Answer(value, EvidenceState(evidence))


def sampled(cut_off: date, most: int) -> tuple[list[Dossier], int]:
    """At most so many active requests at equal steps of the register, all of them when they are no more; their number.

    The same ones as long as nobody arrives or leaves. Eight queries at most.
    """
    waiting = Request.objects.filter(received_on__lte=cut_off, state=RequestState.ACTIVE)
    total = waiting.count()
    step = -(-total // most)
    if step <= 1:
        return dossiers(cut_off), total
    placed = waiting.order_by().annotate(rest=Mod(Window(RowNumber(), order_by="register_number"), step))
    return dossiers(cut_off, among=Q(pk__in=list(placed.filter(rest=0).values_list("pk", flat=True)))), total


def _expand(rows: Sequence[Mapping[str, Any]], wishes: dict[int, list[str]]) -> None:
    """“Any setting of this commune”, “any childminder”: the open ones not wished yet, by reference, after the others.

    One query when anyone asks for it. What is open on the day of the freeze is what counts: the snapshot keeps it.
    """
    if not any(row["any_in_commune__reference"] or row["any_childminder"] for row in rows):
        return
    settings = Setting.objects.filter(status=SettingStatus.OPEN).order_by("reference")
    of_commune: dict[str | None, list[str]] = defaultdict(list)
    childminders: list[str] = []
    for reference, commune, kind in settings.values_list("reference", "commune__reference", "kind"):
        of_commune[commune].append(reference)
        if kind == SettingKind.CHILDMINDER:
            childminders.append(reference)
    for row in rows:
        wished = wishes[row["pk"]]
        more = of_commune[row["any_in_commune__reference"]] if row["any_in_commune__reference"] else []
        more = [*more, *(childminders if row["any_childminder"] else [])]
        wishes[row["pk"]] = list(dict.fromkeys([*wished, *more]))


def _dossier(
    row: dict[str, Any],
    wishes: tuple[str, ...],
    answers: dict[str, Answer],
    hours: tuple[DayHours, ...],
    cut_off: date,
) -> Dossier:
    born_on, due_on = row["child__born_on"], row["child__due_on"]
    computed = rules.computed_answers(received_on=row["received_on"], born_on=born_on, due_on=due_on, cut_off=cut_off)
    return Dossier(
        request_reference=row["reference"],
        register_number=row["register_number"],
        received_on=row["received_on"],
        state=RequestState(row["state"]),
        kind=RequestKind(row["kind"]),
        is_urgent=row["is_urgent"],
        party_reference=row["party__reference"],
        together=Together(row["party__together"]),
        commune_code=row["party__household__commune__reference"],
        born_on=born_on,
        due_on=due_on,
        wished_start_on=row["wished_start_on"],
        needed_slots=row["needed_slots"],
        minimum_days=row["minimum_days"],
        wishes=wishes,
        answers=rules.expanded_once(tuple((answers | computed).items())),
        current_setting=row["current_setting__reference"],
        current_slots=row["current_slots"],
        hours=hours,
        modes=row["modes"],
    )
