"""`optimal` is the optimum enumeration finds, to the last tie; repair leaves no more blocking than need be."""

import itertools

import numpy as np
import pytest

from ribambelle.placement import Instance, generate, place
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.knots import Regions
from ribambelle.placement.market import as_lists
from ribambelle.placement.policies import Run, nothing_certain, trust_more
from ribambelle.placement.solving import rank_obtained
from tests.engine.oracle import Oracle
from tests.engine.test_oracle import read_back
from tests.engine.test_three_parties import tables as three_parties
from tests.engine.tiny import tiny_instances


def standing(oracle, chosen):
    """How well each party fares, in the order of lots: what breaks the last ties."""
    return [
        oracle.options[party].index(chosen[party]) if chosen[party] else len(oracle.options[party])
        for party in sorted(oracle.parties, key=lambda party: oracle.lots[party])
    ]


def test_common_orders_give_one_result_under_every_policy():
    for _, instance in tiny_instances(40, start=710_000, common=True):
        assert place(instance, policy="optimal").files() == place(instance, policy="order").files()


def test_three_parties_have_a_proven_minimum_of_one():
    result = place(Instance.from_tables(three_parties()), policy="optimal")
    assert result.summary["proved"] is True
    assert len(result.report.blocking) == 1


def several_knots(copies):
    """As many knots of three parties, and one more family who links the first two."""
    tables = {}
    for copy in range(copies):
        for name, rows in three_parties().items():
            named = ("setting", "child", "party")
            own = [{k: f"{v}{copy}" if k in named and v != "*" else v for k, v in row.items()} for row in rows]
            tables.setdefault(name, []).extend(own)
    tables["children"].append({"child": "z", "party": "Z", "age_months": 8})
    tables["points"].append({"party": "Z", "setting": "*", "points": -5})
    wished = enumerate(("X0", "X1"), start=1)
    tables["wishes"] += [{"party": "Z", "rank": rank, "child": "z", "setting": d, "slots": "*"} for rank, d in wished]
    return tables


@pytest.mark.parametrize("copies", [2, 3])
def test_every_knot_costs_one_and_no_more(copies):
    result = place(Instance.from_tables(several_knots(copies)), policy="optimal")
    assert result.summary["proved"] is True
    assert len(result.report.blocking) == copies
    if copies == 2:
        oracle, chosen = read_back(several_knots(copies), result)
        best = min((*oracle.quality(one), standing(oracle, one)) for one in oracle.every())
        assert (*oracle.quality(chosen), standing(oracle, chosen)) == best


def test_regions_are_proved_one_by_one():
    market = build_market(Instance.from_tables(several_knots(3)))
    backend = backend_for(market, {})
    regions = Regions(market, backend, as_lists(market.arrays), Run())
    knots = [{d} for d in range(6)]
    proved = regions.around(knots)
    assert proved is not None
    assert len(proved) == 3
    assert not any(one.core & other.core for one, other in itertools.combinations(proved, 2))
    assert len(set().union(*(region.settings for region in proved))) == 6
    assert all(set(regions.nearest_first(region)) == region.core for region in proved)


def test_one_of_every_core_blocks_in_every_proposal():
    seen = 0
    for tables, instance in tiny_instances(400, start=50_000):
        market = build_market(instance, 3)
        backend = backend_for(market, market.reserves())
        certain = nothing_certain(market, backend)
        trust_more(backend, Run(), certain, np.ones_like(market.rank))
        regions = Regions(market, backend, as_lists(market.arrays), Run())
        core = regions.contradiction(certain, set(range(backend.n_settings)))
        if core is None:
            continue
        seen += 1
        oracle = Oracle(tables, dict(zip(market.facts.parties, market.lots, strict=True)))
        names = [market.facts.parties[number] for number in market.party_of.tolist()]
        options = {(names[backend.arrays.opt_party[o]], int(market.rank[o])) for o in core}
        assert all(options & set(oracle.blocking(chosen)) for chosen in oracle.every()), tables
    assert seen


def test_repair_reaches_the_minimum_on_tiny_knots():
    knots = 0
    for tables, instance in tiny_instances(600, start=720_000):
        result = place(instance)
        if result.summary["knots"]:
            knots += 1
            oracle, chosen = read_back(tables, result)
            assert len(oracle.blocking(chosen)) == min(len(oracle.blocking(one)) for one in oracle.every())
    assert knots


def impatient(patience):
    """A wish to stop after being asked so many times."""
    times = itertools.count(1)
    return lambda: next(times) > patience


def test_optimal_is_no_worse_than_stable_and_cut_short_says_so():
    instance = generate(children=150, seed=2)
    stable, optimal = place(instance), place(instance, policy="optimal")
    assert not optimal.report.blocking
    assert optimal.report.placed_children >= stable.report.placed_children
    assert optimal.summary["proved"] is True
    stopped = 0
    for patience in range(1, 9):
        cut = place(instance, policy="optimal", stop=impatient(patience))
        assert cut.report.feasible
        assert not (cut.stopped and cut.summary["proved"])
        stopped += cut.stopped
    assert stopped


def test_a_single_rank_can_be_asked_for():
    assert Run().repair
    instance = Instance.from_tables(three_parties())
    assert rank_obtained(instance, "A", policy="stable") in (None, 1)
