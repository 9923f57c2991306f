"""Tables out: CSV for Excel, XLSX and ODS, from one call.

A text that a spreadsheet could take for a formula (it starts with `= + - @`, a tab or a carriage return) never runs:
CSV puts an apostrophe before it (`read_table` takes it off again), XLSX marks the cell as text for good, ODS types
every cell. Numbers stay numbers, dates stay dates, unknown stays an empty cell.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Literal, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format

from ribambelle.papers.open_document import write_ods

Value = str | int | float | Decimal | bool | datetime.date | datetime.datetime | datetime.time | None
Row = Sequence[Value]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767  # characters of one cell, limit of the XLSX format
MOST_ROWS = 1_048_575  # data rows under the headings, limit of the XLSX and ODS programs
MEASURED_ROWS = 200


class TooManyRows(ValueError):
    """More rows than any spreadsheet program opens. CSV has no such limit."""


class FileKind(NamedTuple):
    extension: str
    content_type: str
    label: str


FORMATS: dict[str, FileKind] = {
    "csv": FileKind("csv", "text/csv; charset=utf-8", "CSV"),
    "xlsx": FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX (Excel)"),
    "ods": FileKind("ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS (LibreOffice)"),
}


class Column(NamedTuple):
    """A column: its heading, and `cents` when its integers are euro cents to be shown as euros."""

    name: str
    kind: Literal["plain", "cents"] = "plain"


def write_table(fmt: str, columns: Sequence[Column | str], rows: Iterable[Row], *, title: str) -> bytes:
    """Write a table.

    Parameters
    ----------
    fmt : one of `FORMATS`.
    columns : headings, in order.
    rows : as many cells as columns, in the same order; read once, so a generator will do.
    title : name of the sheet and of the document.

    Returns
    -------
    bytes
        The same bytes for the same table: no clock is read.

    Raises
    ------
    KeyError
        Unknown format.
    TooManyRows
        XLSX and ODS beyond 1,048,575 rows.

    Notes
    -----
    Memory: the compressed file, plus one row. Texts of more than 32,767 characters end with `…` in XLSX and ODS.
    """
    heads = [column if isinstance(column, Column) else Column(column) for column in columns]
    kind = FORMATS[fmt]
    clean = ([_plain(value, head) for value, head in zip(row, heads, strict=True)] for row in rows)
    writers = {"csv": _write_csv, "xlsx": _write_xlsx, "ods": _write_ods}
    return writers[kind.extension](heads, clean, title)


def _plain(value: Value, column: Column) -> Value:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column.kind == "cents" and isinstance(value, int):
        return Decimal(value).scaleb(-2)
    if isinstance(value, str):
        return CONTROLS.sub("", str(value))
    return value


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program could run this text."""
    return text.startswith(FORMULA_STARTS)


def _write_csv(columns: list[Column], rows: Iterable[Row], _title: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(column.name) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if is_formula_like(value) else value
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value).replace(".", ",")


def _short(value: Value) -> Value:
    return value[: LONGEST_TEXT - 1] + "…" if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def _counted(rows: Iterable[Row]) -> Iterable[Row]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise TooManyRows(_("More than %(limit)s rows: choose CSV, or filter the list.") % {"limit": MOST_ROWS})
        yield [_short(value) for value in row]


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", CONTROLS.sub("", title))[:31].strip() or "1"


def _write_ods(columns: list[Column], rows: Iterable[Row], title: str) -> bytes:
    return write_ods([column.name for column in columns], _counted(rows), sheet=_sheet_name(title))


def _write_xlsx(columns: list[Column], rows: Iterable[Row], title: str) -> bytes:
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        epoch = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
        book.set_properties({"title": title, "created": epoch})
        _fill_xlsx(book, columns, rows, _sheet_name(title))
    return buffer.getvalue()


def _xlsx_formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    styles: dict[str, dict[str, object]] = {
        "head": {"bold": True, "bottom": 2, "text_wrap": True},
        "text": {},
        "quoted": {"quote_prefix": True},
        "cents": {"num_format": '#,##0.00\\ "€"'},
        "datetime": {"num_format": "dd/mm/yyyy hh:mm"},
        "date": {"num_format": "dd/mm/yyyy"},
        "time": {"num_format": "hh:mm"},
    }
    return {name: book.add_format({"valign": "top", **style}) for name, style in styles.items()}


def _fill_xlsx(book: xlsxwriter.Workbook, columns: list[Column], rows: Iterable[Row], name: str) -> None:
    sheet = book.add_worksheet(name)
    formats = _xlsx_formats(book)
    ahead = iter(_counted(rows))
    first = list(islice(ahead, MEASURED_ROWS))
    for rank, column in enumerate(columns):
        sheet.set_column(rank, rank, _width(column, [row[rank] for row in first]))
        sheet.write_string(0, rank, column.name, formats["head"])
    last = 0
    for last, row in enumerate(chain(first, ahead), 1):
        for rank, value in enumerate(row):
            if value is not None and value != "":
                style = formats[_xlsx_format(value, columns[rank])]
                sheet.write(last, rank, _xlsx_value(value), style)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    sheet.repeat_rows(0)


def _xlsx_format(value: Value, column: Column) -> str:
    if isinstance(value, str):
        return "quoted" if is_formula_like(value) else "text"
    if isinstance(value, datetime.date | datetime.time):
        return type(value).__name__
    return "cents" if column.kind == "cents" else "text"


def _xlsx_value(value: Value) -> str | float | datetime.date | datetime.time | None:
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    return float(value) if isinstance(value, Decimal) else value


def _width(column: Column, values: list[Value]) -> float:
    longest = max((len(_csv_cell(value)) for value in values), default=0)
    return min(max(len(column.name) * 0.8, longest) + 3, 60)
