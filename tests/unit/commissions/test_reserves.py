"""Places a session keeps for some families: worked out by hand, through the engine and its checker, and told."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.anonymity import GOAL, measured, naming
from ribambelle.commissions.rules.deciding import Given, Pin, calculate, document_of, given_in
from ribambelle.commissions.rules.explaining import Outcome
from ribambelle.commissions.rules.frozen import Answers, snapshot_from
from ribambelle.commissions.rules.reserves import MOST_GROUPS, WrongReserve, kept_rows, wrong_reserves
from ribambelle.commissions.rules.result_rows import placed_rows, refusal_rows
from ribambelle.commissions.rules.running import ran
from ribambelle.commissions.rules.snapshot import PartyEntry, ReserveEntry, Snapshot, canonical
from ribambelle.commissions.rules.tables import instance_tables
from ribambelle.commissions.selectors.refusals import refusal_sentence
from ribambelle.commissions.selectors.reserved import Named
from ribambelle.placement import Instance, check, place
from tests.unit.commissions.test_methods import MON, RULES, family, frozen, offer
from tests.unit.commissions.test_tables import child

REGISTER = RULES["be-one-2003-2019"]
BOTH = pytest.mark.parametrize("policy", ["stable", "order"])


def reserve(places: int = 1, **changes: Any) -> ReserveEntry:
    entry: Any = {
        "group": "reserve-1",
        "kind": "criterion",
        "value": "sibling-present",
        "label": "fratrie",
        "is_masked": False,
        "setting": "SUN",
        "section": "all",
        "slots": MON,
        "places": places,
        "is_released": True,
    }
    return {**entry, **changes}


def session(*reserves: ReserveEntry, outsiders: int = 4, siblings: int = 1, places: int = 3) -> Snapshot:
    """Outsiders o1, o2 … ask first; those with a sibling there, s1, s2 …, come last in the register."""
    parties = [family(f"o{n}", number=n) for n in range(1, outsiders + 1)]
    parties += [family(f"s{n}", "sibling-present", number=90 + n) for n in range(1, siblings + 1)]
    return frozen(REGISTER, offer(SUN=places), *parties) | {"reserves": list(reserves)}  # type: ignore[operator]


def served(content: Snapshot, policy: str = "stable") -> list[str]:
    """Who obtains a place; the independent checker counts it again."""
    instance = Instance.from_tables(instance_tables(content, 1), {"policy": policy, "seed": 1})
    result = place(instance)
    report = check(instance, result.allocation)
    assert report.feasible
    assert not report.blocking
    return sorted(row.child for row in placed_rows(result.files()["allocation.csv"].decode()) if row.rank)


@BOTH
@pytest.mark.parametrize(
    ("kept", "siblings", "is_released", "expected"),
    [
        (0, 1, True, ["o1", "o2", "o3"]),  # nothing is kept: the register alone
        (1, 1, True, ["o1", "o2", "s1"]),
        (1, 1, False, ["o1", "o2", "s1"]),
        (2, 1, True, ["o1", "o2", "s1"]),  # one of the two is given back
        (2, 1, False, ["o1", "s1"]),  # the second stays empty
        (2, 0, True, ["o1", "o2", "o3"]),  # both are given back
        (2, 0, False, ["o1"]),
        (1, 3, True, ["o1", "o2", "s1"]),  # the others of the group come in their turn
        (3, 2, False, ["s1", "s2"]),
    ],
)
def test_worked_out_by_hand(policy: str, kept: int, siblings: int, is_released: bool, expected: list[str]) -> None:
    lines = [reserve(kept, is_released=is_released)] if kept else []
    assert served(session(*lines, siblings=siblings), policy) == expected


@BOTH
def test_a_class_a_commune_and_a_half_day(policy: str) -> None:
    """One place of three on Monday morning for Aubange, whose only family asks last and for that morning alone."""
    content = session(reserve(kind="commune", value="Aubange", slots=["mon-am"]), siblings=0)
    far = family("far", number=99, slots=["mon-am"])
    content["dossiers"].append({**far, "commune": "Aubange"})
    assert served(content, policy) == ["far", "o1", "o2"]
    classes = frozen(
        RULES["fr-grenoble-ccas"],
        offer(SUN=2),
        family("first", "minor-parent", day=1),
        family("first-late", "minor-parent", day=2),
        family("third", "multiple-birth", day=3),
    )
    assert served(classes, policy) == ["first", "first-late"]
    classes["reserves"] = [reserve(kind="class", value="3")]
    assert served(classes, policy) == ["first", "third"]


def test_each_setting_keeps_what_it_has_and_a_line_of_its_own_prevails() -> None:
    lines = [reserve(2, setting="*", slots=["mon-am"]), reserve(1, setting="MOON", slots=["mon-am"])]
    rows = kept_rows(lines, offer(SUN=1, MOON=4, SEA=3))  # type: ignore[arg-type]
    assert {row["setting"]: row["places"] for row in rows} == {"SUN": 1, "MOON": 1, "SEA": 2}


def test_shares_of_the_rule_take_of_what_is_left() -> None:
    """Ten places: two for job seekers by the rule; nine for siblings by the session leave one."""
    content = frozen(RULES["fr-bordeaux-2022"], offer(SUN=10), family("a"), family("b", "sibling-present"))
    content["reserves"] = [reserve(9)]
    rows = instance_tables(content, 1)["reserves"]
    assert {(row["group"], row["places"]) for row in rows} == {("reserve-1", 9), ("insertion", 1)}


def _wrong(lines: list[ReserveEntry], places: list[dict[str, Any]], **changes: Any) -> list[WrongReserve]:
    return wrong_reserves(lines, places, **changes)  # type: ignore[arg-type]


def test_everything_wrong_is_said_at_once() -> None:
    entries = offer(SUN=3, MOON=0)
    entries[1]["sections"][0]["free"] = None
    lines = [
        reserve(2),
        reserve(2, group="reserve-2", slots=["mon-am"]),
        reserve(1, slots=["mon-pm"]),
        reserve(1, section="night"),
        reserve(1, setting="MOON"),
        reserve(1, section="*"),
        reserve(1, slots=["fri-am"]),
        reserve(1, setting="*", slots=["fri-am"]),
    ]
    found = _wrong(lines, entries)
    assert [(wrong.line, wrong.kind) for wrong in found] == [
        (1, "too-many"),
        (2, "twice"),
        (3, "no-section"),
        (4, "unknown"),
        (5, "unknown"),
        (6, "closed"),
        (7, "nowhere"),
    ]
    assert found[0][2:] == ("SUN", "all", ("mon-am",), 4, 3)
    assert _wrong([reserve(3)], entries) == []
    assert [wrong.kind for wrong in _wrong([reserve(4)], entries)] == ["too-many"]


def test_closed_half_days_groups_and_sections_above_their_setting() -> None:
    entries = offer(SUN=0)
    closed = frozenset(("SUN", "all", slot) for slot in MON)
    assert [wrong.kind for wrong in _wrong([reserve(1)], entries)] == ["too-many"], "open, and full"
    assert [wrong.kind for wrong in _wrong([reserve(1)], entries, closed=closed)] == ["closed"]
    entries = offer(SUN=20)
    many = [reserve(1, group=f"reserve-{n}") for n in range(MOST_GROUPS + 1)]
    assert [(wrong.line, wrong.kind) for wrong in _wrong(many, entries)] == [(MOST_GROUPS, "groups")]
    assert [wrong.line for wrong in _wrong(many[:-1], entries, shares=1)] == [MOST_GROUPS - 1]
    entries[0]["sections"].append({**entries[0]["sections"][0], "section": "other"})
    entries[0]["licence"] = dict.fromkeys(MON, 5)
    both = [reserve(3), reserve(3, section="other", group="reserve-2", slots=["mon-am"])]
    assert _wrong(both, entries) == [WrongReserve("setting-too-many", 1, "SUN", "*", ("mon-am",), 6, 5)]


@given(
    st.lists(
        st.builds(
            lambda places, setting, group, slots: reserve(
                places, setting=setting, group=f"reserve-{group}", slots=slots
            ),
            st.integers(1, 5),
            st.sampled_from(["SUN", "MOON", "*"]),
            st.integers(1, 3),
            st.sampled_from([MON, MON[:1], MON[1:]]),
        ),
        max_size=5,
    ),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_lines_without_a_problem_never_keep_more_than_is_free(lines: list[ReserveEntry], sun: int, moon: int) -> None:
    places = {"SUN": sun, "MOON": moon}
    entries: Any = offer(**places)
    rows = kept_rows(lines, entries)
    total = Counter((row["setting"], row["slot"]) for row in rows for _place in range(row["places"]))
    assert all(number <= places[setting] for (setting, _slot), number in total.items())
    if not wrong_reserves(lines, entries):
        for line in (line for line in lines if line["setting"] != "*"):
            own = [row for row in rows if (row["setting"], row["group"]) == (line["setting"], line["group"])]
            assert {row["slot"]: row["places"] for row in own if row["slot"] in line["slots"]} == dict.fromkeys(
                line["slots"], line["places"]
            )


def outcome_of(content: Snapshot) -> tuple[Outcome, Any]:
    tables = instance_tables(content, 1)
    made = ran(tables, policy="stable", seed=1)
    files = made.files
    lots = {row["party"]: row["lot"] for row in tables["lots"]}
    placed, refused = placed_rows(files["allocation.csv"]), refusal_rows(files["refusals.csv"])
    final = files.get("reserves.csv", "")
    return Outcome(content, tables, placed, refused, lots, reserves=final), made


def told(content: Snapshot, name: str, named: Named) -> str:
    found = outcome_of(content)[0].explain(name, name)
    (wish,) = found.wishes
    return refusal_sentence(found, wish, {}, named)


def test_a_refusal_tells_the_places_kept_and_for_whom() -> None:
    known = Named({"reserve-1": "fratrie"})
    kept = session(reserve(2, is_released=False))
    assert "1 place était ouverte à toutes les demandes" in told(kept, "o2", known)
    assert "2 autres places y sont réservées à\u202f: «\u202ffratrie\u202f»." in told(kept, "o2", known)
    assert "fratrie" not in told(kept, "o2", Named({}))
    assert "2 autres places y sont réservées à des familles dans une situation" in told(kept, "o2", Named({}))
    given_back = session(reserve(2), siblings=0)
    assert "réservée" not in told(given_back, "o4", known), "all of them were given back: nothing was kept"
    assert "1 autre place y est réservée à\u202f: «\u202ffratrie\u202f»." in told(session(reserve(2)), "o3", known)
    everything = session(reserve(3, is_released=False))
    assert "aucune place n’était ouverte à toutes les demandes. 3 autres places" in told(everything, "o1", known)


def test_half_days_are_read_without_the_places_kept_for_others() -> None:
    """o3 reads the number of the last outsider, not of the sibling served behind it; an empty kept place is none."""
    outcome, _made = outcome_of(session(reserve(1)))
    (wish,) = outcome.explain("o3", "o3").wishes
    facts = {fact.slot: fact for fact in wish.slots if fact.state != "off"}
    assert {fact.state for fact in facts.values()} == {"no"}
    assert {fact.last["child"] for fact in facts.values() if fact.last} == {"o2"}
    outcome, _made = outcome_of(session(reserve(2, is_released=False), siblings=0))
    (wish,) = outcome.explain("o2", "o2").wishes
    assert {fact.state for fact in wish.slots} == {"off", "no"}, "two places stay empty, none of them is free for o2"
    outcome, _made = outcome_of(session(reserve(3, is_released=False), siblings=0))
    assert {fact.state for fact in outcome.explain("o1", "o1").wishes[0].slots} == {"off", "kept"}


def _pin(rows: Any, party: str) -> Pin:
    return Pin(party, given_in([row for row in rows if row.party == party]), departs=False)


@pytest.mark.parametrize("siblings", [0, 1, 2])
def test_what_is_kept_as_calculated_stays_where_places_were_given_back(siblings: int) -> None:
    _outcome, made = outcome_of(session(reserve(2), siblings=siblings))
    rows = placed_rows(made.files["allocation.csv"])
    document = document_of(made.instance.to_json())
    for number in range(len(rows) + 1):
        pins = [_pin(rows, row.party) for row in rows[:number]]
        after = calculate(document, policy="stable", seed=1, pins=pins, proposed=made.files["refusals.csv"])
        assert after.allocation == made.files["allocation.csv"]
        assert after.blocking == ()


def test_a_departure_takes_a_place_that_may_be_given_back_and_its_cost_is_seen() -> None:
    _outcome, made = outcome_of(session(reserve(1)))
    document = document_of(made.instance.to_json())
    chosen = [Pin(name, (Given(name, "SUN", "all", tuple(MON)),), departs=True) for name in ("o2", "o3", "o4")]
    after = calculate(document, policy="stable", seed=1, pins=chosen, proposed=made.files["refusals.csv"])
    assert sorted(row.child for row in placed_rows(after.allocation)) == ["o2", "o3", "o4"]
    assert [passed.party for passed in after.blocking] == ["o1"]
    assert "reserve-1,0,true" in after.reserves


def _parties(ages: list[int]) -> list[PartyEntry]:
    return [
        {"party": f"F{n}", "together": "alone", "commune": "Arlon", "children": [child(age_months=age)]}
        for n, age in enumerate(ages)
    ]


@pytest.mark.parametrize(
    ("siblings", "is_said"), [(1, False), (4, False), (5, True), (15, True), (16, False), (20, True)]
)
def test_a_group_is_named_only_where_five_lines_look_the_same(siblings: int, is_said: bool) -> None:
    """Of 20 families alike: a group of four singles them out, one of sixteen singles out the four outside it."""
    parties = _parties([14] * 20)
    groups = {f"F{n}": frozenset({"g"}) for n in range(siblings)}
    found, named = naming(parties, {}, groups)
    assert (named == {"g"}) is is_said
    assert is_said or found == measured(parties)


@given(st.lists(st.tuples(st.integers(0, 35), st.sets(st.sampled_from("abc"))), min_size=1, max_size=60))
def test_naming_groups_never_weakens_what_was_measured(families: list[tuple[int, set[str]]]) -> None:
    parties = _parties([age for age, _own in families])
    groups = {f"F{n}": frozenset(own) for n, (_age, own) in enumerate(families)}
    found, named = naming(parties, {}, groups)
    known = Counter((line, groups[name] & named) for name, line in found.lines.items())
    assert found.is_enough is measured(parties).is_enough
    assert not found.is_enough or min(known.values()) >= GOAL
    assert not named or found.is_enough


def test_a_snapshot_with_reserves_is_read_in_part_too() -> None:
    content = session(reserve(2), reserve(1, setting="*", section="*", group="reserve-2"))
    read = snapshot_from(canonical(content))
    assert read == content
    assert isinstance(read["dossiers"][0]["children"][0]["answers"], Answers)
    assert instance_tables(read, 7) == instance_tables(content, 7)
