"""Reading the tables people really have: CSV of any flavour, XLSX, ODS and old XLS, from strangers.

    read_table(upload, filename="structures.csv") -> Table
    TableError                 what cannot be read, with its culprit, problem and remedy
    parse_integer, parse_date  one cell to one value, or a `CellError`

A blank, a dash or `null` is unknown and comes out as `None`: never as 0, never as an empty text.
"""

from ribambelle.kernel.tables.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    MacroFile,
    NoHeader,
    TableError,
    TooComplex,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    WrongContent,
    ZipBomb,
)
from ribambelle.kernel.tables.layout import fold
from ribambelle.kernel.tables.reading import read_bounded, read_table
from ribambelle.kernel.tables.structure import Cell, Limits, SetAside, Table
from ribambelle.kernel.tables.values import (
    CellError,
    parse_boolean,
    parse_cents,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_text,
    parse_time,
)

__all__ = [
    "BrokenFile",
    "Cell",
    "CellError",
    "EmptyFile",
    "EncryptedFile",
    "Limits",
    "MacroFile",
    "NoHeader",
    "SetAside",
    "Table",
    "TableError",
    "TooComplex",
    "TooLarge",
    "TooManyColumns",
    "TooManyRows",
    "WrongContent",
    "ZipBomb",
    "fold",
    "parse_boolean",
    "parse_cents",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_text",
    "parse_time",
    "read_bounded",
    "read_table",
]
