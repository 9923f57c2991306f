"""From bytes to a table: size, content, cells, headings, foot — each step refuses before the next begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import IO, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.kernel.tables import layout
from ribambelle.kernel.tables.content import check_ole, kind_of, safe_archive
from ribambelle.kernel.tables.errors import EmptyFile, NoHeader, TooLarge
from ribambelle.kernel.tables.structure import Cell, Limits, SetAside, Table
from ribambelle.kernel.tables.text_files import read_text
from ribambelle.kernel.tables.workbooks import read_sheet

CHUNK = 1024 * 1024
Cells = list[tuple[int, list[Cell]]]


def read_table(
    source: bytes | IO[bytes],
    *,
    filename: str,
    limits: Limits | None = None,
    sheet: str | None = None,
    header_line: int | None = None,
) -> Table:
    """Read a table from a file people made.

    Parameters
    ----------
    source : the bytes, or a binary stream; a stream is never read further than one byte past the limit.
    filename : for the messages only; the content decides what the file is.
    sheet : name of the sheet; by default the first visible one that holds a table.
    header_line : line of the headings, counted from 1; by default it is found (see `layout.find_header`).

    Returns
    -------
    Table
        Every line of the file is a row, or set aside with its reason, or blank.

    Raises
    ------
    TableError
        One of its kinds (see `errors`), with the sentence to show. Nothing is written anywhere.

    Notes
    -----
    Cost: linear in the file; 50,000 rows × 10 columns of XLSX take some 2 s, of CSV 0.5 s, on one core.
    A file of one column is not a table: it has no headings that can be told from data.
    """
    limits = limits or Limits()
    data = read_bounded(source, filename=filename, limit=limits.max_bytes)
    if not data.strip():
        raise EmptyFile(filename=filename)
    kind = kind_of(data, filename=filename)
    if kind == "text":
        text = read_text(data, filename=filename, limits=limits)
        table = _lay_out(text.rows, filename=filename, header_line=header_line)
        return replace(table, encoding=text.encoding, delimiter=text.delimiter)
    if kind == "zip":
        data = safe_archive(data, filename=filename, limits=limits)
    else:
        check_ole(data, filename=filename)
    found = read_sheet(data, filename=filename, limits=limits, sheet=sheet)
    table = _lay_out(found.rows, filename=filename, header_line=header_line)
    others = [name for name in found.names if name != found.name]
    if others:
        names = {"sheet": found.name, "others": ", ".join(others)}
        table.notes.append(_("Sheet read: %(sheet)s. Not read: %(others)s.") % names)
    return replace(table, sheet=found.name, sheets=tuple(found.names))


def read_bounded(source: bytes | IO[bytes], *, filename: str, limit: int) -> bytes:
    """Return the content, having read at most `limit` + 1 bytes of it.

    Raises
    ------
    TooLarge
    """
    if isinstance(source, bytes):
        if len(source) > limit:
            raise TooLarge(filename=filename, limit=limit, size=len(source))
        return source
    size = getattr(source, "size", None)
    if isinstance(size, int) and size > limit:
        raise TooLarge(filename=filename, limit=limit, size=size)
    parts, left = [], limit + 1
    while left and (part := source.read(min(CHUNK, left))):
        parts.append(part)
        left -= len(part)
    if not left:
        raise TooLarge(filename=filename, limit=limit, size=None)
    return b"".join(parts)


def _lay_out(raw: Cells, *, filename: str, header_line: int | None) -> Table:
    lines = [(line, [cast("Cell", layout.tidy(cell)) for cell in cells]) for line, cells in raw]
    if not any(layout.filled(line) for line in lines):
        raise EmptyFile(filename=filename)
    at = _header_index(lines, filename=filename, header_line=header_line)
    head, body = lines[at], lines[at + 1 :]
    end = layout.footer_start(body)
    set_aside = [_aside(line, _("above the headings")) for line in lines[:at] if layout.filled(line)]
    names, repeated = layout.column_names(head[1], body[:end], unnamed=_("Column %(rank)s"))
    rows: list[tuple[int, dict[str, Cell]]] = []
    blank = 0
    for line in body[:end]:
        if not layout.filled(line):
            blank += 1
        elif reason := _why_aside(line, head, len(names)):
            set_aside.append(_aside(line, reason))
        else:
            cells = line[1]
            rows.append((line[0], {n: cells[i] if i < len(cells) else None for i, n in enumerate(names)}))
    set_aside += [_aside(line, _("below the table")) for line in body[end:] if layout.filled(line)]
    notes = _notes(header_line=head[0], blank=blank, repeated=repeated)
    return Table(columns=tuple(names), rows=rows, header_line=head[0], notes=notes, set_aside=set_aside)


def _header_index(lines: Cells, *, filename: str, header_line: int | None) -> int:
    if header_line is None:
        at = layout.find_header(lines)
    else:
        at = next((i for i, line in enumerate(lines) if line[0] == header_line and layout.filled(line)), None)
    if at is None:
        raise NoHeader(filename=filename, scanned=min(layout.HEADER_WITHIN, len(lines)))
    return at


def _why_aside(line: tuple[int, list[Cell]], head: tuple[int, list[Cell]], width: int) -> str:
    cells = line[1]
    if any(cell is not None for cell in cells[width:]):
        return _("has more cells than there are headings: a quotation mark or a delimiter is out of place")
    if len(layout.filled(line)) >= 2 and cells[: len(head[1])] == head[1]:
        return _("repeats the headings")
    return _("adds up other lines") if layout.is_total(line) else ""


def _aside(line: tuple[int, Sequence[Cell]], reason: str) -> SetAside:
    return SetAside(line[0], " · ".join(str(cell) for cell in layout.filled(line))[:300], reason)


def _notes(*, header_line: int, blank: int, repeated: list[str]) -> list[str]:
    notes = []
    if header_line > 1:
        notes.append(_("Headings found on line %(line)s.") % {"line": header_line})
    if blank:
        counted = ngettext("%(count)s blank line skipped.", "%(count)s blank lines skipped.", blank)
        notes.append(counted % {"count": blank})
    notes += [
        _("The heading “%(name)s” is there more than once: the others are numbered.") % {"name": n}
        for n in dict.fromkeys(repeated)
    ]
    return notes
