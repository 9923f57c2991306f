"""The policy `optimal`: fewest blocking options, most children, lowest ranks, then the first of the best.

First as if a stable proposal existed: what is decided in every stable proposal is taken for granted, and the rest falls
into components solved apart. Where that has no solution, none exists: regions are sought that must each hold a blocking
option, and one in each is tried; where that does not do, the component of the whole instance is solved with nothing
taken for granted.
"""

from dataclasses import dataclass, replace

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.facts import Ints
from ribambelle.placement.halving import Halving, TooMuch
from ribambelle.placement.knots import Region, Regions, asked_options, decided_state
from ribambelle.placement.market import LIVING, Certain, Market, as_lists
from ribambelle.placement.parts import Component as Part
from ribambelle.placement.parts import components, part_of, settings_of
from ribambelle.placement.policies import (
    Run,
    Solution,
    common_order,
    nothing_certain,
    quality,
    solve_stable,
    trust_more,
)
from ribambelle.placement.stages import Effort, Staged, Stages

__all__ = ["Knot", "Optimum", "least_blocking", "solve_optimal"]

DECIDED, BLOCKS = 2, 2
LARGEST = 20_000  # open options of a model where nothing is taken for granted: beyond, memory runs out
BATCH = 400  # open options solved by one model: small components cost less together


@dataclass(frozen=True, slots=True)
class Knot:
    """Where no stable proposal exists: the options that may not block, and the sets of which one must."""

    trusted: set[int]
    regions: list[set[int]]


def solve_optimal(market: Market, backend: Backend, run: Run) -> Solution:
    """The exact optimum, component by component; ``proved``, or the gap by stage."""
    if common_order(market) is not None:
        base = solve_stable(market, backend, run)
        base.proved = not base.stopped
        return base
    quick, proving = replace(run, repair=False, certify=False), backend.for_proofs()
    solution = solve_stable(market, proving, quick)
    run.gave_up = run.gave_up or quick.gave_up
    if not solution.stopped:
        solution = Optimum(market, proving, run, solution).solution()
    solution.current = backend.like([int(option) for option in solution.current])
    return solution


def least_blocking(market: Market, backend: Backend, run: Run) -> tuple[Solution, int]:
    """A proposal, and how many options block at least in any, proved: 0 when a stable one was found."""
    quick, proving = replace(run, certify=False), backend.for_proofs()
    solution = solve_stable(market, proving, quick)
    work = Optimum(market, proving, run, solution)
    knots = work.assume_stable()
    if not knots:
        solution.current = work.current
    proved = Regions(market, proving, work.m, run).around(knots)
    solution.current = backend.like([int(option) for option in solution.current])
    return solution, len(proved) if proved is not None else 1


class Optimum:
    """The search for the optimum of one market, from a proposal that best response gave."""

    def __init__(self, market: Market, backend: Backend, run: Run, base: Solution) -> None:
        self.market, self.backend, self.run, self.base = market, backend, run, base
        self.m = as_lists(market.arrays) if backend.compiled else backend.arrays
        self.cap = [int(places) for places in backend.cap]
        self.effort = Effort(run.stop, run.workers)
        self.children = market.children.tolist().__getitem__
        self.rank = market.rank.tolist().__getitem__
        self.current = [int(option) for option in base.current]
        self.found: list[Staged] = []
        self.least = 0  # blocking options that are proved to be unavoidable

    def solution(self) -> Solution:
        blocked = quality(self.market, self.backend, self.base.current)[0]
        knots = self.assume_stable()
        if knots and not self.run.gave_up:
            self.untie(knots, blocked)
        if self.run.gave_up and blocked:
            self.base.stopped, self.base.proved = True, False
            self.base.gap = {"blocking": blocked - self.least}
            return self.base
        solution = Solution(self.backend.like(self.current), knots=self.base.knots, decided=self.base.decided)
        solution.proved = all(staged.proved for staged in self.found) and not self.run.gave_up
        solution.stopped = self.run.gave_up and not solution.proved
        solution.gap = None if solution.proved else _gap(self.found)
        return solution

    # -- where a stable proposal exists ------------------------------------------------------------------------------

    def assume_stable(self) -> list[set[int]]:
        """Solve what presolve leaves open; the sets of settings where that is impossible."""
        knots: list[set[int]] = []
        left = self.undecided(self.certain(np.ones_like(self.market.rank)))
        self.base.decided = self.market.size - len({self.m.opt_party[o] for part in left for o in part[1]})
        waiting = _batches(left)
        while waiting and not self.run.gave_up:
            self.run.progress("exact optimum", 1 - len(waiting) / (len(waiting) + len(self.found)))
            batch = waiting.pop()
            part = _joined(batch)
            staged = self.solve(part)
            if staged.impossible and len(batch) > 1:
                waiting += [[one] for one in batch]
            elif staged.impossible:
                knots.append(part[0])
            else:
                self.keep(part, staged)
        known = set().union(*knots)
        return knots + [{d} for d in sorted(self.wrong_settings() - known)]

    def certain(self, trust: Ints) -> Certain:
        """What is certain where some options (1) are taken not to block."""
        certain = nothing_certain(self.market, self.backend)
        trust_more(self.backend, self.run, certain, trust)
        return certain

    def undecided(self, certain: Certain) -> list[Part]:
        """What presolve leaves open around what it decides, which ``current`` takes over."""
        m = self.m
        open_options = np.flatnonzero(np.asarray(certain.state) == 0).tolist()
        free = {m.opt_party[o] for o in open_options}
        start = decided_state(m, certain)
        asked = np.flatnonzero(asked_options(self.market, self.backend, certain, start)).tolist()
        self.current = [self.current[f] if f in free else start[f] for f in range(self.market.size)]
        return [part for part in components(m, open_options, asked) if part[1]]

    def wrong_settings(self) -> set[int]:
        """Where what presolve took for granted does not hold together: around there no stable proposal exists."""
        return self.overfull().union(settings_of(self.m, self.blocking()))

    def overfull(self) -> set[int]:
        """The settings with more children than places somewhere."""
        backend = self.backend
        load, current = backend.zeros(backend.n_resources), backend.like(self.current)
        backend.kernels.total_loads(backend.arrays, current, load)
        over = np.flatnonzero(np.asarray(load) > np.asarray(backend.cap)) // self.m.n_slots
        return set((np.searchsorted(self.m.row_start, over, side="right") - 1).tolist())

    def blocking(self) -> list[int]:
        _, reasons = self.backend.reasons(self.backend.like(self.current))
        found: list[int] = np.flatnonzero(np.asarray(reasons.why) == BLOCKS).tolist()
        return found

    # -- where none exists -------------------------------------------------------------------------------------------

    def untie(self, knots: list[set[int]], blocked: int) -> None:
        """The fewest blocking options: one in each region around a knot where that can be proved, else anywhere."""
        from ribambelle.placement.repairing import repair

        self.run.progress("untying knots", 0.5)
        start = [int(option) for option in self.base.current]
        regions = Regions(self.market, self.backend, self.m, self.run)
        proved = regions.around(knots)
        self.least = len(proved or knots[:1])
        if blocked > self.least:
            found = repair(self.market, self.backend, self.base.current, stop=self.run.stop, workers=self.run.workers)
            start = [int(option) for option in found.current]
        if proved is not None and self.one_in_each(regions, proved, start):
            return
        self.anywhere(set().union(*knots), start)

    def one_in_each(self, regions: Regions, proved: list[Region], start: list[int]) -> bool:
        """Solve with one blocking option in each region and none elsewhere; false where that is not enough."""
        before = (self.current, self.found)
        self.current, self.found = list(start), []
        trust = np.ones(len(self.market.rank), dtype=np.int64)
        trust[sorted(set().union(*(region.core for region in proved)))] = 0
        certain = self.certain(trust)
        parts = self.undecided(certain)
        settings = [settings_of(self.m, region.core) for region in proved]
        tied: list[Part] = []
        calm: list[Part] = []
        for part in _tied(parts, settings):
            (tied if any(part[0] & mine for mine in settings) else calm).append(part)
        try:
            for part in tied:
                inside = [region for region, mine in zip(proved, settings, strict=True) if part[0] & mine]
                small = part_of(self.market, self.backend, part[0])
                chosen = Halving(small, certain, part[0], part[2], self.run).best(map(regions.nearest_first, inside))
                if chosen is None:
                    self.current, self.found = before
                    return False
                self.keep(part, Staged(chosen, unique=True))
        except TooMuch:
            self.current, self.found = before
            return self.run.gave_up
        for batch in _batches(calm):
            part = _joined(batch)
            staged = self.solve(part)
            if staged.impossible:
                self.current, self.found = before
                return False
            self.keep(part, staged)
        if len(self.blocking()) == len(proved) and not self.overfull():
            return True
        self.current, self.found = before
        return False

    def anywhere(self, hard: set[int], start: list[int]) -> None:
        """The fewest blocking options in each component of the whole instance that has a hard setting.

        Where that is too large, the start is kept, and how far it may be from the least is told.
        """
        m = self.m
        living = np.flatnonzero(self.market.status == LIVING).tolist()
        for part in components(m, living, living):
            if part[0] & hard:
                for f in {m.opt_party[o] for o in part[1]}:
                    self.current[f] = start[f]
                if len(part[1]) > LARGEST:
                    kept = {start[f] for f in {m.opt_party[o] for o in part[1]}} & part[1]
                    self.found.append(Staged(kept, {"blocking": len(self.blocking())}, {"blocking": self.least}))
                else:
                    self.keep(part, self.solve(part, Knot(set(), [part[1]])))

    # -- one part ----------------------------------------------------------------------------------------------------

    def keep(self, part: Part, staged: Staged) -> None:
        """Adopt what was found of a part."""
        self.found.append(staged)
        for f in {self.m.opt_party[o] for o in part[1]}:
            self.current[f] = self.m.opt_start[f + 1]
        for o in staged.chosen:
            self.current[self.m.opt_party[o]] = o

    def stages(self, part: Part, current: list[int], knot: Knot | None) -> Stages:
        settings, options, asked = part
        scope = Scope({self.m.opt_party[o] for o in options}, options, settings, current, self.cap)
        trusted = knot.trusted if knot else ()
        exact = build_exact(self.m, scope, asked, with_slack=knot is not None, trusted=trusted)
        return Stages(self.m, exact, scope, self.effort)

    def solve(self, part: Part, knot: Knot | None = None) -> Staged:
        """All stages of one part."""
        run = self.stages(part, self.current, knot)
        for among in knot.regions if knot else ():
            run.one_blocks(among)
        staged = run.best(self.children, self.rank).staged
        if "ranks" not in staged.values or staged.values != staged.bounds:
            return staged
        seen = run.outcomes()
        if seen is not None:
            moving = {f for f, outcomes in seen.items() if len(outcomes) > 1}
            options = {o for f in moving for o in seen[f] if o is not None}
            staged.unique = self.first(part, staged, options, knot)
        return staged

    def first(self, part: Part, staged: Staged, options: set[int], knot: Knot | None) -> bool:
        """Among proposals as good, which differ by these options only: the one whose first parties fare best."""
        current = list(self.current)
        for f in {self.m.opt_party[o] for o in part[1]}:
            current[f] = self.m.opt_start[f + 1]
        for o in staged.chosen:
            current[self.m.opt_party[o]] = o
        done = True
        for piece in components(self.m, options, part[2]):
            run = self.stages(piece, current, knot)
            run.hold(self.children, self.rank)
            done = run.first_of_best() and done
            staged.chosen = (staged.chosen - piece[1]) | run.staged.chosen
        return done


def _tied(parts: list[Part], regions: list[set[int]]) -> list[Part]:
    """Parts that share a region made one."""
    for region in regions:
        together = [part for part in parts if part[0] & region]
        parts = [part for part in parts if not part[0] & region]
        if together:
            parts.append(_joined(together))
    return parts


def _joined(batch: list[Part]) -> Part:
    settings, options, asked = (list(column) for column in zip(*batch, strict=True))
    return set().union(*settings), set().union(*options), [o for part in asked for o in part]


def _batches(parts: list[Part]) -> list[list[Part]]:
    """Parts solved by one model."""
    found: list[list[Part]] = []
    size = BATCH
    for part in parts:
        if size >= BATCH:
            found.append([])
            size = 0
        found[-1].append(part)
        size += len(part[1])
    return found


def _gap(found: list[Staged]) -> dict[str, int]:
    """By stage, the distance between the value found and the bound proved, summed over components."""
    gaps: dict[str, int] = {}
    for staged in found:
        for name, value in staged.values.items():
            gaps[name] = gaps.get(name, 0) + value - staged.bounds[name]
    return gaps
