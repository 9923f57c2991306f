"""Workbooks (XLSX, ODS, old XLS) to rows of cells, read by calamine in a process with limits of its own."""

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ribambelle.kernel.tables.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    TableError,
    TooComplex,
    TooManyColumns,
    TooManyRows,
)
from ribambelle.kernel.tables.structure import Cell, Limits

CHILD = Path(__file__).with_name("workbook_child.py")


class Sheet(NamedTuple):
    name: str
    rows: list[tuple[int, list[Cell]]]
    names: list[str]


def read_sheet(data: bytes, *, filename: str, limits: Limits, sheet: str | None = None) -> Sheet:
    """Return the first visible sheet that holds a table, or the named one.

    `data` must have passed `safe_archive` or `check_ole`. Costs one process (about 50 ms) beside the reading.

    Raises
    ------
    TooComplex
        When the memory or the time allowed is spent, or the reader dies.
    EncryptedFile, EmptyFile, TooManyRows, TooManyColumns, BrokenFile
    """
    order = json.dumps([limits.max_memory_bytes, limits.max_seconds, limits.max_rows, limits.max_columns, sheet])
    try:
        done = subprocess.run(  # noqa: S603 - our own file, arguments are numbers and a sheet name
            [sys.executable, "-I", str(CHILD), order],
            input=data,
            capture_output=True,
            timeout=limits.max_seconds,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise TooComplex(filename=filename) from error
    if "error" in answer:
        raise _refusal(answer, filename=filename, limits=limits)
    rows = [(line, [_cell(value) for value in row]) for line, row in enumerate(answer["rows"], answer["first_line"])]
    return Sheet(answer["sheet"], rows, answer["sheets"])


def _refusal(answer: dict[str, Any], *, filename: str, limits: Limits) -> TableError:
    match answer["error"]:
        case "encrypted":
            return EncryptedFile(filename=filename)
        case "empty":
            return EmptyFile(filename=filename)
        case "rows":
            return TooManyRows(filename=filename, limit=limits.max_rows)
        case "columns":
            return TooManyColumns(filename=filename, found=answer["found"], limit=limits.max_columns)
        case "memory":
            return TooComplex(filename=filename)
        case _:
            return BrokenFile(filename=filename, problem=_("its sheets cannot be read"))


def _cell(value: Any) -> Cell:
    """A cell as the person sees it: 14.0 is the integer 14; a date without hours is a date."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "date":
        return datetime.date.fromisoformat(content)
    if kind == "time":
        return datetime.time.fromisoformat(content)
    if kind == "datetime":
        moment = datetime.datetime.fromisoformat(content)
        return moment.date() if moment.time() == datetime.time() else moment
    return float(content)
