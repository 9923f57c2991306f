"""The tables of an instance: their columns, and how they are kept in memory (one list of texts per column)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import overload

import numpy as np
import numpy.typing as npt

from ribambelle.placement.problems import Problems

__all__ = ["OPTIONAL_TABLES", "SCHEMA", "Cells", "Coded", "Column", "Table", "table_from_rows"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind, and whether a table without it is refused."""

    name: str
    kind: str = "id"  # id · text · whole (number) · decimal · slots · flag
    required: bool = True


def _columns(*specs: str) -> tuple[Column, ...]:
    """`name`, `name:kind`, and `?` at the end for an optional column."""
    made = []
    for spec in specs:
        name, _, kind = spec.rstrip("?").partition(":")
        made.append(Column(name, kind or "id", required=not spec.endswith("?")))
    return tuple(made)


SCHEMA: dict[str, tuple[Column, ...]] = {
    "slots": _columns("slot", "label:text?"),
    "settings": _columns("setting", "label:text?"),
    "sections": _columns("setting", "section", "min_age_months:whole", "max_age_months:whole"),
    "capacity": _columns("setting", "section", "slot", "places:whole"),
    "children": _columns("child", "party", "age_months:whole"),
    "wishes": _columns("party", "rank:whole", "child", "setting", "slots:slots", "section?"),
    "points": _columns("party", "child?", "setting", "points:decimal"),
    "lots": _columns("party", "lot:whole"),
    "groups": _columns("party", "group"),
    "reserves": _columns("setting", "section", "slot", "group", "places:whole", "release:flag"),
    "held": _columns("child", "setting", "section", "slots:slots"),
}
OPTIONAL_TABLES = frozenset({"slots", "lots", "groups", "reserves", "held"})


class Coded(Sequence[str]):
    """A column of many rows and fewer texts: ``texts[codes[i]]`` is the cell of row i. Texts are distinct."""

    __slots__ = ("codes", "texts")

    def __init__(self, codes: npt.NDArray[np.int32], texts: list[str]) -> None:
        self.codes, self.texts = codes, texts

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        return Coded(self.codes[row], self.texts) if isinstance(row, slice) else self.texts[self.codes[row]]

    def __iter__(self) -> Iterator[str]:
        texts = self.texts
        for start in range(0, len(self.codes), CHUNK):
            for code in self.codes[start : start + CHUNK].tolist():
                yield texts[code]


CHUNK = 65_536  # rows turned into texts at once

Cells = Sequence[str]


@dataclass(slots=True)
class Table:
    """Rows of one table by column, as stripped texts; ``lines[i]`` is where row i was read."""

    name: str
    source: str
    columns: dict[str, Cells] = field(default_factory=dict)
    lines: Sequence[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> Cells:
        """The values of a column; blanks when an optional column is absent."""
        found = self.columns.get(name)
        return found if found is not None else [""] * len(self.lines)

    def check_columns(self, needed: Iterable[str], problems: Problems) -> None:
        """Report every needed column that is missing."""
        present = ", ".join(self.columns) or "none"
        for name in needed:
            if name not in self.columns:
                what = f'column "{name}" is missing (found: {present})'
                problems.error(self.source, 1, "", what, "Add it to the header and fill it")


def _text(value: object) -> str | None:
    """A cell as text; None when its type has no meaning here."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()
        case int() | float() | Decimal():
            return format(Decimal(str(value)), "f") if str(value).lower() not in {"nan", "inf", "-inf"} else None
        case list() | tuple() if all(isinstance(item, str) for item in value):
            return " ".join(value)
    return None


def table_from_rows(
    name: str, rows: Iterable[Mapping[str, object]], problems: Problems, *, source: str | None = None
) -> Table:
    """A table from objects, as they stand in ``instance.json`` or come from another program.

    A key absent from an object is a blank cell. Values are texts, whole numbers, decimals, booleans, or lists of slots.
    """
    table = Table(name, source or name)
    lines: list[int] = []
    columns: dict[str, list[str]] = {column.name: [] for column in SCHEMA[name]}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            problems.error(table.source, number, "", "this row is not an object", "Write it as {column: value}")
            continue
        for key in row:
            if key not in columns:
                columns[str(key)] = [""] * len(lines)
        lines.append(number)
        for key, values in columns.items():
            text = _text(row.get(key))
            if text is None:
                problems.error(table.source, number, key, "this value has no meaning here", "Write a text or a number")
            values.append(text or "")
        seen.update(str(key) for key in row)
    table.lines = lines
    table.columns = {key: values for key, values in columns.items() if not lines or key in seen or any(values)}
    return table
