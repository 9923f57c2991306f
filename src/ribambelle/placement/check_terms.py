"""The checker's own reading of an instance: options, priorities, places. Shares nothing with the solvers."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ribambelle.placement.allocation import KEEPS, FinalReserve
from ribambelle.placement.facts import EVERY, LICENCE, NO_SECTION, Facts

__all__ = ["Key", "Option", "Spot", "Terms", "Use"]

Spot = tuple[int, int, int, frozenset[int]]  # setting, section or LICENCE, slot, groups whose reserves are taken off
Key = tuple[int, int, int]  # 0 holds that very place, 1 holds one at that setting, 2 neither; −points; lot
NOBODY: frozenset[int] = frozenset()


class Use(NamedTuple):
    """One child in an option. ``section``: None when none is of its age; ``kept``: the place it already holds."""

    party: int
    child: str
    number: int
    setting: int
    section: int | None
    slots: tuple[int, ...]
    kept: bool


class Option(NamedTuple):
    """One option; ``possible`` unless age or opening forbids it."""

    rank: int
    uses: list[Use]
    possible: bool


class Terms:
    """Places, priorities and options of an instance under given lots and final reserves."""

    def __init__(self, facts: Facts, lots: dict[str, int], final: tuple[FinalReserve, ...]) -> None:
        self.facts = facts
        self.lot = [lots[party] for party in facts.parties]
        self.owner = facts.child_party.tolist()
        self.age = facts.child_age.tolist()
        self.holding = {held.child: held for held in facts.held}
        self.holding_parties = {facts.parties[self.owner[child]] for child in self.holding}
        self.sections_of: dict[int, list[int]] = {}
        for number, part in enumerate(facts.sections):
            self.sections_of.setdefault(part.setting, []).append(number)
        self.points: dict[tuple[int, int, int], int] = {}
        lines = (facts.point_party, facts.point_child, facts.point_setting, facts.point_value)
        for party, child, setting, value in zip(*(line.tolist() for line in lines), strict=True):
            self.points[party, child, setting] = self.points.get((party, child, setting), 0) + value
        self.wrong_reserves: list[tuple[str, str]] = []
        self.written = self.written_reserves()
        self.kept = self.final_reserves(final) if final else dict(self.written)
        self.reserved: dict[tuple[int, int], set[int]] = {}
        for setting, section, _, group in self.written:
            self.reserved.setdefault((setting, section), set()).add(group)
        self.number_of: dict[Spot, int] = {}
        self.priority: dict[tuple[int, int], tuple[int, int]] = {}

    # -- places ----------------------------------------------------------------------------------------------------

    def bounded(self, setting: int, section: int) -> bool:
        """Whether capacity.csv speaks of that section (or licence)."""
        return (setting, section) in self.facts.capacity

    def written_places(self, setting: int, section: int, slot: int) -> int:
        """Places before reserves: the slot's line, else the line for every slot, else closed."""
        lines = self.facts.capacity[setting, section]
        return lines[slot] if slot in lines else lines.get(EVERY, 0)

    def written_reserves(self) -> dict[tuple[int, int, int, int], int]:
        """(setting, section, slot, group) → places kept; a line for every slot covers the open ones."""
        kept: dict[tuple[int, int, int, int], int] = {}
        for line in self.facts.reserves:
            if line.slot == EVERY:
                for slot in range(len(self.facts.slots)):
                    if self.written_places(line.setting, line.section, slot) > 0:
                        kept[line.setting, line.section, slot, line.group] = line.places
        for line in self.facts.reserves:
            if line.slot != EVERY:
                kept[line.setting, line.section, line.slot, line.group] = line.places
        return kept

    def releasable(self, setting: int, section: int, slot: int, group: int) -> bool:
        """Whether the line that holds there may be given back."""
        lines = {
            line.slot: line.release
            for line in self.facts.reserves
            if (line.setting, line.section, line.group) == (setting, section, group)
        }
        return lines[slot] if slot in lines else lines.get(EVERY, False)

    def final_reserves(self, final: tuple[FinalReserve, ...]) -> dict[tuple[int, int, int, int], int]:
        """The reserves left at the end, each checked against the one written."""
        facts = self.facts
        by_name = {
            (facts.settings[setting], facts.section_name(section), facts.slots[slot], facts.groups[group]): (
                setting,
                section,
                slot,
                group,
            )
            for setting, section, slot, group in self.written
        }
        kept = dict(self.written)
        for line in final:
            culprit = " ".join(line[:4])
            key = by_name.get(line[:4])
            if key is None:
                self.wrong_reserves.append((culprit, "there is no such reserve"))
            elif line.places > self.written[key] or line.places < 0:
                self.wrong_reserves.append((culprit, f"{line.places} places kept, {self.written[key]} were to be"))
            elif line.places < self.written[key] and not self.releasable(*key):
                self.wrong_reserves.append((culprit, "places were given back that were not to be"))
            else:
                kept[key] = line.places
        return kept

    def places(self, spot: Spot) -> int:
        """Places of a resource, final reserves taken off."""
        number = self.number_of.get(spot)
        if number is None:
            setting, section, slot, outside = spot
            number = self.written_places(setting, section, slot)
            number -= sum(self.kept.get((setting, section, slot, group), 0) for group in outside)
            self.number_of[spot] = number
        return number

    # -- children --------------------------------------------------------------------------------------------------

    def key(self, child: int, setting: int) -> tuple[int, int]:
        """(−points, lot) of a child at a setting; the lower comes first."""
        found = self.priority.get((child, setting))
        if found is None:
            party = self.owner[child]
            lines = (
                (party, EVERY, EVERY),
                (party, EVERY, setting),
                (party, child, EVERY),
                (party, child, setting),
            )
            found = (-sum(self.points.get(line, 0) for line in lines), self.lot[party])
            self.priority[child, setting] = found
        return found

    def spots(self, use: Use) -> Iterator[tuple[Spot, Key]]:
        """Every resource a child would use, with its priority there."""
        if use.section is None:
            return
        held = self.holding.get(use.number)
        here = held is not None and held.setting == use.setting
        points, lot = self.key(use.number, use.setting)
        member = self.facts.membership.get(use.party, NOBODY)
        for section in (use.section, LICENCE):
            if not self.bounded(use.setting, section):
                continue
            groups = sorted(self.reserved.get((use.setting, section), NOBODY) - member)
            sets = [frozenset(some) for size in range(len(groups) + 1) for some in combinations(groups, size)]
            for slot in use.slots:
                tier = 1 if here else 2
                if here and held is not None and section in (held.section, LICENCE):
                    tier = 0 if slot in self.facts.patterns[held.pattern] else 1
                for outside in sets:
                    yield (use.setting, section, slot, outside), (tier, points, lot)

    def age_fits(self, use: Use, section: str) -> bool:
        """Whether a child is of the age of the section of that name."""
        for number in self.sections_of.get(use.setting, ()):
            found = self.facts.sections[number]
            if found.name == section:
                return found.min_months <= int(self.age[use.number]) < found.max_months
        return False

    def section_for(self, child: int, setting: int, named: int) -> int | None:
        """The section of a wish: the one it names, else the one of the child's age; None when the age forbids it."""
        candidates = [named] if named != NO_SECTION else self.sections_of.get(setting, [])
        for number in candidates:
            found = self.facts.sections[number]
            if found.min_months <= self.age[child] < found.max_months:
                return number
        return None

    def open_for(self, use: Use) -> bool:
        """Whether a use is possible by age and opening."""
        if use.kept:
            return True
        if use.section is None:
            return False
        parts = [section for section in (use.section, LICENCE) if self.bounded(use.setting, section)]
        return bool(parts) and all(
            self.written_places(use.setting, section, slot) > 0 for section in parts for slot in use.slots
        )

    # -- options ---------------------------------------------------------------------------------------------------

    def options(self) -> dict[str, list[Option]]:
        """The options of every party, best first; a party that holds places keeps them as its last option."""
        facts = self.facts
        uses: dict[int, dict[int, list[Use]]] = {}
        who = (facts.wish_party, facts.wish_rank, facts.wish_child)
        where = (facts.wish_setting, facts.wish_section, facts.wish_pattern)
        wishes = (*who, *where)
        for party, rank, child, setting, named, pattern in zip(*(wish.tolist() for wish in wishes), strict=True):
            section = self.section_for(child, setting, named)
            use = Use(party, facts.children[child], child, setting, section, facts.patterns[pattern], kept=False)
            uses.setdefault(party, {}).setdefault(rank, []).append(use)
        for held in self.holding.values():
            self.add_kept(uses.setdefault(self.owner[held.child], {}), held.child)
        found: dict[str, list[Option]] = {}
        for party, name in enumerate(facts.parties):
            by_rank = uses.get(party, {})
            ranks = sorted(by_rank, key=lambda rank: (rank == KEEPS, rank))
            found[name] = [
                Option(rank, by_rank[rank], all(self.open_for(use) for use in by_rank[rank])) for rank in ranks
            ]
        return found

    def add_kept(self, by_rank: dict[int, list[Use]], child: int) -> None:
        """Keep a held place in every option that does not speak of its child, and as an option of its own."""
        held, facts = self.holding[child], self.facts
        use = Use(
            self.owner[child],
            facts.children[child],
            child,
            held.setting,
            held.section,
            facts.patterns[held.pattern],
            kept=True,
        )
        by_rank.setdefault(KEEPS, [])
        for members in by_rank.values():
            if all(member.number != child for member in members):
                members.append(use)
