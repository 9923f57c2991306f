"""Money: integer cents of euro, read from what people type. How it is written stands in `kernel.formats`."""

import re


class UnreadableAmount(ValueError):
    """A text that is not an amount of euros with at most two decimals."""


def parse_cents(text: str) -> int:
    """Cents of an amount as typed: “1 234,50”, “1.234,50 €”, “1234.5”, “-12”.

    Thousands may be grouped by spaces, or by the mark that is not the decimal one. Nothing is rounded.

    Raises
    ------
    UnreadableAmount
        Naming the text, and how to write it.

    Examples
    --------
    >>> parse_cents("1 234,50 €"), parse_cents("1.234"), parse_cents("-0,05")
    (123450, 123400, -5)
    """
    bare = re.sub(r"[\s\u00a0\u202f€]|EUR", "", text)
    shapes = (
        r"(\d+)(?:[.,](\d{1,2}))?",
        r"(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?",
        r"(\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?",
    )
    found = next((m for shape in shapes if (m := re.fullmatch("-?" + shape, bare))), None)
    if found is None:
        raise UnreadableAmount(f"{text!r} is not an amount of euros. Write it like 1 234,50.")
    whole, cents = found.groups()
    value = int(re.sub(r"[.,]", "", whole)) * 100 + int((cents or "0").ljust(2, "0"))
    return -value if bare.startswith("-") else value
