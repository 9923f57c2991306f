"""The policy `optimal`: fewest blocking options, most children, lowest ranks, then the first of the best.

First as if a stable proposal existed: what is decided in every stable proposal is taken for granted, and the rest falls
into components solved apart. Where that has no solution, none exists: the component of the whole instance around it is
solved anew with nothing taken for granted, for the fewest blocking options.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.market import LIVING, Arrays, Market, as_lists
from ribambelle.placement.policies import Run, Solution, common_order, quality, solve_stable, stable_certainty
from ribambelle.placement.stages import Effort, Staged, Stages

__all__ = ["components", "solve_optimal"]

DECIDED, BLOCKS = 2, 2
BATCH = 400  # open options solved by one model: small components cost less together

Part = tuple[set[int], set[int], list[int]]  # settings, open options, asked options


def solve_optimal(market: Market, backend: Backend, run: Run) -> Solution:
    """The exact optimum, component by component; ``proved``, or the gap by stage."""
    if common_order(market) is not None:
        base = solve_stable(market, backend, run)
        base.proved = not base.stopped
        return base
    quick = replace(run, repair=False, certify=False)
    base = solve_stable(market, backend, quick)
    run.gave_up = run.gave_up or quick.gave_up
    if base.stopped:
        return base
    work = _Optimum(market, backend, run, base)
    return work.solution()


class _Optimum:
    def __init__(self, market: Market, backend: Backend, run: Run, base: Solution) -> None:
        self.market, self.backend, self.run, self.base = market, backend, run, base
        self.m = as_lists(market.arrays) if backend.compiled else backend.arrays
        self.cap = [int(places) for places in backend.cap]
        self.effort = Effort(run.stop, run.workers)
        self.children = market.children.tolist().__getitem__
        self.rank = market.rank.tolist().__getitem__
        self.current = [int(option) for option in base.current]
        self.found: list[Staged] = []

    def solution(self) -> Solution:
        blocked = quality(self.market, self.backend, self.base.current)[0] > 0
        hard = self.stable_parts()
        if self.run.gave_up and blocked:
            self.base.stopped = True
            return self.base
        if hard and not self.run.gave_up:
            self.untie(hard)
        solution = Solution(self.backend.like(self.current), knots=self.base.knots, decided=self.base.decided)
        solution.proved = all(staged.proved for staged in self.found) and not self.run.gave_up
        solution.stopped = self.run.gave_up and not solution.proved
        solution.gap = None if solution.proved else _gap(self.found)
        return solution

    # -- where a stable proposal exists ------------------------------------------------------------------------------

    def stable_parts(self) -> set[int]:
        """Solve what presolve leaves open; the settings around which no stable proposal exists."""
        m, market = self.m, self.market
        state = np.asarray(stable_certainty(market, self.backend, self.run))
        if self.run.gave_up:
            return set()
        open_options = np.flatnonzero(state == 0).tolist()
        free = {m.opt_party[o] for o in open_options}
        self.base.decided = market.size - len(free)
        start = list(m.opt_start[1:])
        for o in np.flatnonzero(state == DECIDED).tolist():
            start[m.opt_party[o]] = o
        _, reasons = self.backend.reasons(self.backend.like(start))
        asked = np.flatnonzero(np.asarray(reasons.why) == BLOCKS).tolist()
        self.current = [self.current[f] if f in free else start[f] for f in range(market.size)]
        hard: set[int] = set()
        waiting = _batches(components(m, open_options, asked))
        while waiting:
            self.run.progress("exact optimum", 1 - len(waiting) / (len(waiting) + len(self.found)))
            batch = waiting.pop()
            part = _joined(batch)
            staged = self.solve(part, with_slack=False)
            if staged.impossible and len(batch) > 1:
                waiting += [[one] for one in batch]
            elif staged.impossible:
                hard |= part[0]
            else:
                self.keep(part, staged)
        return hard | self.wrong_settings()

    def wrong_settings(self) -> set[int]:
        """Where what presolve took for granted does not hold together: around there no stable proposal exists."""
        m, backend = self.m, self.backend
        load, current = backend.zeros(backend.n_resources), backend.like(self.current)
        backend.kernels.total_loads(backend.arrays, current, load)
        over = np.flatnonzero(np.asarray(load) > np.asarray(backend.cap)) // m.n_slots
        wrong = set((np.searchsorted(m.row_start, over, side="right") - 1).tolist())
        _, reasons = backend.reasons(current)
        for o in np.flatnonzero(np.asarray(reasons.why) == BLOCKS).tolist():
            wrong.update(_settings(m, o))
        return wrong

    # -- where none exists -------------------------------------------------------------------------------------------

    def untie(self, hard: set[int]) -> None:
        """The fewest blocking options in each component of the whole instance that has a hard setting."""
        from ribambelle.placement.repairing import repair

        m, start = self.m, self.base.current
        self.run.progress("untying knots", 0.5)
        start = repair(self.backend, start, stop=self.run.stop, workers=self.run.workers)
        living = np.flatnonzero(self.market.status == LIVING).tolist()
        for part in components(m, living, living):
            if part[0] & hard:
                for f in {m.opt_party[o] for o in part[1]}:
                    self.current[f] = int(start[f])
                self.keep(part, self.solve(part, with_slack=True))

    # -- one part ----------------------------------------------------------------------------------------------------

    def keep(self, part: Part, staged: Staged) -> None:
        """Adopt what was found of a part."""
        self.found.append(staged)
        for f in {self.m.opt_party[o] for o in part[1]}:
            self.current[f] = self.m.opt_start[f + 1]
        for o in staged.chosen:
            self.current[self.m.opt_party[o]] = o

    def stages(self, part: Part, current: list[int], *, with_slack: bool) -> Stages:
        settings, options, asked = part
        scope = Scope({self.m.opt_party[o] for o in options}, options, settings, current, self.cap)
        return Stages(self.m, build_exact(self.m, scope, asked, with_slack=with_slack), scope, self.effort)

    def solve(self, part: Part, *, with_slack: bool) -> Staged:
        """All stages of one part. With slack it is known that something blocks."""
        run = self.stages(part, self.current, with_slack=with_slack)
        if with_slack:
            run.at_least_one_blocks()
        staged = run.best(self.children, self.rank).staged
        if "ranks" not in staged.values or staged.values != staged.bounds:
            return staged
        seen = run.outcomes()
        if seen is not None:
            moving = {f for f, outcomes in seen.items() if len(outcomes) > 1}
            options = {o for f in moving for o in seen[f] if o is not None}
            staged.unique = self.first(part, staged, options, with_slack=with_slack)
        return staged

    def first(self, part: Part, staged: Staged, options: set[int], *, with_slack: bool) -> bool:
        """Among proposals as good, which differ by these options only: the one whose first parties fare best."""
        current = list(self.current)
        for f in {self.m.opt_party[o] for o in part[1]}:
            current[f] = self.m.opt_start[f + 1]
        for o in staged.chosen:
            current[self.m.opt_party[o]] = o
        done = True
        for piece in components(self.m, options, part[2]):
            run = self.stages(piece, current, with_slack=with_slack)
            run.hold(self.children, self.rank)
            done = run.first_of_best() and done
            staged.chosen = (staged.chosen - piece[1]) | run.staged.chosen
        return done


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


def components(m: Arrays, open_options: Iterable[int], asked: Iterable[int]) -> list[Part]:
    """(settings, open options, asked options) of each group of settings that options of one party tie together."""
    parent: dict[int, int] = {}

    def root(d: int) -> int:
        while parent.setdefault(d, d) != d:
            parent[d] = parent[parent[d]]
            d = parent[d]
        return d

    def tie(settings: list[int]) -> None:
        for other in settings[1:]:
            first, second = sorted((root(settings[0]), root(other)))
            parent[second] = first
        if settings:
            root(settings[0])

    by_party: dict[int, list[int]] = {}
    for o in sorted(open_options):
        by_party.setdefault(m.opt_party[o], []).extend(_settings(m, o))
    for settings in by_party.values():
        tie(settings)
    for o in asked:
        tie(_settings(m, o))
    groups: dict[int, tuple[set[int], set[int], list[int]]] = {}
    for d in sorted(parent):
        groups.setdefault(root(d), (set(), set(), []))[0].add(d)
    for o in sorted(open_options):
        groups[root(_settings(m, o)[0])][1].add(o)
    for o in asked:
        groups[root(_settings(m, o)[0])][2].append(o)
    return [groups[first] for first in sorted(groups) if groups[first][1]]


def _settings(m: Arrays, o: int) -> list[int]:
    return [m.ent_setting[m.opt_entry[k]] for k in range(m.ent_start[o], m.ent_start[o + 1])]
