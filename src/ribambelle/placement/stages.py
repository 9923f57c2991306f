"""Solving an exact model stage by stage, each stage held while the next is optimised."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ribambelle.placement.exact import Exact, Scope
from ribambelle.placement.market import Arrays

__all__ = ["Effort", "Staged", "fewest_blocking", "most_children", "solve_stages"]

LEX_CHUNK = 6  # parties decided by one solve of the last stage


@dataclass(slots=True)
class Effort:
    """How hard to try. ``work`` is deterministic effort, in seconds of a usual machine; None: until proved."""

    stop: Callable[[], bool] = lambda: False
    workers: int = 1
    work: float | None = None


@dataclass(slots=True)
class Staged:
    """What the stages gave: the options taken, and by stage its value and the bound proved."""

    chosen: set[int]
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int] = field(default_factory=dict)
    unique: bool = False

    @property
    def proved(self) -> bool:
        """Whether every stage was solved to its end."""
        return self.unique and self.values == self.bounds


Terms = list[tuple[Any, int]]


def solve_stages(
    m: Arrays, exact: Exact, scope: Scope, *, children: Callable[[int], int], rank: Callable[[int], int], effort: Effort
) -> Staged:
    """Fewest slacks, then most children and lowest ranks, then the first of the best.

    Children and ranks are one stage: a child outweighs every rank. Starts from the state of the scope, which need not
    satisfy the model.
    """
    run = _Stages(m, exact, scope, effort)
    staged = run.staged
    if exact.slack and not run.minimise("blocking", [(slack, 1) for slack in exact.slack.values()]):
        return staged
    worst: dict[int, int] = {}
    for o in exact.taken:
        worst[m.opt_party[o]] = max(worst.get(m.opt_party[o], 0), rank(o))
    weight = 1 + sum(worst.values())
    done = run.minimise("both", [(var, rank(o) - weight * children(o)) for o, var in exact.taken.items()])
    if "both" in staged.values:
        bound = staged.bounds.pop("both")
        del staged.values["both"]
        placed, ranks = sum(children(o) for o in staged.chosen), sum(rank(o) for o in staged.chosen)
        staged.values |= {"children": -placed, "ranks": ranks}
        most = (weight - 1 - bound) // weight
        staged.bounds |= {"children": -most, "ranks": bound + weight * placed if most == placed else 0}
    if done:
        staged.unique = run.first_of_best()
    return staged


def fewest_blocking(m: Arrays, exact: Exact, scope: Scope, effort: Effort) -> Staged:
    """The first stage alone: as few slacks as the effort allows."""
    run = _Stages(m, exact, scope, effort)
    run.minimise("blocking", [(slack, 1) for slack in exact.slack.values()])
    return run.staged


def most_children(m: Arrays, exact: Exact, scope: Scope, children: Callable[[int], int], effort: Effort) -> Staged:
    """As many children as the effort allows, with a bound."""
    run = _Stages(m, exact, scope, effort)
    run.minimise("children", [(var, -children(o)) for o, var in exact.taken.items()])
    return run.staged


class _Stages:
    def __init__(self, m: Arrays, exact: Exact, scope: Scope, effort: Effort) -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model
        self.m, self.exact, self.effort = m, exact, effort
        taken = {scope.current[f] for f in scope.free if scope.current[f] < m.opt_start[f + 1]}
        self.staged = Staged({o for o in taken if o in exact.taken})
        self.free = sorted(scope.free)

    def solve(self) -> Any:
        """One solve from the best known, watched for a wish to stop; (status, solver)."""
        import threading

        model = self.exact.model
        model.clear_hints()
        for var, value in self.hints():
            model.add_hint(var, value)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = self.effort.workers
        solver.parameters.random_seed = 0
        solver.parameters.catch_sigint_signal = False
        if self.effort.work is not None:
            solver.parameters.max_deterministic_time = self.effort.work
        status: list[Any] = []
        thread = threading.Thread(target=lambda: status.append(solver.solve(model)), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.05)
            if self.effort.stop():
                solver.stop_search()
        return (status[0] if status else self.cp.UNKNOWN), solver

    def hints(self) -> list[tuple[Any, int]]:
        """A value for every variable from the options taken: full hints."""
        chosen, known = self.staged.chosen, {}
        values = [(var, int(o in chosen)) for o, var in self.exact.taken.items()]
        known.update({var.index: value for var, value in values})
        for var, r, e, least in self.exact.full:
            line = self.exact.lines.get(r)
            load = 0
            if line is not None:
                load = sum(units if other < e else held for other, units, held in line.fixed_uses)
                load += sum(units if other < e else held for other, units, held, o in line.open_uses if o in chosen)
            known[var.index] = int(load >= least)
            values.append((var, known[var.index]))
        for o, satisfied in self.exact.rows:
            if o in self.exact.slack:
                paid = not any(known.get(var.index, 0) for var in satisfied)
                values.append((self.exact.slack[o], int(paid)))
        return values

    def minimise(self, name: str, terms: Terms) -> bool:
        """One stage; false when it was not solved to its end (the best found is kept)."""
        model = self.exact.model
        total = self.cp.LinearExpr.weighted_sum([var for var, _ in terms], [weight for _, weight in terms])
        model.minimize(total)
        status, solver = self.solve()
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return False
        self.staged.chosen = {o for o, var in self.exact.taken.items() if solver.boolean_value(var)}
        value = round(solver.objective_value) if terms else 0
        self.staged.values[name] = value
        self.staged.bounds[name] = value if status == self.cp.OPTIMAL else round(solver.best_objective_bound)
        model.clear_objective()
        model.add(total <= value)
        return bool(status == self.cp.OPTIMAL)

    def first_of_best(self) -> bool:
        """Make the result unique: of all the best, the one whose first parties fare best. False when not proved."""
        model = self.exact.model
        marks = [self.exact.taken[o] for o in self.staged.chosen]
        empty = [f for f in self.free if not self.options(f) & self.staged.chosen]
        others = [self.exact.taken[o] for f in empty for o in self.options(f)]
        elsewhere = model.new_bool_var("")
        literals = [elsewhere.negated(), *(mark.negated() for mark in marks), *others]
        model.add_bool_or(literals)
        model.minimize(elsewhere.negated())
        status, solver = self.solve()
        if status != self.cp.OPTIMAL:
            return False
        if not solver.boolean_value(elsewhere):
            return True
        starts = range(0, len(self.free), LEX_CHUNK)
        return all(self.fix_chunk(self.free[start : start + LEX_CHUNK]) for start in starts)

    def options(self, f: int) -> set[int]:
        return {o for o in range(self.m.opt_start[f], self.m.opt_start[f + 1]) if o in self.exact.taken}

    def fix_chunk(self, parties: list[int]) -> bool:
        """Give a few parties the best they can have, one after the other, by one solve."""
        terms: Terms = []
        weight = 1
        for f in reversed(parties):
            width = self.m.opt_start[f + 1] - self.m.opt_start[f] + 1
            terms += [(self.exact.taken[o], (o - self.m.opt_start[f + 1]) * weight) for o in sorted(self.options(f))]
            weight *= width
        model = self.exact.model
        if terms:
            model.minimize(self.cp.LinearExpr.weighted_sum([var for var, _ in terms], [w for _, w in terms]))
            status, solver = self.solve()
            if status != self.cp.OPTIMAL:
                return False
            self.staged.chosen = {o for o, var in self.exact.taken.items() if solver.boolean_value(var)}
        for f in parties:
            for o in self.options(f):
                model.add(self.exact.taken[o] == int(o in self.staged.chosen))
        return True
