"""A model of yes-or-no variables for CP-SAT, written straight into its form.

The usual layer of the library loads a data-frame library for half a second, and makes an object of every variable. Here
a variable is its number, and ``~number`` its contrary.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Answer", "Effort", "Model"]

LOWEST, HIGHEST = -(2**63), 2**63 - 1
PATIENCE_S = 0.05  # between two looks at the wish to stop


@dataclass(slots=True)
class Effort:
    """How hard to try. ``work`` is deterministic effort, in seconds of a usual machine; None: until proved."""

    stop: Callable[[], bool] = lambda: False
    workers: int = 1
    work: float | None = None


@dataclass(slots=True)
class Answer:
    """What one solve gave. ``values`` is None without a solution; ``impossible``: proved that there is none."""

    values: Sequence[int] | None
    optimal: bool
    impossible: bool
    objective: int
    bound: int


@dataclass(slots=True)
class Model:
    """Variables, rows, and what to minimise."""

    form: Any = field(default_factory=lambda: _library().CpModelProto())
    size: int = 0

    def boolean(self) -> int:
        """A new variable."""
        self.form.variables.add().domain.extend((0, 1))
        self.size += 1
        return self.size - 1

    def implies(self, first: int, second: int) -> None:
        """If the first, then the second."""
        row = self.form.constraints.add()
        row.enforcement_literal.append(first)
        row.bool_and.literals.append(second)

    def either(self, literals: Iterable[int]) -> None:
        """At least one."""
        self.form.constraints.add().bool_or.literals.extend(list(literals))

    def at_most_one(self, literals: Iterable[int]) -> None:
        """One or none."""
        self.form.constraints.add().at_most_one.literals.extend(list(literals))

    def exactly_one(self, literals: Iterable[int]) -> None:
        """One."""
        self.form.constraints.add().exactly_one.literals.extend(list(literals))

    def between(self, variables: list[int], weights: list[int], low: int = LOWEST, high: int = HIGHEST) -> None:
        """A weighted sum within bounds, both included."""
        row = self.form.constraints.add().linear
        row.vars.extend(variables)
        row.coeffs.extend(weights)
        row.domain.extend((low, high))

    def fix(self, variable: int, value: int) -> None:
        """Give a variable its value."""
        self.either([variable if value else ~variable])

    def minimise(self, variables: list[int], weights: list[int]) -> None:
        """What the next solve seeks, instead of what was sought before."""
        self.form.clear_objective()
        if variables:
            self.form.objective.vars.extend(variables)
            self.form.objective.coeffs.extend(weights)

    def solve(self, effort: Effort, hints: Iterable[tuple[int, int]] = ()) -> Answer:
        """One solve with a fixed seed, started from what is hinted and watched for the wish to stop."""
        library = _library()
        self.form.clear_solution_hint()
        pairs = list(hints)
        self.form.solution_hint.vars.extend([variable for variable, _ in pairs])
        self.form.solution_hint.values.extend([value for _, value in pairs])
        response = self.respond(effort)
        status = library.CpSolverStatus.UNKNOWN if response is None else response.status
        found = status in (library.CpSolverStatus.OPTIMAL, library.CpSolverStatus.FEASIBLE)
        return Answer(
            list(response.solution) if found else None,
            status == library.CpSolverStatus.OPTIMAL,
            status == library.CpSolverStatus.INFEASIBLE,
            round(response.objective_value) if found else 0,
            round(response.best_objective_bound) if found else 0,
        )

    def contradiction(self, assumed: Iterable[int], effort: Effort) -> list[int] | None:
        """Literals among those assumed that cannot all be true; None where that is not known."""
        self.form.clear_solution_hint()
        self.form.assumptions.extend(list(assumed))
        response = self.respond(effort)
        self.form.assumptions.clear()
        if response is None or response.status != _library().CpSolverStatus.INFEASIBLE:
            return None
        return list(response.sufficient_assumptions_for_infeasibility)

    def respond(self, effort: Effort) -> Any:
        """What the library answers, with a fixed seed; None where it was stopped before."""
        library = _library()
        parameters = library.SatParameters()
        parameters.num_workers = effort.workers
        parameters.random_seed = 0
        parameters.catch_sigint_signal = False
        if effort.work is not None:
            parameters.max_deterministic_time = effort.work
        wrapper = library.SolveWrapper()
        wrapper.set_parameters(parameters)
        return _watched(wrapper, self.form, effort)


def _library() -> Any:
    from ortools.sat.python import cp_model_helper

    return cp_model_helper


def _watched(wrapper: Any, form: Any, effort: Effort) -> Any:
    import threading

    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(wrapper.solve(form)), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    while thread.is_alive():
        if effort.stop():
            wrapper.stop_search()
        thread.join(PATIENCE_S)
    return answers[0] if answers else None
