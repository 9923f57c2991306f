"""Fair selection for everything else: seats at events and cycles, swaps, trainees and tutors.

Thin uses of the same model. A seat at an event is a slot of a setting; "at most so many per organisation" is one more
slot, which only the people of that organisation need; balance between groups is a reserve; "refused last time first" is
points; the lottery is the lots, recorded. Two-sided matching gives each host its own order of the applicants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ribambelle.placement.errors import WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem, Problems
from ribambelle.placement.result import Refusal, Result
from ribambelle.placement.solving import place

__all__ = ["Candidate", "Event", "Host", "Selection", "match", "select"]

SEAT = "seat"
FIRST_AFTER_REFUSAL = 1_000_000  # points for each refusal before: they come before all other points


@dataclass(frozen=True, slots=True)
class Event:
    """Something with limited seats. ``kept``: seats kept for a group, given back when it does not fill them."""

    reference: str
    seats: int
    per_organisation: int | None = 1
    kept: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who asks for a seat, at the first possible of ``wishes``. ``refused_before``: how many times in a row."""

    reference: str
    wishes: tuple[str, ...]
    organisation: str = ""
    groups: frozenset[str] = frozenset()
    refused_before: int = 0
    points: str = "0"


@dataclass(frozen=True, slots=True)
class Host:
    """Someone who receives up to ``places`` applicants, and ranks those acceptable, best first."""

    reference: str
    ranking: tuple[str, ...]
    places: int = 1


class Refused(NamedTuple):
    """Why someone was not taken somewhere."""

    reference: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Who was taken where, why the others were not, and the recorded lottery. ``run`` is the checked run beneath."""

    taken: dict[str, str]
    refused: tuple[Refused, ...]
    lots: dict[str, int]
    run: Result


def select(
    events: Iterable[Event], candidates: Iterable[Candidate], *, seed: int, lots: Mapping[str, int] | None = None
) -> Selection:
    """Give seats: those refused last time first, then points, then the lottery of ``seed``.

    ``lots``: those already drawn elsewhere, by reference, lower first; the others are drawn from ``seed``.

    Raises
    ------
    WrongInput
        With every problem: an unknown event, someone named twice, seats that are no number.
    """
    events, candidates = list(events), list(candidates)
    organisations = sorted({candidate.organisation for candidate in candidates} - {""})
    slot = {name: f"o{number}" for number, name in enumerate(organisations)}
    capacity, reserves = [], []
    for event in events:
        capacity.append(_capacity(event.reference, SEAT, event.seats))
        most = event.seats if event.per_organisation is None else min(event.seats, event.per_organisation)
        capacity += [_capacity(event.reference, name, most) for name in slot.values()]
        for group, places in event.kept.items():
            reserves.append({**_capacity(event.reference, SEAT, places), "group": group, "release": True})
    needs = {
        candidate.reference: " ".join([SEAT, *([slot[candidate.organisation]] if candidate.organisation else [])])
        for candidate in candidates
    }
    tables = _tables([event.reference for event in events], capacity, candidates)
    tables |= {
        "slots": [{"slot": name} for name in (SEAT, *slot.values())],
        "groups": [{"party": one.reference, "group": group} for one in candidates for group in sorted(one.groups)],
        "reserves": reserves,
        "wishes": [
            _wish(one.reference, rank, event, needs[one.reference])
            for one in candidates
            for rank, event in enumerate(one.wishes, start=1)
        ],
        "points": [_points(one.reference, "*", points) for one in candidates for points in _merits(one)],
        "lots": [{"party": name, "lot": lot} for name, lot in sorted((lots or {}).items())],
    }
    result = place(Instance.from_tables(tables), seed=seed)
    return _selection(result, {name: organisation for organisation, name in slot.items()})


def match(hosts: Iterable[Host], applicants: Mapping[str, Iterable[str]], *, seed: int = 0) -> Selection:
    """Two-sided matching: applicants rank hosts, hosts rank applicants; nobody would rather leave for one another.

    An applicant that a host does not rank is not acceptable to it. Job-shadowing swaps, trainees with tutors.
    """
    hosts = list(hosts)
    place_in = {host.reference: {name: rank for rank, name in enumerate(host.ranking)} for host in hosts}
    wishes, points, refused, problems = [], [], [], Problems()
    for name, wanted in sorted(applicants.items()):
        points.append(_points(name, "*", "0"))
        for rank, host in enumerate(wanted, start=1):
            if host not in place_in:
                problems.error("applicants", 0, name, f'unknown host "{host}"', "Add the host, or drop the wish")
            elif name not in place_in[host]:
                refused.append(Refused(name, host, f"{host} did not name {name} among those it can receive."))
            else:
                wishes.append(_wish(name, rank, host, SEAT))
                points.append(_points(name, host, str(-place_in[host][name])))
    if problems.errors:
        raise WrongInput(problems.errors)
    capacity = [_capacity(host.reference, SEAT, host.places) for host in hosts]
    tables = _tables([host.reference for host in hosts], capacity, [Candidate(name, ()) for name in applicants])
    tables |= {"slots": [{"slot": SEAT}], "wishes": wishes, "points": points}
    selection = _selection(place(Instance.from_tables(tables), seed=seed), {})
    everyone = tuple(sorted([*selection.refused, *refused]))
    return Selection(selection.taken, everyone, selection.lots, selection.run)


# -- the same model, in its own words ----------------------------------------------------------------------------------

Rows = list[dict[str, Any]]


def _tables(settings: list[str], capacity: Rows, candidates: Iterable[Candidate]) -> dict[str, Rows]:
    twice = sorted({name for name in settings if settings.count(name) > 1})
    if twice:
        what = "this name stands twice"
        raise WrongInput([Problem("events", 0, name, what, "Give each its own reference") for name in twice])
    return {
        "settings": [{"setting": name} for name in settings],
        "sections": [
            {"setting": name, "section": "all", "min_age_months": 0, "max_age_months": 1} for name in settings
        ],
        "capacity": capacity,
        "children": [{"child": one.reference, "party": one.reference, "age_months": 0} for one in candidates],
    }


def _capacity(setting: str, slot: str, places: int) -> dict[str, Any]:
    return {"setting": setting, "section": "all", "slot": slot, "places": places}


def _wish(name: str, rank: int, setting: str, slots: str) -> dict[str, Any]:
    return {"party": name, "rank": rank, "child": name, "setting": setting, "slots": slots}


def _points(name: str, setting: str, points: str) -> dict[str, Any]:
    return {"party": name, "setting": setting, "points": points}


def _merits(candidate: Candidate) -> tuple[str, str]:
    return candidate.points, str(FIRST_AFTER_REFUSAL * candidate.refused_before)


def _selection(result: Result, organisation_of: dict[str, str]) -> Selection:
    taken = {row.party: row.setting for row in result.allocation.rows}
    refused = tuple(
        Refused(refusal.party, refusal.setting, _sentence(refusal, organisation_of)) for refusal in result.refusals
    )
    return Selection(taken, refused, result.lots, result)


def _sentence(refusal: Refusal, organisation_of: dict[str, str]) -> str:
    if refusal.reason == "no wish":
        return "Nothing was asked for."
    if refusal.reason == "closed":
        return f"{refusal.setting}: no seat is offered."
    if refusal.reason == "blocks":
        return f"{refusal.setting}: not everyone's wishes could be satisfied at once."
    if refusal.slot in organisation_of:
        name = organisation_of[refusal.slot]
        return f"{refusal.setting}: {refusal.places} at most for {name}, taken by someone before in the order."
    kept = " open to all, the others kept for groups" if refusal.reason == "reserve" else ""
    return f"{refusal.setting}: {refusal.places} seats{kept}, all taken by people before in the order."
