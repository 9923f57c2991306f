"""Decisions of an import, as pure functions: which column is which field, what a line says."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ribambelle.kernel.tables import Cell, fold


class Named(Protocol):
    """A field as far as the choice of columns goes."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...
    @property
    def required(self) -> bool: ...


def propose_mapping(fields: Iterable[Named], columns: Sequence[str]) -> dict[str, str]:
    """Return the column of each field, for the fields that have one.

    A heading that is the same words as the name, the label or a synonym comes first, then one that begins with them,
    then one that holds them as whole words. A column serves one field; ties go to the field, then the column, that
    comes first.
    """
    free = {column: fold(column) for column in columns}
    found: dict[str, str] = {}
    fields = list(fields)
    for fits in (_same, _begins, _holds):
        for each in fields:
            if each.name in found:
                continue
            wanted = [word for word in map(fold, (each.name, str(each.label), *each.synonyms)) if word]
            column = next((c for c, heading in free.items() if any(fits(heading, word) for word in wanted)), None)
            if column is not None:
                found[each.name] = column
                del free[column]
    return found


def _same(heading: str, word: str) -> bool:
    return heading == word


def _begins(heading: str, word: str) -> bool:
    return heading.startswith(word + " ")


def _holds(heading: str, word: str) -> bool:
    return f" {word} " in f" {heading} " and len(word) > 3


@dataclass(frozen=True, slots=True)
class MappingProblem:
    """What is wrong with a choice of columns. `kind`: unknown-field, unknown-column, twice, missing."""

    kind: str
    field: str = ""
    column: str = ""


def mapping_problems(
    mapping: Mapping[str, str], *, fields: Iterable[Named], columns: Sequence[str]
) -> list[MappingProblem]:
    """Everything that is wrong with a choice of columns, at once; an empty list when it can serve."""
    fields = list(fields)
    known = {each.name for each in fields}
    problems = [MappingProblem("unknown-field", field=name) for name in mapping if name not in known]
    problems += [
        MappingProblem("unknown-column", field=name, column=column)
        for name, column in mapping.items()
        if column not in columns
    ]
    used: set[str] = set()
    for name, column in mapping.items():
        if column in used:
            problems.append(MappingProblem("twice", field=name, column=column))
        used.add(column)
    problems += [
        MappingProblem("missing", field=each.name) for each in fields if each.required and each.name not in mapping
    ]
    return problems


READERS: dict[str, Callable[[str], Cell]] = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
}


def pack_cell(cell: Cell) -> Any:
    """A cell as JSON can hold it: dates and times as `{"date": "2027-12-31"}`."""
    if isinstance(cell, datetime.datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, datetime.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, datetime.time):
        return {"time": cell.isoformat()}
    return cell


def unpack_cell(value: Any) -> Cell:
    """The cell again: `unpack_cell(pack_cell(cell)) == cell`."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((kind, text),) = value.items()
    return READERS[kind](text)


class Parsing(Named, Protocol):
    """A field as far as the reading of cells goes."""

    @property
    def parse(self) -> Callable[[Cell], Any]: ...


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be taken. `problem` is the sentence of its parser; empty when a required cell is blank."""

    field: str
    problem: str = ""


def parse_line(fields: Iterable[Parsing], cells: Mapping[str, Cell]) -> tuple[dict[str, Any], list[CellProblem]]:
    """Return the values of the fields that have a cell, and everything that is wrong with them.

    A field that is not in `cells` has no column: it is absent from the values, which is not the same as unknown.
    """
    values: dict[str, Any] = {}
    problems: list[CellProblem] = []
    for each in fields:
        if each.name not in cells:
            continue
        try:
            value = each.parse(cells[each.name])
        except ValueError as error:
            problems.append(CellProblem(each.name, str(error)))
            continue
        if value is None and each.required:
            problems.append(CellProblem(each.name))
        values[each.name] = value
    return values, problems


#: How long a mail waits after its first, second… attempt that failed: about two days in all.
MAIL_DELAYS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))


def next_attempt(attempts: int) -> datetime.timedelta | None:
    """How long to wait after so many attempts, counted from 1; None when it is time to give up and tell a person."""
    return MAIL_DELAYS[attempts - 1] if attempts <= len(MAIL_DELAYS) else None
