"""Money that members or participants owe: rooms say that something is due, `funding` calls, receives and reminds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Receivable:
    """One amount due, in cents. `key` is stable within its source: calling twice asks once."""

    key: str
    debtor_reference: str
    debtor: str
    label: str
    amount_cents: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReceivableSource:
    """What a room knows to be owed for a calendar year: `of_year(2021)`."""

    code: str
    label: str | Promise
    of_year: Callable[[int], Iterable[Receivable]]


receivable_sources: Registry[ReceivableSource] = Registry("source of receivables")
