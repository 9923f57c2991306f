"""The tables of the law at the edges of their validity, and the first day on which a limit is passed, day by day."""

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ribambelle.offer
from ribambelle.offer.rules import HALF_DAYS, Period, Places, Taken
from ribambelle.offer.rules.law import Ceiling, Tables, UnreadableTable, rounded, tables_of
from ribambelle.offer.rules.overcapacity import Limit, Load, first_breach, usage_on

TABLES = tables_of(tomllib.loads((Path(ribambelle.offer.__file__).parent / "data" / "law.toml").read_text("utf-8")))
START = date(2027, 9, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("law", "on", "limit"),
    [
        ("FR", date(2021, 10, 7), None),
        ("FR", date(2021, 10, 8), 12),
        ("FR", date(2099, 1, 1), 12),
        ("BE", date(2019, 12, 31), None),
        ("BE", date(2020, 1, 1), 10),
    ],
)
def test_a_rule_counts_from_its_day_on(law: str, on: date, limit: int | None) -> None:
    ceiling = TABLES.ceiling_on(law, on)
    assert (ceiling.instant(10) if ceiling else None) == limit


@pytest.mark.parametrize(
    ("rounding", "expected"), [("up", [12, 14, 23, 49]), ("down", [11, 13, 23, 48]), ("nearest", [12, 14, 23, 48])]
)
def test_how_115_percent_of_a_place_is_read_is_a_parameter(rounding: str, expected: list[int]) -> None:
    ceiling = TABLES.with_rounding(rounding).ceiling_on("FR", START)  # type: ignore[arg-type]
    assert ceiling
    assert [ceiling.instant(places) for places in (10, 12, 20, 42)] == expected
    belgium = TABLES.with_rounding(rounding).ceiling_on("BE", START)  # type: ignore[arg-type]
    assert belgium
    assert [belgium.instant(places) for places in (0, 7, 14)] == [0, 7, 14]


@given(st.fractions(0, 300, max_denominator=100))
def test_rounding_moves_by_less_than_one(value: Fraction) -> None:
    up, down, nearest = (rounded(value, way) for way in ("up", "down", "nearest"))  # type: ignore[arg-type]
    assert down <= value <= up
    assert up - down == (0 if value.denominator == 1 else 1)
    assert abs(value - nearest) <= Fraction(1, 2)


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_places_never_allow_fewer_children_nor_fewer_workers(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    for line in TABLES.ceilings:
        assert fewer <= line.instant(fewer) <= line.instant(more)
    for ratio in TABLES.ratios:
        assert ratio.workers(fewer) <= ratio.workers(more)
        assert ratio.workers(more) * ratio.per_worker >= more


def test_staff_beside_the_children_present() -> None:
    (belgium,) = TABLES.ratios_on("BE", START)
    assert [belgium.workers(children) for children in (0, 1, 7, 8, 14, 15)] == [0, 1, 1, 2, 2, 3]
    france = {(one.choice, one.children): one for one in TABLES.ratios_on("FR", START)}
    assert france["by-walking", "not-walking"].workers(10) == 2
    assert france["by-walking", "not-walking"].workers(11) == 3
    assert france["by-walking", "walking"].workers(17) == 3
    assert france["all", "all"].workers(1) == 2, "never alone with the children"
    assert TABLES.ratios_on("FR", date(2021, 8, 31)) == ()


@pytest.mark.parametrize(
    ("what", "places", "halves"),
    [
        ("childcare", 13, 0),
        ("childcare", 14, 5),
        ("childcare", 20, 5),
        ("childcare", 21, 6),
        ("childcare", 27, 7),
        ("childcare", 41, 11),
        ("childcare", 42, None),
        ("psycho-medico-social", 20, 0),
        ("psycho-medico-social", 41, 1),
        ("psycho-medico-social", 42, 2),
        ("psycho-medico-social", 55, 2),
        ("psycho-medico-social", 56, 3),
        ("psycho-medico-social", 70, 4),
    ],
)
def test_staff_a_grant_pays_for_is_a_step_table(what: str, places: int, halves: int | None) -> None:
    (line,) = [one for one in TABLES.paid_staff_on("BE", date(2026, 1, 1)) if one.what == what]
    assert line.halves(places) == halves
    assert not TABLES.paid_staff_on("BE", date(2025, 12, 31))


def test_every_line_says_where_it_is_read() -> None:
    for line in [*TABLES.ceilings, *TABLES.ratios, *TABLES.paid_staff]:
        assert line.source
        assert line.url.startswith("http")


def test_two_ceilings_on_one_day_and_steps_in_disorder_are_refused() -> None:
    line = {"law": "FR", "valid_from": START, "source": "x", "week_percent": 100, "rounding": "up"}
    step = {"step": [{"min_places": 1, "instant_percent": 110}]}
    with pytest.raises(UnreadableTable, match="valid_to"):
        tables_of({"ceiling": [line | step, line | step | {"valid_from": day(5)}]})
    with pytest.raises(UnreadableTable, match="ascend"):
        tables_of(
            {"paid_staff": [{"law": "BE", "valid_from": START, "source": "", "what": "x", "steps": [[9, 1], [2, 3]]}]}
        )


HORIZON = 10
starts = st.integers(0, HORIZON - 1)
ends = st.one_of(st.none(), st.integers(1, HORIZON))
periods = st.tuples(starts, ends).map(
    lambda pair: Period(day(pair[0]), None if pair[1] is None else day(pair[0] + pair[1]))
)
taken_lists = st.lists(st.builds(Taken, st.integers(1, 1023), periods), max_size=8).map(tuple)
one_line = st.tuples(periods, st.integers(0, 4)).map(lambda p: Places(p[1], p[0].starts_on, p[0].ends_on))
grids = st.lists(st.lists(one_line, max_size=2).map(tuple), max_size=2).map(tuple)
loads = st.builds(
    Load,
    taken_lists,
    st.lists(grids, min_size=HALF_DAYS, max_size=HALF_DAYS).map(tuple),
    st.lists(one_line, max_size=2).map(tuple),
)
percents = st.integers(100, 200)


def tables(first: int, second: int) -> Tables:
    """One ceiling until day 5, another after: the edge lies inside the horizon."""
    return Tables(
        (
            Ceiling(
                law="FR",
                valid_from=day(-5),
                valid_to=day(5),
                source="",
                steps=((1, first),),
                week_percent=100,
                rounding="up",
            ),
            Ceiling(
                law="FR",
                valid_from=day(5),
                source="",
                steps=((1, second), (3, 100)),
                week_percent=first,
                rounding="down",
            ),
        ),
        (),
        (),
    )


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(loads, periods, percents, percents)
def test_the_first_breach_against_looking_at_every_day(load: Load, during: Period, first: int, second: int) -> None:
    law = tables(first, second)
    expected = None
    for number in range(3 * HORIZON):
        today = day(number)
        if not during.covers(today) or expected:
            continue
        usage = usage_on(load, law, "FR", today)
        present = [sum(t.slots >> slot & 1 for t in load.taken if t.period.covers(today)) for slot in range(HALF_DAYS)]
        assert list(usage.taken) == present
        if usage.limit is None or usage.week_limit is None:
            expected = (today, Limit.UNKNOWN) if sum(present) else None
        elif max(present) > usage.limit:
            expected = (today, Limit.INSTANT)
        elif sum(present) > usage.week_limit:
            expected = (today, Limit.WEEK)
    found = first_breach(load, law, "FR", during)
    assert (found and (found.on, found.limit)) == expected


def test_france_115_at_one_moment_as_long_as_the_week_holds() -> None:
    """Ten places all week: twelve on Monday morning hold, thirteen do not; and the week holds a hundred half-days."""
    grid = tuple(((Places(10, START),),) for _ in range(HALF_DAYS))
    authorised = (Places(10, START),)

    def load(monday: int, others: int) -> Load:
        placed = [Taken(1, Period(START))] * monday + [Taken(1023 ^ 1, Period(START))] * others
        return Load(tuple(placed), grid, authorised)

    assert first_breach(load(12, 9), TABLES, "FR", Period(START)) is None
    breach = first_breach(load(13, 9), TABLES, "FR", Period(START))
    assert breach
    assert (breach.limit, breach.slot, breach.taken, breach.allowed) == (Limit.INSTANT, 0, 13, 12)
    breach = first_breach(load(11, 10), TABLES, "FR", Period(START))
    assert breach
    assert (breach.limit, breach.taken, breach.allowed) == (Limit.WEEK, 101, 100)
    breach = first_breach(load(11, 1), TABLES, "BE", Period(START))
    assert breach
    assert (breach.limit, breach.allowed) == (Limit.INSTANT, 10)
