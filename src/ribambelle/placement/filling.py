"""The policy `fill`: most children placed whatever the order. For comparison only: the price of fairness.

The bound is that of the linear programme, by PDLP. Nothing is claimed from the solver: its prices of places are taken
as they come, and the bound is computed here from them. Any prices give a valid bound: what the places would sell for,
plus for each party the best it could make above the prices.
"""

import math
import threading
from collections.abc import Callable
from typing import Any

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.market import Arrays, Market, as_lists
from ribambelle.placement.policies import Run, Solution, solve_stable
from ribambelle.placement.stages import Effort, most_children

__all__ = ["children_bound", "solve_fill"]

WORK = 10.0  # deterministic effort, in seconds of a usual machine
PATIENCE_S = 0.05  # between two looks at the wish to stop
SAFETY = 1e-6  # kept against rounding in sums of floats; children are whole


def solve_fill(market: Market, backend: Backend, run: Run) -> Solution:
    """As many children as could be placed with bounded effort; ``gap`` to the bound of the linear programme."""
    base = solve_stable(market, backend, run)
    if run.gave_up:
        return base
    m = as_lists(market.arrays) if backend.compiled else backend.arrays
    cap = [int(places) for places in backend.cap]
    current = [int(option) for option in base.current]
    options = {o for o in range(len(market.rank)) if m.ent_start[o] < m.ent_start[o + 1]}
    free = {m.opt_party[o] for o in options}
    scope = Scope(free, options, set(range(backend.n_settings)), current, cap)
    exact = build_exact(m, scope, (), with_slack=False)
    run.progress("fill", 0.5)
    staged = most_children(m, exact, scope, lambda o: int(market.children[o]), Effort(run.stop, run.workers, WORK))
    for f in free:
        current[f] = m.opt_start[f + 1]
    for o in staged.chosen:
        current[m.opt_party[o]] = o
    placed = sum(int(market.children[o]) for o in staged.chosen)
    bound = -staged.bounds.get("children", -len(market.facts.children))
    if not run.stop():
        bound = min(bound, children_bound(market, m, cap, run.stop))
    solution = Solution(backend.like(current), stopped=run.gave_up, proved=bound == placed)
    solution.gap = None if solution.proved else {"children": bound - placed}
    return solution


def children_bound(market: Market, m: Arrays, cap: list[int], stop: Callable[[], bool] = lambda: False) -> int:
    """No allocation places more children than this, whatever the order. ``m`` holds lists.

    Asked to ``stop``, it is told without prices: every child.
    """
    loads = _loads(m)
    prices = _prices(market, m, cap, loads, stop)
    worth = sum(price * cap[r] for r, price in prices.items())
    for f in range(market.size):
        best = 0.0
        for o in range(m.opt_start[f], m.opt_start[f + 1]):
            if o in loads:
                cost = sum(prices.get(r, 0.0) * units for r, units in loads[o].items())
                best = max(best, int(market.children[o]) - cost)
        worth += best
    return min(math.floor(worth + SAFETY * (1 + len(prices))), len(market.facts.children))


def _loads(m: Arrays) -> dict[int, dict[int, int]]:
    """By possible option, the children it puts on each resource."""
    loads: dict[int, dict[int, int]] = {}
    for e in range(len(m.ent_option)):
        load = loads.setdefault(m.ent_option[e], {})
        for u in range(m.use_start[e], m.use_start[e + 1]):
            base, pattern = m.use_row[u] * m.n_slots, m.use_pattern[u]
            for k in range(m.pat_start[pattern], m.pat_start[pattern + 1]):
                r = base + m.pat_slot[k]
                load[r] = load.get(r, 0) + m.use_units[u]
    return loads


def _prices(
    market: Market, m: Arrays, cap: list[int], loads: dict[int, dict[int, int]], stop: Callable[[], bool]
) -> dict[int, float]:
    """A price for every resource that could run out, from the dual of the linear programme; none when stopped."""
    from ortools.linear_solver.python import model_builder as untyped

    model_builder: Any = untyped

    model = model_builder.Model()
    share = {o: model.new_num_var(0.0, 1.0, "") for o in sorted(loads)}
    uses: dict[int, list[tuple[Any, int]]] = {}
    for o, load in sorted(loads.items()):
        for r, units in load.items():
            uses.setdefault(r, []).append((share[o], units))
    places = {
        r: model.add(sum(units * var for var, units in terms) <= cap[r])
        for r, terms in uses.items()
        if sum(units for _, units in terms) > cap[r]
    }
    for f in range(market.size):
        mine = [share[o] for o in range(m.opt_start[f], m.opt_start[f + 1]) if o in share]
        if mine:
            model.add(sum(mine) <= 1)
    model.maximize(sum(int(market.children[o]) * var for o, var in share.items()))
    solver = model_builder.Solver("PDLP")
    if not solver.solver_is_supported() or _watched(solver, model, stop) != model_builder.SolveStatus.OPTIMAL:
        return {}
    return {r: abs(float(solver.dual_value(row))) for r, row in places.items()}


def _watched(solver: Any, model: Any, stop: Callable[[], bool]) -> Any:
    """The answer of the solver, watched for the wish to stop."""
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(solver.solve(model)), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    while thread.is_alive():
        if stop():
            solver.stop_search()
        thread.join(PATIENCE_S)
    return answers[0] if answers else None
