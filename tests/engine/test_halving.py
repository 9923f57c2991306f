"""`optimal` where no stable proposal exists: halves of the suspects find what one model of the whole finds."""

from collections import Counter

import numpy as np
import pytest

from ribambelle.placement import Allocation, Instance, check, halving, place
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.market import LIVING
from ribambelle.placement.optimal import Knot, Optimum
from ribambelle.placement.parts import components
from ribambelle.placement.policies import Run, solve_stable
from ribambelle.placement.solving import allocation_of
from tests.engine.features import features
from tests.engine.knotted import knotted_instances, medium_tables
from tests.engine.test_optimal import standing
from tests.engine.test_oracle import read_back


def whole_model(instance):
    """The rows of the optimum by one model of each component, with nothing taken for granted."""
    market = build_market(instance, 3)
    backend = backend_for(market, market.reserves())
    start = solve_stable(market, backend, Run(repair=False, certify=False))
    work = Optimum(market, backend, Run(), start)
    living = np.flatnonzero(market.status == LIVING).tolist()
    for part in components(work.m, living, living):
        work.keep(part, work.solve(part, Knot(set(), [])))
    assert all(staged.proved for staged in work.found)
    start.current = work.current
    return allocation_of(market, start).rows


SIZES = (0, halving.SMALL)  # how little may be open for one model: with nothing, halves go down to single options


def compare(monkeypatch, instance, tables):
    """The same rows whatever one model may solve, and by one model of everything; how many block.

    What presolve decides holds for stable proposals: around a knot the one model may find a proposal in which, by the
    checker, more block than it counts. The search is then the better of the two, never the worse.
    """
    expected = whole_model(instance)
    for size in SIZES:
        monkeypatch.setattr(halving, "SMALL", size)
        result = place(instance, policy="optimal", seed=3)
        assert result.summary["proved"] is True
        if result.allocation.rows != expected:
            other = check(instance, Allocation(expected, result.allocation.lots, result.allocation.reserves))
            assert other.feasible
            assert len(result.report.blocking) < len(other.blocking), tables
    return len(result.report.blocking)


@pytest.mark.parametrize(("count", "start"), [(50, 0), pytest.param(150, 5_150, marks=pytest.mark.large)])
@pytest.mark.parametrize("knots", [1, 2])
def test_the_whole_model_says_the_same(monkeypatch, knots, count, start):
    blocking, seen = Counter(), Counter()
    for tables, instance in knotted_instances(count, knots=knots, start=start):
        blocking[compare(monkeypatch, instance, tables)] += 1
        seen.update(features(tables))
    assert blocking[knots] > count // 2
    assert {"siblings together", "siblings split", "reserves", "held places", "points of a child"} <= set(seen)


@pytest.mark.parametrize("knots", [1, 2])
@pytest.mark.parametrize("size", SIZES)
def test_enumeration_says_the_same(monkeypatch, size, knots):
    monkeypatch.setattr(halving, "SMALL", size)
    seen = 0
    for tables, instance in knotted_instances(40, knots=knots, start=50_000 * knots):
        result = place(instance, policy="optimal", seed=3)
        oracle, chosen = read_back(tables, result)
        if len(oracle.parties) > 4 + knots:
            continue
        seen += 1
        best = min((*oracle.quality(one), standing(oracle, one)) for one in oracle.every())
        assert (*oracle.quality(chosen), standing(oracle, chosen)) == best, tables
    assert seen


@pytest.mark.parametrize("seed", [1, 2])
def test_a_knot_planted_in_a_town(monkeypatch, seed):
    instance = Instance.from_tables(medium_tables(300, knots=1, seed=seed))
    monkeypatch.setattr(halving, "SMALL", 300)
    result = place(instance, policy="optimal", seed=3)
    assert result.summary["proved"] is True
    assert len(result.report.blocking) == 1
    if seed == 1:
        assert result.allocation.rows == whole_model(instance)


def test_what_is_too_long_is_left_to_one_model(monkeypatch):
    for name in ("SMALL", "MOST_STEPS"):
        monkeypatch.setattr(halving, name, 0)
    for tables, instance in knotted_instances(8, knots=1, start=70_000):
        result = place(instance, policy="optimal", seed=3)
        oracle, chosen = read_back(tables, result)
        best = min((*oracle.quality(one), standing(oracle, one)) for one in oracle.every())
        assert (*oracle.quality(chosen), standing(oracle, chosen)) == best
