"""The shapes a table is read into."""

import datetime
import hashlib
from dataclasses import dataclass, field

from ribambelle.kernel.tables.layout import fold

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may ask of us. Sizes in bytes, time in seconds.

    The defaults let through every real table met so far (the largest: 36,208 rows × 19 columns, 3.6 MB).
    """

    max_bytes: int = 20 * MIB
    max_unpacked_bytes: int = 200 * MIB
    max_unpacked_ratio: int = 250  # looked at above 10 MiB only: small repetitive sheets compress well
    max_entries: int = 1_000
    max_rows: int = 100_000
    max_columns: int = 200
    max_memory_bytes: int = 1024 * MIB
    max_seconds: int = 60


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that is not data: a title, a legend, a total, a line that does not fit the headings."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as read.

    Attributes
    ----------
    columns : names as written, blanks tidied, repeated names numbered (`Nom`, `Nom (2)`).
    rows : (line number in the file, counted from 1; cells by column name). `None` is unknown.
    encoding, delimiter : of a text file; `None` for a workbook.
    sheet : name of the sheet read; `None` for a text file.
    sheets : names of all the visible sheets, in order.
    notes : sentences about what was understood, to be shown.
    set_aside : lines not taken as data, each with its reason. Nothing is dropped without appearing here,
        except wholly blank lines, which are counted in the notes.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, Cell]]]
    header_line: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def signature(self) -> str:
        """Fingerprint of the headings: equal for two files with the same columns in the same order."""
        return hashlib.sha256("\x1f".join(fold(name) for name in self.columns).encode()).hexdigest()
