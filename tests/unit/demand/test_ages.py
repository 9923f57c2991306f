"""Ages in whole months, and what dates say of a request."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.demand import rules
from ribambelle.demand.rules import age_at_entry, age_in_months, computed_answers, months_after

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


def age_by_counting(born_on: date, on: date) -> int:
    """The same by brute force: the days on which a month is completed, one by one."""
    months, day = 0, born_on
    while day < on:
        day += timedelta(days=1)
        missing = day.day == 1 and (day - timedelta(days=1)).day < born_on.day
        months += missing or (day.day == born_on.day)
    return months


@given(born_on=DAYS, days=st.integers(0, 1200))
def test_age_is_counted_day_by_day(born_on: date, days: int) -> None:
    on = born_on + timedelta(days=days)
    expected = age_by_counting(born_on, on)
    # born on the 1st: “a month is completed on the same day number” and “on the first” are one and the same day
    assert age_in_months(born_on, on) == expected


@given(born_on=DAYS, on=DAYS)
def test_a_day_later_is_never_younger(born_on: date, on: date) -> None:
    assert 0 <= age_in_months(born_on, on + timedelta(days=1)) - age_in_months(born_on, on) <= 1


@given(day=DAYS, months=st.integers(-60, 60))
def test_months_after_is_the_first_day_of_that_age(day: date, months: int) -> None:
    birthday = months_after(day, months)
    assert age_in_months(day, birthday) == months
    assert age_in_months(day, birthday - timedelta(days=1)) == months - 1


@given(due_on=DAYS, on=DAYS)
def test_a_child_not_yet_born_enters_at_least_at_zero(due_on: date, on: date) -> None:
    age = age_at_entry(born_on=None, due_on=due_on, on=on)
    assert age >= 0
    assert (age == 0) == (on < months_after(due_on, 1))


def test_the_birth_prevails_over_the_due_date() -> None:
    assert age_at_entry(born_on=date(2026, 3, 1), due_on=date(2026, 5, 1), on=date(2026, 5, 1)) == 2


def test_an_age_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="has no age"):
        age_at_entry(born_on=None, due_on=None, on=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("received_on", "expected"),
    [
        (date(2026, 2, 28), "registered-before-birth"),
        (date(2026, 3, 1), "registered-at-four-months"),
        (date(2026, 3, 31), "registered-at-four-months"),
        (date(2026, 4, 1), "registered-before-birth"),
        (date(2026, 7, 31), "registered-before-birth"),
        (date(2026, 8, 1), "registered-within-month-of-birth"),
        (date(2026, 8, 31), "registered-within-month-of-birth"),
        (date(2026, 9, 1), "registered-after-month-of-birth"),
    ],
)
def test_the_moment_of_the_request(received_on: date, expected: str) -> None:
    due_on, cut_off = date(2026, 8, 1), date(2026, 12, 1)
    answers = computed_answers(received_on=received_on, born_on=None, due_on=due_on, cut_off=cut_off)
    met = {code for code, answer in answers.items() if answer.value and code.startswith("registered")}
    assert met == {expected}
    assert len([code for code in answers if code.startswith("registered")]) == 4


@given(received_on=DAYS)
def test_a_year_of_waiting_is_twelve_whole_months(received_on: date) -> None:
    def waits(cut_off: date) -> int:
        given = rules.computed_answers(received_on=received_on, born_on=received_on, due_on=None, cut_off=cut_off)
        return given["waiting-one-year"].value

    year = months_after(received_on, 12)
    assert (waits(year - timedelta(days=1)), waits(year)) == (0, 1)
