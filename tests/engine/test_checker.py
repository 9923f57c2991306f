"""Each rule of the checker, broken one at a time, is named; and each key of the order matters."""

import pytest

from ribambelle.placement import Allocation, FinalReserve, Instance, WrongInput, check, place
from ribambelle.placement.allocation_reading import read_allocation


@pytest.fixture
def example():
    return Instance.read("docs/reference/engine-example")


@pytest.fixture
def good(example):
    return place(example).allocation


def changed(allocation, whose, /, **fields):
    rows = tuple(row._replace(**fields) if row.child == whose else row for row in allocation.rows)
    return Allocation(rows, allocation.lots, allocation.reserves)


def rules(example, allocation):
    report = check(example, allocation)
    assert report.exit_code == 4
    return {violation.rule for violation in report.violations}


def test_the_example_is_feasible_and_nothing_blocks(example, good):
    assert check(example, good).exit_code == 0


@pytest.mark.parametrize(
    ("child", "fields", "rule"),
    [
        ("gus", {"rank": 9}, "option"),
        ("gus", {"rank": 1}, "option"),
        ("gus", {"setting": "moon"}, "option"),
        ("gus", {"slots": "mon-am"}, "option"),
        ("gus", {"section": "babies"}, "age"),
        ("cleo", {"section": "babies"}, "age"),
        ("ana", {"section": "tall"}, "age"),
        ("gus", {"party": "p99"}, "unknown"),
        ("gus", {"party": "p1"}, "option"),
        ("gus", {"child": "ana"}, "child"),
        ("cleo", {"rank": 2}, "option"),
        ("fay", {"rank": 0}, "option"),
    ],
)
def test_a_broken_row_is_named(example, good, child, fields, rule):
    assert rule in rules(example, changed(good, child, **fields))


def without(allocation, child):
    return Allocation(tuple(row for row in allocation.rows if row.child != child), allocation.lots, allocation.reserves)


def test_a_holder_who_loses_the_place_is_named(example, good):
    assert rules(example, without(good, "fay")) == {"held"}


def test_too_many_children_are_named_in_section_and_licence(example, good):
    ben = good.rows[1]._replace(rank=1, setting="moon", section="babies")
    rows = tuple(ben if row.child == "ben" else row for row in good.rows)
    assert rules(example, Allocation(rows, good.lots, good.reserves)) == {"licence"}
    tables = example.rows()
    tables["capacity"] = [row for row in tables["capacity"] if (row["setting"], row["section"]) != ("moon", "*")]
    assert check(Instance.from_tables(tables), Allocation(rows, good.lots, good.reserves)).feasible
    tables["capacity"] = [{**row, "places": 1} if row["section"] == "babies" else row for row in tables["capacity"]]
    assert rules(Instance.from_tables(tables), Allocation(rows, good.lots, good.reserves)) == {"capacity"}


def test_reserves_bind_what_is_open_and_may_not_grow_or_vanish(example, good):
    grown = tuple(line._replace(places=3) for line in good.reserves)
    assert "reserve" in rules(example, Allocation(good.rows, good.lots, grown))
    stranger = (FinalReserve("moon", "tall", "mon-am", "urgent", 1, release=False),)
    assert "reserve" in rules(example, Allocation(good.rows, good.lots, stranger))
    tables = example.rows()
    tables["reserves"] = [{**row, "release": False} for row in tables["reserves"]]
    given_back = tuple(line._replace(places=0) for line in good.reserves)
    assert "reserve" in rules(Instance.from_tables(tables), Allocation(good.rows, good.lots, given_back))
    assert "reserve" in rules(Instance.from_tables({**tables, "groups": []}), Allocation(good.rows, good.lots))


def test_an_empty_place_is_waste(example, good):
    report = check(example, without(good, "gus"))
    assert report.exit_code == 3
    assert [(block.party, block.rank, block.waste) for block in report.blocking] == [("p6", 2, True)]


def test_serving_someone_behind_is_seen_and_is_not_waste():
    tables = one_place(("p1", "5"), ("p2", "4"))
    instance = Instance.from_tables(tables)
    right = place(instance).allocation
    row = right.rows[0]._replace(party="p2", child="c-p2")
    report = check(instance, Allocation((row,), right.lots))
    assert [(block.party, block.rank, block.waste) for block in report.blocking] == [("p1", 1, False)]


def one_place(*parties):
    return {
        "settings": [{"setting": "X"}],
        "sections": [{"setting": "X", "section": "all", "min_age_months": 0, "max_age_months": 36}],
        "capacity": [{"setting": "X", "section": "all", "slot": "*", "places": 1}],
        "children": [{"child": f"c-{party}", "party": party, "age_months": 8} for party, _ in parties],
        "wishes": [{"party": p, "rank": 1, "child": f"c-{p}", "setting": "X", "slots": "*"} for p, _ in parties],
        "points": [{"party": party, "setting": "*", "points": points} for party, points in parties],
    }


@pytest.mark.parametrize(
    ("first", "second"), [("1.000001", "1"), ("0", "-0.000001"), ("10", "9.999999"), ("-1", "-1.5"), ("7", "7")]
)
def test_points_are_exact_and_ties_go_to_the_lower_lot(first, second):
    tables = one_place(("a", second), ("b", first))
    tables["lots"] = [{"party": "a", "lot": 2}, {"party": "b", "lot": 1}]
    assert [row.party for row in place(Instance.from_tables(tables)).allocation.rows] == ["b"]


def test_points_add_up_over_party_child_setting_and_star():
    tables = one_place(("a", "1"), ("b", "1.5"))
    lines = [("c-a", "*", "0.1"), ("c-a", "X", "0.2"), ("", "X", "0.200001")]
    tables["points"] += [{"party": "a", "child": child, "setting": d, "points": p} for child, d, p in lines]
    result = place(Instance.from_tables(tables))
    assert [row.party for row in result.allocation.rows] == ["a"]
    assert result.refusals[0].cutoff == "1.500001"


def test_lots_are_needed_and_distinct(example, good):
    with pytest.raises(WrongInput, match="6 parties have no lot"):
        check(example, Allocation(good.rows))
    with pytest.raises(WrongInput, match="same lot"):
        check(example, Allocation(good.rows, dict.fromkeys(good.lots, 1)))


def test_an_allocation_is_read_as_it_was_written(example, tmp_path):
    result = place(example)
    result.write(tmp_path / "out")
    for path in (tmp_path / "out", tmp_path / "out" / "allocation.csv"):
        assert read_allocation(path) == result.allocation
