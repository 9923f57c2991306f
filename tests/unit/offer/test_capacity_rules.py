"""The first day on which more are placed than there are places, against a day-by-day count."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.offer.rules import Overrun, Period, Places, first_overrun, freshness, places_on

START = date(2027, 9, 1)
HORIZON = 20


def day(number: int) -> date:
    return START + timedelta(days=number)


starts = st.integers(0, HORIZON - 1)
ends = st.one_of(st.none(), st.integers(1, HORIZON))
periods = st.tuples(starts, ends).map(
    lambda pair: Period(day(pair[0]), None if pair[1] is None else day(pair[0] + pair[1]))
)
capacities = st.tuples(periods, st.integers(0, 3)).map(lambda p: Places(p[1], p[0].starts_on, p[0].ends_on))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(periods, max_size=6), st.lists(capacities, max_size=4, unique_by=lambda c: c.starts_on), periods)
def test_against_counting_every_day(taken: list[Period], capacity: list[Places], during: Period) -> None:
    expected = None
    for number in range(3 * HORIZON):
        today = day(number)
        if not during.covers(today):
            continue
        count = sum(period.covers(today) for period in taken)
        places = places_on(capacity, today)
        if count and (places is None or count > places):
            expected = Overrun(today, places, count)
            break
    assert first_overrun(taken, capacity, during) == expected


def test_the_grid_that_began_last_counts() -> None:
    capacity = [Places(5, day(0)), Places(7, day(4), day(6))]
    assert [places_on(capacity, day(n)) for n in (-1, 0, 3, 4, 5, 6)] == [None, 5, 5, 7, 7, 5]


def test_freshness_by_age_of_the_fact() -> None:
    today = date(2027, 6, 30)
    ages = {age: freshness(today - timedelta(days=age), today) for age in (0, 60, 61, 180, 181)}
    assert ages == {0: "fresh", 60: "fresh", 61: "old", 180: "old", 181: "stale"}
    assert freshness(None, today) == "unknown"
