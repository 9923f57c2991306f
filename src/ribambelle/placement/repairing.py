"""Untying knots: where best response left something blocking, solve the neighbourhood exactly.

Around each blocking option, a region is taken and grown by its neighbours. Either it is proved that one of the region's
own options blocks in every proposal of the whole: then the knot is left as it is. Or the parties whose wishes all lie
in the region are free, the others stand still, and the fewest blocking options are sought with bounded, deterministic
effort. A repair is kept only when fewer options block in the whole instance. Each region is worked on as a small market
of its own, so that a country takes the memory of a town.
"""

from typing import Any, NamedTuple

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.knots import Regions
from ribambelle.placement.market import Arrays, Found, Market, as_lists
from ribambelle.placement.parts import Part, part_of
from ribambelle.placement.policies import Run
from ribambelle.placement.stages import Effort, fewest_blocking

__all__ = ["Repaired", "repair"]

EFFORT = (2.0, 6.0)  # deterministic effort for a region and for the next, in seconds of a usual machine
GROWTHS = 3  # of a region; all but the narrowest are asked for a proof, all but the widest are solved
WIDEST = 80  # settings of a region; where it grows beyond, the nearest ones are taken
NEAREST = 16
MOST_KNOTS = 48  # looked at: what best response could not untie itself seldom can be
BLOCKS = 2


class Repaired(NamedTuple):
    """A state, and how many options are proved to block at least in any: regions apart from each other."""

    current: Any
    least: int


def repair(market: Market, backend: Backend, current: Any, *, stop: Any, workers: int = 1) -> Repaired:
    """A state with as few blocking options as could be found near the knots of ``current``, or ``current`` itself."""
    proved: list[set[int]] = []
    tried: set[int] = set()
    count, found = backend.reasons(current)
    for _ in range(MOST_KNOTS):
        left = [o for o in np.flatnonzero(np.asarray(found.why) == BLOCKS).tolist() if o not in tried]
        if not left or stop():
            break
        tried.add(left[0])
        regions = _regions(market, backend, left[0])
        hopeless = _hopeless(market, backend, regions, proved, stop=stop, workers=workers)
        if hopeless:
            proved.append(hopeless)
            continue
        for region, work in zip(regions[:-1], EFFORT, strict=True):
            part = part_of(market, backend, region)
            better = _solve(part, found, current, region, m=market.arrays, effort=Effort(stop, workers, work))
            if better is None:
                continue
            candidate = backend.like(better)
            fewer, reasons = backend.reasons(candidate)
            if fewer < count:
                current, count, found = candidate, fewer, reasons
                break
    return Repaired(current, len(proved))


def _settings(m: Arrays, o: int) -> list[int]:
    return [int(m.ent_setting[m.opt_entry[k]]) for k in range(m.ent_start[o], m.ent_start[o + 1])]


def _regions(market: Market, backend: Backend, o: int) -> list[set[int]]:
    """The settings of an option with those wished by who wishes them, and these grown by their neighbours, twice."""
    found: list[set[int]] = []
    region = set(_settings(market.arrays, o))
    for _ in range(GROWTHS):
        wider = part_of(market, backend, region).reached()
        region = wider if len(wider) <= WIDEST else _nearest(market, backend, o)
        found.append(region)
    return found


def _nearest(market: Market, backend: Backend, o: int) -> set[int]:
    """The settings nearest to a party's wishes, step by step through common parties."""
    m, party = market.arrays, int(market.arrays.opt_party[o])
    ball = sorted({d for own in range(m.opt_start[party], m.opt_start[party + 1]) for d in _settings(m, own)})
    edge = ball
    while edge and len(ball) < NEAREST:
        edge = sorted(part_of(market, backend, set(edge)).reached() - set(ball))
        ball = ball + edge
    return set(ball[:NEAREST])


def _hopeless(
    market: Market, backend: Backend, regions: list[set[int]], proved: list[set[int]], *, stop: Any, workers: int
) -> set[int]:
    """A region apart from those proved, of which some own option blocks in every proposal, proved; empty: none known.

    A wide one is quicker to contradict itself than a narrow one.
    """
    taken = set().union(*proved)
    run = Run(asked_to_stop=stop, workers=workers)
    for region in regions[1:]:
        apart = region - taken
        if apart:
            part = part_of(market, backend, apart)
            own = Regions(part.market, part.backend, as_lists(part.market.arrays), run)
            if own.is_impossible(apart) and not run.gave_up:
                return apart
    return set()


def _solve(part: Part, found: Found, current: Any, region: set[int], *, m: Arrays, effort: Effort) -> list[int] | None:
    """The state with the fewest blocking options in the region; None when it has no fewer than now."""
    own, option = as_lists(part.market.arrays), part.option.tolist()
    reach: list[set[int]] = [set() for _ in part.party]
    for f, d in zip(own.ent_party, own.ent_setting, strict=True):
        reach[f].add(d)
    free = {f for f, settings in enumerate(reach) if settings <= region}
    state = part.inwards(current)
    asked = []
    for f in range(len(reach)):
        options = range(own.opt_start[f], own.opt_start[f + 1] if f in free else state[f])
        asked += [
            o
            for o in options
            if own.ent_start[o] < own.ent_start[o + 1] and (f in free or _may_change(m, found, region, option[o]))
        ]
    open_options = {o for o in asked if own.opt_party[o] in free}
    before = sum(1 for o in asked if found.why[option[o]] == BLOCKS)
    scope = Scope(free, open_options, region, state, [int(places) for places in part.backend.cap])
    staged = fewest_blocking(own, build_exact(own, scope, asked, with_slack=True), scope, effort)
    if staged.values.get("blocking", before) >= before:
        return None
    for f in free:
        state[f] = own.opt_start[f + 1]
    for o in staged.chosen:
        state[own.opt_party[o]] = o
    return part.outwards(state, current)


def _may_change(m: Arrays, found: Found, region: set[int], o: int) -> bool:
    """Whether what happens in the region decides if an option blocks: nothing outside refuses it."""
    if not set(_settings(m, o)) & region:
        return False
    return found.why[o] == BLOCKS or int(m.ent_setting[found.asker[o]]) in region
