"""The generator: what it promises of its instances, and always the same ones."""

import numpy as np

from ribambelle.placement import generate


def test_the_same_numbers_give_the_same_instance():
    assert generate(children=300, seed=3).sha256() == generate(children=300, seed=3).sha256()
    assert generate(children=300, seed=3).sha256() != generate(children=300, seed=4).sha256()
    assert generate(children=40, seed=0).sha256() == "4b8a22586e9201b1d32bce3b8c6cecd1db5160a0e65937e13bfb1b1296590a91"


def test_its_figures_are_those_announced():
    instance = generate(children=7000, seed=1)
    facts = instance.facts
    assert len(facts.children) == 7000
    assert len(facts.settings) == 200
    sizes = np.bincount(facts.child_party)
    assert 0.08 < np.mean(sizes == 2) < 0.12
    slots = np.array([len(pattern) for pattern in facts.patterns])[facts.wish_pattern]
    assert 0.42 < np.mean(slots == 10) < 0.48
    demand = (
        sum(
            len(facts.patterns[facts.wish_pattern[np.flatnonzero(facts.wish_child == child)[0]]])
            for child in range(2000)
        )
        / 2000
        * 7000
    )
    supply = 10 * sum(lines[-1] for (_, section), lines in facts.capacity.items() if section >= 0)
    assert 0.75 < supply / demand < 0.85
    ranks = np.bincount(facts.wish_party[facts.wish_rank == 2])
    assert ranks.max() <= 2


def test_one_child_and_one_setting_are_enough():
    assert len(generate(children=1).facts.children) == 1
    assert len(generate(children=50, settings=1).facts.settings) == 1
