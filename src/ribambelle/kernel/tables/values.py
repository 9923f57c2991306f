"""One cell to one value, in the forms people of France and Belgium write them.

Each function takes a cell as `read_table` gives it and answers `None` for `None`: unknown stays unknown.
What cannot be read raises `CellError`, which says what was found and what to write instead.
"""

import calendar
import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import formats
from django.utils.translation import gettext as _

from ribambelle.kernel.tables.layout import fold
from ribambelle.kernel.tables.structure import Cell

SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
GROUPED = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")
TRUE = frozenset({"oui", "o", "vrai", "x", "1", "yes", "true", "✓", "✔"})
FALSE = frozenset({"non", "n", "faux", "0", "no", "false"})
DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2,4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
CLOCK = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?(?::00)?")


class CellError(ValueError):
    """A cell that does not hold what its column promises. `str()` is the sentence to show."""


def parse_text(cell: Cell, *, longest: int = 10_000) -> str | None:
    """The cell as text: 6700.0 gives `6700`, a date gives `31/12/2027`, true gives `oui`.

    Raises
    ------
    CellError
        When the text is longer than `longest` characters.
    """
    if cell is None:
        return None
    text = _shown(cell)
    if len(text) > longest:
        message = _("“%(start)s…” has %(found)s characters; the limit is %(limit)s. Shorten it.")
        raise CellError(message % {"start": text[:30], "found": len(text), "limit": longest})
    return text or None


def parse_integer(cell: Cell, *, minimum: int | None = None, maximum: int | None = None) -> int | None:
    """A whole number from `minimum` to `maximum`; `1 284`, `1.284` (a thousand) and `12,0` pass.

    Raises
    ------
    CellError
        Not a number, not whole, or out of bounds.
    """
    if isinstance(cell, str) and GROUPED.fullmatch(SPACES.sub("", cell)):
        cell = cell.replace(".", "")
    number = parse_decimal(cell)
    if number is None:
        return None
    if number != number.to_integral_value():
        message = _("“%(value)s” is not a whole number. Write for example %(example)s.")
        raise CellError(message % {"value": _shown(cell), "example": int(number)})
    whole = int(number)
    _check_bounds(whole, minimum, maximum)
    return whole


def _check_bounds(number: int, minimum: int | None, maximum: int | None) -> None:
    if minimum is not None and number < minimum:
        message = _("%(value)s is too small: the smallest value is %(limit)s. Correct it, or leave it blank.")
        raise CellError(message % {"value": number, "limit": minimum})
    if maximum is not None and number > maximum:
        message = _("%(value)s is too large: the largest value is %(limit)s. Correct it, or leave it blank.")
        raise CellError(message % {"value": number, "limit": maximum})


def parse_decimal(cell: Cell) -> Decimal | None:
    """A number with a decimal comma or point; spaces between thousands are ignored. Exact, never a float.

    `1.284` is read as one and a bit: only `parse_integer` takes a point for a thousand.

    Raises
    ------
    CellError
    """
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise _not_a_number(cell)
    text = SPACES.sub("", str(cell)).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _not_a_number(cell) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15 or not text.isascii() or "_" in text:
        raise _not_a_number(cell)
    return number


def _not_a_number(cell: Cell) -> CellError:
    message = _("“%(value)s” is not a number. Write for example 25 or 4,5, or leave the cell blank.")
    return CellError(message % {"value": _shown(cell)})


def parse_cents(cell: Cell) -> int | None:
    """An amount in euros to whole cents, half a cent rounded up: `1 234,50 €` gives 123450.

    Raises
    ------
    CellError
    """
    if isinstance(cell, str):
        cell = re.sub(r"(?i)\s*(€|eur|euros?)\s*$", "", cell)
    amount = parse_decimal(cell)
    return None if amount is None else int((amount * 100).to_integral_value(ROUND_HALF_UP))


def parse_boolean(cell: Cell) -> bool | None:
    """Yes or no: `oui`, `non`, `x`, `vrai`, `1`, `0`… A blank is unknown, not no.

    Raises
    ------
    CellError
    """
    if cell is None or isinstance(cell, bool):
        return cell
    word = fold(_shown(cell)) or _shown(cell).strip()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    message = _("“%(value)s” is neither yes nor no. Write oui or non, or leave it blank when unknown.")
    raise CellError(message % {"value": _shown(cell)})


def parse_date(cell: Cell) -> datetime.date | None:
    """A day written `31/12/2027`, `31.12.2027`, `31-12-2027` or `2027-12-31`; never the month first.

    Raises
    ------
    CellError
        Not a date, a day that does not exist, or a year of two figures.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if cell is None or isinstance(cell, datetime.date):
        return cell
    text = _shown(cell).strip()
    if match := DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        message = _("“%(value)s” is not a date. Write for example 31/12/2027, or leave the cell blank.")
        raise CellError(message % {"value": text})
    if len(year) != 4 or int(year) < 1:
        message = _("“%(value)s”: the year needs four figures. Write for example 31/12/2027.")
        raise CellError(message % {"value": text})
    return _day(int(year), int(month), int(day), text)


def _day(year: int, month: int, day: int, text: str) -> datetime.date:
    if not 1 <= month <= 12:
        message = _("%(value)s: there is no month %(month)s. Write the day first, for example 31/12/2027.")
        raise CellError(message % {"value": text, "month": month})
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        named = formats.date_format(datetime.date(year, month, 1), "F")
        message = _("%(value)s does not exist: %(month)s has %(days)s days. Write for example %(example)s.")
        example = f"{last:02}/{month:02}/{year:04}"
        raise CellError(message % {"value": text, "month": named, "days": last, "example": example})
    return datetime.date(year, month, day)


def parse_time(cell: Cell) -> datetime.time | None:
    """A time of day written `06:30`, `6h30`, `6 h 30` or `7h`.

    Raises
    ------
    CellError
    """
    if isinstance(cell, datetime.datetime):
        return cell.time()
    if cell is None or isinstance(cell, datetime.time):
        return cell
    text = _shown(cell).strip()
    match = CLOCK.fullmatch(text)
    hours, minutes = (int(part or 0) for part in match.groups()) if match else (99, 99)
    if hours > 23 or minutes > 59:
        message = _("“%(value)s” is not a time of day. Write for example 06:30, or leave the cell blank.")
        raise CellError(message % {"value": text})
    return datetime.time(hours, minutes)


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime.datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    return str(cell)
