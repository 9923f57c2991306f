"""The rows of a result as the engine writes them: who obtained what, and what refused each wish."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple


class PlacedRow(NamedTuple):
    """A row of allocation.csv; rank 0: the child keeps the place it holds."""

    party: str
    rank: int
    child: str
    setting: str
    section: str
    slots: tuple[str, ...]


class RefusalRow(NamedTuple):
    """A row of refusals.csv; blanks are None."""

    party: str
    rank: int | None
    setting: str
    reason: str
    section: str
    slot: str
    places: int | None
    load: int | None
    cutoff: Decimal | None
    points: Decimal | None


def placed_rows(text: str) -> list[PlacedRow]:
    """The rows of an allocation.csv."""
    return [
        PlacedRow(party, int(rank), child, setting, section, tuple(slots.split()))
        for party, rank, child, setting, section, slots in _lines(text, PlacedRow._fields)
    ]


def refusal_rows(text: str) -> Iterable[RefusalRow]:
    """The rows of a refusals.csv, read each time they are gone through."""
    return _Refusals(text)


class _Refusals(Iterable[RefusalRow]):
    def __init__(self, text: str) -> None:
        self.text = text

    def __iter__(self) -> Iterator[RefusalRow]:
        for party, rank, setting, reason, section, slot, places, load, cutoff, points in _lines(
            self.text, RefusalRow._fields
        ):
            yield RefusalRow(
                party,
                _whole(rank),
                setting,
                reason,
                section,
                slot,
                _whole(places),
                _whole(load),
                Decimal(cutoff) if cutoff else None,
                Decimal(points) if points else None,
            )


def _lines(text: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The lines of a table under these columns.

    Raises
    ------
    ValueError
        When its head says other columns.
    """
    lines = csv.reader(io.StringIO(text))
    if (head := tuple(next(lines, columns))) != columns:
        raise ValueError(f"columns {', '.join(head)}; expected {', '.join(columns)}")
    return lines


def _whole(text: str) -> int | None:
    return int(text) if text else None
