"""The arithmetic of grants, held against its own definition in exact fractions."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.funding.enums import Rounding
from ribambelle.funding.errors import SharesDoNotAddUp, UnknownCeiling
from ribambelle.funding.rules import (
    WHOLE,
    Balance,
    Span,
    advance_cents,
    claim_balance,
    in_percent,
    overlaps,
    round_cents,
    split,
    staff_cost_cents,
)

AMOUNTS = st.integers(0, 10**10)
POINTS = st.integers(0, WHOLE)


@st.composite
def wholes(draw: st.DrawFn) -> list[int]:
    """Basis points that make the whole."""
    cuts = sorted(draw(st.lists(POINTS, max_size=8)))
    return [end - start for start, end in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@given(amount=st.integers(-(10**10), 10**10), shares=wholes())
def test_shares_add_up_to_the_cost_to_the_cent(amount: int, shares: list[int]) -> None:
    amounts = split(amount, shares)
    assert sum(amounts) == amount
    for part, share in zip(amounts, shares, strict=True):
        assert abs(part - Fraction(amount * share, WHOLE)) < 1
        assert share or not part, "who has no share pays no cent"


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly; the property stands
@given(amount=AMOUNTS, shares=wholes(), data=st.data())
def test_equal_shares_differ_by_a_cent_at_most_and_order_changes_no_total(
    amount: int, shares: list[int], data: st.DataObject
) -> None:
    turned = data.draw(st.permutations(shares))
    assert sorted(split(amount, shares)) == sorted(split(amount, turned))
    assert split(-amount, shares) == [-part for part in split(amount, shares)]


@pytest.mark.parametrize("shares", [[], [9999], [5000, 5001], [-1, 10_001]])
def test_shares_that_do_not_make_the_whole_are_refused(shares: list[int]) -> None:
    with pytest.raises(SharesDoNotAddUp):
        split(100, shares)


@pytest.mark.parametrize(("points", "text"), [(8000, "80"), (3333, "33,33"), (50, "0,5"), (10000, "100"), (5, "0,05")])
def test_basis_points_are_read_as_per_cent(points: int, text: str) -> None:
    assert in_percent(points) == text


@st.composite
def claims(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    caps = {name: draw(st.none() | AMOUNTS) for name in names}
    some = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return {
        "spent": {name: draw(st.integers(-(10**6), 10**10)) for name in some},
        "caps": caps,
        "ceiling_cents": draw(AMOUNTS),
        "rate_points": draw(POINTS),
        "double_funding_cents": draw(AMOUNTS),
        "paid_cents": draw(AMOUNTS),
        "rounding": draw(st.sampled_from(list(Rounding))),
    }


@given(claims())
def test_the_balance_follows_its_formula_and_never_exceeds_the_ceiling(claim: dict[str, object]) -> None:
    found: Balance = claim_balance(**claim)  # type: ignore[arg-type]
    eligible = 0
    for name, cap in claim["caps"].items():  # type: ignore[attr-defined]
        spent = claim["spent"].get(name, 0)  # type: ignore[attr-defined]
        eligible += max(0, spent if cap is None else min(spent, cap))
    assert found.eligible_cents == eligible
    exact = Fraction(eligible * claim["rate_points"], WHOLE)  # type: ignore[operator]
    tolerance = 100 if claim["rounding"] == Rounding.EURO_DOWN else 1
    assert abs(found.at_rate_cents - exact) < tolerance
    assert found.grant_cents == max(0, min(claim["ceiling_cents"], found.at_rate_cents - claim["double_funding_cents"]))  # type: ignore[call-overload, operator]
    assert 0 <= found.grant_cents <= claim["ceiling_cents"]  # type: ignore[operator]
    assert found.balance_cents <= claim["ceiling_cents"]  # type: ignore[operator]
    assert found.balance_cents == found.grant_cents - claim["paid_cents"]  # type: ignore[operator]
    assert found.is_recovery == (claim["paid_cents"] > found.grant_cents)  # type: ignore[operator]


@given(claims(), st.integers(1, 10**9))
def test_spending_more_never_lowers_the_grant(claim: dict[str, object], more: int) -> None:
    before = claim_balance(**claim)  # type: ignore[arg-type]
    for name in claim["spent"]:  # type: ignore[attr-defined]
        raised = {**claim, "spent": {**claim["spent"], name: claim["spent"][name] + more}}  # type: ignore[dict-item, index]
        assert claim_balance(**raised).grant_cents >= before.grant_cents  # type: ignore[arg-type]


SIMPLE: dict[str, object] = {
    "spent": {"staff": 5_000_00, "rent": 900_00},
    "caps": {"staff": None, "rent": 600_00},
    "ceiling_cents": 5_000_00,
    "rate_points": 8000,
    "double_funding_cents": 0,
    "paid_cents": 4_000_00,
    "rounding": Rounding.DOWN,
}


def test_a_claim_by_hand() -> None:
    found = claim_balance(**SIMPLE)  # type: ignore[arg-type]
    assert (found.eligible_cents, found.grant_cents, found.balance_cents) == (5_600_00, 4_480_00, 480_00)
    assert [heading.over_cents for heading in found.headings] == [0, 300_00]


def test_more_paid_than_granted_is_to_be_paid_back() -> None:
    found = claim_balance(**{**SIMPLE, "paid_cents": 4_500_00})  # type: ignore[arg-type]
    assert found.balance_cents == -20_00
    assert found.is_recovery


@pytest.mark.parametrize("unknown", ["ceiling_cents", "rate_points"])
def test_an_unknown_ceiling_or_rate_is_not_nothing(unknown: str) -> None:
    with pytest.raises(UnknownCeiling):
        claim_balance(**{**SIMPLE, unknown: None})  # type: ignore[arg-type]


def test_a_cost_under_no_heading_of_the_grant_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="meals"):
        claim_balance(**{**SIMPLE, "spent": {"meals": 1}})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="less than nothing"):
        claim_balance(**{**SIMPLE, "paid_cents": -1})  # type: ignore[arg-type]


def test_every_funder_rounds_in_its_own_way() -> None:
    amount = Fraction(12_345_5, 10)
    assert [round_cents(amount, rule) for rule in (Rounding.DOWN, Rounding.HALF_UP, Rounding.EURO_DOWN)] == [
        12345,
        12346,
        12300,
    ]


def test_an_advance_and_an_hour() -> None:
    assert advance_cents(ceiling_cents=50_000_01, advance_points=8000) == 40_000_00
    assert advance_cents(ceiling_cents=None, advance_points=8000) is None
    assert staff_cost_cents(minutes=90, hourly_cents=3333) == 5000


@given(st.lists(st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 20)), min_size=4, max_size=4))
def test_two_periods_overlap_when_they_share_a_day(bounds: list[date | None]) -> None:
    one, other = Span(*bounds[:2]), Span(*bounds[2:])
    days = [date(2019, 12, 31), *(date(2020, 1, day) for day in range(1, 22))]

    def holds(span: Span, day: date) -> bool:
        return (span.starts_on is None or span.starts_on <= day) and (span.ends_on is None or day < span.ends_on)

    if all(s.starts_on is None or s.ends_on is None or s.starts_on < s.ends_on for s in (one, other)):
        assert overlaps(one, other) == any(holds(one, day) and holds(other, day) for day in days)
