"""What the law allows beyond the authorised places, and the staff it asks for: dated step tables. No Django.

The tables themselves, with their sources, are in `data/law.toml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal, TypeVar

Rounding = Literal["up", "down", "nearest"]
Children = Literal["all", "walking", "not-walking"]
WHOLE = 100


class UnreadableTable(ValueError):
    """A table of the law that cannot be applied as it stands; the message names the line and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A line of the law: whose, from a day (included) to a day (excluded; None: no end known), and where it is read."""

    law: str
    valid_from: date
    valid_to: date | None = None
    source: str
    url: str = ""
    confirmed: bool = True

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Dated):
    """How many children may be present.

    Attributes
    ----------
    steps
        (authorised places from, percent of them that may be present at one moment), in ascending order.
    week_percent
        Half-days taken over the week, percent of those offered.
    rounding
        How a share of a place is read.
    """

    steps: tuple[tuple[int, int], ...]
    week_percent: int
    rounding: Rounding

    def instant(self, authorised: int) -> int:
        """Children who may be present at one moment in a setting of that many authorised places.

        Examples
        --------
        >>> ceiling = Ceiling(law="FR", valid_from=date(2021, 10, 8), source="", steps=((1, 115),), week_percent=100,
        ...                   rounding="up")
        >>> [ceiling.instant(places) for places in (0, 10, 12, 20, 42)]
        [0, 12, 14, 23, 49]
        """
        percent = max((step for step in self.steps if step[0] <= authorised), default=(0, WHOLE))[1]
        return rounded(Fraction(authorised * percent, WHOLE), self.rounding)

    def week(self, offered: int) -> int:
        """Half-days that may be taken over a week that offers that many."""
        return rounded(Fraction(offered * self.week_percent, WHOLE), "down")

    @property
    def goes_beyond(self) -> bool:
        """Whether more children than authorised places may be present at one moment."""
        return any(percent > WHOLE for _, percent in self.steps)


def rounded(value: Fraction, rounding: Rounding) -> int:
    """A whole number; halves go up with `nearest`."""
    if rounding == "up":
        return ceil(value)
    return floor(value) if rounding == "down" else floor(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Dated):
    """One worker for so many children, and never fewer than `min_workers` when a child is there."""

    choice: str
    children: Children
    per_worker: int
    min_workers: int

    def workers(self, children: int) -> int:
        """Workers needed beside that many children; 0 when nobody is there."""
        return max(ceil(Fraction(children, self.per_worker)), self.min_workers) if children else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidStaff(Dated):
    """Staff a grant pays for, by authorised places: (places from, half full-time equivalents), ascending.

    Beyond the last step: so many halves more for each full number of further places, or nothing known.
    """

    what: str
    steps: tuple[tuple[int, int], ...]
    last_places: int | None = None
    each_further_places: int | None = None
    each_further_halves: int = 0

    def halves(self, places: int) -> int | None:
        """Half full-time equivalents paid for; None above what the table says, 0 below its first step."""
        if self.last_places is not None and places > self.last_places:
            return None
        reached = [step for step in self.steps if step[0] <= places]
        if not reached:
            return 0
        start, number = max(reached)
        if self.each_further_places and reached == list(self.steps):
            number += (places - start) // self.each_further_places * self.each_further_halves
        return number


@dataclass(frozen=True, slots=True)
class Tables:
    """All the tables of the law."""

    ceilings: tuple[Ceiling, ...]
    ratios: tuple[Ratio, ...]
    paid_staff: tuple[PaidStaff, ...]

    def ceiling_on(self, law: str, day: date) -> Ceiling | None:
        return next((line for line in self.ceilings if line.law == law and line.covers(day)), None)

    def ratios_on(self, law: str, day: date) -> tuple[Ratio, ...]:
        return tuple(line for line in self.ratios if line.law == law and line.covers(day))

    def paid_staff_on(self, law: str, day: date) -> tuple[PaidStaff, ...]:
        return tuple(line for line in self.paid_staff if line.law == law and line.covers(day))

    def changes(self, law: str) -> list[date]:
        """The days on which something changes for a country, in order."""
        lines: list[Dated] = [*self.ceilings, *self.ratios, *self.paid_staff]
        own = [line for line in lines if line.law == law]
        return sorted({line.valid_from for line in own} | {line.valid_to for line in own if line.valid_to})

    def with_rounding(self, rounding: Rounding) -> "Tables":
        """The same tables, every ceiling that goes beyond the authorisation read with another rounding."""
        ceilings = (replace(one, rounding=rounding) if one.goes_beyond else one for one in self.ceilings)
        return replace(self, ceilings=tuple(ceilings))


def tables_of(content: Mapping[str, Any]) -> Tables:
    """The tables as the file writes them.

    Raises
    ------
    UnreadableTable
        Two ceilings of one country on the same day, or steps that do not ascend.
    """
    ceilings = tuple(_ceiling(dict(line)) for line in content.get("ceiling", ()))
    ratios = tuple(Ratio(**line) for line in content.get("ratio", ()))
    paid = tuple(PaidStaff(**{**line, "steps": _steps(line["steps"])}) for line in content.get("paid_staff", ()))
    _check_apart(ceilings)
    for steps in [*(one.steps for one in ceilings), *(one.steps for one in paid)]:
        if list(steps) != sorted(set(steps)):
            raise UnreadableTable(f"steps {steps} do not ascend. Write each number of places once, smallest first.")
    return Tables(ceilings, ratios, paid)


def _ceiling(line: dict[str, Any]) -> Ceiling:
    steps = _steps((step["min_places"], step["instant_percent"]) for step in line.pop("step"))
    return Ceiling(steps=steps, **line)


def _steps(pairs: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((first, second) for first, second in pairs)


Line = TypeVar("Line", bound=Dated)


def _check_apart(lines: Sequence[Line]) -> None:
    for one in lines:
        for other in lines:
            if one is not other and one.law == other.law and other.covers(one.valid_from):
                raise UnreadableTable(
                    f"{one.law}: two ceilings run on {one.valid_from}. Give the earlier one a valid_to on that day."
                )
