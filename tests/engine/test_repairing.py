"""Repair: a part of a market says of its settings what the whole says, and no more blocks than before."""

import numpy as np
import pytest
from benchmarks.siblings import sibling_market

from ribambelle.placement import check, generate
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.parts import part_of
from ribambelle.placement.policies import Run, Solution, solve_stable
from ribambelle.placement.repairing import repair
from ribambelle.placement.solving import allocation_of
from tests.engine.oracle import Oracle
from tests.engine.tiny import tiny_instances

ROUGH = Run(repair=False, certify=False)


def some_markets():
    for _, instance in tiny_instances(150, start=90_000):
        yield build_market(instance, 3)
    for seed in (1, 2):
        yield build_market(generate(children=400, seed=seed))


def test_a_part_says_of_its_settings_what_the_whole_says():
    seen = 0
    for market in some_markets():
        backend = backend_for(market, market.reserves())
        current = solve_stable(market, backend, ROUGH).current
        current = backend.like([int(option) for option in current])
        current[0] = int(market.arrays.opt_start[1])  # so that something blocks
        if market.arrays.fallback[0] >= 0:
            continue
        _, whole = backend.reasons(current)
        settings = set(range(0, backend.n_settings, 2))
        part = part_of(market, backend, settings)
        state = part.inwards(current)
        assert [int(option) for option in part.outwards(state, current)] == [int(option) for option in current]
        _, own = part.backend.reasons(part.backend.like(state))
        outside = ~np.isin(part.market.arrays.ent_setting, sorted(settings))
        inside = np.setdiff1d(np.arange(len(part.option)), part.market.arrays.ent_option[outside])
        for option in inside.tolist():
            there = int(part.option[option])
            assert (own.why[option], own.at[option], own.ahead[option]) == (
                whole.why[there],
                whole.at[there],
                whole.ahead[there],
            )
            seen += whole.why[there] > 0
    assert seen > 300


def test_the_part_of_every_setting_is_the_whole():
    for market in some_markets():
        backend = backend_for(market, {})
        part = part_of(market, backend, set(range(backend.n_settings)))
        wishing = len(np.unique(market.arrays.ent_party))
        if wishing == market.size:
            for name, field in part.market.arrays._asdict().items():
                if name not in {"turn", "n_slots"}:
                    assert np.array_equal(field, getattr(market.arrays, name)), name


def test_what_is_proved_to_block_is_no_more_than_must():
    proved = 0
    for tables, instance in tiny_instances(700, start=50_000):
        market = build_market(instance, 3)
        backend = backend_for(market, market.reserves())
        rough = solve_stable(market, backend, ROUGH).current
        blocking, _ = backend.reasons(rough)
        if blocking:
            repaired = repair(market, backend, rough, stop=lambda: False)
            oracle = Oracle(tables, dict(zip(instance.facts.parties, market.lots, strict=True)))
            fewest = min(len(oracle.blocking(chosen)) for chosen in oracle.every())
            assert repaired.least <= fewest <= backend.reasons(repaired.current)[0] <= blocking
            proved += repaired.least
    assert proved


@pytest.mark.parametrize("seed", [1, 2])
def test_repair_never_leaves_more(seed):
    instance = sibling_market(250, dispersion=1.0, seed=seed).instance()
    market = build_market(instance)
    backend = backend_for(market, {})
    rough = solve_stable(market, backend, ROUGH).current
    before, _ = backend.reasons(rough)
    repaired = repair(market, backend, rough, stop=lambda: False)
    report = check(instance, allocation_of(market, Solution(repaired.current)))
    assert report.feasible
    assert repaired.least <= len(report.blocking) <= before


def test_repair_asked_to_stop_hands_back_what_it_was_given():
    instance = sibling_market(250, dispersion=1.0, seed=1).instance()
    market = build_market(instance)
    backend = backend_for(market, {})
    rough = solve_stable(market, backend, ROUGH).current
    assert repair(market, backend, rough, stop=lambda: True) == (rough, 0)
