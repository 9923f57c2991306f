"""Realistic synthetic instances, the same for the same numbers and seed.

35 children per setting unless told; three sections by age; licence at 95 % of the section places; 2 to 6 wishes near
home; 45 % full weeks, then weeks of 4, 3 and 2 days, 10 % mornings only, 5 % irregular; one family in ten has two
children who apply together; a bonus of 20 points (8 %) or 10 points (30 %) at one setting; supply at 80 % of demand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ribambelle.placement.facts import DEFAULT_SLOTS, Ints
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problems
from ribambelle.placement.tables import Cells, Coded, Table

__all__ = ["CHILDREN_PER_SETTING", "generate"]

CHILDREN_PER_SETTING = 35
SECTIONS = (("babies", 0, 12), ("walkers", 12, 22), ("talkers", 22, 36))
SUPPLY_SHARE, LICENCE_SHARE = 0.80, 0.95
SIBLING_SHARE = 0.10
NEIGHBOURS = 12
WEEKS = ((0.45, 5), (0.63, 4), (0.77, 3), (0.85, 2))  # cumulated share, days; then mornings, then irregular
MORNINGS_SHARE = 0.95
APART_SHARE, ALONE_SHARE = 0.4, 0.8  # of siblings: accept two settings; cumulated, accept that one alone is placed
HUNDREDTHS = 6000  # of a point: the points that hold everywhere are below
RANKS = [str(rank) for rank in range(9)]

Floats = npt.NDArray[np.float64]


class _Draws:
    """Uniform numbers only: every other law is made from them here, so that no library version changes an instance."""

    def __init__(self, seed: int) -> None:
        self.source = np.random.Generator(np.random.PCG64(seed))

    def share(self, *shape: int) -> Floats:
        return self.source.random(shape)

    def whole(self, low: int, high: int, size: int) -> Ints:
        """Whole numbers, low ≤ n < high."""
        return (low + np.floor(self.share(size) * (high - low))).astype(np.int64)


@dataclass(slots=True)
class _Families:
    """Parallel arrays over families, and ``wishes[f, k]`` the k-th setting wished (-1: none)."""

    size: Ints
    pattern: Coded
    half_days: Ints
    wishes: Ints
    base: Ints  # hundredths of a point
    bonus: Ints
    bonus_at: Ints
    last: Floats  # what siblings accept in the end


def generate(*, children: int, settings: int | None = None, seed: int = 0) -> Instance:
    """A synthetic instance of about ``children`` children.

    Parameters
    ----------
    children
        At least 1.
    settings
        By default one for 35 children.
    seed
        Any whole number ≥ 0.
    """
    if children < 1 or (settings is not None and settings < 1) or seed < 0:
        message = "children and settings start at 1, the seed at 0"
        raise ValueError(message)
    draws = _Draws(seed)
    count = settings or max(1, round(children / CHILDREN_PER_SETTING))
    families = _families(draws, children, count)
    ages = draws.whole(0, SECTIONS[-1][2], int(families.size.sum()))
    people = _children(families, ages)
    names = [f"d{number:05d}" for number in range(count)]
    tables = {
        **_supply(draws, names, families),
        "children": people,
        "wishes": _wishes(families, people, names),
        "points": _points(families, people, names),
    }
    return Instance(tables, {}, Problems())


def _table(name: str, columns: Mapping[str, Cells]) -> Table:
    return Table(name, f"{name}.csv", dict(columns), range(2, 2 + len(next(iter(columns.values())))))


def _families(draws: _Draws, children: int, settings: int) -> _Families:
    size = np.ones(children, dtype=np.int64)
    size[draws.share(children) < SIBLING_SHARE] = 2
    size = size[: int(np.searchsorted(np.cumsum(size), children)) + 1]
    if size.sum() > children:
        size[-1] = 1
    count = len(size)
    window = min(NEIGHBOURS, settings)
    home = draws.whole(0, settings, count)
    offsets = np.arange(window) - window // 2
    near = (home[:, None] + offsets[None, :]) % settings
    taste = draws.share(count, window) + 0.08 * np.abs(offsets)[None, :] - 0.3 * draws.share(settings)[near]
    wishes = np.take_along_axis(near, np.argsort(taste, axis=1, kind="stable"), axis=1)[:, :6]
    wanted = np.minimum(draws.whole(2, 7, count), wishes.shape[1])
    wishes = np.where(np.arange(wishes.shape[1])[None, :] < wanted[:, None], wishes, -1)
    pattern, half_days = _patterns(draws, count)
    luck = draws.share(count)
    return _Families(
        size=size,
        pattern=pattern,
        half_days=half_days,
        wishes=wishes,
        base=draws.whole(0, HUNDREDTHS, count),
        bonus=np.where(luck < 0.08, 20, np.where(luck < 0.38, 10, 0)),
        bonus_at=wishes[np.arange(count), np.floor(draws.share(count) * wanted).astype(np.int64)],
        last=draws.share(count),
    )


def _patterns(draws: _Draws, count: int) -> tuple[Coded, Ints]:
    kind, days, halves = draws.share(count), draws.share(count, 5), draws.share(count, 10)
    odd = draws.whole(3, 8, count)
    whole_days = np.zeros(count, dtype=np.int64)
    for share, number in reversed(WEEKS):
        whole_days[kind < share] = number
    chosen = np.repeat(_places(days) < whole_days[:, None], 2, axis=1)
    rest = whole_days == 0
    chosen[rest & (kind < MORNINGS_SHARE), 0::2] = True
    irregular = rest & (kind >= MORNINGS_SHARE)
    chosen[irregular] = _places(halves[irregular]) < odd[irregular, None]
    masks, codes = np.unique(chosen @ (1 << np.arange(len(DEFAULT_SLOTS))), return_inverse=True)
    texts = [" ".join(name for slot, name in enumerate(DEFAULT_SLOTS) if mask >> slot & 1) for mask in masks.tolist()]
    return Coded(codes.astype(np.int32), texts), chosen.sum(axis=1)


def _places(shares: Floats) -> Ints:
    """The place of each number in its row, from 0 for the least."""
    ranks: Ints = np.argsort(np.argsort(shares, axis=1), axis=1)
    return ranks


def _supply(draws: _Draws, names: list[str], families: _Families) -> dict[str, Table]:
    demand = float((families.half_days * families.size).sum())
    settings = len(names)
    mean = SUPPLY_SHARE * demand / len(DEFAULT_SLOTS) / settings / len(SECTIONS)
    places = np.floor(mean * (0.6 + 0.8 * draws.share(settings, len(SECTIONS))) + draws.share(settings, len(SECTIONS)))
    places = np.maximum(places, 1).astype(np.int64)
    sections: dict[str, list[str]] = {key: [] for key in ("setting", "section", "min_age_months", "max_age_months")}
    capacity: dict[str, list[str]] = {key: [] for key in ("setting", "section", "slot", "places")}
    for number, name in enumerate(names):
        for place, (section, low, high) in enumerate(SECTIONS):
            for column, text in zip(sections.values(), (name, section, str(low), str(high)), strict=True):
                column.append(text)
            for column, text in zip(capacity.values(), (name, section, "*", str(places[number, place])), strict=True):
                column.append(text)
        licence = max(1, int(LICENCE_SHARE * places[number].sum()))
        for column, text in zip(capacity.values(), (name, "*", "*", str(licence)), strict=True):
            column.append(text)
    return {
        "settings": _table("settings", {"setting": names}),
        "sections": _table("sections", sections),
        "capacity": _table("capacity", capacity),
    }


def _children(families: _Families, ages: Ints) -> Table:
    owner = np.repeat(np.arange(len(families.size), dtype=np.int32), families.size)
    names = [f"p{family:07d}" for family in range(len(families.size))]
    children = [f"c{number:07d}" for number in range(len(owner))]
    months = [str(age) for age in range(SECTIONS[-1][2])]
    columns: dict[str, Cells] = {
        "child": Coded(np.arange(len(owner), dtype=np.int32), children),
        "party": Coded(owner, names),
        "age_months": Coded(ages.astype(np.int32), months),
    }
    return _table("children", columns)


def _wishes(families: _Families, children: Table, settings: list[str]) -> Table:
    """Siblings wish to be together; in the end 40 % accept two settings, 40 % that one alone is placed."""
    size, wanted = families.size, (families.wishes >= 0).sum(axis=1)
    first = np.cumsum(size) - size
    apart = (size > 1) & (wanted > 1) & (families.last < APART_SHARE)
    alone = (size > 1) & ~apart & (families.last < ALONE_SHARE)
    together = size * wanted
    count = together + np.where(apart, size, alone)
    family = np.repeat(np.arange(len(size), dtype=np.int32), count)
    row = np.arange(len(family)) - np.repeat(np.cumsum(count) - count, count)
    last = row >= together[family]
    sibling = np.where(last, row - together[family], row % size[family])
    rank = np.where(last, wanted[family] + 1, row // size[family] + 1)
    setting = families.wishes[family, np.where(last, sibling, rank - 1)]
    parties, kids = children.columns["party"], children.columns["child"]
    assert isinstance(parties, Coded)
    assert isinstance(kids, Coded)
    columns: dict[str, Cells] = {
        "party": Coded(family, parties.texts),
        "rank": Coded(rank.astype(np.int32), RANKS),
        "child": Coded((first[family] + sibling).astype(np.int32), kids.texts),
        "setting": Coded(setting.astype(np.int32), settings),
        "slots": Coded(families.pattern.codes[family], families.pattern.texts),
    }
    return _table("wishes", columns)


def _points(families: _Families, children: Table, settings: list[str]) -> Table:
    """A line for every setting, followed by the bonus at one."""
    parties = children.columns["party"]
    assert isinstance(parties, Coded)
    lines = 1 + (families.bonus > 0)
    family = np.repeat(np.arange(len(lines), dtype=np.int32), lines)
    bonus = np.arange(len(family)) > np.repeat(np.cumsum(lines) - lines, lines)
    values = [f"{hundredths // 100}.{hundredths % 100:02d}" for hundredths in range(HUNDREDTHS)] + ["10", "20"]
    value = np.where(bonus, HUNDREDTHS + (families.bonus[family] == 20), families.base[family])
    setting = np.where(bonus, families.bonus_at[family], len(settings))
    columns: dict[str, Cells] = {
        "party": Coded(family, parties.texts),
        "setting": Coded(setting.astype(np.int32), [*settings, "*"]),
        "points": Coded(value.astype(np.int32), values),
    }
    return _table("points", columns)
