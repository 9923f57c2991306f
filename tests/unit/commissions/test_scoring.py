"""Points: totals a person computes by hand, for each published grid; and what no order or answer can break."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.grids import published_rules, rule_from_json, rule_to_json
from ribambelle.commissions.rules.scoring import Answer, Line, Rule, highest_total, problems, score

RULES = {rule.code: rule for rule in published_rules()}
YES = Answer(1, is_proved=True)


def yes(*codes: str) -> dict[str, Answer]:
    return dict.fromkeys(codes, YES)


def test_the_grids_that_have_points_and_no_other() -> None:
    counting = {code: (len(rule.lines), sum(line.counts for line in rule.lines)) for code, rule in RULES.items()}
    assert counting == {
        "fr-pessac-2022": (18, 18),
        "fr-medoc-estuaire": (10, 10),
        "fr-toulouse-2015": (11, 11),
        "fr-paris-18-2014": (7, 5),
        "fr-unnamed-doczz-2482280": (23, 18),
    }
    assert {code for code, rule in RULES.items() if not rule.is_complete} == {
        "fr-paris-18-2014",
        "fr-unnamed-doczz-2482280",
    }
    assert all(problems(rule) == [] for rule in RULES.values())


@pytest.mark.parametrize(
    ("grid", "answers", "total"),
    [
        # 300 resident + 30 alone + 40 works + 30 no care + 2 commissions x 10 = 420
        (
            "fr-pessac-2022",
            yes("resident", "single-parent", "parents-work-or-train", "no-suitable-care")
            | {"commissions-sat": Answer(2)},
            "420",
        ),
        # 300 + one works one seeks 20 + assessment 45 - 20 refusal = 345
        (
            "fr-pessac-2022",
            yes("resident", "one-works-one-seeks", "refused-proposal") | {"social-follow-up": Answer(45)},
            "345",
        ),
        # malus alone: -20 - 30
        ("fr-pessac-2022", yes("refused-proposal", "rules-breach"), "-50"),
        # 20 work + 30 territory + 15 alone + 10 sibling = 75
        (
            "fr-medoc-estuaire",
            yes("parents-work", "resident", "single-parent", "sibling-present"),
            "75",
        ),
        # the more favourable of 20 and 15, + 30
        (
            "fr-medoc-estuaire",
            yes("parents-work", "parent-seeks-or-trains", "resident"),
            "50",
        ),
        # 5 both work + 3 emergency + 1 siblings + 1 older than a year = 10
        (
            "fr-toulouse-2015",
            yes("both-parents-work", "urgent-situation", "siblings-or-twins", "waiting-one-year"),
            "10",
        ),
        ("fr-paris-18-2014", yes("single-parent-works"), "5"),
        # 3 before birth + 4 third request + 5 alone and works + 3 income = 15
        (
            "fr-unnamed-doczz-2482280",
            yes("registered-before-birth", "third-request-unmet", "single-parent-works", "income-18000-36000"),
            "15",
        ),
        # 4 at four months wins over 3 before birth; + 2 first request + 1 no work + 1 income = 8
        (
            "fr-unnamed-doczz-2482280",
            yes(
                "registered-at-four-months",
                "registered-before-birth",
                "first-request-unmet",
                "no-parent-works",
                "income-over-68000",
            ),
            "8",
        ),
    ],
)
def test_totals_computed_by_hand(grid: str, answers: dict[str, Answer], total: str) -> None:
    assert score(RULES[grid], answers).total == Decimal(total)


def test_what_nobody_answered_is_not_no() -> None:
    sheet = score(RULES["fr-medoc-estuaire"], {"single-parent": Answer(0)})
    reasons = {row.line.reads: row.reason for row in sheet.lines}
    assert reasons["single-parent"] == "not-met"
    assert reasons["minor-parent"] == "not-answered"
    assert len(sheet.unanswered) == 9


def test_lines_without_published_points_count_nothing_and_say_so() -> None:
    sheet = score(RULES["fr-paris-18-2014"], yes("both-parents-work"))
    assert [row.reason for row in sheet.lines[5:]] == ["no-points", "no-points"]
    assert sheet.total == 4


def test_bounds_of_judgement() -> None:
    rule = RULES["fr-pessac-2022"]
    given = {value: score(rule, {"social-follow-up": Answer(value)}).lines[10] for value in (0, 3, 10, 100, 250)}
    assert {value: (str(row.points), row.reason) for value, row in given.items()} == {
        0: ("0", "not-met"),
        3: ("10", "bounded"),
        10: ("10", "met"),
        100: ("100", "met"),
        250: ("100", "bounded"),
    }


def test_a_point_declared_without_its_evidence_is_listed() -> None:
    sheet = score(RULES["fr-pessac-2022"], {"single-parent": Answer(1), "resident": Answer(1)})
    assert [row.line.reads for row in sheet.unproved] == ["single-parent"]


def test_a_mandatory_criterion_answered_no_is_unmet_but_unanswered_is_not() -> None:
    rule = Rule("r", 1, "t", "FR", "additive_points", (Line("c1", "l", "eligibility", "resident", is_mandatory=True),))
    assert score(rule, {"resident": Answer(0)}).unmet_mandatory == ("c1",)
    assert score(rule, {}).unmet_mandatory == ()


def test_what_follows_from_dates_needs_no_evidence() -> None:
    sheet = score(RULES["fr-toulouse-2015"], {"waiting-one-year": Answer(1, is_computed=True)})
    assert (sheet.total, sheet.lines[-1].evidence, sheet.unproved) == (1, "computed", ())


def test_the_json_of_a_rule_gives_it_back() -> None:
    assert all(rule_from_json(rule_to_json(rule)) == rule for rule in RULES.values())


def test_highest_total() -> None:
    assert highest_total(RULES["fr-medoc-estuaire"]) == 20 + 30 + 15 + 25 + 5 + 15 + 15 + 10 + 10
    assert highest_total(RULES["fr-pessac-2022"]) is None  # passages before the commission have no ceiling


def test_problems_are_all_named() -> None:
    lines = (
        Line("c1", "a", "x", "", points=Decimal(1)),
        Line("c1", "b", "x", "r", least=Decimal(5), most=Decimal(2)),
        Line("c2", "c", "x", "r", points=Decimal(1), max_times=3),
    )
    found = problems(Rule("r", 1, "t", "FR", "additive_points", lines, tie_breaks=("youngest",)))
    assert found == [
        ("same-code", "a"),
        ("reads-nothing", "a"),
        ("same-code", "b"),
        ("bad-range", "b"),
        ("times", "c"),
        ("tie-break", "youngest"),
    ]


answers = st.dictionaries(
    st.sampled_from(sorted({line.reads for rule in RULES.values() for line in rule.lines if line.reads})),
    st.builds(Answer, st.integers(0, 120), st.booleans(), st.booleans()),
)


@given(st.sampled_from(sorted(RULES)), answers, st.randoms())
def test_order_groups_and_bounds(grid: str, given_answers: dict[str, Answer], shuffler: random.Random) -> None:
    rule = RULES[grid]
    sheet = score(rule, given_answers)
    lines = list(rule.lines)
    shuffler.shuffle(lines)
    assert score(replace(rule, lines=tuple(lines)), given_answers).total == sheet.total
    counted: dict[str, int] = {}
    for row in sheet.lines:
        if row.line.group and row.points:
            counted[row.line.group] = counted.get(row.line.group, 0) + 1
        if row.line.least is not None and row.line.most is not None and row.points:
            assert row.line.least <= row.points <= row.line.most
        if not row.line.counts or row.line.code in sheet.unanswered:
            assert row.points == 0
    assert all(times == 1 for times in counted.values())
    assert sum(row.points for row in sheet.lines) == sheet.total
