"""The arithmetic of grants: pure functions of integer cents and basis points (1 % is 100)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ribambelle.funding.enums import Rounding
from ribambelle.funding.errors import SharesDoNotAddUp, UnknownCeiling

WHOLE = 10_000  # basis points in a whole


def split(amount_cents: int, shares: Sequence[int]) -> list[int]:
    """Share out an amount, to the cent, by the method of largest remainders.

    Parameters
    ----------
    amount_cents
        What is shared out; negative for a credit note, shared like its opposite.
    shares
        Basis points, none negative, 10,000 together.

    Returns
    -------
    list of int
        As many amounts as shares. They add up to the amount; none is a cent or more away from its exact share.
        Equal remainders: the earlier share gets the cent.

    Raises
    ------
    SharesDoNotAddUp
        When the shares do not make the whole, with what is missing or too much.

    Examples
    --------
    >>> split(100, [3333, 3333, 3334])
    [33, 33, 34]
    """
    if any(share < 0 for share in shares) or sum(shares) != WHOLE:
        raise SharesDoNotAddUp(in_percent(sum(shares)))
    size = abs(amount_cents)
    amounts = [size * share // WHOLE for share in shares]
    rest = size - sum(amounts)
    order = sorted(range(len(shares)), key=lambda index: (-(size * shares[index] % WHOLE), index))
    for index in order[:rest]:
        amounts[index] += 1
    return amounts if amount_cents >= 0 else [-amount for amount in amounts]


def in_percent(basis_points: int) -> str:
    """Basis points as people write a percentage: 3333 is “33,33”, 8000 is “80”."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def round_cents(amount: Fraction, rounding: Rounding) -> int:
    """A non-negative amount of cents, rounded as the funder rounds."""
    if rounding == Rounding.DOWN:
        return int(amount)
    if rounding == Rounding.EURO_DOWN:
        return int(amount / 100) * 100
    return int(amount + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class HeadingSum:
    """One heading of a claim: what was spent, its cap (None: no cap) and what is admitted of it, in cents."""

    heading: str
    spent_cents: int
    cap_cents: int | None
    admitted_cents: int

    @property
    def over_cents(self) -> int:
        """What the cap leaves out."""
        return self.spent_cents - self.admitted_cents


@dataclass(frozen=True, slots=True)
class Balance:
    """The arithmetic of a balance claim, each step in cents. A negative balance is to be paid back."""

    headings: tuple[HeadingSum, ...]
    eligible_cents: int
    at_rate_cents: int
    double_funding_cents: int
    ceiling_cents: int
    grant_cents: int
    paid_cents: int
    balance_cents: int

    @property
    def is_recovery(self) -> bool:
        return self.balance_cents < 0


def claim_balance(
    *,
    spent: Mapping[str, int],
    caps: Mapping[str, int | None],
    ceiling_cents: int | None,
    rate_points: int | None,
    double_funding_cents: int,
    paid_cents: int,
    rounding: Rounding,
) -> Balance:
    """What is still due on a grant, or must be paid back.

    ``eligible = Σ over headings of min(spent, cap)``;
    ``grant = max(0, min(ceiling, rate × eligible − double funding))``; ``balance = grant − paid``.

    Parameters
    ----------
    spent
        Accepted costs by heading, in cents. Every heading is one of `caps`; credit notes may make one negative, it then
        counts as nothing.
    caps
        The headings of the grant in their order, with their cap in cents, None for none.
    ceiling_cents, rate_points
        Of the decision; the rate in basis points, 0 to 10,000.
    double_funding_cents
        What another funder already pays of the same costs and this one therefore does not.
    paid_cents
        Advances and interim payments received, recoveries deducted.

    Raises
    ------
    UnknownCeiling
        When the decision's ceiling or rate is not known: unknown is never 0.
    KeyError
        When a cost stands under a heading the grant does not have.
    ValueError
        When more was paid back than was ever received.

    Notes
    -----
    The rate is applied to the whole once, then rounded by the funder's rule, so that no order of costs changes a cent.
    """
    if ceiling_cents is None or rate_points is None:
        raise UnknownCeiling
    if double_funding_cents < 0 or paid_cents < 0:
        raise ValueError(f"double funding {double_funding_cents}, paid {paid_cents}: neither can be less than nothing")
    if unknown := sorted(set(spent) - set(caps)):
        raise KeyError(", ".join(unknown))
    headings = tuple(_heading(name, spent.get(name, 0), cap) for name, cap in caps.items())
    eligible = sum(heading.admitted_cents for heading in headings)
    at_rate = round_cents(Fraction(eligible * rate_points, WHOLE), rounding)
    grant = max(0, min(ceiling_cents, at_rate - double_funding_cents))
    return Balance(
        headings=headings,
        eligible_cents=eligible,
        at_rate_cents=at_rate,
        double_funding_cents=double_funding_cents,
        ceiling_cents=ceiling_cents,
        grant_cents=grant,
        paid_cents=paid_cents,
        balance_cents=grant - paid_cents,
    )


def _heading(name: str, spent: int, cap: int | None) -> HeadingSum:
    admitted = max(0, spent if cap is None else min(spent, cap))
    return HeadingSum(name, spent, cap, admitted)


def advance_cents(*, ceiling_cents: int | None, advance_points: int | None) -> int | None:
    """The advance a decision promises, down to the cent; None when ceiling or share is not known."""
    if ceiling_cents is None or advance_points is None:
        return None
    return ceiling_cents * advance_points // WHOLE


def staff_cost_cents(*, minutes: int, hourly_cents: int) -> int:
    """Minutes at an hourly cost, to the nearest cent, half up."""
    return round_cents(Fraction(minutes * hourly_cents, 60), Rounding.HALF_UP)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open period; null bounds are open."""

    starts_on: date | None
    ends_on: date | None


def overlaps(one: Span, other: Span) -> bool:
    """Whether two half-open periods share a day."""
    begins = one.starts_on is None or other.ends_on is None or one.starts_on < other.ends_on
    return begins and (other.starts_on is None or one.ends_on is None or other.starts_on < one.ends_on)
