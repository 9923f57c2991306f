"""Explanations: a sentence for each refusal, and changes that really change the result."""

from ribambelle.placement import Instance, explain, generate, place, smallest_changes
from tests.engine.test_checker import one_place
from tests.engine.tiny import tiny_instances


def test_explanations_are_the_refusals_of_the_run():
    for tables, instance in tiny_instances(150, start=400_000, release=True):
        result = place(instance)
        told = explain(instance, result.allocation)
        assert tuple(item.refusal for item in told) == result.refusals, tables
        assert all(item.text.endswith(".") for item in told)


def test_sentences():
    tables = one_place(("a", "57.31"), ("b", "52.80"))
    instance = Instance.from_tables(tables)
    told = explain(instance, place(instance).allocation)
    assert [item.text for item in told] == ["Setting X, mon-am, all: 1 places, all held from 57.31 points; yours 52.8."]


def test_the_points_that_were_missing_are_exact():
    tables = one_place(("a", "57.31"), ("b", "52.80"))
    for lots, amount in (((1, 2), "4.510001"), ((2, 1), "4.51")):
        tables["lots"] = [{"party": party, "lot": lot} for party, lot in zip("ab", lots, strict=True)]
        instance = Instance.from_tables(tables)
        changes = smallest_changes(instance, place(instance).allocation, "b")
        assert [(change.kind, change.amount, change.rank) for change in changes] == [("points", amount, 1)]


def test_every_change_told_changes_the_result():
    instance = generate(children=200, seed=8)
    result = place(instance, seed=2)
    ranks = result.allocation.ranks()
    told = 0
    for party in sorted({refusal.party for refusal in result.refusals})[:12]:
        for change in smallest_changes(instance, result.allocation, party):
            told += 1
            tables = instance.rows()
            if change.kind == "points":
                tables["points"].append({"party": party, "setting": change.setting, "points": change.amount})
            elif change.kind == "slot":
                for row in tables["wishes"]:
                    if row["party"] == party and row["rank"] == change.rank:
                        row["slots"] = " ".join(slot for slot in row["slots"].split() if slot != change.slot)
            else:
                last = [row for row in tables["wishes"] if row["party"] == party]
                top = max(row["rank"] for row in last)
                more = [{**row, "rank": change.rank, "setting": change.setting} for row in last if row["rank"] == top]
                tables["wishes"] += more
            tables["lots"] = [{"party": name, "lot": lot} for name, lot in result.lots.items()]
            after = place(Instance.from_tables(tables)).allocation.ranks().get(party)
            assert after is not None
            assert after <= change.rank
            assert ranks.get(party) is None or after < ranks[party] or change.kind == "slot"
    assert told > 10
