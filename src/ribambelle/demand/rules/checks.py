"""What cannot be true of a request: everything at once, each problem with the field it stands in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import CriterionOrigin, RequestKind
from ribambelle.demand.rules.ages import age_in_months, months_after
from ribambelle.demand.rules.hours import DayHours

#: Settings of early childhood care welcome children below six years (France; Belgium below three, extended).
OLDEST_MONTHS: Final = 72
#: A due date is at most nine months away, with some margin for the dating of a pregnancy.
FARTHEST_DUE_MONTHS: Final = 10
#: Nobody plans an entry further than this.
FARTHEST_START_MONTHS: Final = 48
WEEKDAYS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is about to be recorded, as plain values; None is unknown. `wishes` are references by rank."""

    received_on: date
    born_on: date | None
    due_on: date | None
    wished_start_on: date | None
    kind: RequestKind
    needed_slots: int
    minimum_days: int | None
    has_current_setting: bool
    current_slots: int
    wishes: tuple[str, ...]
    answers: Mapping[str, int] = field(default_factory=dict)
    hours: tuple[DayHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, the field it stands in, and the values its sentence needs (`demand.errors` writes it)."""

    code: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)


def days_asked(mask: int) -> int:
    """Days of the week with at least one half-day."""
    return sum(1 for day in range(WEEKDAYS) if mask >> (day * 2) & 3)


def problems_of(draft: Draft, *, today: date) -> list[Problem]:
    """Everything that contradicts something else, in the order of the form; empty when all is well."""
    return [*_child(draft, today), *_wishes(draft, today), *_answers(draft.answers)]


def missing_to_wait(*, has_wish: bool, is_reachable: bool) -> list[Problem]:
    """What a request lacks before it can wait for a place: a session could not examine it, or nobody could tell."""
    missing = []
    if not is_reachable:
        missing.append(Problem("unreachable", "guardian_1_phone"))
    if not has_wish:
        missing.append(Problem("no-wish", "wish_1"))
    return missing


def _child(draft: Draft, today: date) -> Iterator[Problem]:
    if draft.received_on > today:
        yield Problem("received-later", "received_on", {"received_on": draft.received_on})
    if draft.born_on is None and draft.due_on is None:
        yield Problem("no-date", "born_on")
    if draft.born_on and draft.born_on > today:
        yield Problem("born-later", "born_on", {"born_on": draft.born_on})
    elif draft.born_on and age_in_months(draft.born_on, draft.received_on) >= OLDEST_MONTHS:
        yield Problem("too-old", "born_on", {"born_on": draft.born_on})
    if draft.due_on and not draft.born_on:
        if draft.due_on > months_after(draft.received_on, FARTHEST_DUE_MONTHS):
            yield Problem("due-far", "due_on", {"due_on": draft.due_on, "received_on": draft.received_on})
        if draft.due_on < draft.received_on - timedelta(days=31):
            yield Problem("due-past", "due_on", {"due_on": draft.due_on})


def _wishes(draft: Draft, today: date) -> Iterator[Problem]:
    start = draft.wished_start_on
    if start and draft.born_on and start < draft.born_on:
        yield Problem("start-before-birth", "wished_start_on", {"start": start, "born_on": draft.born_on})
    if start and start > months_after(max(draft.received_on, today), FARTHEST_START_MONTHS):
        yield Problem("start-far", "wished_start_on", {"start": start})
    for day in draft.hours:
        if day.ends_at <= day.starts_at:
            values = {"weekday": day.weekday, "starts_at": day.starts_at, "ends_at": day.ends_at}
            yield Problem("hours-order", f"ends_at_{day.weekday}", values)
    days = days_asked(draft.needed_slots)
    if not draft.needed_slots:
        yield Problem("no-slot", "needed_slots")
    elif draft.minimum_days is not None and draft.minimum_days > days:
        yield Problem("minimum-above", "minimum_days", {"minimum": draft.minimum_days, "days": days})
    if draft.kind != RequestKind.NEW and not draft.has_current_setting:
        yield Problem("no-current-setting", "current_setting")
    if draft.kind == RequestKind.EXTRA_DAY and draft.has_current_setting and not draft.current_slots:
        yield Problem("no-current-slots", "current_slots")
    if draft.kind == RequestKind.EXTRA_DAY and draft.current_slots & draft.needed_slots == draft.needed_slots > 0:
        yield Problem("nothing-more", "needed_slots")
    for rank, reference in enumerate(draft.wishes, start=1):
        if reference in draft.wishes[: rank - 1]:
            yield Problem("wish-twice", f"wish_{rank}", {"rank": rank, "setting": reference})


def _answers(answers: Mapping[str, int]) -> Iterator[Problem]:
    met: dict[str, list[str]] = {}
    for code, value in answers.items():
        definition = BY_CODE.get(code)
        if definition is None:
            yield Problem("criterion-unknown", f"answer_{code}", {"criterion": code})
            continue
        if definition.origin == CriterionOrigin.COMPUTED:
            yield Problem("criterion-computed", f"answer_{code}", {"criterion": code})
        is_zero_for_no = definition.minimum > 0 and value == 0
        if not (definition.minimum <= value <= definition.maximum or is_zero_for_no):
            bounds = {"minimum": definition.minimum, "maximum": definition.maximum}
            yield Problem("answer-bounds", f"answer_{code}", {"criterion": code, "value": value, **bounds})
        if definition.group and value:
            met.setdefault(definition.group, []).append(code)
    for codes in met.values():
        if len(codes) > 1:
            yield Problem("answers-exclude", f"answer_{codes[1]}", {"first": codes[0], "second": codes[1]})
