"""Where no stable proposal exists: sets of options of which one blocks in every proposal.

A region is a set of settings; its own options are those that use no other setting. Taking for granted that none of
these blocks, and nothing of the rest of the instance, presolve and an exact model of the region may prove that it
cannot be: then one of them blocks, whatever is done elsewhere, and one of those the proof rests on: its core. As many
cores apart from each other, as many blocking options at least; and where a proposal reaches that number, just one
option of each core blocks, and everything else may be taken for granted.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.facts import Ints
from ribambelle.placement.market import Arrays, Certain, Market
from ribambelle.placement.policies import Run, nothing_certain, trust_more
from ribambelle.placement.stages import Effort

__all__ = ["Region", "Regions", "asked_options", "decided_state"]

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


class Region(NamedTuple):
    """Settings, and the options of which one blocks in every proposal."""

    settings: set[int]
    core: set[int]
    knot: set[int]  # where it grew from


class Regions:
    """Regions of a market that are proved to hold a blocking option each."""

    def __init__(self, market: Market, backend: Backend, m: Arrays, run: Run) -> None:
        self.market, self.backend, self.m, self.run = market, backend, m, run
        self.cap = [int(places) for places in backend.cap]
        self.setting_of = np.asarray(market.arrays.ent_setting)
        self.option_of = np.asarray(market.arrays.ent_option)
        self.party_of = np.asarray(market.arrays.ent_party)
        self.owner = np.asarray(market.arrays.opt_party)

    def around(self, knots: Iterable[set[int]]) -> list[Region] | None:
        """Proved regions around sets of settings, their cores apart; None when some could not be proved."""
        found: list[Region] = []
        for knot in knots:
            region = self.proved(knot)
            if region is None:
                return None
            touching = [other for other in found if other.core & region.core]
            found = [other for other in found if not other.core & region.core]
            found += self.apart(region, touching, set().union(*(other.core for other in found)))
        return found

    def proved(self, knot: set[int]) -> Region | None:
        """The smallest of a few growing regions that is proved; None when none is."""
        settings = set(knot)
        for _ in range(STEPS):
            settings = self.grown(settings)
            if self.run.stop():
                return None
            core = self.core(settings, set())
            if core is not None:
                return Region(settings, core, knot)
        return None

    def is_impossible(self, region: set[int]) -> bool:
        """Whether some own option of the region blocks in every proposal."""
        return self.core(region, set()) is not None

    def apart(self, region: Region, touching: list[Region], taken: set[int]) -> list[Region]:
        """A region and those its core touches: each with a core of its own where that can be proved, else made one."""
        if not touching:
            return [region]
        theirs = set().union(*(other.core for other in touching))
        core = self.core(region.settings, taken | theirs)
        if core is not None:
            return [*touching, Region(region.settings, core, region.knot)]
        if len(touching) == 1:
            core = self.core(touching[0].settings, taken | region.core)
            if core is not None:
                return [Region(touching[0].settings, core, touching[0].knot), region]
        settings = region.settings.union(*(other.settings for other in touching))
        knot = region.knot.union(*(other.knot for other in touching))
        return [Region(settings, region.core | theirs, knot)]

    def core(self, settings: set[int], without: set[int]) -> set[int] | None:
        """Own options of a region, but for some, of which one blocks in every proposal; None: not proved."""
        trust = self.own(settings)
        trust[list(without)] = 0
        certain = nothing_certain(self.market, self.backend)
        trust_more(self.backend, self.run, certain, trust, within=settings)
        return self.contradiction(certain, settings)

    def grown(self, region: set[int]) -> set[int]:
        """The region and the settings wished by those who wish some of it."""
        parties = np.unique(self.party_of[np.isin(self.setting_of, list(region))])
        return region | set(self.setting_of[np.isin(self.party_of, parties)].tolist())

    def own(self, region: set[int]) -> Ints:
        """1 for each option that uses settings of the region only."""
        own = np.ones(len(self.owner), dtype=np.int64)
        own[self.option_of[~np.isin(self.setting_of, list(region))]] = 0
        return own

    def contradiction(self, certain: Certain, region: set[int]) -> set[int] | None:
        """Trusted options of which one blocks, by what is certain and the settings of a region; None: not proved."""
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
        if not exact.model.solve(Effort(self.run.stop, self.run.workers, WORK)).impossible:
            return None
        return set(np.flatnonzero(asked | (np.asarray(certain.used) == 1)).tolist())

    def nearest_first(self, region: Region) -> list[int]:
        """The core of a region, from what lies at its knot outwards, setting by setting."""
        near: dict[int, int] = {}
        reached = set(region.knot)
        while True:
            for d in sorted(reached):
                near.setdefault(d, len(near))
            wider = self.grown(reached) & region.settings
            if wider <= reached:
                break
            reached |= wider
        first = {o: self.m.ent_setting[self.m.opt_entry[self.m.ent_start[o]]] for o in region.core}
        return sorted(region.core, key=lambda o: (near.get(first[o], len(near)), o))
