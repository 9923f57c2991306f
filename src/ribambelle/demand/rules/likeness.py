"""How alike two requests are: keys under which likes meet, and a score with its reasons.

French names are folded by sound (no maintained library does it for French): Lefèvre and Lefebvre, Ségolène and
Segolaine, Dupont and Dupond meet. Only requests that share a key are ever compared.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ribambelle.kernel.tables import fold

#: From this score on two requests are proposed as one: a date and a name, or a date and a telephone.
SUGGESTED_FROM: Final = 6
#: A birth may come that far from the due date it was announced with, in days.
DUE_MARGIN: Final = 35
#: So many figures at the end of a telephone number are the same with and without its country.
PHONE_FIGURES: Final = 8

#: Sounds in the order they are replaced; the text is folded before (no accents, no case).
SOUNDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"bv", "v"),
        (r"sch|sh|ch", "x"),
        (r"ph", "f"),
        (r"gn", "n"),
        (r"h", ""),
        (r"e?aul[td]s?$", "o"),
        (r"eau|au", "o"),
        (r"tion", "sion"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"c(?=[eiy])", "s"),
        (r"qu|q|ck|c|k", "k"),
        (r"z", "s"),
        (r"w", "v"),
        (r"y", "i"),
        (r"oeu|oe|eu", "e"),
        (r"ai|ei|et$|er$|ez$", "e"),
        (r"(?<=[a-z])e(?=[mn](?![aeioumn]))", "a"),
        (r"m(?=[bp])", "n"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[stdxpe]+$", ""),
        (r"(.)\1+", r"\1"),
    )
)


def by_sound(name: str) -> str:
    """A name as it sounds in French; empty for what holds no letter.

    Examples
    --------
    >>> by_sound("Lefèvre") == by_sound("Lefebvre"), by_sound("Dupont") == by_sound("Dupond")
    (True, True)
    """
    sound = fold(name)
    for pattern, replacement in SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound


def phone_figures(phone: str) -> str:
    """The last figures of a telephone number, the same however it is written; empty when there are too few."""
    figures = re.sub(r"\D", "", phone)
    return figures[-PHONE_FIGURES:] if len(figures) >= PHONE_FIGURES else ""


def word_key(word: str) -> str:
    """The key a folded word of a name is searched under."""
    return f"w:{word[:100]}"


def words_of(names: Iterable[str]) -> set[str]:
    """The words of names as they are searched."""
    return {word for name in names for word in fold(name).split()}


class Reason(StrEnum):
    """Why two requests look like one."""

    DATE = "date"
    DUE = "due"
    CHILD = "child"
    FIRST_NAME = "first-name"
    PHONE = "phone"
    MAIL = "mail"
    GUARDIAN = "guardian"
    ADDRESS = "address"


WEIGHTS: Final[dict[Reason, int]] = {
    Reason.DATE: 3,
    Reason.DUE: 2,
    Reason.CHILD: 2,
    Reason.FIRST_NAME: 2,
    Reason.PHONE: 3,
    Reason.MAIL: 3,
    Reason.GUARDIAN: 1,
    Reason.ADDRESS: 1,
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is compared of one request. Names are by sound, telephones by their last figures."""

    first_name: str
    last_name: str
    born_on: date | None
    due_on: date | None
    guardians: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    kind: str = ""
    party: int | None = None

    def keys(self) -> Iterator[str]:
        """Where likes meet: a name and a date, a telephone, a mail. Never a date or a name alone: too many share it."""
        days = {day for day in (self.born_on, self.due_on) if day}
        for name in {self.last_name, *self.guardians} - {""}:
            yield from (f"n:{name}:{day:%Y%m%d}" for day in days)
            yield from (f"m:{name}:{day:%Y%m}" for day in days)
        yield from (f"p:{phone}" for phone in self.phones)
        yield from (f"e:{mail}" for mail in self.mails)


def compared(one: Likeness, other: Likeness) -> tuple[int, list[Reason]]:
    """The score of a pair and its reasons; 0 when their dates say that they are two children, or their first names do.

    Twins share everything but their first names: two first names that sound apart are two children, and so are two
    requests put together as siblings. A change of setting beside a first request is another request.
    """
    if one.kind != other.kind or (one.party is not None and one.party == other.party):
        return 0, []
    if one.first_name and other.first_name and one.first_name != other.first_name:
        return 0, []
    dated = _dated(one, other)
    if dated is None:
        return 0, []
    reasons = [dated]
    if one.last_name and one.last_name == other.last_name:
        reasons.append(Reason.CHILD)
    if one.first_name and one.first_name == other.first_name:
        reasons.append(Reason.FIRST_NAME)
    for reason, mine, theirs in (
        (Reason.PHONE, one.phones, other.phones),
        (Reason.MAIL, one.mails, other.mails),
        (Reason.GUARDIAN, one.guardians, other.guardians),
        (Reason.ADDRESS, one.addresses, other.addresses),
    ):
        if mine & theirs:
            reasons.append(reason)
    return sum(WEIGHTS[reason] for reason in reasons), reasons


def _dated(one: Likeness, other: Likeness) -> Reason | None:
    """Whether the dates can be of one child: the same birth, or a birth near the due date it was announced with."""
    if one.born_on and other.born_on:
        return Reason.DATE if one.born_on == other.born_on else None
    mine, theirs = one.born_on or one.due_on, other.born_on or other.due_on
    if mine is None or theirs is None or abs((mine - theirs).days) > DUE_MARGIN:
        return None
    return Reason.DATE if mine == theirs else Reason.DUE
