"""Where the table is on the sheet: headings, data, and the lines that are neither.

Titles come before the headings; totals, legends and sources after the data. They are told apart by how much
of the width they fill, and every one of them is reported with its reason.
"""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from statistics import median

BLANKS = frozenset({"", "-", "–", "—", "null", "#n/a", "n/a"})
GUARDED = ("'=", "'+", "'-", "'@")  # the apostrophe our own CSV puts before what could run as a formula
HEADER_WITHIN = 30
TOTALS = re.compile(r"(sous )?tota(l|ux)\b")
FOOTERS = re.compile(r"(source|l[eé]gende|note|nb|remarque|extrait|donn[eé]es)\b|[*(]", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?[\d\s.,’'%€]+")
YEARS = range(1900, 2101)

Row = tuple[int, Sequence[object]]


def fold(text: str) -> str:
    """The text reduced to what people would call the same: no accents, case, punctuation, double spaces.

    Examples
    --------
    >>> fold("  Places totales\\n(agréées) ")
    'places totales agreees'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def tidy(cell: object) -> object:
    """The cell with its blanks removed; `None` when it says nothing (blank, dash, null)."""
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"[^\S\n]+", " ", cell).strip()
    if text.startswith(GUARDED):
        text = text[1:]
    return None if text.casefold() in BLANKS else text


def is_label(cell: object) -> bool:
    """Whether the cell could be a heading: a short text, or a year."""
    if isinstance(cell, str):
        return (len(cell) <= 120 and not NUMBER.fullmatch(cell)) or _is_year(cell)
    return isinstance(cell, int) and not isinstance(cell, bool) and cell in YEARS


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4 and int(text) in YEARS


def filled(row: Row) -> list[object]:
    return [cell for cell in row[1] if cell is not None]


def find_header(rows: Sequence[Row]) -> int | None:
    """Return the index of the line of headings among the first rows that are not blank, or `None`.

    Each line scores its filled cells plus its labels; the first line within 60 % of the best is the candidate
    (titles fill one or two cells). It is a line of headings when at least 60 % of its cells are labels and
    none is a date. A file without headings therefore answers `None` rather than losing its first line.
    """
    scores: dict[int, int] = {}
    for index, row in enumerate(rows):
        cells = filled(row)
        if cells:
            scores[index] = len(cells) + sum(map(is_label, cells))
        if len(scores) >= HEADER_WITHIN:
            break
    wide = max(scores.values(), default=0)
    if wide < 3:
        return None
    candidate = next(index for index, score in scores.items() if score >= 0.6 * wide)
    cells = filled(rows[candidate])
    labels = sum(map(is_label, cells))
    if len(cells) < 2 or labels < 0.6 * len(cells) or any(isinstance(cell, datetime.date) for cell in cells):
        return None
    return candidate


def column_names(header: Sequence[object], body: Sequence[Row], *, unnamed: str) -> tuple[list[str], list[str]]:
    """Return the names of the columns, and those that had to be numbered because they repeat.

    Columns without a heading at the right are dropped when nothing stands under them; elsewhere they are
    called `unnamed` with their rank.
    """
    named = max((rank for rank, cell in enumerate(header, 1) if cell is not None), default=0)
    under = (enumerate(row[1][: len(header)], 1) for row in body)
    used = max((rank for ranked in under for rank, cell in ranked if cell is not None), default=0)
    names: list[str] = []
    repeated: list[str] = []
    for rank, cell in enumerate(header[: max(named, used)], 1):
        plain = " ".join(str(cell).split()) if cell is not None else unnamed % {"rank": rank}
        name, copies = plain, 1
        while name in names:
            copies += 1
            name = f"{plain} ({copies})"
        if copies > 1:
            repeated.append(plain)
        names.append(name)
    return names, repeated


def footer_start(body: Sequence[Row]) -> int:
    """Return the index where the foot of the sheet begins; `len(body)` when there is none.

    The foot is the run of last lines that fill at most a quarter of what lines usually fill, provided a blank
    line parts them from the data or they open like a source, a legend or a note. A lone thin line is kept.
    """
    widths = [len(filled(row)) for row in body if filled(row)]
    if not widths:
        return len(body)
    thin = max(1, int(median(widths)) // 4)
    if median(widths) <= 2:
        return len(body)
    start = len(body)
    while start and len(filled(body[start - 1])) <= thin:
        start -= 1
    for index in range(start, len(body)):
        cells = filled(body[index])
        parted = not cells and index > 0
        if parted or (cells and isinstance(cells[0], str) and FOOTERS.match(cells[0])):
            return index
    return len(body)


def is_total(row: Row) -> bool:
    """Whether the line adds up the others: its first filled cell says total, and every other is a number."""
    cells = filled(row)
    if not cells or not isinstance(cells[0], str) or not TOTALS.match(fold(cells[0])):
        return False
    return all(not isinstance(cell, str) or NUMBER.fullmatch(cell) for cell in cells[1:])
