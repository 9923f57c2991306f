"""Figures: one definition each, called by screen, export, report and command line alike.

A figure is computed from records, or says that its source merely declares it. Unknown is None, never 0.
"""

from collections.abc import Callable
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
