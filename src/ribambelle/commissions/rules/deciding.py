"""What the commission decided, held fast while everything else is calculated again, and what that costs others.

A decision is held fast as a place that is held: its children come before all others there, and the engine moves only
the families about whom nothing was decided. Who is passed over is then counted by the independent checker in the true
order of points, so that a departure from the proposal shows.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ribambelle.commissions.rules.reserves import given_up
from ribambelle.commissions.rules.result_rows import PlacedRow, placed_rows
from ribambelle.kernel.weeks import SLOTS
from ribambelle.placement import Allocation, FinalReserve, Instance, Placed, check, placed

Document = Mapping[str, Any]


class Given(NamedTuple):
    """A place given to one child: slots are codes of half-days in the order of the week."""

    child: str
    setting: str
    section: str
    slots: tuple[str, ...]


class Pin(NamedTuple):
    """What was decided of one family. `departs`: otherwise than proposed. No place: it obtains nothing new."""

    party: str
    places: tuple[Given, ...]
    departs: bool


class Overrun(NamedTuple):
    """A half-day for which more places would be given than there are; `parties` hold it fast. Section `*`: licence."""

    setting: str
    section: str
    slot: str
    places: int
    parties: tuple[str, ...]


class Passed(NamedTuple):
    """A family that could claim a wish although someone behind it is served."""

    party: str
    rank: int
    setting: str


@dataclass(frozen=True, slots=True)
class Calculated:
    """A calculation with decisions held fast, as CSV texts, and who is passed over.

    `reserves`: places still kept for groups at the end, as the engine writes them; empty when none are given back.
    """

    allocation: str
    refusals: str
    blocking: tuple[Passed, ...]
    reserves: str = ""


def given_from(row: Mapping[str, Any]) -> Given:
    """A place as a decision keeps it, read back."""
    return Given(row["child"], row["setting"], row["section"], tuple(row["slots"]))


def given_to(place: Given) -> dict[str, Any]:
    """A place as a decision keeps it."""
    return {"child": place.child, "setting": place.setting, "section": place.section, "slots": list(place.slots)}


def given_in(rows: Iterable[PlacedRow]) -> tuple[Given, ...]:
    """The places in rows of an allocation, by child."""
    return tuple(
        Given(row.child, row.setting, row.section, tuple(slot for slot in SLOTS if slot in row.slots))
        for row in sorted(rows, key=lambda row: row.child)
    )


def overruns(document: Document, pins: Sequence[Pin]) -> list[Overrun]:
    """Every half-day that the decisions and the places held by other families would overrun, in the order of the offer.

    A section for which the offer says nothing bounds nothing; half-days a section does not open have no place at all.
    """
    bounds = _places(document)
    taken: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for party, places in _held_fast(document, pins).items():
        for given in places:
            for slot in given.slots:
                for section in (given.section, "*"):
                    if (given.setting, section) in bounds:
                        taken[given.setting, section, slot].append(party)
    found = []
    for (setting, section, slot), parties in taken.items():
        lines = bounds[setting, section]
        there_are = lines.get(slot, lines.get("*", 0))
        if len(parties) > there_are:
            found.append(Overrun(setting, section, slot, there_are, tuple(sorted(parties))))
    return sorted(found, key=lambda each: (each.setting, each.section, SLOTS.index(each.slot)))


def _places(document: Document) -> dict[tuple[str, str], dict[str, int]]:
    bounds: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in document["capacity"]:
        bounds[row["setting"], row["section"]][row["slot"]] = int(row["places"])
    return bounds


def _held_fast(document: Document, pins: Sequence[Pin]) -> dict[str, tuple[Given, ...]]:
    """The places nobody can be moved from: those decided, and those held at present by everybody else."""
    present = _present(document)
    fast = {pin.party: _with_present(pin, present) for pin in pins}
    return fast | {party: tuple(places) for party, places in present.items() if party not in fast}


def _present(document: Document) -> dict[str, list[Given]]:
    party_of = {row["child"]: row["party"] for row in document["children"]}
    present: dict[str, list[Given]] = defaultdict(list)
    for row in document.get("held", ()):
        slots = row["slots"].split()  # in the order of their codes, Thursday before Tuesday
        place = Given(row["child"], row["setting"], row["section"], tuple(slot for slot in SLOTS if slot in slots))
        present[party_of[place.child]].append(place)
    return present


def _with_present(pin: Pin, present: Mapping[str, Sequence[Given]]) -> tuple[Given, ...]:
    """What is given, and the place held by each child who is given nothing."""
    served = {place.child for place in pin.places}
    return (*pin.places, *(place for place in present.get(pin.party, ()) if place.child not in served))


def calculate(document: Document, *, policy: str, seed: int, pins: Sequence[Pin], proposed: str) -> Calculated:
    """Calculate again with these decisions held fast; the same decisions in any order give the same bytes.

    Parameters
    ----------
    document
        The instance of the run that was proposed.
    proposed
        Its refusals.csv: what refused a family about whom something was decided is said by it.

    Raises
    ------
    WrongInput
        When the decisions overrun the places: ask `overruns` first.
    """
    fast = {pin.party: _with_present(pin, _present(document)) for pin in pins}
    instance = Instance.from_document(_solved(document, fast))
    solved, refusals = placed(instance, policy=policy, seed=seed)
    ranks = _ranks(document, fast)
    rows = tuple(row._replace(rank=ranks[row.party, row.child]) if row.party in fast else row for row in solved.rows)
    departing = {pin.party: fast[pin.party] for pin in pins if pin.departs}
    allocation = Allocation(rows, solved.lots, solved.reserves)
    report = check(Instance.from_document(_checked(document, fast, departing, ranks)), allocation)
    if not report.feasible:
        raise AssertionError(f"the checker refuses a calculation after decisions: {report.violations[0]}")
    refused = [["" if cell is None else str(cell) for cell in row] for row in refusals if row.party not in fast]
    columns, *before = csv.reader(io.StringIO(proposed))
    kept = [row for row in before if row[0] in fast]
    return Calculated(
        allocation=_csv([Placed._fields, *rows]),
        refusals=_csv([columns, *sorted([*refused, *kept], key=lambda row: (row[0], int(row[1] or 0)))]),
        blocking=tuple(Passed(block.party, block.rank, block.setting) for block in report.blocking),
        reserves=_csv([FinalReserve._fields, *map(_final, solved.reserves)]) if solved.reserves else "",
    )


def departed(document: Document, *, policy: str, seed: int, pins: Sequence[Pin]) -> tuple[Instance, Allocation]:
    """What is calculated with the departures alone held fast, and the instance that gives it.

    To ask what one change of a dossier would have given: dossiers kept as they were calculated would have been
    calculated again, those the commission decided otherwise would not.
    """
    present = _present(document)
    fast = {pin.party: _with_present(pin, present) for pin in pins if pin.departs}
    instance = Instance.from_document(_solved(document, fast))
    solved, _refusals = placed(instance, policy=policy, seed=seed)
    return instance, solved


def _final(line: FinalReserve) -> tuple[Any, ...]:
    return (*line[:-1], "true" if line.release else "false")


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _solved(document: Document, fast: Mapping[str, tuple[Given, ...]]) -> dict[str, Any]:
    """The instance to solve: families decided about wish nothing and hold what they were given."""
    party_of = {row["child"]: row["party"] for row in document["children"]}
    held = [row for row in document.get("held", ()) if party_of[row["child"]] not in fast]
    held += [_held_row(place) for party in sorted(fast) for place in fast[party]]
    wishes = [row for row in document["wishes"] if row["party"] not in fast]
    solved = {**document, "wishes": wishes, "held": held, "reserves": _reserves(document, fast)}
    return {name: rows for name, rows in solved.items() if rows or name not in {"held", "reserves"}}


def _reserves(document: Document, fast: Mapping[str, tuple[Given, ...]]) -> list[dict[str, Any]]:
    """The reserves that what is held fast leaves: those that may be given back yield to it."""
    reserves = document.get("reserves", ())
    bounds = _places(document)
    places = {
        (row["setting"], row["section"], row["slot"]): bounds[row["setting"], row["section"]].get(row["slot"], 0)
        for row in reserves
    }
    held: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    present = {party: own for party, own in _present(document).items() if party not in fast}
    for party, own in {**present, **fast}.items():
        for given in own:
            for slot in given.slots:
                held[given.setting, given.section, slot].append(party)
                held[given.setting, "*", slot].append(party)
    groups: dict[str, set[str]] = defaultdict(set)
    for row in document.get("groups", ()):
        groups[row["party"]].add(row["group"])
    return given_up(reserves, places, held, {party: frozenset(own) for party, own in groups.items()})


def _held_row(place: Given) -> dict[str, str]:
    return {
        "child": place.child,
        "setting": place.setting,
        "section": place.section,
        "slots": " ".join(place.slots),
    }


def _ranks(document: Document, fast: Mapping[str, tuple[Given, ...]]) -> dict[tuple[str, str], int]:
    """The rank of the wish that each decision grants; one more than the last for what was never wished, 0 for a place
    held already."""
    present = _present(document)
    options: dict[str, dict[int, set[tuple[str, str, frozenset[str]]]]] = defaultdict(lambda: defaultdict(set))
    for row in document["wishes"]:
        if row["party"] in fast:
            slots = frozenset(SLOTS if row["slots"] == "*" else row["slots"].split())
            options[row["party"]][int(row["rank"])].add((row["child"], row["setting"], slots))
    ranks: dict[tuple[str, str], int] = {}
    for party, places in fast.items():
        own = {(place.child, place.setting, frozenset(place.slots)) for place in places}
        rank = next((rank for rank, option in sorted(options[party].items()) if option == own), None)
        if set(places) == set(present.get(party, ())):
            rank = 0
        for given in places:
            ranks[party, given.child] = max(options[party], default=0) + 1 if rank is None else rank
    return ranks


def _checked(
    document: Document,
    fast: Mapping[str, tuple[Given, ...]],
    departing: Mapping[str, tuple[Given, ...]],
    ranks: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    """The instance to check: everybody's own order, and one wish only for those whom a departure serves.

    A child placed in a section that does not take its age is counted there all the same: the commission decided so.
    """
    ages = {(row["setting"], row["section"]): row["min_age_months"] for row in document["sections"]}
    at = {place.child: ages[place.setting, place.section] for places in departing.values() for place in places}
    wishes = [row for row in document["wishes"] if row["party"] not in departing]
    for party, places in sorted(departing.items()):
        for given in places:
            if rank := ranks[party, given.child]:
                row = _held_row(given) | {"party": party, "rank": rank}
                wishes.append(row)
    children = [{**row, "age_months": at[row["child"]]} if row["child"] in at else row for row in document["children"]]
    checked = {**document, "wishes": wishes, "children": children, "reserves": _reserves(document, fast)}
    return {name: rows for name, rows in checked.items() if rows or name != "reserves"}


class Change(NamedTuple):
    """A family for which the decision changes something: its places before and after."""

    party: str
    before: tuple[Given, ...]
    after: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a decision changes for the others. Counts are (before, after); `passed_over` are newly so."""

    lose: tuple[Change, ...]
    gain: tuple[Change, ...]
    differ: tuple[Change, ...]
    placed: tuple[int, int]
    half_days: tuple[int, int]
    blocking: tuple[int, int]
    passed_over: tuple[Passed, ...]


def cost_of(before: Calculated, after: Calculated, party: str) -> Cost:
    """Who loses and gains between two calculations, the family decided about aside.

    A lower rank is better; nothing is worse than a place held already, which is worse than any wish.
    """
    was, now = _by_party(before.allocation), _by_party(after.allocation)
    found: dict[str, list[Change]] = {"lose": [], "gain": [], "differ": []}
    for other in sorted((set(was) | set(now)) - {party}):
        change = Change(other, given_in(was.get(other, ())), given_in(now.get(other, ())))
        if change.before == change.after:
            continue
        then, later = _worth(was.get(other)), _worth(now.get(other))
        found["lose" if later > then else "gain" if later < then else "differ"].append(change)
    claimed = {passed[:2] for passed in before.blocking}
    return Cost(
        lose=tuple(found["lose"]),
        gain=tuple(found["gain"]),
        differ=tuple(found["differ"]),
        placed=(_placed(was), _placed(now)),
        half_days=(_half_days(was), _half_days(now)),
        blocking=(len(before.blocking), len(after.blocking)),
        passed_over=tuple(passed for passed in after.blocking if passed[:2] not in claimed),
    )


def _by_party(allocation: str) -> dict[str, list[PlacedRow]]:
    found: dict[str, list[PlacedRow]] = defaultdict(list)
    for row in placed_rows(allocation):
        found[row.party].append(row)
    return found


def _worth(rows: Sequence[PlacedRow] | None) -> tuple[int, int]:
    if not rows:
        return (2, 0)
    return (1, 0) if rows[0].rank == 0 else (0, rows[0].rank)


def _placed(by_party: Mapping[str, Sequence[PlacedRow]]) -> int:
    return sum(1 for rows in by_party.values() for row in rows if row.rank)


def _half_days(by_party: Mapping[str, Sequence[PlacedRow]]) -> int:
    return sum(len(row.slots) for rows in by_party.values() for row in rows)


def cost_to_json(cost: Cost) -> dict[str, Any]:
    """The cost as a decision keeps it."""
    changes = {
        name: [
            {
                "party": change.party,
                "before": [given_to(place) for place in change.before],
                "after": [given_to(place) for place in change.after],
            }
            for change in getattr(cost, name)
        ]
        for name in ("lose", "gain", "differ")
    }
    counts: dict[str, Any] = {name: list(getattr(cost, name)) for name in ("placed", "half_days", "blocking")}
    return {**changes, **counts, "passed_over": [list(passed) for passed in cost.passed_over]}


def cost_from_json(content: Mapping[str, Any]) -> Cost:
    """A cost read back from a decision."""

    def changes(name: str) -> tuple[Change, ...]:
        return tuple(
            Change(
                row["party"],
                tuple(given_from(place) for place in row["before"]),
                tuple(given_from(place) for place in row["after"]),
            )
            for row in content[name]
        )

    return Cost(
        changes("lose"),
        changes("gain"),
        changes("differ"),
        tuple(content["placed"]),
        tuple(content["half_days"]),
        tuple(content["blocking"]),
        tuple(Passed(*row) for row in content["passed_over"]),
    )


def document_of(instance: str) -> Document:
    """The tables of a run's instance."""
    document: Document = json.loads(instance)
    return document
