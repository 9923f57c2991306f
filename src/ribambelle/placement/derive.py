"""What validation and the solvers derive from `Facts`: places, sections by age, points. The checker has its own."""

import numpy as np

from ribambelle.placement.facts import EVERY, NO_SECTION, Facts, Ints

__all__ = ["Points", "places", "sections_of_wishes", "wish_sections"]


def places(facts: Facts, setting: int, section: int) -> list[int] | None:
    """Places of a section (or `LICENCE`) at every slot; None when nothing bounds it by itself.

    A slot line overrides the line for every slot; a section with any line is closed where it is silent.
    """
    lines = facts.capacity.get((setting, section))
    if lines is None:
        return None
    usual = lines.get(EVERY, 0)
    return [lines.get(slot, usual) for slot in range(len(facts.slots))]


def sections_of_wishes(facts: Facts) -> dict[int, list[int]]:
    """The sections of each setting, by youngest age."""
    found: dict[int, list[int]] = {}
    for place, section in enumerate(facts.sections):
        found.setdefault(section.setting, []).append(place)
    return found


def wish_sections(facts: Facts) -> tuple[Ints, Ints]:
    """The section of every wish, and how many sections the child's age falls into.

    The section is `NO_SECTION` where none fits the age, or where the one named does not.
    """
    by_setting = sections_of_wishes(facts)
    ages = facts.child_age[facts.wish_child]
    span = int(ages.max(initial=0)) + 1
    keys, inverse = np.unique(facts.wish_setting * span + ages, return_inverse=True)
    first = np.full(len(keys), NO_SECTION, dtype=np.int64)
    count = np.zeros(len(keys), dtype=np.int64)
    for place, key in enumerate(keys.tolist()):
        setting, age = divmod(key, span)
        fitting = [
            section
            for section in by_setting.get(setting, ())
            if facts.sections[section].min_months <= age < facts.sections[section].max_months
        ]
        count[place] = len(fitting)
        if fitting:
            first[place] = fitting[0]
    section, fits = first[inverse], count[inverse]
    named = np.flatnonzero(facts.wish_section != NO_SECTION)
    for wish in named.tolist():
        chosen = facts.sections[facts.wish_section[wish]]
        inside = chosen.min_months <= ages[wish] < chosen.max_months
        section[wish] = facts.wish_section[wish] if inside else NO_SECTION
        fits[wish] = 1 if inside else 0
    return section, fits


class Points:
    """Exact sums of points, and whether any line spoke, for pairs (child, setting)."""

    def __init__(self, facts: Facts) -> None:
        self.width = len(facts.settings) + 1
        self.party_count = len(facts.parties)
        owner = np.where(
            facts.point_child == EVERY, facts.point_party, self.party_count + np.maximum(facts.point_child, 0)
        )
        where = np.where(facts.point_setting == EVERY, self.width - 1, facts.point_setting)
        self.keys, inverse = np.unique(owner * self.width + where, return_inverse=True)
        self.sums = np.zeros(len(self.keys), dtype=np.int64)
        np.add.at(self.sums, inverse, facts.point_value)

    def _look_up(self, owner: Ints, setting: Ints) -> tuple[Ints, Ints]:
        if not len(self.keys):
            return np.zeros(len(owner), dtype=np.int64), np.zeros(len(owner), dtype=np.int64)
        wanted = owner * np.int64(self.width) + setting
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found = self.keys[at] == wanted
        return np.where(found, self.sums[at], 0), found.astype(np.int64)

    def at(self, party: Ints, child: Ints, setting: Ints) -> tuple[Ints, Ints]:
        """(points in millionths, number of kinds of line that spoke) of children at settings."""
        value, spoke = self.everywhere(party, child)
        for owner, where in ((party, setting), (np.int64(self.party_count) + child, setting)):
            more, found = self._look_up(owner, where)
            value, spoke = value + more, spoke + found
        return value, spoke

    def everywhere(self, party: Ints, child: Ints) -> tuple[Ints, Ints]:
        """The same, from the lines that hold at every setting (`*`)."""
        everywhere = np.full(len(party), self.width - 1, dtype=np.int64)
        value, spoke = self._look_up(party, everywhere)
        more, found = self._look_up(np.int64(self.party_count) + child, everywhere)
        return value + more, spoke + found
