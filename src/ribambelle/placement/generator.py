"""Realistic synthetic instances, the same for the same numbers and seed.

35 children per setting unless told; three sections by age; licence at 95 % of the section places; 2 to 6 wishes near
home; 45 % full weeks, then weeks of 4, 3 and 2 days, 10 % mornings only, 5 % irregular; one family in ten has two
children who apply together; a bonus of 20 points (8 %) or 10 points (30 %) at one setting; supply at 80 % of demand.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ribambelle.placement.facts import DEFAULT_SLOTS, Ints
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problems
from ribambelle.placement.tables import Table

__all__ = ["CHILDREN_PER_SETTING", "generate"]

CHILDREN_PER_SETTING = 35
SECTIONS = (("babies", 0, 12), ("walkers", 12, 22), ("talkers", 22, 36))
SUPPLY_SHARE, LICENCE_SHARE = 0.80, 0.95
SIBLING_SHARE = 0.10
NEIGHBOURS = 12
WEEKS = ((0.45, 5), (0.63, 4), (0.77, 3), (0.85, 2))  # cumulated share, days; then mornings, then irregular
MORNINGS_SHARE = 0.95
RANKS = tuple(str(rank) for rank in range(9))

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
    pattern: list[str]
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
    tables = {
        **_supply(draws, count, families),
        "children": people,
        "wishes": _wishes(families, people.columns),
        "points": _points(families),
    }
    return Instance(tables, {}, Problems())


def _table(name: str, columns: dict[str, list[str]]) -> Table:
    return Table(name, f"{name}.csv", columns, list(range(2, 2 + len(next(iter(columns.values()))))))


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
        base=draws.whole(0, 6000, count),
        bonus=np.where(luck < 0.08, 20, np.where(luck < 0.38, 10, 0)),
        bonus_at=wishes[np.arange(count), np.floor(draws.share(count) * wanted).astype(np.int64)],
        last=draws.share(count),
    )


def _patterns(draws: _Draws, count: int) -> tuple[list[str], Ints]:
    kind, days, halves = draws.share(count), draws.share(count, 5), draws.share(count, 10)
    odd = draws.whole(3, 8, count)
    texts: list[str] = []
    same: dict[str, str] = {}
    half_days = np.empty(count, dtype=np.int64)
    for family in range(count):
        whole_days = next((number for share, number in WEEKS if kind[family] < share), 0)
        if whole_days:
            chosen = [2 * day + half for day in sorted(np.argsort(days[family])[:whole_days]) for half in (0, 1)]
        elif kind[family] < MORNINGS_SHARE:
            chosen = list(range(0, 10, 2))
        else:
            chosen = sorted(np.argsort(halves[family])[: odd[family]].tolist())
        text = " ".join(DEFAULT_SLOTS[slot] for slot in chosen)
        texts.append(same.setdefault(text, text))
        half_days[family] = len(chosen)
    return texts, half_days


def _supply(draws: _Draws, settings: int, families: _Families) -> dict[str, Table]:
    demand = float((families.half_days * families.size).sum())
    mean = SUPPLY_SHARE * demand / len(DEFAULT_SLOTS) / settings / len(SECTIONS)
    places = np.floor(mean * (0.6 + 0.8 * draws.share(settings, len(SECTIONS))) + draws.share(settings, len(SECTIONS)))
    places = np.maximum(places, 1).astype(np.int64)
    names = [f"d{number:05d}" for number in range(settings)]
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
    owner = np.repeat(np.arange(len(families.size)), families.size).tolist()
    names = [f"p{family:07d}" for family in range(len(families.size))]
    months = [str(age) for age in range(SECTIONS[-1][2])]
    columns = {
        "child": [f"c{number:07d}" for number in range(len(owner))],
        "party": [names[family] for family in owner],
        "age_months": [months[age] for age in ages.tolist()],
    }
    return _table("children", columns)


def _wishes(families: _Families, children: dict[str, list[str]]) -> Table:
    """Siblings wish to be together; in the end 40 % accept two settings, 40 % that one alone is placed."""
    names = ("party", "rank", "child", "setting", "slots")
    columns: dict[str, list[str]] = {key: [] for key in names}
    first_child = np.concatenate([[0], np.cumsum(families.size)]).tolist()
    setting_name: dict[int, str] = {}
    party_name, child_name = children["party"], children["child"]
    adders = [columns[name].append for name in names]

    def add(family: int, rank: int, child: int, setting: int) -> None:
        text = setting_name.setdefault(setting, f"d{setting:05d}")
        row = (party_name[child], RANKS[rank], child_name[child], text, families.pattern[family])
        for adder, cell in zip(adders, row, strict=True):
            adder(cell)

    for family, row in enumerate(families.wishes.tolist()):
        settings = [setting for setting in row if setting >= 0]
        own = range(first_child[family], first_child[family + 1])
        for rank, setting in enumerate(settings, start=1):
            for child in own:
                add(family, rank, child, setting)
        if len(own) > 1 and len(settings) > 1 and families.last[family] < 0.4:
            for child, setting in zip(own, settings, strict=False):
                add(family, len(settings) + 1, child, setting)
        elif len(own) > 1 and families.last[family] < 0.8:
            add(family, len(settings) + 1, own[0], settings[0])
    return _table("wishes", columns)


def _points(families: _Families) -> Table:
    columns: dict[str, list[str]] = {"party": [], "setting": [], "points": []}
    for family, hundredths in enumerate(families.base.tolist()):
        columns["party"].append(f"p{family:07d}")
        columns["setting"].append("*")
        columns["points"].append(f"{hundredths // 100}.{hundredths % 100:02d}")
        if families.bonus[family]:
            columns["party"].append(f"p{family:07d}")
            columns["setting"].append(f"d{families.bonus_at[family]:05d}")
            columns["points"].append(str(families.bonus[family]))
    return _table("points", columns)
