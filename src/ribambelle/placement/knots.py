"""Where no stable proposal exists: regions that each hold a blocking option in every proposal.

A region is a set of settings; its own options are those that use no other setting. Taking for granted that none of
these blocks, and nothing of the rest of the instance, presolve and an exact model of the region may prove that it
cannot be: then one of them blocks, whatever is done elsewhere. As many regions apart from each other, as many blocking
options at least; and where a proposal reaches that number, its blocking options are own options of the regions, one in
each, and everything else may be taken for granted.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.facts import Ints
from ribambelle.placement.market import Arrays, Certain, Market
from ribambelle.placement.policies import Run, nothing_certain, trust_more
from ribambelle.placement.stages import Effort

__all__ = ["Regions", "asked_options", "decided_state"]

DECIDED, BLOCKS = 2, 2
WORK = 1.0  # deterministic effort to prove that a region contradicts itself, in seconds of a usual machine
STEPS = 3  # how often a region grows by its neighbours before it is given up


def decided_state(m: Arrays, certain: Certain) -> list[int]:
    """The state where decided parties have their option and the others nothing."""
    start = list(m.opt_start[1:])
    for o in np.flatnonzero(np.asarray(certain.state) == DECIDED).tolist():
        start[m.opt_party[o]] = o
    return start


def asked_options(market: Market, backend: Backend, certain: Certain, start: list[int]) -> npt.NDArray[np.bool_]:
    """Which options need a row: the decided parties alone do not refuse them, nor is a better one sure to be had."""
    _, reasons = backend.reasons(backend.like(start))
    arrays = market.arrays
    fits = np.asarray(certain.trust) == 1
    fits[np.asarray(arrays.ent_option)[np.asarray(certain.ent_ok) == 0]] = False
    fits &= np.diff(np.asarray(arrays.ent_start)) > 0
    owner = np.asarray(arrays.opt_party)
    first = np.asarray(arrays.opt_start)[1:].copy()
    np.minimum.at(first, owner[fits], np.flatnonzero(fits))
    asked: npt.NDArray[np.bool_] = (np.asarray(reasons.why) == BLOCKS) & (np.arange(len(owner)) <= first[owner])
    return asked


class Regions:
    """Regions of a market that are proved to hold a blocking option each."""

    def __init__(self, market: Market, backend: Backend, m: Arrays, run: Run) -> None:
        self.market, self.backend, self.m, self.run = market, backend, m, run
        self.cap = [int(places) for places in backend.cap]
        self.setting_of = np.asarray(market.arrays.ent_setting)
        self.option_of = np.asarray(market.arrays.ent_option)
        self.party_of = np.asarray(market.arrays.ent_party)
        self.owner = np.asarray(market.arrays.opt_party)

    def around(self, knots: Iterable[set[int]]) -> list[set[int]] | None:
        """Disjoint proved regions around sets of settings; None when some could not be proved."""
        found: list[set[int]] = []
        for knot in knots:
            region = self.proved(knot)
            if region is None:
                return None
            touching = [other for other in found if other & region]
            found = [other for other in found if not other & region]
            found.append(region.union(*touching))
        return found

    def proved(self, knot: set[int]) -> set[int] | None:
        """The smallest of a few growing regions that is proved; None when none is."""
        region = set(knot)
        for _ in range(STEPS):
            region = self.grown(region)
            if self.run.stop():
                return None
            if self.is_impossible(region):
                return region
        return None

    def grown(self, region: set[int]) -> set[int]:
        """The region and the settings wished by those who wish some of it."""
        parties = np.unique(self.party_of[np.isin(self.setting_of, list(region))])
        return region | set(self.setting_of[np.isin(self.party_of, parties)].tolist())

    def own(self, region: set[int]) -> Ints:
        """1 for each option that uses settings of the region only."""
        own = np.ones(len(self.owner), dtype=np.int64)
        own[self.option_of[~np.isin(self.setting_of, list(region))]] = 0
        return own

    def is_impossible(self, region: set[int]) -> bool:
        """Whether some own option of the region blocks in every proposal."""
        certain = nothing_certain(self.market, self.backend)
        trust_more(self.backend, self.run, certain, self.own(region), within=region)
        return self.contradicts(certain, region)

    def contradicts(self, certain: Certain, region: set[int]) -> bool:
        """Whether it is proved that a trusted option blocks, from what is certain and the settings of a region."""
        state = np.asarray(certain.state)
        start = decided_state(self.m, certain)
        asked = asked_options(self.market, self.backend, certain, start)
        asked &= (np.asarray(certain.trust) == 1) & (self.own(region) == 1)
        touching = asked.copy()
        touching[self.option_of[np.isin(self.setting_of, list(region))]] |= True
        free = np.unique(self.owner[(state == 0) & np.isin(self.owner, self.owner[touching])])
        options = np.flatnonzero((state == 0) & np.isin(self.owner, free)).tolist()
        scope = Scope(set(free.tolist()), set(options), region, start, self.cap)
        exact = build_exact(self.m, scope, np.flatnonzero(asked).tolist(), with_slack=False)
        return exact.model.solve(Effort(self.run.stop, self.run.workers, WORK)).impossible

    def suspects(self, regions: list[set[int]]) -> list[set[int]]:
        """By region, the options that may be the one that blocks, when just one of its own does and nothing else.

        The options of a setting are cleared when the region contradicts itself even without trusting them.
        """
        own = [self.own(region) for region in regions]
        base = nothing_certain(self.market, self.backend)
        trust_more(self.backend, self.run, base, 1 - np.maximum.reduce(own))
        return [self.suspects_of(region, mine, base) for region, mine in zip(regions, own, strict=True)]

    def suspects_of(self, region: set[int], own: Ints, base: Certain) -> set[int]:
        suspects: set[int] = set()
        for group in self.groups(region, own):
            if self.run.stop():
                return set(np.flatnonzero(own).tolist())
            trust = own.copy()
            trust[group] = 0
            certain = Certain(*(array.copy() for array in base))
            trust_more(self.backend, self.run, certain, trust, within=region)
            if not self.contradicts(certain, region):
                suspects.update(group)
        return suspects

    def groups(self, region: set[int], own: Ints) -> list[list[int]]:
        """The own options of a region, by the setting of their first entry."""
        found: dict[int, list[int]] = {}
        seen: set[int] = set()
        for e in np.flatnonzero(np.isin(self.setting_of, list(region))).tolist():
            o = int(self.option_of[e])
            if own[o] and o not in seen:
                seen.add(o)
                found.setdefault(int(self.setting_of[e]), []).append(o)
        return list(found.values())
