"""How many families could stand behind a line of the booklet, and how much it must be blurred until five do.

What an outsider may know of a family: the ages of its children, its commune, whether siblings apply together. A line
is as safe as the number of lines that look the same in these; `k` is the smallest such number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ribambelle.commissions.rules.snapshot import PartyEntry

GOAL = 5
OLDEST_MONTHS = 72


class Level(NamedTuple):
    """How lines are blurred: width of age bands in months, whether commune and siblings are shown."""

    band_months: int
    shows_commune: bool
    shows_sibling_ages: bool
    shows_siblings: bool


#: From the most precise to the most blurred; the first that reaches the goal is used.
LEVELS = (
    Level(3, True, True, True),
    Level(6, True, True, True),
    Level(6, True, False, True),
    Level(6, False, False, True),
    Level(12, False, False, True),
    Level(12, False, False, False),
    Level(OLDEST_MONTHS, False, False, False),
)


class Band(NamedTuple):
    """An age band in whole months, half-open."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Blurred:
    """What the booklet may say of a family. `bands` of its children; empty when they are not shown."""

    bands: tuple[Band, ...]
    commune: str
    is_siblings: bool


@dataclass(frozen=True, slots=True)
class Anonymity:
    """The measure: the level used, the k it reaches, and the blurred lines by party."""

    level: Level
    k: int
    lines: dict[str, Blurred]

    @property
    def is_enough(self) -> bool:
        return self.k >= GOAL


def band_of(age_months: int, width: int) -> Band:
    """The band of an age. A child not yet born stands in the first one."""
    start = max(age_months, 0) // width * width
    return Band(start, start + width)


def blurred(party: PartyEntry, level: Level) -> Blurred:
    """One family at one level."""
    is_siblings = len(party["children"]) > 1
    bands = tuple(sorted(band_of(child["age_months"], level.band_months) for child in party["children"]))
    if is_siblings and not level.shows_sibling_ages:
        # siblings not shown at all must look like one child: the youngest stands for them
        bands = () if level.shows_siblings else bands[:1]
    return Blurred(
        bands=bands,
        commune=party["commune"] if level.shows_commune else "",
        is_siblings=is_siblings and level.shows_siblings,
    )


def measured(parties: Sequence[PartyEntry]) -> Anonymity:
    """The most precise level at which every line looks like at least `GOAL` lines, itself included.

    When none does (fewer families than the goal), the most blurred level and its k: the booklet must not be published.
    """
    for level in LEVELS:
        lines = {party["party"]: blurred(party, level) for party in parties}
        k = min(Counter(lines.values()).values(), default=0)
        if k >= GOAL:
            break
    return Anonymity(level, k, lines)
