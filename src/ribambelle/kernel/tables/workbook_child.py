"""Read one workbook from standard input, write its cells as JSON on standard output, and nothing else.

Run as a program of its own: whatever a hostile workbook asks for (a cell at the far corner of the sheet, a
text repeated a million times) meets the memory and time limits of this process, never those of the server.
It imports nothing of ours, so that it starts in some 30 ms.
"""

import contextlib
import datetime
import io
import json
import sys

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)


def main() -> int:
    memory, seconds, max_rows, max_columns, wanted = json.loads(sys.argv[1])
    _bound(memory, seconds)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        answer = _read(workbook, max_rows, max_columns, wanted)
    except PasswordError:
        answer = {"error": "encrypted"}
    except MemoryError:
        answer = {"error": "memory"}
    except (CalamineError, OSError, ValueError):
        answer = {"error": "broken"}
    json.dump(answer, sys.stdout, default=_plain)
    return 0


def _bound(memory: int, seconds: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # absent on Windows, partial on macOS
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _read(workbook: CalamineWorkbook, max_rows: int, max_columns: int, wanted: str | None) -> dict[str, object]:
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    sheet = _first_with_table(workbook, [name for name in names if wanted in {None, name}])
    if sheet is None:
        return {"error": "empty"}
    if sheet.width > max_columns:
        return {"error": "columns", "found": sheet.width}
    if sheet.height > max_rows:
        return {"error": "rows"}
    start = sheet.start or (0, 0)
    return {"sheet": sheet.name, "first_line": start[0] + 1, "rows": sheet.to_python(), "sheets": names}


def _first_with_table(workbook: CalamineWorkbook, names: list[str]) -> CalamineSheet | None:
    """Return the first sheet of at least two rows and two columns, else the first that is not empty."""
    fallback = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height >= 2 and sheet.width >= 2:
            return sheet
        if fallback is None and sheet.height:
            fallback = sheet
    return fallback


def _plain(value: object) -> list[object]:
    if isinstance(value, datetime.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["date", value.isoformat()]
    if isinstance(value, datetime.time):
        return ["time", value.isoformat()]
    if isinstance(value, datetime.timedelta):
        return ["hours", value.total_seconds() / 3600]
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    sys.exit(main())
