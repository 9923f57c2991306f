"""Rows of large tables read all at once: each text is looked up once, and what does not fit is left row by row."""

import re
from collections.abc import Callable, Iterable

import numpy as np

from ribambelle.placement.facts import EVERY, NO_SECTION, POINT_SCALE, Facts, Ints
from ribambelle.placement.tables import Coded, Table

__all__ = ["LARGEST_RANK", "AtOnce", "exact_points", "whole_number"]

WHOLE = re.compile(r"-?[0-9]{1,16}")
DECIMAL = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,6})0*)?")
LARGEST_RANK = 1_000_000
WRONG = -9  # what a text that does not fit is looked up as


def coded(table: Table | None, names: Iterable[str]) -> list[Coded] | None:
    """The columns of a table; None unless each is kept by distinct texts."""
    columns = [table.columns.get(name) for name in names] if table is not None else [None]
    found = [column for column in columns if isinstance(column, Coded)]
    return found if len(found) == len(columns) else None


def look_up(column: Coded, find: Callable[[str], int | None]) -> Ints:
    """The number of every cell; `WRONG` where its text has none."""
    numbers = [find(text) for text in column.texts]
    found: Ints = np.array([WRONG if number is None else number for number in numbers], dtype=np.int64)[column.codes]
    return found


def distinct(column: Coded) -> bool:
    """Whether no two rows have the same text."""
    seen = np.bincount(column.codes, minlength=len(column.texts))
    return bool((seen <= 1).all())


def whole_number(text: str, low: int, high: int) -> int | None:
    """A whole number within bounds; None for anything else."""
    return int(text) if WHOLE.fullmatch(text) and low <= int(text) <= high else None


def exact_points(text: str) -> int | None:
    """Points in millionths; None when they are not a decimal with at most 6 decimals."""
    match = DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, whole, rest = match.groups()
    value = int(whole) * POINT_SCALE + int((rest or "").ljust(6, "0"))
    return -value if sign else value


class AtOnce:
    """The part of an interpreter that reads what fits of large tables, and tells which rows are left."""

    tables: dict[str, Table]
    facts: Facts
    party_at: dict[str, int]
    child_at: dict[str, int]
    setting_at: dict[str, int]
    pattern_of_text: dict[str, int | None]

    def new_pattern(self, text: str) -> int | None:
        """The number of a text's set of slots, a new one where it is met first; None when it does not fit."""
        raise NotImplementedError

    def children_at_once(self) -> tuple[dict[str, int], dict[str, int]] | None:
        """The same for a large table in which nothing is wrong; None for any other."""
        columns = coded(self.tables.get("children"), ("child", "party", "age_months"))
        if columns is None or not distinct(columns[0]) or any("" in column.texts for column in columns[:2]):
            return None
        ages = look_up(columns[2], lambda text: whole_number(text, 0, 1200))
        if bool((ages == WRONG).any()):
            return None
        facts, (child, party, _) = self.facts, columns
        names = [child.texts[code] for code in child.codes.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        facts.children = [names[row] for row in order]
        facts.parties = sorted(party.texts[code] for code in np.unique(party.codes).tolist())
        party_at = {name: place for place, name in enumerate(facts.parties)}
        facts.child_party, facts.child_age = look_up(party, party_at.get)[order], ages[order]
        return party_at, {name: place for place, name in enumerate(facts.children)}

    def wishes_at_once(self) -> tuple[list[Ints], Iterable[int] | None]:
        """What can be read of a large table, and the rows left to be read one by one (None: all)."""
        table = self.tables.get("wishes")
        columns = coded(table, ("party", "rank", "child", "setting", "slots"))
        if columns is None or table is None:
            return [], None
        party, rank, child, setting, slots = columns
        for text in slots.texts:
            if text not in self.pattern_of_text:
                self.pattern_of_text[text] = self.new_pattern(text)
        arrays = [
            look_up(party, self.party_at.get),
            look_up(rank, lambda text: whole_number(text, 1, LARGEST_RANK)),
            look_up(child, self.child_at.get),
            look_up(setting, self.setting_at.get),
            np.full(len(table), NO_SECTION, dtype=np.int64),
            look_up(slots, self.pattern_of_text.get),
        ]
        good = np.logical_and.reduce([array != WRONG for array in arrays])
        section = table.columns.get("section", ())
        if isinstance(section, Coded):
            good &= look_up(section, lambda text: WRONG if text else 0) != WRONG
        else:
            good &= np.array([not text for text in section] or True)
        good[good] = self.facts.child_party[arrays[2][good]] == arrays[0][good]
        lines = np.asarray(table.lines, dtype=np.int64)
        return [array[good] for array in (*arrays, lines)], np.flatnonzero(~good).tolist()

    def points_at_once(self) -> tuple[list[Ints], Iterable[int] | None]:
        """What can be read of a large table, and the rows left to be read one by one (None: all)."""
        table = self.tables.get("points")
        columns = coded(table, ("party", "setting", "points"))
        if columns is None or table is None or "child" in table.columns:
            return [], None
        party, setting, points = columns
        arrays = [
            look_up(party, self.party_at.get),
            np.full(len(table), EVERY, dtype=np.int64),
            look_up(setting, lambda text: EVERY if text == "*" else self.setting_at.get(text)),
        ]
        values, known = look_up(points, exact_points), look_up(points, lambda text: exact_points(text) is not None)
        good = np.logical_and.reduce([*(array != WRONG for array in arrays), known == 1])
        return [array[good] for array in (*arrays, values)], np.flatnonzero(~good).tolist()
