"""From a snapshot to the tables of a placement instance: pseudonyms, points, lots, free places. No name goes in."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Any

from ribambelle.commissions.rules.frozen import Answers
from ribambelle.commissions.rules.grids import rule_from_json
from ribambelle.commissions.rules.options import options
from ribambelle.commissions.rules.quotas import group_rows, reserve_rows
from ribambelle.commissions.rules.reserves import kept_rows, member_rows, taken
from ribambelle.commissions.rules.scoring import Answer, Rule, ScoreSheet, score
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry, SettingEntry, Snapshot
from ribambelle.commissions.rules.standing import scale_of, standing_of

Rows = list[dict[str, Any]]


def sheets(snapshot: Snapshot) -> Mapping[str, ScoreSheet]:
    """The score sheet of every child of a snapshot under the snapshot's own rule, each scored when it is looked at."""
    return _Sheets(snapshot)


class _Sheets(Mapping[str, ScoreSheet]):
    def __init__(self, snapshot: Snapshot) -> None:
        self.rule = rule_from_json(snapshot["rule"])
        self.children = {child["child"]: child for party in snapshot["dossiers"] for child in party["children"]}
        self.known: dict[str, ScoreSheet] = {}
        self.alike: dict[bytes, ScoreSheet] = {}  # by the text of the answers: many families answer alike

    def __getitem__(self, child: str) -> ScoreSheet:
        if child not in self.known:
            self.known[child] = self._scored(self.children[child])
        return self.known[child]

    def _scored(self, child: ChildEntry) -> ScoreSheet:
        answers = child["answers"]
        if not isinstance(answers, Answers):
            return sheet(self.rule, child)
        text = answers.text
        if text not in self.alike:
            self.alike[text] = sheet(self.rule, child)
        return self.alike[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self.children)

    def __len__(self) -> int:
        return len(self.children)


@lru_cache(maxsize=4096)
def _answer(value: int, is_proved: bool, is_computed: bool, seen_on: str | None) -> Answer:
    """One object for all the answers alike: a session reads tens of thousands."""
    return Answer(value, is_proved, is_computed, date.fromisoformat(seen_on) if seen_on else None)


def sheet(rule: Rule, child: ChildEntry) -> ScoreSheet:
    """The score sheet of one child under a rule."""
    answers = {
        code: _answer(entry["value"], entry["is_proved"], entry["is_computed"], entry.get("seen_on"))
        for code, entry in child["answers"].items()
    }
    return score(rule, answers)


def instance_tables(snapshot: Snapshot, seed: int) -> dict[str, Rows]:
    """The tables of `placement.Instance`: the same snapshot and seed always give the same rows.

    A party of which a child does not meet a mandatory criterion keeps its points and gets no option.
    A child who holds a place keeps its half-days counted in the capacity, and stands in `held`.
    """
    rule = rule_from_json(snapshot["rule"])
    scale = scale_of(rule)
    found = {child["child"]: sheet(rule, child) for party in snapshot["dossiers"] for child in party["children"]}
    numbers = {
        child["child"]: scale.number(standing_of(rule, found[child["child"]], child))
        for party in snapshot["dossiers"]
        for child in party["children"]
    }
    settings = frozenset(entry["setting"] for entry in snapshot["offer"])
    tables: dict[str, Rows] = {
        "settings": [{"setting": entry["setting"], "label": entry["label"]} for entry in snapshot["offer"]],
        "sections": [
            {
                "setting": entry["setting"],
                "section": section["section"],
                "min_age_months": section["min_age_months"],
                "max_age_months": section["max_age_months"],
            }
            for entry in snapshot["offer"]
            for section in entry["sections"]
        ],
        "capacity": _capacity(snapshot),
        "children": [],
        "wishes": [],
        "points": [],
        "lots": [],
        "groups": [],
        "reserves": [],
        "held": [],
    }
    for party in snapshot["dossiers"]:
        _add_party(tables, party, found, numbers, settings)
    kept = kept_rows(snapshot.get("reserves", ()), snapshot["offer"])
    if reserves := [*kept, *reserve_rows(rule, snapshot["offer"], taken(kept))]:
        tables["reserves"] = reserves
        tables["groups"] = [*member_rows(snapshot, rule, found), *group_rows(rule, snapshot["dossiers"])]
    tables["lots"] = [
        {"party": party, "lot": lot} for party, lot in lots(snapshot["dossiers"], snapshot["rule"]["tie_breaks"], seed)
    ]
    return {name: rows for name, rows in tables.items() if rows or name not in {"held", "groups", "reserves"}}


def _add_party(
    tables: dict[str, Rows],
    party: PartyEntry,
    found: Mapping[str, ScoreSheet],
    numbers: Mapping[str, Decimal],
    settings: frozenset[str],
) -> None:
    name = party["party"]
    for child in party["children"]:
        # a child to be born after the entry date is counted as newborn: the check list says so
        age = max(child["age_months"], 0)
        tables["children"].append({"child": child["child"], "party": name, "age_months": age})
        tables["points"].append(
            {"party": name, "child": child["child"], "setting": "*", "points": _decimal(numbers[child["child"]])}
        )
        if held := _held(child, settings):
            tables["held"].append({"child": child["child"], **held})
    if any(found[child["child"]].unmet_mandatory for child in party["children"]):
        return
    for rank, option in enumerate(options(party, settings), 1):
        for place in option:
            row = {"party": name, "rank": rank, "child": place.child, "setting": place.setting}
            tables["wishes"].append({**row, "slots": " ".join(place.slots)})


def _held(child: ChildEntry, settings: frozenset[str]) -> dict[str, str] | None:
    held = child["held"]
    if held is None or held["setting"] not in settings:
        return None
    return {"setting": held["setting"], "section": held["section"], "slots": " ".join(held["slots"])}


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _capacity(snapshot: Snapshot) -> Rows:
    """Free places, and those the children of this session hold at present: they may keep or free them."""
    held: dict[tuple[str, str, str], int] = defaultdict(int)
    settings = frozenset(entry["setting"] for entry in snapshot["offer"])
    for party in snapshot["dossiers"]:
        for child in party["children"]:
            place = child["held"]
            if place is None or place["setting"] not in settings:
                continue
            for slot in place["slots"]:
                held[place["setting"], place["section"], slot] += 1
                held[place["setting"], "*", slot] += 1
    return [row for entry in snapshot["offer"] for row in _setting_capacity(entry, held)]


def _setting_capacity(entry: SettingEntry, held: Mapping[tuple[str, str, str], int]) -> Rows:
    rows = []
    bounds = [(section["section"], section["free"]) for section in entry["sections"]]
    for section, free in [*bounds, ("*", entry["licence"])]:
        if free is None:
            continue
        kept = {slot for (setting, name, slot) in held if (setting, name) == (entry["setting"], section)}
        for slot in sorted({*free, *kept}):
            places = max(free.get(slot, 0), 0) + held.get((entry["setting"], section, slot), 0)
            rows.append({"setting": entry["setting"], "section": section, "slot": slot, "places": places})
        if not free and not kept:
            rows.append({"setting": entry["setting"], "section": section, "slot": "*", "places": 0})
    return rows


def _lottery(seed: int, party: str) -> str:
    return hashlib.sha256(f"{seed}:{party}".encode()).hexdigest()


#: Bands of income, the lowest first; who did not answer comes after them.
_INCOMES = ("minimum-income", "income-to-18000", "income-18000-36000", "income-36000-68000", "income-over-68000")


def _income(child: ChildEntry) -> int:
    met = (
        place
        for place, code in enumerate(_INCOMES)
        if (answer := child["answers"].get(code)) is not None and answer["value"] > 0
    )
    return next(met, len(_INCOMES))


#: {tie-break: (party) -> what sorts first}; the lottery is added at the end of every rule
_KEYS: dict[str, Callable[[PartyEntry], Any]] = {
    "earliest-request": lambda party: min(child["received_on"] for child in party["children"]),
    "register-order": lambda party: min(child["register_number"] for child in party["children"]),
    "lowest-income": lambda party: min(_income(child) for child in party["children"]),
    "oldest-child": lambda party: -max(child["age_months"] for child in party["children"]),
}


def tie_keys(party: PartyEntry, tie_breaks: Sequence[str]) -> tuple[Any, ...]:
    """What these tie-breaks read of a family; equal keys are left to the lottery."""
    return tuple(_KEYS[code](party) for code in tie_breaks)


def lots(parties: list[PartyEntry], tie_breaks: list[str], seed: int) -> list[tuple[str, int]]:
    """One lot per party, 1 first: the tie-breaks of the rule in their order, then the lottery of the recorded seed."""
    named = [_KEYS[code] for code in takewhile(lambda code: code != "lottery", tie_breaks)]
    ordered = sorted(
        parties, key=lambda party: (*(key(party) for key in named), _lottery(seed, party["party"]), party["party"])
    )
    return [(party["party"], lot) for lot, party in enumerate(ordered, 1)]
