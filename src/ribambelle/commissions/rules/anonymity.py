"""How many families could stand behind a line of the booklet, and how much it must be blurred until five do.

What an outsider may know of a family: the ages of its children, its commune, whether siblings apply together, and what
the rule says of it before points (an inhabitant, a child present already, a class). A line is as safe as the number of
lines that look the same in these; `k` is the smallest such number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ribambelle.commissions.rules.snapshot import PartyEntry

GOAL = 5
OLDEST_MONTHS = 72


class Level(NamedTuple):
    """How lines are blurred: least width of age bands in months, whether commune and siblings are shown."""

    band_months: int
    shows_commune: bool
    shows_sibling_ages: bool
    shows_siblings: bool
    shows_tier: bool = True


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
    """What the booklet may say of a family. `bands` of its children; empty when they are not shown. `tier`: its class,
    round or right of way, empty when the method has none or hides it. `groups`: those it belongs to, of the groups
    named beside the booklet because places are kept for them."""

    bands: tuple[Band, ...]
    commune: str
    is_siblings: bool
    tier: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Anonymity:
    """The measure: the level used, the k it reaches, and the blurred lines by party."""

    level: Level
    k: int
    lines: dict[str, Blurred]

    @property
    def is_enough(self) -> bool:
        return self.k >= GOAL


def bands_for(ages: Sequence[int], width: int) -> list[Band]:
    """Bands of `width` months over these ages, each with at least `GOAL` of them: thinner ones join a neighbour.

    Fewer ages than the goal give one band. A child not yet born stands in the first one.
    """
    if not ages:
        return []
    counts = Counter(max(age, 0) // width for age in ages)
    bands: list[Band] = []
    held = 0
    for step in sorted(counts):
        joins = bool(bands) and held < GOAL
        start = bands.pop().least if joins else step * width
        held = counts[step] + (held if joins else 0)
        bands.append(Band(start, (step + 1) * width))
    if held < GOAL and len(bands) > 1:
        last = bands.pop()
        bands[-1] = Band(bands[-1].least, last.most)
    return bands


def _shown_ages(party: PartyEntry, level: Level) -> list[int]:
    """The ages said of a family: none of siblings once they are left out, the youngest once they are hidden."""
    ages = sorted(child["age_months"] for child in party["children"])
    if len(ages) == 1 or level.shows_sibling_ages:
        return ages
    return [] if level.shows_siblings else ages[:1]


def blurred(
    parties: Sequence[PartyEntry],
    level: Level,
    tiers: Mapping[str, str] | None = None,
    groups: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Blurred]:
    """Every family at one level."""
    shown = {party["party"]: _shown_ages(party, level) for party in parties}
    bands = bands_for([age for ages in shown.values() for age in ages], level.band_months)
    band_of = {age: _band(bands, age) for age in {age for ages in shown.values() for age in ages}}
    alike: dict[tuple[Any, ...], Blurred] = {}  # one value for all the families that look alike
    found = {}
    for party in parties:
        name = party["party"]
        said = (
            tuple([band_of[age] for age in shown[name]]),
            party["commune"] if level.shows_commune else "",
            len(party["children"]) > 1 and level.shows_siblings,
            (tiers or {}).get(name, "") if level.shows_tier else "",
            (groups or {}).get(name, frozenset()),
        )
        if said not in alike:
            alike[said] = Blurred(*said)
        found[name] = alike[said]
    return found


def _band(bands: Sequence[Band], age: int) -> Band:
    return next(band for band in bands if max(age, 0) < band.most)


def measured(parties: Sequence[PartyEntry], tiers: Mapping[str, str] | None = None) -> Anonymity:
    """The most precise level at which every line looks like at least `GOAL` lines, itself included.

    `tiers`: what the rule says of a family before points; it is hidden where no blurring of the rest is enough beside
    it. When nothing is enough (fewer families than the goal), the most blurred level and its k: the booklet must not be
    published.
    """
    hidden = [level._replace(shows_tier=False) for level in LEVELS] if any((tiers or {}).values()) else []
    for level in (*LEVELS, *hidden):
        lines = blurred(parties, level, tiers)
        k = min(Counter(lines.values()).values(), default=0)
        if k >= GOAL:
            break
    return Anonymity(level, k, lines)


def naming(
    parties: Sequence[PartyEntry], tiers: Mapping[str, str], groups: Mapping[str, frozenset[str]]
) -> tuple[Anonymity, frozenset[str]]:
    """The measure when places are kept for groups, and which of these groups may be named beside the booklet.

    A line served before another one that comes ahead of it shows that places were kept for it: once a group is named,
    who belongs to it is known. So the lines are blurred until each looks like `GOAL` lines, its groups included; where
    that is not enough, the smallest group is left without a name, then the next. A group of fewer families than the
    goal, or that leaves fewer outside it, is never named and blurs nothing.

    Parameters
    ----------
    groups
        By party; groups that must never be named are left out by who calls.
    """
    plain = measured(parties, tiers)
    sizes = Counter(group for own in groups.values() for group in own)
    large = [group for group in sizes if sizes[group] >= GOAL and not 0 < len(parties) - sizes[group] < GOAL]
    large.sort(key=lambda group: (-sizes[group], group))
    for count in range(len(large) if plain.is_enough else 0, 0, -1):
        named = frozenset(large[:count])
        known = {party: own & named for party, own in groups.items()}
        for level in LEVELS:
            shown = level._replace(shows_tier=plain.level.shows_tier)
            lines = blurred(parties, shown, tiers, known)
            if (k := min(Counter(lines.values()).values())) >= GOAL:
                return Anonymity(shown, k, lines), named
    return plain, frozenset()
