"""When requests have to be up to date: the rooms that hold sessions say their cut-off dates here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class CutOffs:
    """`days(today)`: the cut-off dates to come, today included."""

    code: str
    days: Callable[[date], Iterable[date]]


cut_offs: Registry[CutOffs] = Registry("provider of cut-off dates")


def next_cut_off(today: date) -> date | None:
    """The next day requests are frozen on; None when no session is planned."""
    return min((day for provider in cut_offs for day in provider.days(today)), default=None)
