"""What can be wrong with a file as a whole.

    TableError
    ├── TooLarge          more bytes than allowed; refused before the rest is read
    ├── EmptyFile         nothing, or nothing but blanks
    ├── WrongContent      not a table, whatever the name says (a PDF called .csv)
    ├── EncryptedFile     protected by a password
    ├── MacroFile         carries programs
    ├── ZipBomb           unpacks to more than a table ever needs
    ├── TooComplex        the spreadsheet asks for more memory or time than allowed
    ├── BrokenFile        damaged, or not closed properly
    ├── TooManyRows
    ├── TooManyColumns
    └── NoHeader          no line of column headings

Every message names the file, says the problem, and ends with the remedy.
"""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class TableError(Exception):
    """A file that cannot be read as a table. `str()` is the sentence to show, in the reader's language."""

    code = "table"


class TooLarge(TableError):
    code = "too-large"

    def __init__(self, *, filename: str, limit: int, size: int | None) -> None:
        if size is None:
            message = _(
                "%(file)s is larger than the %(limit)s allowed. "
                "Remove the columns that are not needed, or split the file."
            )
        else:
            message = _(
                "%(file)s weighs %(size)s; the limit is %(limit)s. "
                "Remove the columns that are not needed, or split the file."
            )
        super().__init__(
            message % {"file": filename, "size": filesizeformat(size or 0), "limit": filesizeformat(limit)}
        )


class EmptyFile(TableError):
    code = "empty"

    def __init__(self, *, filename: str) -> None:
        message = _("%(file)s is empty. Check that the right file was saved, then choose it again.")
        super().__init__(message % {"file": filename})


class WrongContent(TableError):
    code = "wrong-content"

    def __init__(self, *, filename: str, found: str) -> None:
        message = _(
            "%(file)s is not a table: it is %(found)s, whatever its name says. "
            "Export it as CSV, XLSX or ODS from the program that made it."
        )
        super().__init__(message % {"file": filename, "found": found})


class EncryptedFile(TableError):
    code = "encrypted"

    def __init__(self, *, filename: str) -> None:
        message = _("%(file)s is protected by a password. Save it again without a password.")
        super().__init__(message % {"file": filename})


class MacroFile(TableError):
    code = "macros"

    def __init__(self, *, filename: str) -> None:
        message = _(
            "%(file)s carries macros (programs), which are never accepted. "
            "Save it as an ordinary workbook (.xlsx or .ods), or as CSV."
        )
        super().__init__(message % {"file": filename})


class ZipBomb(TableError):
    code = "zip-bomb"

    def __init__(self, *, filename: str, limit: int) -> None:
        message = _(
            "%(file)s unpacks to far more than a table needs (the limit is %(limit)s). Nothing was read. "
            "Copy the useful cells to a new workbook, or save the sheet as CSV."
        )
        super().__init__(message % {"file": filename, "limit": filesizeformat(limit)})


class TooComplex(TableError):
    code = "too-complex"

    def __init__(self, *, filename: str) -> None:
        message = _(
            "%(file)s needs more memory or time than a table of this size should. "
            "Delete the blank rows and columns after the last cell, or save the sheet as CSV."
        )
        super().__init__(message % {"file": filename})


class BrokenFile(TableError):
    code = "broken"

    def __init__(self, *, filename: str, problem: str) -> None:
        message = _(
            "%(file)s is damaged: %(problem)s. Open it in a spreadsheet program, save it again, and try once more."
        )
        super().__init__(message % {"file": filename, "problem": problem})


class TooManyRows(TableError):
    code = "too-many-rows"

    def __init__(self, *, filename: str, limit: int) -> None:
        message = _("%(file)s has more than %(limit)s rows. Split it into several files.")
        super().__init__(message % {"file": filename, "limit": limit})


class TooManyColumns(TableError):
    code = "too-many-columns"

    def __init__(self, *, filename: str, found: int, limit: int) -> None:
        message = _("%(file)s has %(found)s columns; the limit is %(limit)s. Keep the columns that are needed.")
        super().__init__(message % {"file": filename, "found": found, "limit": limit})


class NoHeader(TableError):
    code = "no-header"

    def __init__(self, *, filename: str, scanned: int) -> None:
        message = _(
            "%(file)s: no line of column headings in the first %(scanned)s lines. "
            "Add a line that names each column (for example: Name; Town; Places)."
        )
        super().__init__(message % {"file": filename, "scanned": scanned})
