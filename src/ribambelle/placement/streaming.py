"""Large CSV files by Polars (extra `scale`): column after column, each text kept once.

Only files that any reader would read alike are read here: no quotes, every line with the cells of the header, nothing
blank. Any other is left to the plain reader, which tells what is wrong with it.
"""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from ribambelle.placement.tables import Coded, Table

__all__ = ["LARGE", "read_large"]

LARGE = 4 * 2**20  # bytes: below, Polars takes longer to load than the plain reader to read
PIECE = 2**24  # bytes looked at at once
LONGEST = 100_000  # characters of a cell; the plain reader refuses a little more
BOM = b"\xef\xbb\xbf"


def read_large(file: Path, name: str, least: int | None = None) -> Table | None:
    """The table of a large and simple file; None when it is neither, or Polars is not there.

    ``least``: bytes from which a file is large.
    """
    try:
        size = file.stat().st_size
    except OSError:
        return None
    if size < (LARGE if least is None else least) or importlib.util.find_spec("polars") is None:
        return None
    simple = _simple_shape(file)
    if simple is None:
        return None
    header, separator, rows = simple
    columns = {}
    for place, title in enumerate(header):
        column = _column(file, place, separator, rows)
        if column is None:
            return None
        columns[title] = column
    return Table(name, file.name, dict(columns), range(2, 2 + rows))


def _simple_shape(file: Path) -> tuple[list[str], str, int] | None:
    """(header, separator, rows) when no cell is quoted and every line has the cells of the header."""
    rows = -1
    try:
        with file.open("rb") as stream:
            text = stream.readline(LONGEST).removeprefix(BOM).decode()
            stream.seek(0)
            separator = ";" if text.count(";") > text.count(",") else ","
            header = [cell.strip() for cell in text.rstrip("\r\n").split(separator)]
            if len(header) < 2 or not all(header) or len(set(header)) < len(header):
                return None
            while piece := stream.read(PIECE) + stream.readline():
                lines = _even_lines(piece, separator, len(header) - 1)
                if lines is None:
                    return None
                rows += lines
    except (OSError, UnicodeDecodeError):
        return None
    return header, separator, rows


def _even_lines(piece: bytes, separator: str, each: int) -> int | None:
    """The number of whole lines in some bytes; None when one has more or fewer separators than ``each``, or quotes."""
    if b'"' in piece or b"\0" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
        return None
    cells = np.frombuffer(piece, dtype=np.uint8)
    ends = np.flatnonzero(cells == ord("\n"))
    if not piece.endswith(b"\n"):
        ends = np.append(ends, len(cells))
    found = np.searchsorted(np.flatnonzero(cells == ord(separator)), ends)
    return len(ends) if bool((np.diff(found, prepend=0) == each).all()) else None


def _column(file: Path, place: int, separator: str, rows: int) -> Coded | None:
    """One column; None when the file is not what it seemed."""
    import polars

    try:
        frame = polars.read_csv(
            file, columns=[place], separator=separator, has_header=False, infer_schema=False,
            quote_char=None,
        )  # fmt: skip
    except polars.exceptions.PolarsError:
        return None
    cells = frame.to_series().rechunk().slice(1).fill_null("")
    if len(cells) != rows:
        return None
    texts = cells.unique(maintain_order=True)
    codes = cells.cast(polars.Enum(texts)).to_physical().to_numpy().astype(np.int32)
    return _stripped(codes, texts.to_list(), blank_rows=place == 0)


def _stripped(codes: Any, texts: list[str], *, blank_rows: bool) -> Coded | None:
    """The column with its texts stripped; None when a cell is too long or a line may be blank."""
    if any(len(text) > LONGEST for text in texts) or (blank_rows and any(not text.strip() for text in texts)):
        return None
    bare = [text.strip() for text in texts]
    if bare == texts:
        return Coded(codes, texts)
    position = {text: place for place, text in enumerate(dict.fromkeys(bare))}
    return Coded(np.array([position[text] for text in bare], dtype=np.int32)[codes], list(position))
