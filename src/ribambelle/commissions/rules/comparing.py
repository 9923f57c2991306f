"""What a proposal does to groups of families, without singling anybody out.

A figure is hidden where fewer than five children stand behind it: too few asked, too few were served, or too few were
not. Hidden figures must not be found again from the totals: lines are hidden, the smallest first, until those that are
hidden have five children behind each of these counts together, and are at least two.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ribambelle.commissions.rules.scoring import TIE_BREAKS
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry
from ribambelle.commissions.rules.tables import tie_keys

LEAST = 5

#: {dimension: {value: criteria of which one is met}}; who meets none stands under "other".
DIMENSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "household": {"single": ("single-parent",)},
    "activity": {
        "work": ("both-parents-work", "single-parent-works"),
        "part": ("one-works-one-trains", "one-works-one-seeks", "one-works-one-inactive"),
        "none": ("no-parent-works", "single-parent-trains", "single-parent-seeks", "single-parent-inactive"),
    },
    "disability": {"yes": ("child-disability", "family-disability")},
}
#: Criteria of which one must have been answered before a family is said to be “other” than these groups.
ANSWERED: dict[str, tuple[str, ...]] = {
    "household": ("single-parent",),
    "activity": tuple(code for codes in DIMENSIONS["activity"].values() for code in codes),
    "disability": ("child-disability", "family-disability"),
}


class Count(NamedTuple):
    """Children of a group: how many asked, how many are served."""

    asked: int
    served: int


class Shown(NamedTuple):
    """The same as it may be read; None: hidden."""

    asked: int | None
    served: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a dimension: its counts under each proposal, in their order."""

    dimension: str
    value: str
    shown: tuple[Shown, ...]


def groups(parties: Sequence[PartyEntry], served: Sequence[frozenset[str]]) -> list[Group]:
    """Every dimension, line by line, under each proposal; `served`: children who obtain a place, by proposal."""
    found = []
    for dimension in ("commune", *DIMENSIONS):
        members: dict[str, list[str]] = defaultdict(list)
        for party in parties:
            for child in party["children"]:
                members[value_of(dimension, party, child)].append(child["child"])
        counts = {
            value: [Count(len(names), sum(name in placed for name in names)) for placed in served]
            for value, names in members.items()
        }
        hidden = hidden_lines(counts)
        for value in sorted(counts, key=lambda value: (-len(members[value]), value)):
            shown = tuple(Shown(None, None) if value in hidden else Shown(*count) for count in counts[value])
            found.append(Group(dimension, value, shown))
    return found


def value_of(dimension: str, party: PartyEntry, child: ChildEntry) -> str:
    """The group of a child: a value of the dimension, `other`, or `unknown` when nothing was answered."""
    if dimension == "commune":
        return party["commune"] or "unknown"
    answers = child["answers"]
    for value, codes in DIMENSIONS[dimension].items():
        if any(code in answers and answers[code]["value"] > 0 for code in codes):
            return value
    return "other" if any(code in answers for code in ANSWERED[dimension]) else "unknown"


def hidden_lines(counts: Mapping[str, Sequence[Count]]) -> set[str]:
    """The lines to hide, in every column alike."""
    hidden = {value for value, columns in counts.items() if any(not _is_safe(count) for count in columns)}
    others = sorted(set(counts) - hidden, key=lambda value: (counts[value][0].asked if counts[value] else 0, value))
    while hidden and others and not _together_safe(hidden, counts):
        hidden.add(others.pop(0))
    return hidden


def _is_safe(count: Count) -> bool:
    """No count of one to four stands behind a line; nobody at all tells nothing of anybody."""
    return all(number == 0 or number >= LEAST for number in (count.asked, count.served, count.asked - count.served))


def _together_safe(hidden: set[str], counts: Mapping[str, Sequence[Count]]) -> bool:
    if len(hidden) < 2:
        return False
    columns = zip(*(counts[value] for value in hidden), strict=True)
    return all(_is_safe(Count(sum(c.asked for c in column), sum(c.served for c in column))) for column in columns)


def by_lottery(parties: Sequence[PartyEntry], numbers: Mapping[str, Any], tie_breaks: Sequence[str]) -> tuple[int, int]:
    """(families at equal standing with another, those whom no published order separates: the lottery does).

    `numbers`: what the engine orders by, by child; a family stands by its best child.
    """
    standing = {party["party"]: max(numbers[child["child"]] for child in party["children"]) for party in parties}
    named = [code for code in tie_breaks if code in TIE_BREAKS and code != "lottery"]
    keys = {party["party"]: (standing[party["party"]], *tie_keys(party, named)) for party in parties}
    equal, same = Counter(standing.values()), Counter(keys.values())
    return (
        sum(1 for number in standing.values() if equal[number] > 1),
        sum(1 for key in keys.values() if same[key] > 1),
    )
