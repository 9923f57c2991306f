"""What cannot be true of a request: each problem alone, and all of them at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.enums import CriterionOrigin, RequestKind
from ribambelle.demand.errors import SENTENCES, sentence
from ribambelle.demand.rules import Draft, problems_of
from ribambelle.demand.rules.checks import days_asked
from ribambelle.kernel.weeks import FULL_WEEK, days_in

TODAY = date(2026, 11, 22)
GOOD = Draft(
    received_on=date(2026, 11, 20),
    born_on=date(2026, 3, 12),
    due_on=None,
    wished_start_on=date(2027, 9, 1),
    kind=RequestKind.NEW,
    needed_slots=0b0011001111,
    minimum_days=2,
    has_current_setting=False,
    current_slots=0,
    wishes=("Les Coccinelles", "La Farandole"),
    answers={"resident": 1, "both-parents-work": 1, "social-follow-up": 40, "commissions-sat": 3},
)


def codes(draft: Draft) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems_of(draft, today=TODAY)]


def test_nothing_to_say_about_a_good_request() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"received_on": date(2026, 11, 23)}, ("received-later", "received_on")),
        ({"born_on": None}, ("no-date", "born_on")),
        ({"born_on": date(2026, 11, 23)}, ("born-later", "born_on")),
        ({"born_on": date(2020, 11, 20)}, ("too-old", "born_on")),
        ({"born_on": None, "due_on": date(2027, 9, 21)}, ("due-far", "due_on")),
        ({"born_on": None, "due_on": date(2026, 10, 19)}, ("due-past", "due_on")),
        ({"wished_start_on": date(2026, 3, 11)}, ("start-before-birth", "wished_start_on")),
        ({"wished_start_on": date(2031, 1, 1)}, ("start-far", "wished_start_on")),
        ({"needed_slots": 0}, ("no-slot", "needed_slots")),
        ({"minimum_days": 5}, ("minimum-above", "minimum_days")),
        ({"kind": RequestKind.TRANSFER}, ("no-current-setting", "current_setting")),
        ({"kind": RequestKind.EXTRA_DAY, "has_current_setting": True}, ("no-current-slots", "current_slots")),
        (
            {"kind": RequestKind.EXTRA_DAY, "has_current_setting": True, "current_slots": FULL_WEEK},
            ("nothing-more", "needed_slots"),
        ),
        ({"wishes": ("A", "B", "A")}, ("wish-twice", "wish_3")),
        ({"answers": {"moon": 1}}, ("criterion-unknown", "answer_moon")),
        ({"answers": {"waiting-one-year": 1}}, ("criterion-computed", "answer_waiting-one-year")),
        ({"answers": {"social-follow-up": 9}}, ("answer-bounds", "answer_social-follow-up")),
        ({"answers": {"social-follow-up": 101}}, ("answer-bounds", "answer_social-follow-up")),
        ({"answers": {"resident": 2}}, ("answer-bounds", "answer_resident")),
        (
            {"answers": {"both-parents-work": 1, "no-parent-works": 1}},
            ("answers-exclude", "answer_no-parent-works"),
        ),
    ],
)
def test_one_problem(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert codes(replace(GOOD, **change)) == [expected]


def test_the_bounds_are_included() -> None:
    assert codes(replace(GOOD, received_on=TODAY, born_on=date(2026, 11, 20))) == []
    assert codes(replace(GOOD, born_on=date(2020, 11, 21))) == []
    assert codes(replace(GOOD, born_on=None, due_on=date(2027, 9, 20))) == []
    assert codes(replace(GOOD, answers={"social-follow-up": 0, "no-parent-works": 0, "both-parents-work": 1})) == []


def test_everything_wrong_is_said_at_once() -> None:
    wrong = replace(GOOD, born_on=None, needed_slots=0, kind=RequestKind.TRANSFER, wishes=("A", "A"))
    found = [code for code, _ in codes(wrong)]
    assert found == ["no-date", "no-slot", "no-current-setting", "wish-twice"]


VALUES = {
    "received_on": TODAY,
    "born_on": TODAY,
    "due_on": TODAY,
    "start": TODAY,
    "minimum": 3,
    "maximum": 4,
    "days": 2,
    "value": 5,
    "setting": "Lune",
    "criterion": "resident",
    "first": "resident",
    "second": "adoption",
    "weekday": "mardi",
    "starts_at": "16:00",
    "ends_at": "8:00",
}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_has_its_values_and_a_remedy(code: str) -> None:
    written = str(SENTENCES[code]) % VALUES
    assert "%(" not in written
    assert written.count(".") + written.count("?") >= 2 or ":" in written


@settings(deadline=None)  # the first call reads the translations
@given(
    st.builds(
        Draft,
        received_on=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
        born_on=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
        due_on=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
        wished_start_on=st.none() | st.dates(date(2015, 1, 1), date(2040, 1, 1)),
        kind=st.sampled_from(RequestKind),
        needed_slots=st.integers(0, FULL_WEEK),
        minimum_days=st.none() | st.integers(1, 5),
        has_current_setting=st.booleans(),
        current_slots=st.integers(0, FULL_WEEK),
        wishes=st.lists(st.sampled_from("ABCD"), max_size=5).map(tuple),
        answers=st.dictionaries(
            st.sampled_from([d.code for d in CATALOGUE if d.origin != CriterionOrigin.COMPUTED] + ["moon"]),
            st.integers(-1, 120),
        ),
    )
)
def test_every_problem_can_be_said(draft: Draft) -> None:
    for problem in problems_of(draft, today=TODAY):
        assert "%(" not in sentence(problem)


@given(st.integers(0, FULL_WEEK))
def test_days_asked_are_those_of_the_week(mask: int) -> None:
    assert days_asked(mask) == days_in(mask)
