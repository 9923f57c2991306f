"""Each method on a case small enough to be worked out by hand, through the engine; shares turned into places."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.explaining import Outcome
from ribambelle.commissions.rules.grids import (
    published_rules,
    rule_from_json,
    rule_to_json,
    unpointed_rules,
)
from ribambelle.commissions.rules.quotas import apportioned, places_kept, reserve_rows, wanted_places
from ribambelle.commissions.rules.result_rows import placed_rows, refusal_rows
from ribambelle.commissions.rules.scoring import Answer, Line, Quota, Rule, problems, score
from ribambelle.commissions.rules.snapshot import PartyEntry, Snapshot, snapshot
from ribambelle.commissions.rules.standing import Scale, Standing, round_of, scale_of
from ribambelle.commissions.rules.tables import instance_tables
from ribambelle.commissions.selectors.refusals import refusal_sentence
from ribambelle.placement import Instance, check, place
from tests.unit.commissions.test_tables import child

RULES = {rule.code: rule for rule in unpointed_rules()}
MON = ["mon-am", "mon-pm"]


def offer(**free: int) -> list[dict[str, Any]]:
    """One section per setting, with so many free places on Monday."""
    return [
        {
            "setting": name,
            "label": name.title(),
            "commune": "",
            "sections": [
                {
                    "section": "all",
                    "label": "all",
                    "min_age_months": 0,
                    "max_age_months": 36,
                    "free": dict.fromkeys(MON, places),
                }
            ],
            "licence": None,
        }
        for name, places in free.items()
    ]


def family(name: str, *yes: str, day: int = 1, number: int = 1, **changes: Any) -> PartyEntry:
    answers = {code: {"value": 1, "is_proved": True, "is_computed": False} for code in yes}
    values: dict[str, Any] = {"slots": MON, "wishes": ["SUN"], "answers": answers, "register_number": number}
    entry = child(name, **{**values, "received_on": f"2026-09-{day:02}", **changes})
    return {"party": name, "together": "alone", "commune": "", "children": [entry]}


def frozen(rule: Rule, places: list[dict[str, Any]], *parties: PartyEntry) -> Snapshot:
    return snapshot(session={}, rule=rule_to_json(rule), offer=places, dossiers=parties)  # type: ignore[arg-type]


def served(content: Snapshot, policy: str = "stable", seed: int = 1) -> list[str]:
    """Children who obtain a place, by name; the allocation is checked by the engine's own checker."""
    instance = Instance.from_tables(instance_tables(content, seed), {"policy": policy, "seed": seed})
    result = place(instance)
    report = check(instance, result.allocation)
    assert report.feasible
    assert not report.blocking
    return sorted(row.child for row in placed_rows(result.files()["allocation.csv"].decode()) if row.rank)


BOTH = pytest.mark.parametrize("policy", ["stable", "order"])


@BOTH
def test_classes_of_grenoble(policy: str) -> None:
    """Class 3 asked first, class 1 last: 1, then 2, then 3; inside class 2 the earliest request."""
    parties = [
        family("none", day=1),
        family("third", "multiple-birth", day=2),
        family("second-late", "minimum-income", day=5),
        family("second", "minimum-income", day=4),
        family("first", "minor-parent", day=9),
    ]
    rule = RULES["fr-grenoble-ccas"]
    for places, expected in [
        (1, ["first"]),
        (2, ["first", "second"]),
        (3, ["first", "second", "second-late"]),
        (4, ["first", "second", "second-late", "third"]),
    ]:
        assert served(frozen(rule, offer(SUN=places), *parties), policy) == expected


@BOTH
def test_the_register_of_the_one(policy: str) -> None:
    parties = [family("c", number=30, day=1), family("a", "resident", number=40), family("b", number=20, day=9)]
    assert served(frozen(RULES["be-one-2003-2019"], offer(SUN=2), *parties), policy) == ["b", "c"]


@BOTH
def test_inhabitants_of_schaerbeek_then_the_order_of_the_list(policy: str) -> None:
    parties = [
        family("early-outside", number=1),
        family("late-inside", "resident", number=9),
        family("inside", "resident", number=5),
    ]
    rule = RULES["be-schaerbeek"]
    assert served(frozen(rule, offer(SUN=1), *parties), policy) == ["inside"]
    assert served(frozen(rule, offer(SUN=2), *parties), policy) == ["inside", "late-inside"]


@BOTH
def test_rounds_of_lentilly(policy: str) -> None:
    """A newcomer with every point comes after those present; at equal points the lowest income goes first."""
    moon = {"setting": "MOON", "section": "all", "slots": MON}
    parties = [
        family("new-rich", "parents-work", "resident", "sibling-present", "income-over-68000"),
        family("new-poor", "parents-work", "resident", "sibling-present", "income-to-18000"),
        family("change", held=moon, wishes=["SUN"]),
    ]
    content = frozen(RULES["fr-lentilly-petits-lutins"], offer(SUN=1, MOON=0), *parties)
    assert served(content, policy) == ["change"]
    content = frozen(RULES["fr-lentilly-petits-lutins"], offer(SUN=2, MOON=0), *parties)
    assert served(content, policy) == ["change", "new-poor"]


def test_the_round_of_a_request() -> None:
    sun = {"setting": "SUN", "section": "all", "slots": MON}
    assert round_of(child(slots=MON, wishes=["SUN"], held=sun)) == 1
    assert round_of(child(slots=[*MON, "tue-am"], wishes=["SUN"], held=sun)) == 2
    assert round_of(child(slots=MON, wishes=["MOON"], held=sun)) == 2
    assert round_of(child(slots=["tue-am"], wishes=["SUN"], kind="extra-day", held=sun)) == 2
    assert round_of(child(slots=MON, wishes=["SUN"])) == 3


@BOTH
def test_points_plus_quota_and_direct_allocation_of_bordeaux(policy: str) -> None:
    """Ten places: 15 % is 1.5, so 2 are kept for job seekers. Nine couples have 25 + 20 = 45 points, seekers 30.

    A child with a disability comes first whatever the points: 1 direct, 2 kept, 7 couples.
    """
    couples = [family(f"couple{n}", "parents-work", "income-18000-36000", day=1 + n) for n in range(9)]
    seekers = [family(f"seeker{n}", "job-seeker", day=20 + n) for n in range(3)]
    direct = family("direct", "child-disability", day=28)
    content = frozen(RULES["fr-bordeaux-2022"], offer(SUN=10), *couples, *seekers, direct)
    couples_served = [f"couple{n}" for n in range(7)]
    assert served(content, policy) == [*couples_served, "direct", "seeker0", "seeker1"]


def test_who_is_behind_a_share_reads_that_places_are_kept() -> None:
    """The last couple: eight places are open to every request, the last taken by the couple before it."""
    couples = [family(f"couple{n}", "parents-work", "income-18000-36000", day=1 + n) for n in range(9)]
    seekers = [family(f"seeker{n}", "job-seeker", day=20 + n) for n in range(3)]
    content = frozen(RULES["fr-bordeaux-2022"], offer(SUN=10), *couples, *seekers)
    tables = instance_tables(content, 1)
    files = {name: text.decode() for name, text in place(Instance.from_tables(tables, {"seed": 1})).files().items()}
    lots = {row["party"]: row["lot"] for row in tables["lots"]}
    outcome = Outcome(content, tables, placed_rows(files["allocation.csv"]), refusal_rows(files["refusals.csv"]), lots)
    found = outcome.explain("couple8", "couple8")
    (wish,) = found.wishes
    assert wish.refusal is not None
    assert (wish.refusal.reason, wish.refusal.places) == ("reserve", 8)
    assert wish.last is not None
    assert wish.last["child"] == "couple7"
    said = refusal_sentence(found, wish, {})
    assert "8 places étaient ouvertes à toutes les demandes" in said
    assert "2 autres places y sont réservées" in said
    assert outcome.explain("seeker0", "seeker0").shares == ("insertion",)


@BOTH
def test_a_share_nobody_needs_is_released_or_stays_empty(policy: str) -> None:
    rule = RULES["fr-palaiseau-pre2018"]
    parties = [family(f"p{n}", day=1 + n) for n in range(6)]
    assert len(served(frozen(rule, offer(SUN=5), *parties), policy)) == 5
    kept = Quota("k", "kept", Decimal("0.2"), ("minimum-income",), is_released=False)
    strict = Rule("r", 1, "t", "FR", rule.method, (), rule.tie_breaks, quotas=(kept,))
    assert len(served(frozen(strict, offer(SUN=5), *parties), policy)) == 4


@BOTH
def test_the_reserved_share_of_woluwe(policy: str) -> None:
    """Ten places, one kept: the sibling who asked last takes it, the nine first of the register take the others."""
    parties = [family(f"p{n}", number=n) for n in range(10)]
    sibling = family("sibling", "sibling-present", number=99)
    found = served(frozen(RULES["be-woluwe-st-pierre"], offer(SUN=10), *parties, sibling), policy)
    assert found == [f"p{n}" for n in range(9)] + ["sibling"]


def test_a_share_of_the_territory_in_places_of_each_setting() -> None:
    """15 % of 7 + 5 + 2 = 14 is 2.1, so 2. Exact parts 1, 5/7, 2/7: one each to 7 and to 5."""
    quota = Quota("q", "q", Decimal("0.15"), ("job-seeker",))
    rule = Rule("r", 1, "t", "FR", "chronological_register", (), quotas=(quota,))
    places = offer(A=7, B=5, C=2)
    assert wanted_places(quota, places) == 2  # type: ignore[arg-type]
    assert [(kept.setting, kept.kept) for kept in places_kept(rule, places)] == [  # type: ignore[arg-type]
        ("A", 1),
        ("B", 1),
        ("C", 0),
    ]
    assert {(row["setting"], row["slot"], row["places"]) for row in reserve_rows(rule, places)} == {  # type: ignore[arg-type]
        ("A", "mon-am", 1),
        ("A", "mon-pm", 1),
        ("B", "mon-am", 1),
        ("B", "mon-pm", 1),
    }


@given(st.dictionaries(st.tuples(st.text("abc", max_size=2), st.just("s")), st.integers(0, 30), max_size=8), st.data())
def test_places_are_shared_out_whole(weights: dict[tuple[str, str], int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(weights.values())))
    given_places = apportioned(total, weights)
    assert sum(given_places.values()) == total
    whole = sum(weights.values())
    for key, weight in weights.items():
        assert 0 <= given_places[key] <= weight
        assert abs(given_places[key] - (total * weight / whole if whole else 0)) < 1


def test_evidence_that_counts_only_once_seen() -> None:
    line = Line("c1", "alone", "family", "single-parent", points=Decimal(30), evidence="judgment")
    free = Line("c2", "resident", "residence", "resident", points=Decimal(5))
    answers = {"single-parent": Answer(1), "resident": Answer(1)}
    declared = Rule("r", 1, "t", "FR", "additive_points", (line, free))
    seen = Rule("r", 1, "t", "FR", "additive_points", (line, free), evidence="seen")
    assert [score(rule, answers).total for rule in (declared, seen)] == [35, 5]
    assert score(seen, answers).lines[0].reason == "not-proved"
    assert [row.line.code for row in score(seen, answers).unproved] == ["c1"]
    assert score(seen, {"single-parent": Answer(1, is_proved=True)}).total == 30


@given(
    st.booleans(),
    st.integers(0, 4),
    st.decimals(-400_000, 400_000, places=2),
    st.integers(0, 3),
    st.booleans(),
)
def test_the_number_of_the_engine_gives_the_standing_back(
    has_direct: bool, count: int, points: Decimal, place_of: int, is_direct: bool
) -> None:
    ranks = tuple(range(1, count + 1))
    scale = Scale("ordered_priority_classes", ranks, has_direct, has_points=True, tie_breaks=())
    rank = ranks[place_of] if place_of < len(ranks) else None
    standing = Standing(has_direct and is_direct, None if has_direct and is_direct else rank, points)
    assert scale.standing(scale.number(standing)) == standing


def test_every_grid_that_is_shipped_can_be_adopted_but_for_unpublished_points() -> None:
    for rule in RULES.values():
        assert problems(rule) == [], rule.code
        assert rule.is_complete, rule.code
        assert rule.is_fictional == ("fictifs" in rule.title), rule.code
        assert rule_from_json(rule_to_json(rule)) == rule


def test_the_first_format_is_still_read() -> None:
    for rule in published_rules():
        content = rule_to_json(rule)
        old = {name: value for name, value in content.items() if name not in {"quotas", "evidence"}}
        old["format"] = "ribambelle-rule/1"
        old["lines"] = [
            {name: value for name, value in line.items() if name not in {"rank", "is_direct", "is_fictional"}}
            for line in content["lines"]
        ]
        assert rule_from_json(old) == rule
    with pytest.raises(ValueError, match="format"):
        rule_from_json(content | {"format": "ribambelle-rule/9"})


def test_points_alone_reach_the_engine_as_they_are() -> None:
    assert all(scale_of(rule).is_plain for rule in published_rules())
