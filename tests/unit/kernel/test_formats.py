"""French formats: numbers, money, dates, hours, ages. Narrow no-break spaces are asserted, not guessed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from ribambelle.kernel import formats

NARROW, SPACE = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def _in_french() -> object:
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1284, f"1{NARROW}284"),
        (-1284, f"-1{NARROW}284"),
        (4.25, "4,25"),
        (Decimal("4.20"), "4,2"),
    ],
)
def test_number(value: int | float | Decimal, text: str) -> None:
    assert formats.number(value) == text


def test_number_with_fixed_decimals() -> None:
    assert formats.number(4, decimals=1) == "4,0"
    assert formats.number(1284.56, decimals=0) == f"1{NARROW}285"


@pytest.mark.parametrize(
    ("cents", "text"),
    [(840_000, f"8{NARROW}400 €"), (1250, "12,50 €"), (0, "0 €"), (-5, "-0,05 €")],
)
def test_euros(cents: int, text: str) -> None:
    assert formats.euros(cents).replace(SPACE, " ") == text


def test_percent() -> None:
    assert formats.percent(1.15) == f"115{SPACE}%"
    assert formats.percent(0.8666, decimals=1) == f"86,7{SPACE}%"


def test_days() -> None:
    first = date(2027, 9, 1)
    assert formats.day(first) == "01/09/2027"
    assert formats.day_in_words(first) == "1er septembre 2027"
    assert formats.day_in_words(date(2027, 12, 11)) == "11 décembre 2027"
    assert formats.day_in_words(date(2027, 12, 31)) == "31 décembre 2027"
    assert formats.weekday_in_words(date(2027, 4, 5)) == "lundi 5 avril 2027"
    assert formats.weekday_in_words(date(2027, 3, 1)) == "lundi 1er mars 2027"


def test_a_moment_is_read_in_the_time_zone_of_the_installation() -> None:
    just_before_midnight = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
    assert formats.day(just_before_midnight) == "01/07/2027"
    assert formats.moment(just_before_midnight) == f"01/07/2027, 0{SPACE}h{SPACE}30"


@pytest.mark.parametrize(
    ("value", "text"), [(450, "7 h 30"), (time(18, 0), "18 h 00"), (0, "0 h 00"), (1440, "24 h 00")]
)
def test_clock(value: int | time, text: str) -> None:
    assert formats.clock(value).replace(SPACE, " ") == text


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_an_hour_outside_of_the_day_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 1440"):
        formats.clock(minutes)


@pytest.mark.parametrize(
    ("months", "text"),
    [(0, "0 mois"), (1, "1 mois"), (23, "23 mois"), (24, "2 ans"), (25, "2 ans et 1 mois"), (30, "2 ans et 6 mois")],
)
def test_age(months: int, text: str) -> None:
    assert formats.age(months) == text


@pytest.mark.parametrize(
    "write",
    [
        formats.number,
        formats.euros,
        formats.percent,
        formats.day,
        formats.day_in_words,
        formats.weekday_in_words,
        formats.clock,
        formats.moment,
        formats.age,
    ],
)
def test_unknown_is_never_zero(write: object) -> None:
    assert write(None) == "inconnu"  # type: ignore[operator]
