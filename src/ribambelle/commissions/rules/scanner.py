"""Free text that would reach members is read first: what could make a family known is found, with its place.

Nothing here understands a sentence. It compares words with the names of the dossier, with a list of frequent first
names, with the places of the territory and with the word patterns of `data/scanner_words.json`; accents, case and
hyphens change nothing. It would rather stop a harmless word than let a name through, but for ordinary words that are
also first names or places (“marche”, “rose”), which need their capital letter.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from json import loads
from typing import Any, Literal, NamedTuple

LeakKind = Literal["name", "first-name", "initials", "place", "health", "origin", "family", "contact", "date"]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
#: Particles inside names: alone they name nobody.
_PARTICLES = frozenset(
    [
        "al",
        "ben",
        "ci",
        "d",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "et",
        "la",
        "le",
        "les",
        "ter",
        "van",
        "von",
    ]
)
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
#: Which kind is kept when two findings overlap: the first.
_GRAVITY = ("contact", "name", "date", "place", "first-name", "initials", "health", "origin", "family")


class Leak(NamedTuple):
    """One thing to take out of a text: its words as they were typed, from `start` to `end`."""

    start: int
    end: int
    excerpt: str
    kind: LeakKind


def folded(text: str) -> str:
    """Without accents, in small letters, with plain apostrophes, character for character: “Élodie’s” → “elodie's”."""
    return "".join(_plain(letter) for letter in text)


@cache
def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].lower() or letter
    return "'" if base in "’ʼ`´" else "-" if base in "‐‑‒–—" else base if len(base) == 1 else letter


def scan(
    text: str,
    *,
    names: Iterable[str] = (),
    other_names: Iterable[str] = (),
    places: Iterable[str] = (),
    allowed: Iterable[str] = (),
    allowed_dates: Collection[date] = (),
) -> list[Leak]:
    """What could make a family known, in the order of the text; empty when the text may be shown.

    Parameters
    ----------
    names
        Names of the household, its guardians and its children: each of their parts is looked for.
    other_names
        Names of other families: looked for where they have their capital letter.
    places
        Communes and localities; those of several words are also known by their long parts.
    allowed
        What members read anyway, such as pseudonyms and settings: not looked into.
    allowed_dates
        Dates of the session, which may be named.
    """
    text = "".join(letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    flat = folded(text).translate(_LIGATURES)
    hidden = list(_hidden(flat, allowed))
    found = [
        *_names(text, flat, names),
        *(leak for leak in _names(text, flat, other_names) if _is_capital(text, leak.start)),
        *_first_names(text, flat),
        *_places(text, flat, places),
        *_patterns(text, flat),
        *_dates(text, flat, allowed_dates),
    ]
    return _apart(leak for leak in found if not any(start <= leak.start and leak.end <= end for start, end in hidden))


#: One character for one, so that places in the text stay the same.
_LIGATURES = str.maketrans({"œ": "o", "æ": "a"})


def _apart(found: Iterable[Leak]) -> list[Leak]:
    """Findings that do not overlap, the graver kept, in the order of the text."""
    kept: list[Leak] = []
    for leak in sorted(found, key=lambda leak: (_GRAVITY.index(leak.kind), -(leak.end - leak.start), leak.start)):
        if not any(leak.start < other.end and other.start < leak.end for other in kept):
            kept.append(leak)
    return sorted(kept)


def _hidden(flat: str, allowed: Iterable[str]) -> Iterator[tuple[int, int]]:
    present = set(_PART.findall(flat))
    for phrase in {folded(phrase) for phrase in allowed}:
        parts = _PART.findall(phrase.translate(_LIGATURES))
        if parts and parts[0] in present:
            yield from _phrases(flat, phrase)


def _leak(text: str, span: tuple[int, int], kind: LeakKind) -> Leak:
    return Leak(*span, text[slice(*span)], kind)


def _phrases(flat: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Where a folded phrase stands as whole words; spaces, hyphens and apostrophes are alike."""
    parts = [re.escape(part) for part in re.split(r"[\s'-]+", phrase.translate(_LIGATURES)) if part]
    if parts:
        pattern = r"(?<!\w)" + r"[\s'-]+".join(parts) + r"(?!\w)"
        yield from (match.span() for match in re.finditer(pattern, flat))


def _is_capital(text: str, start: int) -> bool:
    return text[start : start + 1].isupper()


def _names(text: str, flat: str, names: Iterable[str]) -> Iterator[Leak]:
    parts = {part for name in names for part in _PART.findall(folded(name).translate(_LIGATURES))}
    wanted = {part for part in parts if len(part) > 1 and part not in _PARTICLES}
    joined = {"".join(_PART.findall(folded(name).translate(_LIGATURES))) for name in names}
    for match in _PART.finditer(flat):
        word = match.group()
        if word in wanted and (word not in _words()["ordinary"] or _is_capital(text, match.start())):
            yield _leak(text, match.span(), "name")
    for match in _WORD.finditer(flat):
        if "".join(_PART.findall(match.group())) in joined - _words()["ordinary"]:
            yield _leak(text, match.span(), "name")


def _first_names(text: str, flat: str) -> Iterator[Leak]:
    words = _words()
    for match in _PART.finditer(flat):
        word = match.group()
        if word in words["first_names"] and (word not in words["ordinary"] or _is_capital(text, match.start())):
            yield _leak(text, match.span(), "first-name")


def _places(text: str, flat: str, places: Iterable[str]) -> Iterator[Leak]:
    ordinary = _words()["ordinary"]
    wanted: dict[str, bool] = {}
    for place in places:
        whole = folded(place).translate(_LIGATURES)
        parts = _PART.findall(whole)
        wanted[whole] = wanted.get(whole, False) or (len(parts) == 1 and whole in ordinary)
        for part in parts:
            if len(parts) > 1 and len(part) >= 5:
                wanted.setdefault(part, True)
    present = set(_PART.findall(flat))
    for place, needs_capital in wanted.items():
        if (_PART.findall(place) or [""])[0] not in present:
            continue
        for span in _phrases(flat, place):
            if not needs_capital or _is_capital(text, span[0]):
                yield _leak(text, span, "place")


def _patterns(text: str, flat: str) -> Iterator[Leak]:
    for kind, is_cased, pattern in _compiled():
        for match in pattern.finditer(text if is_cased else flat):
            span = match.span("is") if "is" in pattern.groupindex else match.span()
            yield _leak(text, span, kind)


def _dates(text: str, flat: str, allowed: Collection[date]) -> Iterator[Leak]:
    known = {(day.day, day.month, day.year) for day in allowed}
    spoken = {day[:2] for day in known}
    for match in _NUMERIC.finditer(flat):
        day, month, year = match.group("day", "month", "year")
        if (int(day), int(month), int(year or 0) % 100) not in {(d, m, y % 100) for d, m, y in known}:
            yield _leak(text, match.span(), "date")
    for match in _ISO.finditer(flat):
        year, month, day = (int(part) for part in match.groups())
        if (day, month, year) not in known:
            yield _leak(text, match.span(), "date")
    for match in _SPOKEN.finditer(flat):
        day, month = int(match["day"]), _MONTHS.index(match["month"]) + 1
        said = (day, month, int(match["year"])) in known if match["year"] else (day, month) in spoken
        if not said:
            yield _leak(text, match.span(), "date")


_NUMERIC = re.compile(r"(?<![\d/.])(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)(?:[/.](?P<year>(?:\d\d)?\d\d))(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_SPOKEN = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:er)?\s+(?P<month>{'|'.join(_MONTHS)})(?:\s+(?P<year>\d{{4}}))?(?!\w)"
)


@cache
def _data() -> Any:
    return loads((files("ribambelle.commissions") / "data" / "scanner_words.json").read_text("utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    content = _data()
    return {
        name: frozenset(folded(word).translate(_LIGATURES) for word in content[name].split())
        for name in ("first_names", "ordinary")
    }


@cache
def _compiled() -> tuple[tuple[LeakKind, bool, re.Pattern[str]], ...]:
    """The patterns: `folded` ones are read in small letters without accents, `cased` ones as typed."""
    patterns = _data()["patterns"]
    return tuple(
        (kind, way == "cased", re.compile(pattern))
        for way in ("folded", "cased")
        for kind, listed in patterns[way].items()
        for pattern in listed
    )
