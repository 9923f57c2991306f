"""Hours become half-days by the stated rule, and what a setting does not cover is told."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.demand.imports.cells import parse_hours, parse_modes
from ribambelle.demand.rules.hours import DayHours, Limits, half_days, halves_of, outside, still_true
from ribambelle.demand.rules.modes import ALL_MODES, mask_of_modes, modes_in
from ribambelle.kernel.tables import CellError
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.offer.enums import Mode

LIMITS = Limits(time(13), 30)


@st.composite
def a_day(draw: st.DrawFn) -> DayHours:
    start, end = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)))
    clock = [time(*divmod(minute, 60)) for minute in (start, end)]
    return DayHours(draw(st.integers(0, 4)), *clock)


@pytest.mark.parametrize(
    ("start", "end", "halves"),
    [
        ("07:30", "17:00", 0b11),
        ("07:30", "13:00", 0b01),
        ("07:30", "13:30", 0b01),  # thirty minutes do not count
        ("07:30", "13:31", 0b11),
        ("12:30", "17:00", 0b10),
        ("12:29", "17:00", 0b11),
        ("12:45", "13:10", 0b01),  # too short for either: where most of it lies
        ("12:50", "13:20", 0b10),
        ("12:45", "13:15", 0b01),  # the morning among equals
        ("13:00", "13:10", 0b10),
    ],
)
def test_the_half_days_of_a_day(start: str, end: str, halves: int) -> None:
    day = DayHours(0, time.fromisoformat(start), time.fromisoformat(end))
    assert halves_of(day, LIMITS) == halves


@given(ticked=st.integers(0, FULL_WEEK), days=st.lists(a_day(), unique_by=lambda day: day.weekday))
def test_hours_speak_for_their_days_and_ticks_for_the_others(ticked: int, days: list[DayHours]) -> None:
    mask = half_days(ticked, days, LIMITS)
    with_hours = {day.weekday for day in days}
    for weekday in range(5):
        halves = mask >> 2 * weekday & 0b11
        if weekday in with_hours:
            assert halves
        else:
            assert halves == ticked >> 2 * weekday & 0b11
    assert still_true(mask, days, LIMITS) == tuple(days)  # nothing is dropped of what the mask was made from


def test_hours_go_when_the_half_days_of_their_day_change() -> None:
    monday, tuesday = DayHours(0, time(8), time(12)), DayHours(1, time(8), time(17))
    assert still_true(0b1111, [monday, tuesday], LIMITS) == (tuesday,)


def test_hours_no_opening_covers() -> None:
    early, late = DayHours(0, time(6, 30), time(12)), DayHours(1, time(8), time(17))
    openings = [(0, time(7), time(18)), (1, time(7), time(18))]
    assert list(outside([early, late], openings)) == [early]
    assert list(outside([early, late], [])) == []  # unknown is not closed
    assert list(outside([early, late], [(None, time(6), time(17))])) == []
    assert list(outside([late], [(0, time(7), time(18))])) == [late]  # closed on Tuesdays


@pytest.mark.parametrize(
    "cell", ["lun 7:30-17:00; mar 8:00-12:00", "Lundi 7h30 à 17h, mardi 8h-12h", "lun. 7:30–17; ma 8-12"]
)
def test_hours_as_people_write_them(cell: str) -> None:
    assert parse_hours(cell) == (DayHours(0, time(7, 30), time(17)), DayHours(1, time(8), time(12)))


@pytest.mark.parametrize("cell", ["lundi matin", "lun 25:00-26:00", "lun 8-12; lun 13-17", "dim 8-12", "lun 8:75-12"])
def test_hours_that_cannot_be_read_say_which(cell: str) -> None:
    with pytest.raises(CellError):
        parse_hours(cell)


@given(st.sets(st.sampled_from(list(Mode))))
def test_modes_come_back_from_their_mask(modes: set[Mode]) -> None:
    mask = mask_of_modes(modes)
    assert set(modes_in(mask)) == modes
    assert 0 <= mask <= ALL_MODES


def test_modes_as_people_write_them() -> None:
    assert parse_modes("urgence; occasionnel") == mask_of_modes([Mode.EMERGENCY, Mode.OCCASIONAL])
    with pytest.raises(CellError):
        parse_modes("sur mesure")
