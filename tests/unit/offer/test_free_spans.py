"""What is free from when until when, against counting every day of every half-day."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.offer.rules import HALF_DAYS, Period, Places, Taken, free_spans, places_on

START = date(2027, 9, 1)
HORIZON = 12


def day(number: int) -> date:
    return START + timedelta(days=number)


starts = st.integers(0, HORIZON - 1)
ends = st.one_of(st.none(), st.integers(1, HORIZON))
periods = st.tuples(starts, ends).map(
    lambda pair: Period(day(pair[0]), None if pair[1] is None else day(pair[0] + pair[1]))
)
taken_lists = st.lists(st.builds(Taken, st.integers(1, 1023), periods), max_size=6)
places_lists = st.lists(
    st.tuples(periods, st.integers(0, 3)).map(lambda p: Places(p[1], p[0].starts_on, p[0].ends_on)),
    max_size=3,
    unique_by=lambda line: line.starts_on,
)
capacities = st.dictionaries(st.integers(0, 3), places_lists, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(taken_lists, capacities)
def test_against_counting_every_day(taken: list[Taken], capacity: dict[int, list[Places]]) -> None:
    spans = free_spans(taken, capacity)
    for number in range(-1, 3 * HORIZON):
        today = day(number)
        for slot in range(HALF_DAYS):
            places = places_on(capacity.get(slot, []), today)
            count = sum(one.slots >> slot & 1 and one.period.covers(today) for one in taken)
            told = [s.free for s in spans if s.slots >> slot & 1 and Period(s.starts_on, s.ends_on).covers(today)]
            assert told == ([] if places is None or places <= count else [places - count])


@given(taken_lists, capacities)
def test_each_span_is_as_long_as_it_can_be_and_told_once(taken: list[Taken], capacity: dict[int, list[Places]]) -> None:
    spans = free_spans(taken, capacity)
    assert len({(s.free, s.starts_on, s.ends_on) for s in spans}) == len(spans)
    for one in spans:
        for other in spans:
            joined = one.ends_on == other.starts_on and one.free == other.free and one.slots & other.slots
            assert not joined, "two neighbours of the same number are one"


@given(st.permutations(range(4)), taken_lists, places_lists)
def test_the_order_of_rows_changes_nothing(order: list[int], taken: list[Taken], lines: list[Places]) -> None:
    shuffled = [taken[index] for index in order if index < len(taken)] + taken[4:]
    assert free_spans(shuffled, {0: lines[::-1]}) == free_spans(taken, {0: lines})


def test_one_departure_frees_its_half_days_from_the_day_after() -> None:
    grid = {0: [Places(1, day(0))], 1: [Places(2, day(0))]}
    spans = free_spans([Taken(0b11, Period(day(0), day(5)))], grid)
    assert [(s.slots, s.free, s.starts_on, s.ends_on) for s in spans] == [
        (0b10, 1, day(0), day(5)),
        (0b01, 1, day(5), None),
        (0b10, 2, day(5), None),
    ]
