"""What presolve decides is what enumeration finds in every stable proposal, and in every one where few may block."""

import random

import numpy as np

from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.policies import Run, stable_certainty
from tests.engine.oracle import Oracle
from tests.engine.tiny import tiny_instances

COUNT = 2_000


def outcomes(market, arrays, oracle, allowed):
    """By option: its party's ranks over every feasible allocation where nothing but ``allowed`` blocks."""
    names = [market.facts.parties[number] for number in market.party_of.tolist()]
    good = [chosen for chosen in oracle.every() if set(oracle.blocking(chosen)) <= allowed]
    by_party = {name: {chosen[name] and chosen[name][0] for chosen in good} for name in names}
    owner = np.asarray(arrays.opt_party).tolist()
    return bool(good), [(names[owner[o]], int(rank), by_party[names[owner[o]]]) for o, rank in enumerate(market.rank)]


def test_what_is_decided_holds_in_every_stable_proposal():
    decided = options = 0
    for tables, instance in tiny_instances(COUNT, start=60_000):
        market = build_market(instance, 3)
        backend = backend_for(market, market.reserves())
        oracle = Oracle(tables, dict(zip(market.facts.parties, market.lots, strict=True)))
        some, found = outcomes(market, backend.arrays, oracle, set())
        for state, (_, rank, obtained) in zip(stable_certainty(market, backend, Run()), found, strict=True):
            assert not some or state != 1 or rank not in obtained, tables
            assert not some or state != 2 or obtained == {rank}, tables
            decided += some and state != 0
            options += some
    assert decided > 0.9 * options


def test_what_is_decided_without_trusting_some_options_holds_when_those_block():
    rng, decided = random.Random(1), 0
    for tables, instance in tiny_instances(COUNT // 4, start=65_000):
        market = build_market(instance, 3)
        backend = backend_for(market, market.reserves())
        oracle = Oracle(tables, dict(zip(market.facts.parties, market.lots, strict=True)))
        trust = np.array([rng.random() < 0.6 for _ in market.rank], dtype=np.int32)
        names = [market.facts.parties[number] for number in market.party_of.tolist()]
        owner = np.asarray(backend.arrays.opt_party).tolist()
        allowed = {(names[owner[o]], int(market.rank[o])) for o in np.flatnonzero(trust == 0).tolist()}
        some, found = outcomes(market, backend.arrays, oracle, allowed)
        states = stable_certainty(market, backend, Run(), trust)
        for state, (_, rank, obtained) in zip(states, found, strict=True):
            assert not some or state != 1 or rank not in obtained, tables
            assert not some or state != 2 or obtained == {rank}, tables
            decided += some and state != 0
    assert decided
