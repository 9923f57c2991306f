"""Rules across tables: what each line allows but all of them together do not."""

from itertools import combinations

import numpy as np

from ribambelle.placement.derive import Points, places, wish_sections
from ribambelle.placement.facts import EVERY, LICENCE, Facts, Reserve
from ribambelle.placement.problems import Problems

__all__ = ["LARGEST_GROUPS", "reserve_table", "validate"]

LARGEST_GROUPS = 8  # groups with reserves on one section: every set of them makes a resource


def validate(facts: Facts, problems: Problems) -> None:
    """Note overlapping sections, missing points, reserves and held places above the places, parties without wish."""
    _overlaps(facts, problems)
    _missing_points(facts, problems)
    _reserves(facts, problems)
    _held(facts, problems)
    _silent_parties(facts, problems)
    _lots(facts, problems)


def _overlaps(facts: Facts, problems: Problems) -> None:
    _, count = wish_sections(facts)
    seen: set[tuple[int, int]] = set()
    for wish in np.flatnonzero(count > 1).tolist():
        key = (int(facts.wish_setting[wish]), int(facts.wish_child[wish]))
        if key in seen:
            continue
        seen.add(key)
        setting, child = facts.settings[key[0]], facts.children[key[1]]
        what = f'child "{child}" ({facts.child_age[key[1]]} months) fits {count[wish]} sections of setting "{setting}"'
        remedy = "Name the section in the wish, or correct the ages in sections.csv"
        problems.error("wishes.csv", 0, facts.parties[facts.wish_party[wish]], what, remedy)


def _missing_points(facts: Facts, problems: Problems) -> None:
    _, spoke = Points(facts).at(facts.wish_party, facts.wish_child, facts.wish_setting)
    seen: set[tuple[int, int]] = set()
    for wish in np.flatnonzero(spoke == 0).tolist():
        key = (int(facts.wish_child[wish]), int(facts.wish_setting[wish]))
        if key in seen:
            continue
        seen.add(key)
        what = f'child "{facts.children[key[0]]}" has no points at setting "{facts.settings[key[1]]}"'
        party = facts.parties[facts.wish_party[wish]]
        problems.error("points.csv", 0, party, what, "Add a line, with * for every setting; 0 must be written")


def reserve_table(facts: Facts) -> dict[tuple[int, int], dict[int, list[Reserve | None]]]:
    """By (setting, section): by group, the reserve line that holds at each slot. A slot line overrides `*`."""
    table: dict[tuple[int, int], dict[int, list[Reserve | None]]] = {}
    for line in sorted(facts.reserves, key=lambda reserve: reserve.slot != EVERY):
        groups = table.setdefault((line.setting, line.section), {})
        row = groups.setdefault(line.group, [None] * len(facts.slots))
        if line.slot == EVERY:
            open_at = places(facts, line.setting, line.section) or []
            row[:] = [line if room else None for room in open_at] or row
        else:
            row[line.slot] = line
    return table


def _reserves(facts: Facts, problems: Problems) -> None:
    for (setting, section), groups in reserve_table(facts).items():
        culprit = f"{facts.settings[setting]} {facts.section_name(section)}"
        room = places(facts, setting, section)
        if room is None:
            what, remedy = "reserves need places to be kept from", "Add its places to capacity.csv"
            problems.error("reserves.csv", 0, culprit, what, remedy)
            continue
        if len(groups) > LARGEST_GROUPS:
            what = f"{len(groups)} groups have reserves here, at most {LARGEST_GROUPS} can"
            problems.error("reserves.csv", 0, culprit, what, "Join groups")
        for slot, number in enumerate(room):
            kept = sum(line.places for row in groups.values() if (line := row[slot]) is not None)
            if kept > number:
                what = f"{kept} places are reserved at {facts.slots[slot]}, there are {number}"
                problems.error("reserves.csv", 0, culprit, what, "Lower the reserves or add places")


def _held(facts: Facts, problems: Problems) -> None:
    loads: dict[tuple[int, int], list[list[int]]] = {}
    for held in facts.held:
        for section in (held.section, LICENCE):
            rows = loads.setdefault((held.setting, section), [[] for _ in facts.slots])
            for slot in facts.patterns[held.pattern]:
                rows[slot].append(held.child)
    reserves = reserve_table(facts)
    for (setting, section), rows in sorted(loads.items()):
        culprit = f"{facts.settings[setting]} {facts.section_name(section)}"
        room = places(facts, setting, section)
        if room is None:
            if section == LICENCE or places(facts, setting, LICENCE) is not None:
                continue
            room = [0] * len(facts.slots)
        for slot, children in enumerate(rows):
            if len(children) > room[slot]:
                what = f"{len(children)} children hold a place at {facts.slots[slot]}, there are {room[slot]}"
                problems.error("held.csv", 0, culprit, what, "Add places, or end some of the places held")
            groups = reserves.get((setting, section), {})
            _held_against_reserves(facts, problems, culprit, slot=slot, children=children, room=room, groups=groups)


def _held_against_reserves(
    facts: Facts,
    problems: Problems,
    culprit: str,
    *,
    slot: int,
    children: list[int],
    room: list[int],
    groups: dict[int, list[Reserve | None]],
) -> None:
    kept = {group: line.places for group, row in groups.items() if (line := row[slot]) is not None}
    for size in range(1, len(kept) + 1):
        for chosen in combinations(sorted(kept), size):
            none: frozenset[int] = frozenset()
            outside = [
                child
                for child in children
                if not facts.membership.get(int(facts.child_party[child]), none) & set(chosen)
            ]
            left = room[slot] - sum(kept[group] for group in chosen)
            if len(outside) > max(left, 0) and len(children) <= room[slot]:
                names = ", ".join(facts.groups[group] for group in chosen)
                what = f"{len(outside)} children outside {names} hold a place at {facts.slots[slot]}, {left} are theirs"
                problems.error("reserves.csv", 0, culprit, what, "Lower the reserves, or end some of the places held")
                return


def _silent_parties(facts: Facts, problems: Problems) -> None:
    speaking = set(facts.wish_party.tolist()) | {int(facts.child_party[held.child]) for held in facts.held}
    for party, name in enumerate(facts.parties):
        if party not in speaking:
            problems.warn("wishes.csv", 0, name, "this party has no wish", "Add a wish, or remove the party")


def _lots(facts: Facts, problems: Problems) -> None:
    missing = len(facts.parties) - len(facts.lots)
    if facts.lots and missing:
        what = f"{missing} parties have no lot: theirs are drawn, and come after most written ones"
        problems.warn("lots.csv", 0, "", what, "Write all lots, or none")
