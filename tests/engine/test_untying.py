"""Knots: what is set aside so that best response comes to rest is exactly what blocks, and seldom more than must."""

from ribambelle.placement import Instance, check, generate
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.policies import CHUNK, Run, Solution, solve_stable, untie
from ribambelle.placement.solving import allocation_of
from tests.engine.oracle import Oracle
from tests.engine.test_three_parties import tables as three_parties
from tests.engine.tiny import tiny_instances


def untied(instance):
    """The state the kernels come to rest in from a cap of one processing, and how many options they say block."""
    market = build_market(instance, 3)
    backend = backend_for(market, market.reserves())
    state = backend.state()
    backend.kernels.push_all(state)
    backend.kernels.respond(backend.arrays, state, 1, CHUNK)
    blocking, stopped = untie(backend, state, 1, lambda: False)
    assert not stopped
    return market, backend, state, blocking


def test_what_is_set_aside_is_what_blocks():
    instances = [instance for tables, instance in tiny_instances(400, start=710_000) if "held" not in tables]
    instances += [generate(children=800, seed=seed) for seed in (1, 2, 3)]
    instances.append(Instance.from_tables(three_parties()))
    counts = []
    for instance in instances:
        market, backend, state, blocking = untied(instance)
        report = check(instance, allocation_of(market, Solution(state.cur, kept=market.reserves())))
        assert report.feasible
        assert blocking == len(report.blocking) == backend.reasons(state.cur)[0]
        assert blocking == sum(state.aside) == state.ctl[4]
        counts.append(blocking)
    assert counts[-1] == 1
    assert sum(counts) < len(counts) // 20


def test_a_knot_that_can_be_untied_is_without_any_solver():
    missed = hopeless = 0
    for tables, instance in tiny_instances(700, start=50_000):
        market = build_market(instance, 3)
        backend = backend_for(market, market.reserves())
        solution = solve_stable(market, backend, Run(repair=False, certify=False))
        blocking, _ = backend.reasons(solution.current)
        oracle = Oracle(tables, dict(zip(instance.facts.parties, market.lots, strict=True)))
        if blocking:
            fewest = min(len(oracle.blocking(chosen)) for chosen in oracle.every())
            missed += blocking > fewest
            hopeless += fewest > 0
    assert hopeless
    assert missed <= 1
