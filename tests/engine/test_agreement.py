"""`optimal` and `fill` against enumeration on thousands of tiny instances; and that these use the whole model."""

from collections import Counter

import pytest

from ribambelle.placement import NotApplicable, place
from tests.engine.features import FEATURES, features
from tests.engine.test_optimal import standing
from tests.engine.test_oracle import COUNT, read_back
from tests.engine.tiny import tiny_instances

LEAST = 60  # instances of 2,000 that use an option of the model


@pytest.mark.large
def test_optimal_is_what_enumeration_finds():
    for start, release in ((200_000, False), (210_000, True)):
        for tables, instance in tiny_instances(1_000, start=start, release=release):
            result = place(instance, policy="optimal", seed=3)
            assert result.summary["proved"] is True
            oracle, chosen = read_back(tables, result)
            best = min((*oracle.quality(one), standing(oracle, one)) for one in oracle.every())
            assert (*oracle.quality(chosen), standing(oracle, chosen)) == best, tables


@pytest.mark.large
def test_fill_places_as_many_as_can_be():
    for start, release in ((220_000, False), (230_000, True)):
        for tables, instance in tiny_instances(1_000, start=start, release=release):
            result = place(instance, policy="fill", comparison=True, seed=3)
            oracle, _ = read_back(tables, result)
            most = max(sum(len(option[1]) for option in chosen.values() if option) for chosen in oracle.every())
            assert result.report.placed_children == most, tables
            assert result.summary["proved"] or result.summary["gap"]["children"] > 0


@pytest.mark.parametrize(
    ("policy", "starts"),
    [
        ("order", ((0, False), (10_000, True))),
        ("stable", ((0, False), (10_000, True))),
        ("optimal", ((200_000, False), (210_000, True))),
        ("fill", ((220_000, False), (230_000, True))),
    ],
)
def test_every_option_of_the_model_occurs(policy, starts):
    seen: Counter[str] = Counter()
    for start, release in starts:
        for tables, instance in tiny_instances(COUNT, start=start, release=release):
            seen.update(features(tables) if policy != "order" or applies(instance) else ())
    assert {name: seen[name] for name in FEATURES if seen[name] < LEAST} == {}


def applies(instance):
    """Whether `order` can serve an instance."""
    try:
        place(instance, policy="order", seed=3)
    except NotApplicable:
        return False
    return True
