"""From tables of texts to `Facts`: scalars are read, identifiers resolved, and every fault is noted with its line."""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np

from ribambelle.placement.bulk import LARGEST_RANK, AtOnce, exact_points, whole_number
from ribambelle.placement.facts import (
    DEFAULT_SLOTS,
    EVERY,
    LICENCE,
    NO_SECTION,
    Facts,
    Held,
    Ints,
    Reserve,
    Section,
)
from ribambelle.placement.problems import Problems
from ribambelle.placement.tables import Table

__all__ = ["interpret"]

LARGEST_PLACES = 1_000_000
LARGEST_LOT = 2**53 - 1  # whole numbers every JSON reader keeps exact
TRUE, FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0", ""})


def interpret(tables: dict[str, Table], problems: Problems) -> Facts:
    """Read every table; what cannot be read is noted and left out, so that the rest is examined too."""
    return _Interpreter(tables, problems).facts


class _Interpreter(AtOnce):
    def __init__(self, tables: dict[str, Table], problems: Problems) -> None:
        self.tables = tables
        self.problems = problems
        self.facts = Facts()
        self.slot_at: dict[str, int] = {}
        self.pattern_at: dict[tuple[int, ...], int] = {}
        self.pattern_of_text: dict[str, int | None] = {}
        self.section_at: dict[tuple[int, str], int] = {}
        self.read_slots()
        self.setting_at = self.read_settings()
        self.read_sections()
        self.read_capacity()
        self.party_at, self.child_at = self.read_children()
        self.read_wishes()
        self.read_points()
        self.read_lots()
        self.read_groups()
        self.read_reserves()
        self.read_held()

    # -- scalars ---------------------------------------------------------------------------------------------------

    def rows(
        self, name: str, *columns: str, only: Iterable[int] | None = None
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(line, cells) of a table, or of some rows; nothing when it or one of its columns was refused already."""
        table = self.tables.get(name)
        if table is None:
            return
        self.file = table.source
        optional = {"label", "child", "section"} if name in {"points", "wishes", "slots", "settings"} else set()
        if any(column not in table.columns and column not in optional for column in columns):
            return
        cells = [table.column(column) for column in columns]
        if only is None:
            yield from zip(table.lines, zip(*cells, strict=True), strict=True)
        else:
            yield from ((table.lines[row], tuple(column[row] for column in cells)) for row in only)

    def error(self, line: int, culprit: str, what: str, remedy: str) -> None:
        self.problems.error(self.file, line, culprit, what, remedy)

    def whole(self, line: int, culprit: str, column: str, text: str, *, low: int, high: int = 10**15) -> int | None:
        found = whole_number(text, low, high)
        if found is not None:
            return found
        shown = f'"{text}"' if text else "a blank"
        self.error(line, culprit, f"{column} is {shown}", f"Give a whole number from {low} to {high}")
        return None

    def points(self, line: int, culprit: str, text: str) -> int | None:
        found = exact_points(text)
        if found is None:
            shown = f'"{text}"' if text else "a blank"
            self.error(line, culprit, f"points is {shown}", "Give a decimal with a point and at most 6 decimals")
        return found

    def pattern(self, line: int, culprit: str, text: str) -> int | None:
        if text in self.pattern_of_text:
            found = self.pattern_of_text[text]
        else:
            found = self.pattern_of_text[text] = self.new_pattern(text)
        if found is None:
            unknown = sorted({name for name in text.split() if name not in self.slot_at and name != "*"})
            what = f"unknown slot {', '.join(unknown)}" if unknown else "no slot, or a mixture of * and slots"
            self.error(line, culprit, what, "Name slots of the instance separated by spaces, or *")
        return found

    def new_pattern(self, text: str) -> int | None:
        names = text.split()
        if names == ["*"]:
            slots = tuple(range(len(self.facts.slots)))
        elif names and all(name in self.slot_at for name in names):
            slots = tuple(sorted({self.slot_at[name] for name in names}))
        else:
            return None
        if not slots:
            return None
        if slots not in self.pattern_at:
            self.pattern_at[slots] = len(self.facts.patterns)
            self.facts.patterns.append(slots)
        return self.pattern_at[slots]

    def known(self, line: int, culprit: str, kind: str, name: str, index: dict[str, int]) -> int | None:
        found = index.get(name)
        if found is None:
            shown = f'unknown {kind} "{name}"' if name else f"the {kind} is blank"
            self.error(line, culprit, shown, f"Add it to the table of {kind}s, or drop this line")
        return found

    def section(self, line: int, culprit: str, setting: int, name: str, *, licence: bool) -> int | None:
        if licence and name == "*":
            return LICENCE
        found = self.section_at.get((setting, name))
        if found is None:
            shown = f'setting "{self.facts.settings[setting]}" has no section "{name}"'
            self.error(line, culprit, shown, "Add it to sections.csv, or correct its name")
        return found

    def slot(self, line: int, culprit: str, name: str) -> int | None:
        return EVERY if name == "*" else self.known(line, culprit, "slot", name, self.slot_at)

    def catalogue(self, name: str, column: str) -> tuple[list[str], dict[str, int]]:
        """The distinct identifiers of a table's key column, sorted, and their positions."""
        seen: dict[str, int] = {}
        for line, (key,) in self.rows(name, column):
            if not key:
                self.error(line, "", f"the {column} is blank", "Give it an identifier")
            elif key == "*":
                self.error(line, "*", f'"*" cannot name a {column}', "Choose another identifier")
            elif key in seen:
                self.error(line, key, f"this {column} stands already on line {seen[key]}", "Remove one of them")
            else:
                seen[key] = line
        names = sorted(seen)
        return names, {key: position for position, key in enumerate(names)}

    # -- tables ----------------------------------------------------------------------------------------------------

    def read_slots(self) -> None:
        if "slots" in self.tables and len(self.tables["slots"]):
            names, _ = self.catalogue("slots", "slot")
            usual = {name: place for place, name in enumerate(DEFAULT_SLOTS)}
            for name in [name for name in names if " " in name]:
                self.problems.error(self.file, 0, name, "a slot's name holds a space", "Use a hyphen instead")
            self.facts.slots = tuple(sorted(names, key=lambda name: (usual.get(name, len(usual)), name)))
        self.slot_at = {name: place for place, name in enumerate(self.facts.slots)}

    def read_settings(self) -> dict[str, int]:
        self.facts.settings, index = self.catalogue("settings", "setting")
        return index

    def read_sections(self) -> None:
        found: dict[tuple[int, str], Section] = {}
        for line, (setting, name, low, high) in self.rows(
            "sections", "setting", "section", "min_age_months", "max_age_months"
        ):
            culprit = f"{setting} {name}"
            at = self.known(line, culprit, "setting", setting, self.setting_at)
            youngest = self.whole(line, culprit, "min_age_months", low, low=0, high=1200)
            oldest = self.whole(line, culprit, "max_age_months", high, low=0, high=1200)
            if not name or name == "*":
                self.error(line, culprit, f'"{name}" cannot name a section', "Give it an identifier")
            elif at is not None and youngest is not None and oldest is not None:
                if youngest >= oldest:
                    self.error(line, culprit, "the ages are empty", "Give max_age_months above min_age_months")
                elif (at, name) in found:
                    self.error(line, culprit, "this section stands twice", "Remove one of them")
                else:
                    found[at, name] = Section(at, name, youngest, oldest)
        self.facts.sections = sorted(
            found.values(),
            key=lambda section: (section.setting, section.min_months, section.max_months, section.name),
        )
        self.section_at = {(section.setting, section.name): place for place, section in enumerate(self.facts.sections)}

    def read_capacity(self) -> None:
        for line, (setting, section, slot, places) in self.rows("capacity", "setting", "section", "slot", "places"):
            culprit = f"{setting} {section} {slot}"
            at = self.known(line, culprit, "setting", setting, self.setting_at)
            room = None if at is None else self.section(line, culprit, at, section, licence=True)
            when = self.slot(line, culprit, slot)
            number = self.whole(line, culprit, "places", places, low=0, high=LARGEST_PLACES)
            if at is None or room is None or when is None or number is None:
                continue
            lines = self.facts.capacity.setdefault((at, room), {})
            if when in lines:
                self.error(line, culprit, "its places stand twice", "Keep one line per section and slot")
            lines[when] = number

    def read_children(self) -> tuple[dict[str, int], dict[str, int]]:
        found = self.children_at_once()
        if found is not None:
            return found
        rows: dict[str, tuple[str, int]] = {}
        lines: dict[str, int] = {}
        for line, (child, party, age) in self.rows("children", "child", "party", "age_months"):
            months = self.whole(line, child, "age_months", age, low=0, high=1200)
            if not child or not party:
                self.error(line, child, "the child or its party is blank", "Give both an identifier")
            elif child in rows and rows[child][0] != party:
                what = f'this child is in two parties, "{rows[child][0]}" (line {lines[child]}) and "{party}"'
                self.error(line, child, what, "Keep one party per child")
            elif child in rows:
                self.error(line, child, f"this child stands already on line {lines[child]}", "Remove one of them")
            else:
                rows[child] = (party, months if months is not None else 0)
                lines[child] = line
        facts = self.facts
        facts.children = sorted(rows)
        facts.parties = sorted({party for party, _ in rows.values()})
        party_at = {party: place for place, party in enumerate(facts.parties)}
        facts.child_party = np.array([party_at[rows[child][0]] for child in facts.children], dtype=np.int64)
        facts.child_age = np.array([rows[child][1] for child in facts.children], dtype=np.int64)
        return party_at, {child: place for place, child in enumerate(facts.children)}

    def read_wishes(self) -> None:
        columns = [array("q") for _ in range(7)]
        appends = [column.append for column in columns]
        names = ("party", "rank", "child", "setting", "slots", "section")
        ranks: dict[str, int] = {}
        owner = self.facts.child_party.tolist()
        bulk, rest = self.wishes_at_once()
        for line, (party, rank, child, setting, slots, section) in self.rows("wishes", *names, only=rest):
            number = ranks.get(rank)
            if number is None:
                number = self.whole(line, party, "rank", rank, low=1, high=LARGEST_RANK)
                if number is not None:
                    ranks[rank] = number
            family = self.known(line, child, "party", party, self.party_at)
            who = self.known(line, party, "child", child, self.child_at)
            where = self.known(line, party, "setting", setting, self.setting_at)
            pattern = self.pattern(line, party, slots)
            room: int | None = NO_SECTION
            if section and where is not None:
                room = self.section(line, party, where, section, licence=False)
            if number is None or family is None or who is None or where is None or pattern is None or room is None:
                continue
            if owner[who] != family:
                other = self.facts.parties[owner[who]]
                self.error(
                    line,
                    party,
                    f'child "{child}" belongs to party "{other}"',
                    "Correct the child or the party",
                )
                continue
            for append, value in zip(appends, (family, number, who, where, room, pattern, line), strict=True):
                append(value)
        arrays: list[Ints] = [np.array(column, dtype=np.int64) for column in columns]
        self.store_wishes([np.concatenate(pair) for pair in zip(bulk, arrays, strict=True)] if bulk else arrays)

    def store_wishes(self, arrays: list[Ints]) -> None:
        facts = self.facts
        order = np.lexsort((arrays[6], arrays[2], arrays[1], arrays[0]))
        party, rank, child, line = (arrays[place][order] for place in (0, 1, 2, 6))
        twice = np.flatnonzero((np.diff(party) == 0) & (np.diff(rank) == 0) & (np.diff(child) == 0)) + 1
        for at in twice.tolist():
            what = f'rank {rank[at]} of child "{facts.children[child[at]]}" stands already on line {line[at - 1]}'
            self.error(int(line[at]), facts.parties[party[at]], what, "Give each wish of a child its own rank")
        facts.wish_party, facts.wish_rank, facts.wish_child = (party, rank, child)
        facts.wish_setting, facts.wish_section, facts.wish_pattern = (column[order] for column in arrays[3:6])

    def read_points(self) -> None:
        columns = [array("q") for _ in range(4)]
        values: dict[str, int] = {}
        owner = self.facts.child_party.tolist()
        bulk, rest = self.points_at_once()
        names = ("party", "child", "setting", "points")
        for line, (party, child, setting, points) in self.rows("points", *names, only=rest):
            family = self.known(line, child, "party", party, self.party_at)
            who = EVERY if not child else self.known(line, party, "child", child, self.child_at)
            where = EVERY if setting == "*" else self.known(line, party, "setting", setting, self.setting_at)
            value = values.get(points)
            if value is None:
                value = self.points(line, party, points)
                if value is not None:
                    values[points] = value
            if family is None or who is None or where is None or value is None:
                continue
            if who != EVERY and owner[who] != family:
                other = self.facts.parties[owner[who]]
                self.error(
                    line,
                    party,
                    f'child "{child}" belongs to party "{other}"',
                    "Correct the child or the party",
                )
                continue
            for column, number in zip(columns, (family, who, where, value), strict=True):
                column.append(number)
        facts = self.facts
        arrays: list[Ints] = [np.array(column, dtype=np.int64) for column in columns]
        arrays = [np.concatenate(pair) for pair in zip(bulk, arrays, strict=True)] if bulk else arrays
        facts.point_party, facts.point_child, facts.point_setting, facts.point_value = arrays

    def read_lots(self) -> None:
        taken: dict[int, str] = {}
        for line, (party, lot) in self.rows("lots", "party", "lot"):
            family = self.known(line, party, "party", party, self.party_at)
            number = self.whole(line, party, "lot", lot, low=-LARGEST_LOT, high=LARGEST_LOT)
            if family is None or number is None:
                continue
            if family in self.facts.lots:
                self.error(line, party, "its lot stands twice", "Keep one lot per party")
            elif number in taken:
                self.error(
                    line,
                    party,
                    f'lot {number} is that of party "{taken[number]}"',
                    "Give each party its own lot",
                )
            else:
                self.facts.lots[family] = number
                taken[number] = party

    def read_groups(self) -> None:
        members: dict[int, set[int]] = {}
        names = {group for _, (group,) in self.rows("groups", "group")} | {
            group for _, (group,) in self.rows("reserves", "group")
        }
        self.facts.groups = sorted(names - {""})
        self.group_at = {group: place for place, group in enumerate(self.facts.groups)}
        for line, (party, group) in self.rows("groups", "party", "group"):
            family = self.known(line, party, "party", party, self.party_at)
            which = self.known(line, party, "group", group, self.group_at)
            if family is not None and which is not None:
                members.setdefault(family, set()).add(which)
        self.facts.membership = {family: frozenset(groups) for family, groups in members.items()}

    def read_reserves(self) -> None:
        seen: set[tuple[int, int, int, int]] = set()
        columns = ("setting", "section", "slot", "group", "places", "release")
        for line, (setting, section, slot, group, places, release) in self.rows("reserves", *columns):
            culprit = f"{setting} {section} {slot} {group}"
            at = self.known(line, culprit, "setting", setting, self.setting_at)
            room = None if at is None else self.section(line, culprit, at, section, licence=True)
            when = self.slot(line, culprit, slot)
            which = self.known(line, culprit, "group", group, self.group_at)
            number = self.whole(line, culprit, "places", places, low=0, high=LARGEST_PLACES)
            if release.lower() not in TRUE | FALSE:
                self.error(line, culprit, f'release is "{release}"', "Write true or false")
            if at is None or room is None or when is None or which is None or number is None:
                continue
            if (at, room, when, which) in seen:
                self.error(line, culprit, "this reserve stands twice", "Keep one line")
            seen.add((at, room, when, which))
            self.facts.reserves.append(Reserve(at, room, when, which, number, release.lower() in TRUE))
        self.facts.reserves.sort()

    def read_held(self) -> None:
        seen: dict[int, int] = {}
        for line, (child, setting, section, slots) in self.rows("held", "child", "setting", "section", "slots"):
            who = self.known(line, child, "child", child, self.child_at)
            at = self.known(line, child, "setting", setting, self.setting_at)
            room = None if at is None else self.section(line, child, at, section, licence=False)
            pattern = self.pattern(line, child, slots)
            if who is None or at is None or room is None or pattern is None:
                continue
            if who in seen:
                self.error(
                    line,
                    child,
                    f"this child holds a place already on line {seen[who]}",
                    "Keep one line per child",
                )
                continue
            seen[who] = line
            self.facts.held.append(Held(who, at, room, pattern))
        self.facts.held.sort()
