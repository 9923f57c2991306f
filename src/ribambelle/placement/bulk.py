"""Rows of large tables read all at once: each text is looked up once, and what does not fit is left row by row."""

from collections.abc import Callable, Iterable

import numpy as np

from ribambelle.placement.facts import Ints
from ribambelle.placement.tables import Coded, Table

__all__ = ["WRONG", "coded", "distinct", "look_up"]

WRONG = -9  # what a text that does not fit is looked up as


def coded(table: Table | None, names: Iterable[str]) -> list[Coded] | None:
    """The columns of a table; None unless each is kept by distinct texts."""
    columns = [table.columns.get(name) for name in names] if table is not None else [None]
    found = [column for column in columns if isinstance(column, Coded)]
    return found if len(found) == len(columns) else None


def look_up(column: Coded, find: Callable[[str], int | None]) -> Ints:
    """The number of every cell; `WRONG` where its text has none."""
    numbers = [find(text) for text in column.texts]
    found: Ints = np.array([WRONG if number is None else number for number in numbers], dtype=np.int64)[column.codes]
    return found


def distinct(column: Coded) -> bool:
    """Whether no two rows have the same text."""
    seen = np.bincount(column.codes, minlength=len(column.texts))
    return bool((seen <= 1).all())
