"""Figures: one definition each, called by screen, export, report and command line alike.

A figure is computed from records, or says that its source merely declares it. Unknown is None, never 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure is worth, and how one knows.

    `basis` is "computed" (from records, `how` says from which) or "declared" (`how` names the source).
    """

    value: int | str | None
    basis: Literal["computed", "declared"]
    how: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a stable code, a label, a unit, a period in words ("2017", "at 31/12/2017") and its selector."""

    code: str
    label: str | Promise
    unit: str | Promise
    period: str | Promise
    compute: Callable[[], Value]


figures: Registry[Figure] = Registry("figure")


@dataclass(frozen=True, slots=True)
class FigureFamily:
    """Figures that depend on the records: one series of meetings, one event, one year each has its own.

    `members()` lists them today; the code of each begins with the code of the family and a point.
    """

    code: str
    members: Callable[[], Iterable[Figure]]


families: Registry[FigureFamily] = Registry("family of figures")


def every_figure() -> list[Figure]:
    """The figures registered one by one, then those of the families, each by code."""
    found = [figure for family in families for figure in family.members()]
    return [*figures, *sorted(found, key=lambda figure: figure.code)]


def figure_named(code: str) -> Figure:
    """The figure of that code, alone or of a family.

    Raises
    ------
    KeyError
        When no figure has that code; the message names it.
    """
    if code in figures:
        return figures.get(code)
    for family in families:
        if code.startswith(f"{family.code}."):
            for figure in family.members():
                if figure.code == code:
                    return figure
    raise KeyError(f"figure {code!r} is not known. `ribambelle figures` lists those that are.")
