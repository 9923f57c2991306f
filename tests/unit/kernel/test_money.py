"""Amounts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.kernel.money import UnreadableAmount, parse_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("450", 45000), ("1 234,50 €", 123450), ("1.234,5", 123450), ("1,234.50", 123450), ("-12", -1200), ("0,05", 5)],
)
def test_an_amount_is_read_in_cents(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "abc", "1,2345", "12,345,6", "1.23.4", "--5"])
def test_what_is_no_amount_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnreadableAmount) as refusal:
        parse_cents(text)
    assert repr(text) in str(refusal.value)


@given(st.integers(-(10**9), 10**9))
def test_every_amount_written_in_french_is_read_back(cents: int) -> None:
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    assert parse_cents(f"{sign}{whole:,}".replace(",", "\u202f") + f",{rest:02d}\u202f€") == cents
