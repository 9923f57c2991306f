"""Places of a half-day open to a family: all of them, less those kept for groups it does not belong to.

Children of none of some groups share what these leave: a family outside several groups is bounded by every set of them.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ribambelle.commissions.rules.reserves import Half, outside_of

NOBODY: frozenset[str] = frozenset()


class Bound(NamedTuple):
    """Places kept away from children of none of these groups; no group: everybody, and nothing is kept."""

    outside: frozenset[str]
    kept: int


EVERYBODY = Bound(NOBODY, 0)


class Opened:
    """What is kept at the end, half-day by half-day, and who belongs to which groups."""

    def __init__(self, written: Iterable[Mapping[str, Any]], final: str, groups: Mapping[str, Iterable[str]]) -> None:
        """`written`: the reserves of the instance; `final`: those left at the end, as CSV; `groups`: by party."""
        self.groups = {party: frozenset(own) for party, own in groups.items()}
        self.kept: dict[Half, dict[str, int]] = defaultdict(dict)
        for row in (*written, *csv.DictReader(io.StringIO(final))):
            half = (str(row["setting"]), str(row["section"]), str(row["slot"]))
            self.kept[half][str(row["group"])] = int(row["places"])

    def belongs(self, party: str, groups: frozenset[str]) -> bool:
        """Whether a family is of one of these groups."""
        return bool(self.groups.get(party, NOBODY) & groups)

    def bounds(self, half: Half, party: str) -> list[Bound]:
        """Everything that bounds a family on a half-day, what bounds everybody first."""
        kept = self.kept.get(half)
        if not kept:
            return [EVERYBODY]
        own = self.groups.get(party, NOBODY)
        sets = outside_of(group for group, places in kept.items() if places and group not in own)
        return [EVERYBODY, *(Bound(some, sum(kept[group] for group in some)) for some in sets)]

    def bound_of(self, half: Half, party: str, kept: int) -> Bound:
        """The bound that refused a family where `kept` of the places were not open to it."""
        if kept <= 0:
            return EVERYBODY
        bounds = self.bounds(half, party)[1:]
        every = Bound(NOBODY.union(*(bound.outside for bound in bounds)), kept)
        return next((bound for bound in bounds if bound.kept == kept), every)
