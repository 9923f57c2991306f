"""From what families ask to the tables of an instance: options in their stated order, lots, capacity, pseudonyms."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.checks import findings
from ribambelle.commissions.rules.grids import published_rules, rule_to_json
from ribambelle.commissions.rules.options import options
from ribambelle.commissions.rules.pseudonyms import draw_pseudonyms
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry, Snapshot, canonical, fingerprint, snapshot
from ribambelle.commissions.rules.tables import instance_tables

MEDOC = next(rule for rule in published_rules() if rule.code == "fr-medoc-estuaire")
BOTH = frozenset({"SUN", "MOON"})
MON_TUE = ["mon-am", "mon-pm", "tue-am", "tue-pm"]


def child(name: str = "Bouleau 12", **changes: Any) -> ChildEntry:
    entry: dict[str, Any] = {
        "child": name,
        "kind": "new",
        "is_urgent": False,
        "is_born": True,
        "age_months": 14,
        "received_on": "2026-09-12",
        "register_number": 31,
        "slots": MON_TUE,
        "minimum_days": None,
        "wishes": ["SUN", "MOON"],
        "answers": {},
        "held": None,
    }
    return {**entry, **changes}  # type: ignore[typeddict-item]


def party(*children: ChildEntry, together: str = "alone", name: str = "Bouleau 12") -> PartyEntry:
    return {"party": name, "together": together, "commune": "", "children": list(children)}


def frozen(*parties: PartyEntry, **changes: Any) -> Snapshot:
    offer = [
        {
            "setting": setting,
            "label": setting.title(),
            "commune": "",
            "sections": [
                {
                    "section": "all",
                    "label": "all",
                    "min_age_months": 0,
                    "max_age_months": 36,
                    "free": dict.fromkeys(MON_TUE, 2),
                }
            ],
            "licence": None,
        }
        for setting in sorted(BOTH)
    ]
    values: dict[str, Any] = {
        "session": {},
        "rule": rule_to_json(MEDOC),
        "offer": offer,
        "dossiers": parties,
        **changes,
    }
    return snapshot(**values)


def test_a_child_who_accepts_fewer_days() -> None:
    found = options(party(child(minimum_days=1)), BOTH)
    assert [(place.setting, " ".join(place.slots)) for (place,) in found] == [
        ("SUN", "mon-am mon-pm tue-am tue-pm"),
        ("MOON", "mon-am mon-pm tue-am tue-pm"),
        ("SUN", "mon-am mon-pm"),
        ("SUN", "tue-am tue-pm"),
        ("MOON", "mon-am mon-pm"),
        ("MOON", "tue-am tue-pm"),
    ]


def test_a_wish_outside_the_session_is_left_out() -> None:
    assert [place.setting for (place,) in options(party(child(wishes=["STAR", "SUN"])), BOTH)] == ["SUN"]


def test_siblings_together_or_nothing() -> None:
    found = options(party(child("a"), child("b", wishes=["MOON", "SUN"]), together="or-nothing"), BOTH)
    assert [[(place.child, place.setting) for place in option] for option in found] == [
        [("a", "SUN"), ("b", "SUN")],
        [("a", "MOON"), ("b", "MOON")],
    ]


def test_siblings_together_if_possible() -> None:
    found = options(party(child("a"), child("b", wishes=["MOON"]), together="if-possible"), BOTH)
    assert [[(place.child, place.setting) for place in option] for option in found] == [
        [("a", "MOON"), ("b", "MOON")],
        [("a", "SUN"), ("b", "MOON")],
        [("a", "SUN")],
        [("a", "MOON")],
        [("b", "MOON")],
    ]


def test_more_half_days_keep_those_held() -> None:
    held = {"setting": "SUN", "section": "all", "slots": ["mon-am"]}
    entry = child(kind="extra-day", slots=["wed-am"], wishes=[], held=held)
    assert [(place.setting, place.slots) for (place,) in options(party(entry), BOTH)] == [("SUN", ("mon-am", "wed-am"))]
    tables = instance_tables(frozen(party(entry)), seed=1)
    assert tables["held"] == [{"child": "Bouleau 12", "setting": "SUN", "section": "all", "slots": "mon-am"}]
    places = {(row["setting"], row["slot"]): row["places"] for row in tables["capacity"]}
    assert (places["SUN", "mon-am"], places["SUN", "mon-pm"], places["MOON", "mon-am"]) == (3, 2, 2)


def test_lots_follow_the_published_tie_break_then_the_lottery() -> None:
    parties = [party(child(f"p{n}", received_on=f"2026-09-{10 + n // 2}"), name=f"p{n}") for n in range(6)]
    lots = {seed: instance_tables(frozen(*parties), seed)["lots"] for seed in range(20)}
    for rows in lots.values():
        assert [sorted({row["party"] for row in rows[index : index + 2]}) for index in (0, 2, 4)] == [
            ["p0", "p1"],
            ["p2", "p3"],
            ["p4", "p5"],
        ]
        assert [row["lot"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert len({tuple(row["party"] for row in rows) for rows in lots.values()}) > 1


def test_unknown_places_are_not_zero_and_closed_is() -> None:
    sections = [
        {"section": "babies", "label": "", "min_age_months": 0, "max_age_months": 12, "free": None},
        {"section": "big", "label": "", "min_age_months": 12, "max_age_months": 36, "free": {}},
    ]
    offer = [{"setting": "SUN", "label": "Sun", "commune": "", "sections": sections, "licence": {"mon-am": 4}}]
    assert instance_tables(frozen(party(child()), offer=offer), 1)["capacity"] == [
        {"setting": "SUN", "section": "big", "slot": "*", "places": 0},
        {"setting": "SUN", "section": "*", "slot": "mon-am", "places": 4},
    ]


def test_points_are_exact_and_each_child_has_its_own() -> None:
    answers = {"single-parent": {"value": 1, "is_proved": True, "is_computed": False}}
    tables = instance_tables(frozen(party(child("a", answers=answers), child("b"), together="or-nothing")), 1)
    assert [(row["child"], row["points"]) for row in tables["points"]] == [("a", "15"), ("b", "0")]


def test_the_fingerprint_ignores_the_order_of_rows() -> None:
    parties = [party(child(f"p{n}"), name=f"p{n}") for n in range(8)]
    prints = set()
    for seed in range(5):
        random.Random(seed).shuffle(parties)
        prints.add(fingerprint(canonical(frozen(*parties))))
    assert len(prints) == 1


def test_what_to_clear() -> None:
    dossiers = frozen(
        party(child("a", wishes=[]), name="a"),
        party(child("b", age_months=40), name="b"),
        party(child("c", slots=["fri-am"], wishes=["SUN"]), name="c"),
        party(child("d", age_months=-2, wishes=["SUN"]), name="d"),
    )
    found = [
        (finding.kind, finding.party, finding.subject, finding.slots)
        for finding in findings(dossiers, {"d": ("a",)})
        if finding.kind not in {"unanswered", "missing-evidence"}
    ]
    assert found == [
        ("no-wish", "a", (), ()),
        ("age-outside", "b", ("Sun",), ()),
        ("age-outside", "b", ("Moon",), ()),
        ("outside-opening", "c", ("Sun",), ("fri-am",)),
        ("duplicate", "d", ("a",), ()),
        ("unborn", "d", (), ()),
    ]


def test_only_a_category_left_wholly_without_answer_is_reported() -> None:
    """One empty answer among others is ordinary; nothing at all about work, or home, is a dossier to complete."""
    told = {"is_proved": True, "is_computed": False}
    dossier = frozen(party(child(answers={"resident": told | {"value": 1}, "single-parent": told | {"value": 0}})))
    (finding,) = [finding for finding in findings(dossier) if finding.kind == "unanswered"]
    silent = {line.category for line in MEDOC.lines if line.label in finding.subject}
    assert silent == {"activity", "siblings"}


@given(st.sets(st.text(min_size=1, max_size=8), max_size=300), st.text())
def test_pseudonyms_are_distinct_and_complete(references: set[str], seed: str) -> None:
    drawn = draw_pseudonyms(list(references), seed)
    assert set(drawn) == references
    assert len(set(drawn.values())) == len(references)


def test_pseudonyms_beyond_two_digits() -> None:
    references = [f"F-{number}" for number in range(6000)]
    assert len(set(draw_pseudonyms(references, "s").values())) == 6000
    assert draw_pseudonyms(references, "s") == draw_pseudonyms(references[::-1], "s")
    assert draw_pseudonyms(references, "s") != draw_pseudonyms(references, "t")


def test_hours_and_modes_are_checked_where_they_are_said() -> None:
    early: dict[str, Any] = {"slots": ["mon-am", "mon-pm", "tue-am"], "wishes": ["SUN"], "modes": ["emergency"]}
    early["hours"] = {"mon": ["06:30", "17:00"], "tue": ["08:00", "12:00"]}
    dossier = frozen(party(child(**early)))
    kinds = {"outside-hours", "mode-missing"}
    assert not [each for each in findings(dossier) if each.kind in kinds]  # what nobody said of a setting is not a no
    sun = next(entry for entry in dossier["offer"] if entry["setting"] == "SUN")
    sun["opening"], sun["lacks"] = {"mon": ["07:00", "18:00"], "tue": ["07:00", "18:00"]}, ["emergency"]
    found = {(each.kind, each.slots) for each in findings(dossier) if each.kind in kinds}
    assert found == {("outside-hours", ("mon-am", "mon-pm")), ("mode-missing", ())}
