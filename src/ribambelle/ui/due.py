"""What is due: each room says what waits for a person, the staff home shows it day by day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits.

    Attributes
    ----------
    on
        The day it is due. A past day is shown today, marked late.
    text
        One or two sentences: why, how many, what depends on it.
    action_label
        A verb: what the link does (“Les envoyer”).
    is_late
        Marked in colour even before its day is over.
    """

    on: date
    icon: str
    title: str | Promise
    text: str | Promise
    url: str
    action_label: str | Promise
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DueProvider:
    """`dues(user, today)`: what waits for this person from today on, or is late; queries do not grow with the rows."""

    code: str
    dues: Callable[[Any, date], Iterable[Due]]
    permission: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of the staff home: `compute(user, today)` gives (value or None for unknown, one line under it)."""

    code: str
    label: str | Promise
    compute: Callable[[Any, date], tuple[int | str | None, str | Promise]]
    order: int = 50
    permission: str = ""


due_providers: Registry[DueProvider] = Registry("provider of due things")
key_figures: Registry[KeyFigure] = Registry("key figure")


def dues_of(*, user: Any, today: date) -> list[Due]:
    """What waits for this person, in the order of the days; late things first, then by room."""
    found = [
        due
        for provider in due_providers
        if not provider.permission or user.has_perm(provider.permission)
        for due in provider.dues(user, today)
    ]
    return sorted(found, key=lambda due: (max(due.on, today), not due.is_late, due.on))
