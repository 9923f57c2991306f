"""What a setting may still give: never beyond the law, at any instant nor over the week, whatever is given of it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.licence import licence
from ribambelle.kernel.weeks import SLOTS
from ribambelle.offer.rules.law import Ceiling

FRANCE = Ceiling(law="FR", valid_from=date(2021, 10, 8), source="", steps=((1, 115),), week_percent=100, rounding="up")
BELGIUM = Ceiling(
    law="BE", valid_from=date(2020, 1, 1), source="", steps=((1, 100),), week_percent=100, rounding="down"
)
HALF = st.fixed_dictionaries(
    {"taken": st.integers(0, 25), "offered": st.none() | st.integers(0, 30), "asked": st.integers(0, 40)}
)
WEEKS = st.lists(HALF, min_size=10, max_size=10)


def found(authorised: int, week: list[dict[str, int]], ceiling: Ceiling | None) -> dict[str, int]:
    columns = {name: {slot: half[name] for slot, half in zip(SLOTS, week, strict=True)} for name in week[0]}
    return licence(authorised, ceiling=ceiling, **columns)


@given(st.integers(1, 20), WEEKS)
def test_neither_the_instant_nor_the_week_is_passed(authorised: int, week: list[dict[str, int]]) -> None:
    free = found(authorised, week, FRANCE)
    offered = [authorised if half["offered"] is None else min(half["offered"], authorised) for half in week]
    taken = sum(half["taken"] for half in week)
    assert all(number >= 0 for number in free.values())
    if sum(free.values()):
        assert taken + sum(free.values()) <= FRANCE.week(sum(offered))
    for slot, half in zip(SLOTS, week, strict=True):
        if free[slot]:
            assert half["taken"] + free[slot] <= FRANCE.instant(authorised)


@given(st.integers(1, 20), WEEKS)
def test_nothing_goes_beyond_where_the_law_allows_nothing(authorised: int, week: list[dict[str, int]]) -> None:
    plain = {slot: authorised - half["taken"] for slot, half in zip(SLOTS, week, strict=True)}
    assert found(authorised, week, BELGIUM) == found(authorised, week, None) == plain


@given(st.integers(1, 20), WEEKS)
def test_what_nobody_asks_for_leaves_the_authorised_places_as_they_are(
    authorised: int, week: list[dict[str, int]]
) -> None:
    week = [
        {**half, "taken": min(half["taken"], authorised, half["offered"] or authorised), "asked": 0} for half in week
    ]
    week = [{**half, "taken": 0} if half["offered"] == 0 else half for half in week]
    free = found(authorised, week, FRANCE)
    for slot, half in zip(SLOTS, week, strict=True):
        there = authorised if half["offered"] is None else min(half["offered"], authorised)
        assert free[slot] == there - half["taken"]
