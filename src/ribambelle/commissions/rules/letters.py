"""Sentences of letters that a coordinator writes: placeholders between braces, filled with values and nothing else.

`{enfant}` is replaced by the value; no attribute, index or format can be reached through it. Whatever is wrong is
said at once: an unknown word, a brace left open.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

#: The words a coordinator may put between braces, as they type them.
PLACEHOLDERS: Final[tuple[str, ...]] = (
    "enfant",
    "référence",
    "lieu",
    "section",
    "demi-journées",
    "entrée",
    "réponse avant",
    "séance",
    "date de séance",
    "points",
    "rang",
    "coordination",
)
_WORD = re.compile(r"\{([^{}]*)\}")


class Problem(NamedTuple):
    """What is wrong in a sentence: `unknown` (a word between braces that means nothing here) or `brace`."""

    code: str
    culprit: str


def problems_in(text: str, known: Iterable[str] = PLACEHOLDERS) -> list[Problem]:
    """Every unknown word between braces, once each, then the braces that stand alone."""
    words = set(known)
    found = dict.fromkeys(word.strip() for word in _WORD.findall(text) if word.strip() not in words)
    problems = [Problem("unknown", word) for word in found]
    rest = _WORD.sub("", text)
    alone = re.search(r".{0,20}[{}].{0,20}", rest)
    return [*problems, Problem("brace", alone.group().strip())] if alone else problems


def used_in(text: str) -> set[str]:
    """The words between braces."""
    return {word.strip() for word in _WORD.findall(text)}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The sentence with its values; what the letter has no value for (a setting, when none is proposed) stays blank."""
    return _WORD.sub(lambda match: values.get(match[1].strip(), ""), text).strip()
