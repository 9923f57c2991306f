"""Decisions held fast: against the engine on an instance without the family, and against a count by hand."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ribambelle.commissions.rules.deciding import (
    Calculated,
    Given,
    Pin,
    calculate,
    cost_of,
    document_of,
    given_in,
    overruns,
)
from ribambelle.commissions.rules.outcomes import rows_by_party
from ribambelle.commissions.rules.result_rows import placed_rows
from ribambelle.commissions.rules.running import ran
from ribambelle.commissions.rules.tables import instance_tables
from ribambelle.placement import Instance, generate, place, placed
from tests.unit.commissions.test_methods import RULES, family, frozen, offer

SEED, POLICY = 3, "stable"
REGISTER = RULES["be-one-2003-2019"]


def made(children: int, seed: int) -> tuple[dict[str, Any], Calculated]:
    """An instance as a run keeps it, and its proposal."""
    instance = generate(children=children, seed=seed)
    files = place(instance, policy=POLICY, seed=SEED).files()
    found = Calculated(files["allocation.csv"].decode(), files["refusals.csv"].decode(), ())
    return instance.rows(), found


def again(document: dict[str, Any], proposed: Calculated, pins: list[Pin]) -> Calculated:
    return calculate(document, policy=POLICY, seed=SEED, pins=pins, proposed=proposed.refusals)


@given(st.integers(0, 10**6), st.data())
@settings(max_examples=25, deadline=None)
def test_a_family_refused_leaves_the_others_as_if_it_had_asked_for_nothing(seed: int, data: st.DataObject) -> None:
    document, proposed = made(40, seed)
    parties = sorted({row["party"] for row in document["children"]})
    out = data.draw(st.sampled_from(parties))
    found = again(document, proposed, [Pin(out, (), departs=True)])
    without = document | {"wishes": [row for row in document["wishes"] if row["party"] != out]}
    lots = [
        {"party": party, "lot": lot} for party, lot in place(Instance.from_document(document), seed=SEED).lots.items()
    ]
    oracle = place(Instance.from_document(without | {"lots": lots}), policy=POLICY, seed=SEED)
    assert found.allocation == oracle.files()["allocation.csv"].decode()


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_keeping_everything_gives_the_proposal_whatever_the_order(seed: int) -> None:
    document, proposed = made(40, seed)
    rows = rows_by_party(proposed.allocation)
    parties = sorted({row["party"] for row in document["children"]})
    pins = [Pin(party, given_in(rows.get(party, ())), departs=False) for party in parties]
    assert overruns(document, pins) == []
    found = again(document, proposed, pins)
    assert found.allocation == proposed.allocation
    assert found == again(document, proposed, pins[::-1])


@given(st.integers(0, 10**6), st.data())
@settings(max_examples=25, deadline=None)
def test_a_place_given_is_given_and_no_half_day_is_given_twice(seed: int, data: st.DataObject) -> None:
    document, proposed = made(40, seed)
    children = data.draw(st.lists(st.sampled_from(document["children"]), min_size=1, max_size=6, unique_by=id))
    pins: dict[str, Pin] = {}
    for child in children:
        section = data.draw(st.sampled_from(document["sections"]))
        slots = data.draw(st.lists(st.sampled_from(["mon-am", "mon-pm", "tue-am"]), min_size=1, unique=True))
        place_ = Given(child["child"], section["setting"], section["section"], tuple(sorted(slots)))
        pins[child["party"]] = Pin(child["party"], (place_,), departs=True)
    capacity = {(row["setting"], row["section"], row["slot"]): int(row["places"]) for row in document["capacity"]}
    bounded = {key[:2] for key in capacity}
    taken = Counter(
        (place_.setting, section, slot)
        for pin in pins.values()
        for place_ in pin.places
        for slot in place_.slots
        for section in (place_.section, "*")
        if (place_.setting, section) in bounded
    )

    def places(key: tuple[str, str, str]) -> int:
        return capacity.get(key, capacity.get((*key[:2], "*"), 0))

    by_hand = {key for key, count in taken.items() if count > places(key)}
    over = overruns(document, list(pins.values()))
    assert {(each.setting, each.section, each.slot) for each in over} == by_hand
    if over:
        return
    found = again(document, proposed, list(pins.values()))
    rows = placed_rows(found.allocation)
    for pin in pins.values():
        assert given_in([row for row in rows if row.party == pin.party]) == pin.places
    loads = Counter(
        (row.setting, section, slot) for row in rows for slot in row.slots for section in (row.section, "*")
    )
    assert [key for key, load in loads.items() if key[:2] in bounded and load > places(key)] == []
    told = cost_of(proposed, found, "")
    assert {change.party for change in (*told.lose, *told.gain, *told.differ)} == {
        party
        for party in rows_by_party(proposed.allocation) | rows_by_party(found.allocation)
        if given_in(rows_by_party(proposed.allocation).get(party, ()))
        != given_in(rows_by_party(found.allocation).get(party, ()))
    }


@given(st.integers(0, 10**6), st.sampled_from(["order", "stable"]))
@settings(max_examples=10, deadline=None)
def test_what_is_solved_without_its_check_is_the_same(seed: int, policy: str) -> None:
    instance = generate(children=60, seed=seed)
    result = place(instance, policy=policy, seed=9)
    assert placed(instance, policy=policy, seed=9) == (result.allocation, result.refusals)


def test_who_keeps_its_place_keeps_it_whatever_the_order_of_its_days() -> None:
    """Tuesday comes after Thursday in the files of the engine: a place held on both is still the place that is kept."""
    days = ["tue-am", "thu-am"]
    held = {"setting": "SUN", "section": "all", "slots": days}
    content = frozen(REGISTER, offer(SUN=3, MOON=0), family("moves", wishes=["MOON"], held=held), family("new"))
    made_ = ran(instance_tables(content, 1), policy=POLICY, seed=SEED)
    rows = placed_rows(made_.files["allocation.csv"])
    kept = Pin("moves", given_in([row for row in rows if row.party == "moves"]), departs=False)
    gone = Pin("new", (), departs=True)
    document = document_of(made_.instance.to_json())
    found = calculate(document, policy=POLICY, seed=SEED, pins=[kept, gone], proposed=made_.files["refusals.csv"])
    assert kept.places[0].slots == tuple(days)
    assert [(row.child, row.rank) for row in placed_rows(found.allocation)] == [("moves", 0)]
