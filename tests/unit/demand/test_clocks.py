"""Legal delays, against dates counted by hand on a calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.demand.enums import RequestState as S
from ribambelle.demand.rules.clocks import (
    CLOCKS,
    ClockFacts,
    Law,
    clocks_of,
    confirmation_window,
    next_window,
    working_days_after,
)

RECEIVED = date(2026, 3, 10)


def lines(law: Law, today: date, **values: object) -> dict[str, tuple[date, bool, bool]]:
    plain = {"received_on": RECEIVED, "born_on": None, "due_on": None, "state": S.RECEIVED}
    found = clocks_of(ClockFacts(**(plain | values)), law=law, today=today)  # type: ignore[arg-type]
    return {line.clock.code: (line.by, line.is_done, line.is_late) for line in found}


def test_belgium_attests_at_once_and_answers_within_a_month() -> None:
    assert lines(Law.BE, date(2026, 3, 10)) == {
        "attestation": (date(2026, 3, 10), False, False),
        "answer-one-month": (date(2026, 4, 10), False, False),
    }
    late = lines(Law.BE, date(2026, 4, 11), state=S.ACKNOWLEDGED, acknowledged_on=date(2026, 3, 12))
    assert late == {
        "attestation": (date(2026, 3, 10), True, False),
        "answer-one-month": (date(2026, 4, 10), False, True),
    }


def test_a_month_after_the_31st_ends_on_the_first() -> None:
    found = lines(Law.BE, date(2027, 3, 1), received_on=date(2027, 1, 31))
    assert found["answer-one-month"] == (date(2027, 3, 1), False, False)


def test_a_pregnancy_is_confirmed_in_the_month_after_its_sixth() -> None:
    # due on 20 November: conceived on 20 February, six months completed on 20 August
    window = confirmation_window(received_on=date(2026, 5, 25), due_on=date(2026, 11, 20))
    assert window == (date(2026, 8, 20), date(2026, 9, 20))
    # asked after the sixth month: three months after the request
    assert confirmation_window(received_on=date(2026, 9, 1), due_on=date(2026, 11, 20)) == (
        date(2026, 12, 1),
        date(2027, 1, 1),
    )
    assert confirmation_window(received_on=date(2026, 1, 5), due_on=None) == (date(2026, 4, 5), date(2026, 5, 5))
    assert next_window(confirmed_on=date(2026, 8, 31)) == (date(2027, 3, 1), date(2027, 4, 1))


def test_the_family_that_did_not_confirm_is_late_and_ours_is_the_answer_after_it() -> None:
    window = {"confirm_from": date(2026, 6, 10), "confirm_by": date(2026, 7, 10), "state": S.TO_CONFIRM}
    assert lines(Law.BE, date(2026, 7, 10), **window)["confirmation"] == (date(2026, 7, 10), False, False)
    assert lines(Law.BE, date(2026, 7, 11), **window)["confirmation"] == (date(2026, 7, 10), False, True)
    window |= {"confirmed_on": date(2026, 7, 3), "state": S.ACTIVE}  # a Friday
    found = lines(Law.BE, date(2026, 7, 18), **window)
    assert found["confirmation"][1:] == (True, False)
    assert found["answer-ten-days"] == (date(2026, 7, 17), False, True)
    told = lines(Law.BE, date(2026, 7, 18), **(window | {"answered_again_on": date(2026, 7, 8)}))
    assert told["answer-ten-days"][1:] == (True, False)


def test_france_acknowledges_then_answers_within_two_months() -> None:
    assert lines(Law.FR, date(2026, 5, 11)) == {
        "acknowledgement": (date(2026, 3, 20), False, True),
        "answer-two-months": (date(2026, 5, 10), False, True),
    }


def test_a_birth_is_told_within_a_month() -> None:
    found = lines(Law.BE, date(2026, 12, 21), due_on=date(2026, 11, 20), state=S.ACTIVE)
    assert found["birth"] == (date(2026, 12, 20), False, True)
    born = {"due_on": date(2026, 11, 20), "born_on": date(2026, 11, 18), "state": S.ACTIVE}
    assert lines(Law.BE, date(2026, 12, 21), **born)["birth"] == (date(2026, 12, 20), True, False)


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.LAPSED, S.MERGED, S.FOUND_ELSEWHERE, S.ENTERED, S.LEFT])
def test_nothing_is_late_once_a_request_asks_for_nothing(state: S) -> None:
    found = lines(Law.BE, date(2030, 1, 1), state=state, due_on=date(2026, 11, 20), confirm_by=date(2026, 7, 10))
    assert not any(is_late for _by, _done, is_late in found.values())


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_working_days_are_counted_one_by_one(day: date, number: int) -> None:
    end = working_days_after(day, number)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(each.weekday() < 5 for each in between) == number
    assert number == 0 or end.weekday() < 5


def test_every_clock_says_where_it_comes_from() -> None:
    assert all(clock.source and str(clock.label) for clock in CLOCKS)
    assert {clock.law for clock in CLOCKS} == {Law.BE, Law.FR, None}
