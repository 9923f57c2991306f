"""One cell to one value, in the words people write: half-days, kinds, channels, criteria."""

import re
from collections.abc import Mapping
from datetime import time
from functools import partial
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import Channel, RequestKind, RequestState, Together
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.rules.modes import mask_of_modes
from ribambelle.kernel.tables import Cell, CellError, fold, parse_boolean, parse_integer, parse_text
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.offer.enums import Mode

Value = TypeVar("Value")

DAYS = {
    0: "lun lundi lundis lu mon monday",
    1: "mar mardi mardis ma tue tuesday",
    2: "mer mercredi mercredis me wed wednesday",
    3: "jeu jeudi jeudis je thu thursday",
    4: "ven vendredi vendredis ve fri friday",
}
DAY_WORDS = {word: day for day, words in DAYS.items() for word in words.split()}
MORNINGS = frozenset(["am", "matin", "matins", "matinee", "morning", "mornings"])
AFTERNOONS = frozenset(["pm", "apm", "aprem", "apres", "midi", "midis", "afternoon", "afternoons"])
FILLERS = frozenset(["et", "and", "le", "les", "la", "de", "du", "the", "l", "toute", "tout", "journee", "jour"])
WHOLE_WEEKS = frozenset(
    fold(words)
    for words in (
        "toute la semaine",
        "semaine complète",
        "la semaine",
        "temps plein",
        "plein temps",
        "tous les jours",
        "5 jours",
        "cinq jours",
        "du lundi au vendredi",
        "lundi au vendredi",
        "lun-ven",
        "full week",
        "*",
    )
) - {""}
MORNINGS_ONLY = frozenset({"tous les matins", "les matins", "matins", "le matin"})
AFTERNOONS_ONLY = frozenset({"toutes les apres midi", "tous les apres midi", "les apres midi", "apres midis"})
MORNING, AFTERNOON = 0b01, 0b10
ALL_MORNINGS = sum(MORNING << (2 * day) for day in DAYS)


def parse_week(cell: Cell) -> int | None:
    """Half-days as a mask: `lun mar jeu`, `lun-am mar-pm`, `lundi, mercredi matin`, `toute la semaine`.

    A day alone is the whole day; a half after a day means that half, two halves after it the whole day.

    Raises
    ------
    CellError
        Naming the word that is neither a day nor a half-day.
    """
    text = parse_text(cell)
    if text is None:
        return None
    folded = fold(text)
    if folded in WHOLE_WEEKS or text.strip() == "*":
        return FULL_WEEK
    if folded in MORNINGS_ONLY:
        return ALL_MORNINGS
    if folded in AFTERNOONS_ONLY:
        return ALL_MORNINGS << 1
    return _mask(folded.split(), text)


def _mask(words: list[str], text: str) -> int:
    halves: dict[int, int] = {}
    day: int | None = None
    for word in words:
        if word in DAY_WORDS:
            day = DAY_WORDS[word]
            halves.setdefault(day, 0)
        elif word in MORNINGS and day is not None:
            halves[day] |= MORNING
        elif word in AFTERNOONS and day is not None:
            halves[day] |= AFTERNOON
        elif word not in FILLERS:
            message = _("“%(text)s”: “%(word)s” is not a half-day. Write for example lun mar-am, or toute la semaine.")
            raise CellError(message % {"text": text, "word": word})
    mask = sum((half or MORNING | AFTERNOON) << (2 * day) for day, half in halves.items())
    if not mask:
        message = _("“%(text)s” names no day. Write for example lun mar-am, or toute la semaine.")
        raise CellError(message % {"text": text})
    return mask


def parse_choice(words: Mapping[str, Value], cell: Cell) -> Value | None:
    """One of a closed list, by any of its words.

    Raises
    ------
    CellError
        Naming what may be written.
    """
    text = parse_text(cell)
    if text is None:
        return None
    folded = fold(text)
    if folded in words:
        return words[folded]
    message = _("“%(text)s” is not one of the possible values. Write for example: %(words)s.")
    raise CellError(message % {"text": text, "words": ", ".join(list(words)[:6])})


def _words(values: Mapping[Value, str]) -> dict[str, Value]:
    return {fold(word): value for value, words in values.items() for word in words.split("|")}


KINDS = _words(
    {
        RequestKind.NEW: "première place|nouvelle|nouvelle demande|new|première demande",
        RequestKind.TRANSFER: "changement de lieu|changement|transfert|transfer|mutation",
        RequestKind.EXTRA_DAY: "demi-journées en plus|jour supplémentaire|extra-day|augmentation|jours en plus",
    }
)
CHANNELS = _words(
    {
        Channel.WEB: "en ligne|web|internet|courriel|mail",
        Channel.PAPER: "sur papier|papier|courrier|paper",
        Channel.PHONE: "par téléphone|téléphone|phone|appel",
        Channel.DESK: "au guichet|guichet|sur place|desk|visite",
    }
)
STATES = _words(
    {
        RequestState.RECEIVED: "reçue|received|nouvelle",
        RequestState.ACKNOWLEDGED: "accusée|acknowledged",
        RequestState.COMPLETE: "complète|complete",
        RequestState.ACTIVE: "en attente de place|en attente|active|liste d'attente",
    }
)
TOGETHERS = _words(
    {
        Together.OR_NOTHING: "ensemble ou rien|or-nothing|obligatoire|oui",
        Together.IF_POSSIBLE: "ensemble si possible|si possible|if-possible|souhaité",
        Together.ALONE: "un enfant seul|chacun de son côté|seul|alone|non",
    }
)
parse_kind = partial(parse_choice, KINDS)
parse_channel = partial(parse_choice, CHANNELS)
parse_state = partial(parse_choice, STATES)
parse_together = partial(parse_choice, TOGETHERS)


def parse_answer(code: str, cell: Cell) -> int | None:
    """The answer to one criterion: yes or no as 1 or 0, a count or a value as it stands."""
    definition = BY_CODE[code]
    if definition.maximum == 1:
        value = parse_boolean(cell)
        return None if value is None else int(value)
    return parse_integer(cell, minimum=0, maximum=definition.maximum)


def parse_criteria(cell: Cell) -> dict[str, int] | None:
    """Several criteria in one cell, by code or label: `resident; single-parent; commissions-sat=2`.

    Raises
    ------
    CellError
        Naming the criterion that is not in the catalogue.
    """
    text = parse_text(cell)
    if text is None:
        return None
    known = {fold(code): code for code in BY_CODE} | {fold(str(each.label)): each.code for each in BY_CODE.values()}
    answers: dict[str, int] = {}
    for part in text.replace("\n", ";").split(";"):
        name, _equals, value = part.partition("=")
        if not fold(name):
            continue
        if fold(name) not in known:
            message = _("Criterion “%(name)s” is not in the catalogue. Correct it, or leave it out.")
            raise CellError(message % {"name": name.strip()})
        code = known[fold(name)]
        answers[code] = parse_integer(value.strip() or 1) or 0
    return answers


def parse_names(cell: Cell) -> list[str] | None:
    """Several names in one cell, separated by semicolons, commas or lines."""
    text: Any = parse_text(cell)
    if text is None:
        return None
    for mark in (",", "\n"):
        text = text.replace(mark, ";")
    return [name.strip() for name in text.split(";") if name.strip()]


HOURS = re.compile(r"(\w+)\.?\s*:?\s*(\d{1,2})(?:[h:](\d{2})?)?\s*(?:-|–|à|a|to)\s*(\d{1,2})(?:[h:](\d{2})?)?")


def parse_hours(cell: Cell) -> tuple[DayHours, ...] | None:
    """Hours day by day, separated by semicolons or commas: `lun 7:30-17:00; mar 8h-12h`.

    Raises
    ------
    CellError
        Naming the part that is no day with two hours, or the day that stands twice.
    """
    text = parse_text(cell)
    if text is None:
        return None
    days: dict[int, DayHours] = {}
    for part in re.split(r"[;,\n]", text):
        if not part.strip():
            continue
        match = HOURS.fullmatch(part.strip().casefold().replace(" h", "h").replace("h ", "h"))
        day = DAY_WORDS.get(fold(match[1])) if match else None
        if match is None or day is None or day in days or not _is_clock(match):
            message = _("“%(part)s” is not a day with its two hours. Write each day once, for example mon 7:30-17:00.")
            raise CellError(message % {"part": part.strip()})
        start, end = time(int(match[2]), int(match[3] or 0)), time(int(match[4]), int(match[5] or 0))
        days[day] = DayHours(day, start, end)
    return tuple(sorted(days.values()))


def _is_clock(match: re.Match[str]) -> bool:
    hours, minutes = (int(match[2]), int(match[4])), (int(match[3] or 0), int(match[5] or 0))
    return max(hours) < 24 and max(minutes) < 60


MODES = _words(
    {
        Mode.REGULAR: "régulier|régulière|ordinaire|regular",
        Mode.FLEXIBLE: "horaires flexibles|flexible",
        Mode.EMERGENCY: "urgence|d'urgence|emergency",
        Mode.OCCASIONAL: "occasionnel|occasional|ponctuel",
        Mode.INCLUSIVE: "inclusif|inclusive",
        Mode.SICK: "enfants malades|malade|sick",
    }
)


def parse_modes(cell: Cell) -> int | None:
    """Modes of care in one cell, separated by semicolons or commas, as a mask.

    Raises
    ------
    CellError
        Naming the one that is no mode.
    """
    names = parse_names(cell)
    return mask_of_modes(mode for name in names if (mode := parse_choice(MODES, name))) if names else None
