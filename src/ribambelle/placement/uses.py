"""Entries and their uses: which rows of places an option takes, at which slots, for how many children."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ribambelle.placement.derive import Points
from ribambelle.placement.facts import LICENCE, Facts, Held, Ints
from ribambelle.placement.market import Rows
from ribambelle.placement.memory import give_back_memory

__all__ = ["Uses", "make_uses"]

NOBODY: frozenset[int] = frozenset()


@dataclass(slots=True)
class Uses:
    """Parallel arrays over entries (``option`` … ``points``), their ``start`` into parallel arrays over uses."""

    option: Ints
    party: Ints
    setting: Ints
    tier: Ints
    points: Ints
    start: Ints
    row: Ints
    pattern: Ints
    units: Ints
    held: Ints
    patterns: list[tuple[int, ...]]


Claim = tuple[Ints, Ints, Ints, Ints, Ints]  # party, child, setting, section, pattern


def make_uses(
    facts: Facts,
    rows: Rows,
    *,
    option: Ints,
    opt_party: Ints,
    party_of: Ints,
    claims: Claim,
    tier: Ints,
    setting_of: Ints,
) -> Uses:
    """Group the claims of each option by setting and level of priority, and list what each group uses.

    Children of one party who stand level at a setting form one entry: none is behind the other. Entries come in
    the order of each setting.
    """
    party, child, setting, section, pattern = claims
    points, _ = Points(facts).at(party_of[party], child, setting)
    number = np.zeros(len(facts.settings), dtype=np.int64)
    number[setting_of] = np.arange(len(setting_of))
    order = np.lexsort((option, party, -points, tier, number[setting])).astype(np.int32)
    option, setting, tier, points = option[order], setting[order], tier[order], points[order]
    party, child, section, pattern = party[order], child[order], section[order], pattern[order]
    del order
    give_back_memory()
    new = np.ones(len(option), dtype=bool)
    new[1:] = (np.diff(option) != 0) | (np.diff(setting) != 0) | (np.diff(tier) != 0) | (np.diff(points) != 0)
    entry: Any = np.cumsum(new, dtype=np.int32) - 1
    first = np.flatnonzero(new)
    n_entries = len(first)
    items = _items(facts, rows, entry=entry, home=party_of, party=party, setting=setting, section=section)
    option, setting, tier, points = option[first], setting[first], tier[first], points[first]
    del entry, new, section, party
    which, row, claim = _sorted_items(items)
    give_back_memory()
    merger = _Merger(facts, rows)
    use_entry, use = merger.merge(which, row, claim, child, pattern)
    return Uses(
        option=option,
        party=opt_party[option],
        setting=setting,
        tier=tier,
        points=points,
        start=np.searchsorted(use_entry, np.arange(n_entries + 1)),
        row=use[0],
        pattern=use[1],
        units=use[2],
        held=use[3],
        patterns=merger.patterns,
    )


Items = list[tuple[Ints, Ints, Ints]]


def _sorted_items(items: Items) -> tuple[Ints, Ints, Ints]:
    """By entry, row and claim. Items of one source come in the order of their claims."""
    entry, row = (np.concatenate([item[k] for item in items]) for k in range(2))
    key = entry * np.int64(int(row.max(initial=0)) + 1) + row
    order = np.argsort(key, kind="stable").astype(np.int32)
    del key
    entry, row = entry[order], row[order]
    claim = np.concatenate([item[2] for item in items])
    items.clear()
    return entry, row, claim[order]


def _items(facts: Facts, rows: Rows, *, entry: Ints, home: Ints, party: Ints, setting: Ints, section: Ints) -> Items:
    """(entry, row, claim) for every row a claim uses: its section, its licence, and the open parts it is bound by."""
    base = {(rows.setting[row], rows.section[row]): row for row in range(len(rows.base)) if not rows.outside[row]}
    shares: dict[int, list[int]] = {}
    for row, outside in enumerate(rows.outside):
        if outside:
            shares.setdefault(rows.base[row], []).append(row)
    width = len(facts.sections) + 2
    keys, inverse = np.unique(setting * np.int64(width) + section + 2, return_inverse=True)
    inverse = inverse.astype(np.int32)
    items: Items = []
    numbers: Any = np.arange(len(entry), dtype=np.int32)
    for licence in (False, True):
        found = [base.get((key // width, LICENCE if licence else key % width - 2), -1) for key in keys.tolist()]
        used: Any = np.array(found, dtype=np.int32)[inverse]
        bound = used >= 0
        items.append((entry[bound], used[bound], numbers[bound]))
        if not shares:
            continue
        shared = np.flatnonzero(np.isin(used, list(shares)))
        extra = [
            (int(entry[claim]), part, claim)
            for claim in shared.tolist()
            for part in shares[int(used[claim])]
            if not facts.membership.get(int(home[party[claim]]), NOBODY) & rows.outside[part]
        ]
        if extra:
            columns = np.array(extra, dtype=np.int32).T
            items.append((columns[0], columns[1], columns[2]))
    return items


class _Merger:
    """Joins the uses of one row by several children of an entry, and sets apart the places already held."""

    def __init__(self, facts: Facts, rows: Rows) -> None:
        self.rows = rows
        self.facts = facts
        self.patterns = list(facts.patterns)
        self.index = {pattern: place for place, pattern in enumerate(self.patterns)}
        self.held: dict[int, Held] = {held.child: held for held in facts.held}

    def merge(self, entry: Ints, row: Ints, claim: Ints, child: Ints, pattern: Ints) -> tuple[Ints, list[Ints]]:
        """Uses sorted by (entry, row): their entries, and [row, pattern, units, held]."""
        new = np.ones(len(entry), dtype=bool)
        new[1:] = (np.diff(entry) != 0) | (np.diff(row) != 0)
        group = np.cumsum(new, dtype=np.int32) - 1
        count: Any = (np.bincount(group) if len(group) else np.zeros(0)).astype(np.int32)
        holds = np.isin(child, list(self.held))[claim] if self.held else np.zeros(len(entry), dtype=bool)
        first: Any = np.flatnonzero(new).astype(np.int32)
        held_in = np.zeros(len(first), dtype=bool)
        held_in[group[holds]] = True
        item_pattern = pattern[claim]
        uniform = np.ones(len(first), dtype=bool)
        uniform[group[item_pattern != item_pattern[first][group]]] = False
        plain = uniform & ~held_in
        uses = [entry[first][plain], row[first][plain], item_pattern[first][plain], count[plain]]
        uses.append(np.zeros(len(uses[0]), dtype=np.int32))
        extra: list[tuple[int, ...]] = []
        ends = np.append(first, len(entry))
        for number in np.flatnonzero(~plain).tolist():
            here = range(int(first[number]), int(ends[number + 1]))
            members = [(int(child[claim[item]]), int(item_pattern[item])) for item in here]
            extra.extend(self.split(int(entry[first[number]]), int(row[first[number]]), members))
        if not extra:
            return uses[0], uses[1:]
        uses = [np.concatenate([use, more]) for use, more in zip(uses, np.array(extra).T, strict=True)]
        first_slot = np.array([slots[0] for slots in self.patterns], dtype=np.int64)
        order = np.lexsort((first_slot[uses[2]], uses[1], uses[0]))
        return uses[0][order], [use[order] for use in uses[1:]]

    def split(self, entry: int, row: int, members: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
        """One use per (children, of which holding) met slot by slot."""
        at: dict[int, list[int]] = {}
        for child, pattern in members:
            for slot in self.facts.patterns[pattern]:
                load = at.setdefault(slot, [0, 0])
                load[0] += 1
                load[1] += self.holds(child, row, slot)
        kinds: dict[tuple[int, int], list[int]] = {}
        for slot, (units, held) in at.items():
            kinds.setdefault((units, held), []).append(slot)
        return [
            (entry, row, self.number(tuple(sorted(slots))), units, held)
            for (units, held), slots in sorted(kinds.items())
        ]

    def holds(self, child: int, row: int, slot: int) -> int:
        held = self.held.get(child)
        if held is None or held.setting != self.rows.setting[row]:
            return 0
        same = self.rows.section[row] in (LICENCE, held.section)
        return int(same and slot in self.facts.patterns[held.pattern])

    def number(self, pattern: tuple[int, ...]) -> int:
        if pattern not in self.index:
            self.index[pattern] = len(self.patterns)
            self.patterns.append(pattern)
        return self.index[pattern]
