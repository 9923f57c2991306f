"""Mutations of kernels and checker are killed: each comparison turned the wrong way is seen by enumeration.

One comparison at a time is changed in the source of a module, the module is loaded anew under the others, and tiny
instances are run until something differs from what enumeration says.
"""

import ast
import contextlib
import inspect
import textwrap
from types import FunctionType

import pytest

from ribambelle.placement import Allocation, NotApplicable, check, checker, place
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.kernels import loads, reasons, responding, serving
from tests.engine.oracle import Oracle
from tests.engine.test_oracle import read_back
from tests.engine.tiny import tiny_instances

TURNED = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
#: function → comparisons to turn, counted from 0: those that decide who stands ahead, and what still fits
COMPARISONS = [
    (loads, "entry_fits", 0),
    (loads, "loads_ahead", 0),
    (loads, "has_room", 0),
    (serving, "fits_all", 0),
    (responding, "sweep", 0),
    (reasons, "fast_reason", 0),
    (reasons, "slow_reason", 0),
]
CHECKS = [("blocks", 0), ("blocks", 1), ("blocks", 2), ("capacities", 0), ("displaces_nobody", 0)]


@pytest.fixture(autouse=True)
def every_allocation_is_checked():
    """What a mutant makes may well be wrong: that is how it is killed."""


class _Turn(ast.NodeTransformer):
    def __init__(self, at):
        self.left = at

    def visit_Compare(self, node):
        self.generic_visit(node)
        if type(node.ops[0]) in TURNED:
            if self.left == 0:
                node.ops = [TURNED[type(node.ops[0])]()]
            self.left -= 1
        return node


def turned(function, at):
    """The code of a function with one comparison turned."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    turn = _Turn(at)
    tree = ast.fix_missing_locations(turn.visit(tree))
    assert turn.left < 0, "there is no such comparison"
    names = {}
    exec(compile(tree, "mutant", "exec"), dict(function.__globals__), names)
    return next(thing for thing in names.values() if isinstance(thing, FunctionType)).__code__


@contextlib.contextmanager
def mutant(function, at):
    """The function as it is called from anywhere, with one comparison turned."""
    kept = function.__code__
    function.__code__ = turned(function, at)
    try:
        yield
    finally:
        function.__code__ = kept


def agrees(tables, instance, policy):
    """Whether one run is what enumeration says of it, and nothing blocks unless best response met a knot."""
    result = place(instance, policy=policy, seed=3, compiled=False)
    if not result.report.feasible:
        return False
    oracle, chosen = read_back(tables, result)
    blocking = sorted(oracle.blocking(chosen))
    told = [(refusal.party, refusal.rank) for refusal in result.refusals if refusal.reason == "blocks"]
    return blocking == told and (policy == "order" or not blocking or bool(result.summary["knots"]))


def killed(policies=("stable", "order"), tries=3000):
    for tables, instance in tiny_instances(tries, start=300_000):
        for policy in policies:
            try:
                if not agrees(tables, instance, policy):
                    return True
            except NotApplicable:
                continue
            except (AssertionError, IndexError, RecursionError):
                return True
    return False


def test_the_kernels_as_they_are_live():
    assert not killed(tries=150)


def nobody_loses(instance):
    """Whether settling a feasible state, all settings looked at, leaves every party at least what it had."""
    market = build_market(instance, 3)
    backend = backend_for(market, market.reserves(), compiled=False)
    serving_order = backend.arrays._replace(turn=list(range(market.size))[::-1])
    state = backend.state()
    backend.kernels.serve(serving_order, state, 0, market.size)
    before = list(state.cur)
    backend.kernels.push_all(state)
    backend.kernels.settle(backend.arrays, state, 1)
    return all(now <= then for now, then in zip(state.cur, before, strict=True))


def settling_killed(tries=300):
    return not all(nobody_loses(i) for tables, i in tiny_instances(tries, start=320_000) if not tables.get("held"))


def test_what_is_full_and_no_more_lets_nobody_go():
    assert not settling_killed()
    with mutant(loads.overload, 0):
        assert settling_killed()


@pytest.mark.parametrize(("module", "name", "at"), COMPARISONS, ids=lambda value: getattr(value, "__name__", value))
def test_a_mutation_of_a_kernel_is_killed(module, name, at):
    with mutant(getattr(module, name), at):
        assert killed()


def checker_agrees(tables, instance, allocation):
    report = check(instance, allocation)
    final = {(r.setting, r.section, r.slot, r.group): r.places for r in allocation.reserves} or None
    oracle = Oracle(tables, allocation.lots, final)
    ranks = allocation.ranks()
    chosen = {
        party: next((option for option in oracle.options[party] if option[0] == ranks.get(party)), None)
        for party in oracle.parties
    }
    load = oracle.loads(chosen)
    waste = []
    for party, rank in oracle.blocking(chosen):
        moved = chosen | {party: next(option for option in oracle.options[party] if option[0] == rank)}
        if all(len(children) <= places for places, children in oracle.loads(moved).values()):
            waste.append((party, rank))
    fits = all(len(children) <= places for places, children in load.values())
    given = [(block.party, block.rank) for block in report.blocking]
    wasted = [(block.party, block.rank) for block in report.waste]
    return report.feasible == fits and given == sorted(oracle.blocking(chosen)) and wasted == sorted(waste)


def emptied(allocation):
    """The allocation, and the same with one party after the other left with nothing."""
    yield allocation
    for party in sorted({row.party for row in allocation.rows}):
        rows = tuple(row for row in allocation.rows if row.party != party)
        yield Allocation(rows, allocation.lots, allocation.reserves)


def checker_killed(results):
    return any(
        not checker_agrees(tables, instance, allocation)
        for tables, instance, result in results
        for allocation in result
    )


@pytest.fixture(scope="module")
def results():
    found = []
    for tables, instance in tiny_instances(150, start=310_000):
        if not tables.get("held"):
            found.append((tables, instance, list(emptied(place(instance, seed=3).allocation))))
    return found


def test_the_checker_as_it_is_lives(results):
    assert not checker_killed(results)


@pytest.mark.parametrize(("name", "at"), CHECKS)
def test_a_mutation_of_the_checker_is_killed(results, name, at):
    with mutant(getattr(checker.Check, name), at):
        assert checker_killed(results)
