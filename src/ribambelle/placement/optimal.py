"""The policy `optimal`: fewest blocking options, most children, lowest ranks, then the first of the best.

Where the fast step has nothing blocking, what is decided in every stable proposal is taken for granted and the rest
falls into components solved one by one. Otherwise nothing can be taken for granted: each component of the whole
instance is solved.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.market import LIVING, Arrays, Market, as_lists
from ribambelle.placement.policies import Run, Solution, quality, solve_stable, stable_certainty
from ribambelle.placement.stages import Effort, Staged, solve_stages

__all__ = ["components", "solve_optimal"]

DECIDED = 2


@dataclass(slots=True)
class _Task:
    """What is left to solve: the state where it starts, the options still open, those that need a row."""

    current: list[int]
    open_options: set[int]
    asked: list[int]
    with_slack: bool


def solve_optimal(market: Market, backend: Backend, run: Run) -> Solution:
    """The exact optimum, component by component; ``proved``, or the gap by stage."""
    base = solve_stable(market, backend, run)
    if base.stopped:
        return base
    m = as_lists(market.arrays) if backend.compiled else backend.arrays
    blocking, _, _ = quality(market, backend, base.current)
    task = _whole(market, base) if blocking else _undecided(market, backend, m, base, run)
    current = [int(option) for option in base.current]
    effort = Effort(run.stop, run.workers)
    found = []
    parts = components(m, task.open_options, task.asked)
    for number, (settings, options, asked) in enumerate(parts):
        run.progress("exact optimum", number / max(len(parts), 1))
        free = {m.opt_party[o] for o in options}
        scope = Scope(free, options, settings, task.current, list(backend.cap))
        exact = build_exact(m, scope, asked, with_slack=task.with_slack)
        staged = solve_stages(
            m,
            exact,
            scope,
            children=lambda o: int(market.children[o]),
            rank=lambda o: int(market.rank[o]),
            effort=effort,
        )
        found.append(staged)
        _apply(m, current, free, staged)
    solution = Solution(backend.like(current), knots=base.knots, decided=base.decided)
    solution.proved = all(staged.proved for staged in found)
    solution.stopped = run.gave_up and not solution.proved
    solution.gap = _gap(found)
    return solution


def _apply(m: Arrays, current: list[int], free: set[int], staged: Staged) -> None:
    for f in free:
        current[f] = m.opt_start[f + 1]
    for o in staged.chosen:
        current[m.opt_party[o]] = o


def _gap(found: list[Staged]) -> dict[str, int] | None:
    """By stage, the distance between the value found and the bound proved, summed over components."""
    if all(staged.proved for staged in found):
        return None
    gaps: dict[str, int] = {}
    for staged in found:
        for name, value in staged.values.items():
            gaps[name] = gaps.get(name, 0) + value - staged.bounds[name]
    return gaps


def _whole(market: Market, base: Solution) -> _Task:
    living = np.flatnonzero(market.status == LIVING).tolist()
    return _Task([int(option) for option in base.current], set(living), living, with_slack=True)


def _undecided(market: Market, backend: Backend, m: Arrays, base: Solution, run: Run) -> _Task:
    """What presolve leaves open, around the decided parties."""
    state = np.asarray(stable_certainty(market, backend, run))
    owner = np.asarray(market.arrays.opt_party)
    open_options = set(np.flatnonzero(state == 0).tolist())
    free = {int(owner[o]) for o in open_options}
    start = [m.opt_start[f + 1] for f in range(market.size)]
    for o in np.flatnonzero(state == DECIDED).tolist():
        start[int(owner[o])] = o
    _, reasons = backend.reasons(backend.like(start))
    asked = np.flatnonzero(np.asarray(reasons.why) == 2).tolist()
    current = [int(base.current[f]) if f in free else start[f] for f in range(market.size)]
    return _Task(current, open_options, asked, with_slack=False)


def components(
    m: Arrays, open_options: Iterable[int], asked: Iterable[int]
) -> list[tuple[set[int], set[int], list[int]]]:
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
