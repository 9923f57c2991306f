"""The week as it is read on screen: cells of `<c-week>` and `<c-mat>`, little squares of `<c-weekmini>`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.functional import Promise

from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_ABBREVIATIONS, WEEKDAY_NAMES

State = Literal["", "full", "part", "none", "off", "over", "ask", "yes", "no", "chg"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One half-day of a week to read.

    Attributes
    ----------
    state
        "" (free), full, part, none (closed), off (not asked), over, ask, yes, no, chg (about to change).
    value
        The figure in large, as text; empty for none.
    text
        The word beside it (“libres”), or the whole content when there is no figure.
    spoken
        Replaces value and text for those who listen; needed when these alone would not be understood.
    level
        0 to 100: a bar under the figure; None for no bar.
    icon
        Name of an icon before the figure.
    """

    state: State = ""
    value: str = ""
    text: str | Promise = ""
    spoken: str | Promise = ""
    level: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """One of the ten little squares: its place, and whether it is asked (a), asked and missed (x), or neither."""

    x: int
    y: str
    kind: Literal["a", "x", ""]
    stroke: str


def columns_of(mask: int, missed: int) -> list[Square]:
    """The squares of a mask; those of `missed` are crossed out."""
    squares = []
    for slot in ALL_SLOTS:
        bit = 1 << slot.number
        x, top = slot.weekday * 10, 10.5 * slot.half
        squares.append(
            Square(
                x=x,
                y=f"{top:g}",
                kind="x" if missed & bit else "a" if mask & bit else "",
                stroke=f"M{x + 1.5:g} {top + 7.3:g}L{x + 7} {top + 1.5:g}",
            )
        )
    return squares


class Day(NamedTuple):
    """The head of a column."""

    name: str | Promise
    short: str | Promise


class Row(NamedTuple):
    """Morning or afternoon, with its five cells."""

    name: str | Promise
    cells: list[Cell]


def head() -> tuple[Day, ...]:
    """Monday to Friday."""
    return tuple(Day(WEEKDAY_NAMES[index], short) for index, short in enumerate(WEEKDAY_ABBREVIATIONS))


def rows_of(cells: Sequence[Cell]) -> list[Row]:
    """Ten cells in the order of the week, as two rows."""
    if len(cells) != len(ALL_SLOTS):
        raise ValueError(f"{len(cells)} cells: a week has {len(ALL_SLOTS)}, from Monday morning to Friday afternoon.")
    return [
        Row(name, [cell for cell, slot in zip(cells, ALL_SLOTS, strict=True) if slot.half == half])
        for half, name in enumerate(HALF_NAMES)
    ]
