"""Text files to rows of cells: encoding and delimiter found, never asked."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from ribambelle.kernel.tables.errors import BrokenFile, TooManyColumns, TooManyRows, WrongContent
from ribambelle.kernel.tables.structure import Cell, Limits

# Preferred when two split the file equally well: a decimal comma also cuts every line in the same places.
DELIMITERS = (";", "\t", "|", ",")
WESTERN = ["cp1252", "latin_1", "cp850", "mac_roman"]
SAMPLE_BYTES = 256 * 1024
SAMPLE_LINES = 200


class TextRows(NamedTuple):
    rows: list[tuple[int, list[Cell]]]
    encoding: str
    delimiter: str


def read_text(data: bytes, *, filename: str, limits: Limits) -> TextRows:
    """Return the lines of a delimited text with their line numbers.

    Raises
    ------
    WrongContent, BrokenFile, TooManyRows, TooManyColumns
    """
    text, encoding = decode(data, filename=filename)
    delimiter = find_delimiter(text)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for line, cells in _records(text, delimiter):
            rows.append((line, list(cells)))
            if len(rows) > limits.max_rows:
                raise TooManyRows(filename=filename, limit=limits.max_rows)
            if len(cells) > limits.max_columns:
                raise TooManyColumns(filename=filename, found=len(cells), limit=limits.max_columns)
    except csv.Error as error:
        last = rows[-1][0] + 1 if rows else 1
        problem = _("a quotation mark opened on line %(line)s is never closed") % {"line": last}
        raise BrokenFile(filename=filename, problem=problem) from error
    return TextRows(rows, encoding, delimiter)


def decode(data: bytes, *, filename: str) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    UTF-8 with or without its mark, and UTF-16 with its mark, are certain. Otherwise the best of the western
    encodings by the letters it would give; cp1252 when nothing decides, since Windows writes it.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data, "utf-8-sig", filename), "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16", filename), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _western(data)


def _strict(data: bytes, encoding: str, filename: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongContent(filename=filename, found=_("a binary file")) from error


def _western(data: bytes) -> tuple[str, str]:
    best = from_bytes(data[:SAMPLE_BYTES], cp_isolation=WESTERN).best()
    guess = best.encoding if best else "cp1252"
    if guess == "cp1252" and not any(0x80 <= byte <= 0x9F for byte in data):
        guess = "latin_1"  # the two agree on every byte of this file
    for encoding in (guess, "cp1252"):
        try:
            return data.decode(encoding), encoding.replace("_", "-")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts most lines into the same number of cells (at least two).

    Ties go to the order of `DELIMITERS`. A text that nothing cuts gives `;`.
    """
    sample = text[:SAMPLE_BYTES]
    best, best_share = ";", 0.0
    for delimiter in DELIMITERS:
        share = _regularity(sample, delimiter)
        if share > best_share + 0.05:
            best, best_share = delimiter, share
    return best


def _regularity(sample: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for _line, cells in _records(sample, delimiter):
            if any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
            if widths.total() >= SAMPLE_LINES:
                break
    except csv.Error:
        return 0.0
    total = widths.total()
    cut = [count for width, count in widths.items() if width >= 2]
    return max(cut, default=0) / total if total else 0.0


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line where the record begins, cells). A quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1
