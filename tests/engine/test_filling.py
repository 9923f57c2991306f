"""`fill` and the price of fairness, against enumeration; and that it is never proposed."""

import pytest

from ribambelle.placement import NotApplicable, compare, generate, place
from tests.engine.oracle import Oracle
from tests.engine.tiny import tiny_instances


def test_fill_places_as_many_as_enumeration_and_the_bound_is_above():
    for tables, instance in tiny_instances(60, start=800_000):
        result = place(instance, policy="fill", comparison=True)
        oracle = Oracle(tables, result.lots)
        most = max(-oracle.quality(chosen)[1] for chosen in oracle.every())
        assert result.report.placed_children == most, tables
        assert result.summary["proved"] or result.summary["gap"]["children"] > 0


def test_it_is_shown_beside_and_never_proposed():
    instance = generate(children=200, seed=4)
    with pytest.raises(NotApplicable, match="never proposed"):
        place(instance, policy="fill")
    rows = {row["policy"]: row for row in compare(instance, ["order", "stable", "fill"])}
    assert rows["fill"]["price_of_fairness"] == 0
    assert rows["stable"]["price_of_fairness"] >= 0
    placed = rows["fill"]["placed_children"]
    assert placed == rows["stable"]["placed_children"] + rows["stable"]["price_of_fairness"]
