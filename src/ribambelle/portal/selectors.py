"""Reads of the home pages, through the registries every room fills."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.functional import Promise

from ribambelle.ui.due import Due, dues_of, key_figures

SHOWN = 2


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the agenda with what is due on it; late things stand on today."""

    on: date
    is_today: bool
    dues: list[Due]

    @property
    def runs(self) -> list["Run"]:
        """Things alike that follow each other: the first ones are shown, the others wait to be unfolded."""
        alike = groupby(self.dues, key=lambda due: (due.icon, str(due.action_label)))
        return [Run.of(list(dues)) for _, dues in alike]


@dataclass(frozen=True, slots=True)
class Run:
    """Things of one kind, due the same day: one more than `SHOWN` is shown too, folding it would save nothing."""

    shown: list[Due]
    folded: list[Due]

    @classmethod
    def of(cls, dues: list[Due]) -> "Run":
        cut = SHOWN if len(dues) > SHOWN + 1 else len(dues)
        return cls(dues[:cut], dues[cut:])


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure as shown: None is said unknown."""

    label: str | Promise
    value: int | str | None
    hint: str | Promise


def home(*, user: Any, today: date) -> dict[str, Any]:
    """The staff home of a person: days, their number of due things, the first of them, figures.

    The number of queries depends on the rooms that registered something, not on the rows.
    """
    dues = dues_of(user=user, today=today)
    days = [
        Day(on=on, is_today=on == today, dues=list(of_the_day))
        for on, of_the_day in groupby(dues, key=lambda due: max(due.on, today))
    ]
    figures = [
        Figure(figure.label, *figure.compute(user, today))
        for figure in sorted(key_figures, key=lambda figure: figure.order)
        if not figure.permission or user.has_perm(figure.permission)
    ]
    today_count = sum(len(day.dues) for day in days if day.is_today)
    return {
        "days": days,
        "due_count": len(dues),
        "today_count": today_count,
        "first": dues[0] if dues else None,
        "figures": figures,
    }
