"""Markets of families with siblings, one slot, each setting with its own order, as the literature draws them.

Sections are years of age; a family wishes tuples of settings, one for each child. Priorities follow a Mallows law
around one order where siblings stand together: dispersion 0 is that order everywhere, 1 is chance alone.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ribambelle.placement import Allocation, Instance, Placed

__all__ = ["SiblingMarket", "sibling_market"]

AGES = (0.30, 0.30, 0.15, 0.15, 0.05, 0.05)
PLACES = (5, 5, 1, 1, 1, 1)  # by year of age, at each setting
FAMILIES_PER_SETTING = 10
WISHES_ALONE, WISHES_TOGETHER = 5, 10


@dataclass(slots=True)
class SiblingMarket:
    """Children are numbered from 1; ``members`` and ``wishes`` by family; ``order`` by setting, first child first."""

    age: dict[int, int]
    members: list[list[int]]
    wishes: list[list[tuple[int, ...]]]
    order: list[list[int]]

    def instance(self) -> Instance:
        """The market as an instance of the engine: points are places in the order of a setting."""
        settings = range(len(self.order))
        last = len(self.age)
        home = {child: family for family, own in enumerate(self.members) for child in own}
        wished = {
            (child, d)
            for own, rows in zip(self.members, self.wishes, strict=True)
            for row in rows
            for child, d in zip(own, row, strict=True)
        }
        tables: dict[str, list[dict[str, Any]]] = {
            "slots": [{"slot": "day"}],
            "settings": [{"setting": f"d{d}"} for d in settings],
            "sections": [
                {"setting": f"d{d}", "section": f"y{year}", "min_age_months": start, "max_age_months": start + 12}
                for d in settings
                for year, start in enumerate(range(0, 12 * len(PLACES), 12))
            ],
            "capacity": [
                {"setting": f"d{d}", "section": f"y{year}", "slot": "*", "places": number}
                for d in settings
                for year, number in enumerate(PLACES)
            ],
            "children": [
                {"child": f"c{child}", "party": f"f{family}", "age_months": 12 * self.age[child]}
                for family, own in enumerate(self.members)
                for child in own
            ],
            "wishes": [
                {"party": f"f{family}", "rank": rank, "child": f"c{child}", "setting": f"d{d}", "slots": "*"}
                for family, (own, rows) in enumerate(zip(self.members, self.wishes, strict=True))
                for rank, row in enumerate(rows, start=1)
                for child, d in zip(own, row, strict=True)
            ],
            "points": [
                {"party": f"f{home[child]}", "child": f"c{child}", "setting": f"d{d}", "points": last - place}
                for d in settings
                for place, child in enumerate(self.order[d])
                if (child, d) in wished
            ],
        }
        return Instance.from_tables(tables)

    def allocation(self, given: dict[int, int], lots: dict[str, int]) -> Allocation:
        """What was found elsewhere, as an allocation to check. ``given``: child → setting; whole tuples only."""
        rows = []
        for family, (own, wished) in enumerate(zip(self.members, self.wishes, strict=True)):
            obtained = tuple(given.get(child, -1) for child in own)
            if obtained in wished:
                rank = wished.index(obtained) + 1
                rows += [
                    Placed(f"f{family}", rank, f"c{child}", f"d{d}", f"y{self.age[child]}", "day")
                    for child, d in zip(own, obtained, strict=True)
                ]
        return Allocation(tuple(sorted(rows, key=lambda row: (row.party, row.child))), lots)


def sibling_market(families: int, *, siblings: float = 0.2, dispersion: float = 0.5, seed: int = 1) -> SiblingMarket:
    """A market drawn with a fixed seed; one sibling family in four has three children."""
    rng = np.random.default_rng(seed)
    settings = max(1, families // FAMILIES_PER_SETTING)
    age: dict[int, int] = {}
    members: list[list[int]] = []
    wishes: list[list[tuple[int, ...]]] = []
    for _ in range(families):
        size = 1 if rng.random() >= siblings else 2 if rng.random() < 0.75 else 3
        own = list(range(len(age) + 1, len(age) + 1 + size))
        for child in own:
            age[child] = int(rng.choice(len(AGES), p=AGES))
        members.append(own)
        length = min(WISHES_ALONE if size == 1 else WISHES_TOGETHER, settings)
        columns = [rng.permutation(settings)[:length].tolist() for _ in own]
        wishes.append(list(dict.fromkeys(zip(*columns, strict=True))))
    common = [child for family in rng.permutation(families).tolist() for child in members[family]]
    order = [_mallows(common, dispersion, rng) for _ in range(settings)]
    return SiblingMarket(age, members, wishes, order)


def _mallows(common: list[int], dispersion: float, rng: np.random.Generator) -> list[int]:
    """An order near ``common``: each in turn is inserted a few places before the end, seldom many."""
    if dispersion >= 1:
        found: list[int] = rng.permutation(common).tolist()
        return found
    found = []
    for child in common:
        back = min(int(rng.geometric(1 - dispersion)) - 1, len(found)) if dispersion else 0
        found.insert(len(found) - back, child)
    return found
