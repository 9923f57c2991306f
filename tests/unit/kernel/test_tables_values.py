"""One cell to one value, as people write them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.kernel.tables import (
    CellError,
    parse_boolean,
    parse_cents,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_text,
    parse_time,
)

PARSERS = [parse_text, parse_integer, parse_decimal, parse_cents, parse_boolean, parse_date, parse_time]


@pytest.mark.parametrize("parse", PARSERS)
def test_unknown_stays_unknown(parse: object) -> None:
    assert parse(None) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 284", 1284),
        ("1\u202f284", 1284),
        ("1\u00a0284", 1284),
        ("1.284", 1284),
        ("12,0", 12),
        (25.0, 25),
        ("0", 0),
        ("-3", -3),
        ("+4", 4),
    ],
)
def test_whole_numbers(cell: object, value: int) -> None:
    assert parse_integer(cell) == value


@pytest.mark.parametrize(
    "cell",
    ["12,5", "douze", "12 places", True, "1_000", "١٢", "NaN", "inf", "1e400", datetime.date(2027, 1, 1)],
)
def test_what_is_no_whole_number_is_named(cell: object) -> None:
    with pytest.raises(CellError):
        parse_integer(cell)


def test_messages_name_the_value_and_the_remedy() -> None:
    with pytest.raises(CellError) as caught:
        parse_integer("12,5")
    assert str(caught.value) == "«\u202f12,5\u202f» n’est pas un nombre entier. Écrivez par exemple 12."
    with pytest.raises(CellError) as caught:
        parse_integer("-1", minimum=0)
    assert str(caught.value) == ("-1 est trop petit\u202f: la plus petite valeur est 0. Corrigez, ou laissez vide.")


def test_bounds_are_allowed_values() -> None:
    assert parse_integer("0", minimum=0, maximum=0) == 0
    with pytest.raises(CellError):
        parse_integer("1", maximum=0)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", " ", "\u202f", "\u00a0"]))
def test_a_number_written_the_french_way_comes_back(number: int, gap: str) -> None:
    assert parse_integer(f"{number:,}".replace(",", gap)) == number


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_cents_are_exact(amount: Decimal) -> None:
    assert parse_cents(f"{amount} €".replace(".", ",")) == int(amount * 100)


def test_half_a_cent_goes_up() -> None:
    assert parse_cents("0,125") == 13


@pytest.mark.parametrize(
    ("cell", "value"), [("4,2", "4.2"), ("4.2", "4.2"), ("1 234,50", "1234.50"), (0.1, "0.1"), (7, "7")]
)
def test_decimals(cell: object, value: str) -> None:
    assert parse_decimal(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Oui", True),
        ("x", True),
        ("VRAI", True),
        (1, True),
        ("non", False),
        ("0", False),
        (False, False),
        ("✓", True),
    ],
)
def test_yes_and_no(cell: object, value: bool) -> None:
    assert parse_boolean(cell) is value


def test_perhaps_is_neither() -> None:
    with pytest.raises(CellError, match="peut-être"):
        parse_boolean("peut-être")


@pytest.mark.parametrize(
    "cell",
    [
        "31/12/2027",
        "31.12.2027",
        "31-12-2027",
        "2027-12-31",
        "2027-12-31T00:00:00",
        datetime.datetime(2027, 12, 31, 8, tzinfo=datetime.UTC),
    ],
)
def test_days(cell: object) -> None:
    assert parse_date(cell) == datetime.date(2027, 12, 31)


def test_the_day_comes_first() -> None:
    assert parse_date("03/04/2027") == datetime.date(2027, 4, 3)


def test_a_day_that_does_not_exist_is_explained() -> None:
    with pytest.raises(CellError) as caught:
        parse_date("31/09/2027")
    assert str(caught.value) == ("31/09/2027 n’existe pas\u202f: septembre a 30 jours. Écrivez par exemple 30/09/2027.")


@pytest.mark.parametrize("cell", ["12/31/2027", "31/12/27", "bientôt", "2027", 46000, "00/01/2027", "01/01/0000"])
def test_what_is_no_day(cell: object) -> None:
    with pytest.raises(CellError):
        parse_date(cell)


@given(st.dates())
def test_every_day_comes_back(day: datetime.date) -> None:
    assert parse_date(f"{day.day:02}/{day.month:02}/{day.year:04}") == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize("cell", ["06:30", "6h30", "6 h 30", "6H30", "06:30:00", datetime.time(6, 30)])
def test_times(cell: object) -> None:
    assert parse_time(cell) == datetime.time(6, 30)


@pytest.mark.parametrize("cell", ["25:00", "6:75", "matin", "6:3"])
def test_what_is_no_time(cell: str) -> None:
    with pytest.raises(CellError):
        parse_time(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [(6700, "6700"), (4.5, "4,5"), (True, "oui"), (datetime.date(2027, 1, 2), "02/01/2027"), ("a", "a")],
)
def test_texts(cell: object, text: str) -> None:
    assert parse_text(cell) == text


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(CellError):
        parse_text("a" * 300, longest=255)
