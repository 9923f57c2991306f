"""Places a session keeps for some families: where, on which half-days, for which group, given back or not.

A line bears on one setting, or on each of them; on one section, or on the whole setting. A line for one setting keeps
exactly its places; it prevails over a line for each setting of the same group, which keeps its places where they are
free and all that is free where there are fewer. A half-day that is closed keeps nothing. Shares of the rule text take
of what is left (`rules.quotas`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, NamedTuple

from ribambelle.commissions.rules.quotas import meets
from ribambelle.commissions.rules.scoring import Rule, ScoreSheet
from ribambelle.commissions.rules.snapshot import ReserveEntry, SettingEntry, Snapshot
from ribambelle.commissions.rules.standing import standing_of

EVERY = "*"
CRITERION, CLASS, COMMUNE = "criterion", "class", "commune"
#: The engine refuses more groups than this in one section: every set of them bounds places.
MOST_GROUPS = 8

Half = tuple[str, str, str]
Row = dict[str, Any]


class WrongReserve(NamedTuple):
    """What keeps a line (counted from 0) from being kept.

    `no-section`, `unknown` (nobody said how many places there are), `closed`, `too-many`, `setting-too-many` (sections
    together, above the whole setting), `twice`, `groups`, `nowhere`. `kept` places on `slots`, where `places` are free.
    """

    kind: Literal["no-section", "unknown", "closed", "too-many", "setting-too-many", "twice", "groups", "nowhere"]
    line: int
    setting: str = ""
    section: str = ""
    slots: tuple[str, ...] = ()
    kept: int = 0
    places: int = 0


def kept_rows(entries: Sequence[ReserveEntry], offer: Sequence[SettingEntry]) -> list[Row]:
    """The `reserves` table of a placement instance: one line per place, half-day and group that keeps something."""
    free = free_places(offer)
    left = dict(free)
    found: dict[tuple[str, str, str, str], Row] = {}
    for entry in sorted(entries, key=lambda entry: entry["setting"] == EVERY):
        for setting, section, slot in _halves(entry, offer, free):
            key = (setting, section, slot, entry["group"])
            number = min(entry["places"], left[setting, section, slot])
            if number > 0 and key not in found:
                left[setting, section, slot] -= number
                found[key] = {
                    "setting": setting,
                    "section": section,
                    "slot": slot,
                    "group": entry["group"],
                    "places": number,
                    "release": entry["is_released"],
                }
    return list(found.values())


def taken(rows: Iterable[Row]) -> dict[Half, int]:
    """Places kept by these rows, by setting, section and half-day."""
    found: dict[Half, int] = defaultdict(int)
    for row in rows:
        found[row["setting"], row["section"], row["slot"]] += row["places"]
    return found


def member_rows(snapshot: Snapshot, rule: Rule, sheets: Mapping[str, ScoreSheet]) -> list[dict[str, str]]:
    """The `groups` table: a family belongs to a group when one of its children does."""
    groups = {entry["group"]: entry for entry in snapshot.get("reserves", ())}
    return [
        {"party": party["party"], "group": group}
        for group, entry in groups.items()
        for party in snapshot["dossiers"]
        if (entry["kind"] == COMMUNE and party["commune"] == entry["value"])
        or any(
            (entry["kind"] == CRITERION and meets(rule, (entry["value"],), child["answers"]))
            or (entry["kind"] == CLASS and str(standing_of(rule, sheets[child["child"]], child).rank) == entry["value"])
            for child in party["children"]
        )
    ]


def wrong_reserves(
    entries: Sequence[ReserveEntry],
    offer: Sequence[SettingEntry],
    *,
    closed: frozenset[Half] = frozenset(),
    shares: int = 0,
) -> list[WrongReserve]:
    """Everything that keeps these lines from being kept, line by line.

    Parameters
    ----------
    closed
        Half-days that have no place at all: a week that covers them keeps nothing there.
    shares
        How many shares the rule text has: they count among the groups of a section.
    """
    free = free_places(offer)
    found: list[WrongReserve] = []
    lines = _Sum(free)
    for number, entry in enumerate(entries):
        if entry["setting"] == EVERY:
            if not any(free[half] > 0 for half in _halves(entry, offer, free)):
                found.append(WrongReserve("nowhere", number, section=entry["section"]))
            continue
        problem = _unplaced(number, entry, offer)
        halves = [half for half in _halves(entry, offer, free) if half not in closed]
        if problem is None and not halves:
            problem = WrongReserve("closed", number, entry["setting"], entry["section"], tuple(entry["slots"]))
        if problem is not None:
            found.append(problem)
            continue
        found += lines.add(number, entry, halves)
    found += _sections_above(entries, offer, closed)
    return sorted([*found, *_too_many_groups(entries, offer, free, shares)], key=lambda wrong: wrong.line)


def _unplaced(number: int, entry: ReserveEntry, offer: Sequence[SettingEntry]) -> WrongReserve | None:
    where = (entry["setting"], entry["section"])
    setting = next((each for each in offer if each["setting"] == entry["setting"]), None)
    if setting is None:
        return WrongReserve("no-section", number, *where)
    if entry["section"] == EVERY:
        return None if setting["licence"] is not None else WrongReserve("unknown", number, *where)
    section = next((each for each in setting["sections"] if each["section"] == entry["section"]), None)
    if section is None:
        return WrongReserve("no-section", number, *where)
    return None if section["free"] is not None else WrongReserve("unknown", number, *where)


class _Sum:
    """Lines added one to another: half-days told twice, and those where more is kept than is free."""

    def __init__(self, free: Mapping[Half, int]) -> None:
        self.free = free
        self.kept: Counter[Half] = Counter()
        self.said: dict[tuple[Half, str], int] = {}

    def add(self, number: int, entry: ReserveEntry, halves: Sequence[Half]) -> Iterator[WrongReserve]:
        where = (entry["setting"], entry["section"])
        twice = [half for half in halves if (half, entry["group"]) in self.said]
        if twice:
            first = self.said[twice[0], entry["group"]]
            yield WrongReserve("twice", number, *where, tuple(half[2] for half in twice), kept=first)
            return
        over: dict[tuple[int, int], list[str]] = defaultdict(list)
        for half in halves:
            self.said[half, entry["group"]] = number
            self.kept[half] += entry["places"]
            if self.kept[half] > self.free[half]:
                over[self.kept[half], self.free[half]].append(half[2])
        for (kept, places), slots in over.items():
            yield WrongReserve("too-many", number, *where, tuple(slots), kept, places)


def _sections_above(
    entries: Sequence[ReserveEntry], offer: Sequence[SettingEntry], closed: frozenset[Half]
) -> Iterator[WrongReserve]:
    """Sections that together keep more than the whole setting has: the last line of that setting says so."""
    for setting in offer:
        own = [
            (number, entry)
            for number, entry in enumerate(entries)
            if entry["setting"] == setting["setting"] and entry["section"] != EVERY
        ]
        if setting["licence"] is None or len({entry["section"] for _number, entry in own}) < 2:
            continue
        over: dict[tuple[int, int], list[str]] = defaultdict(list)
        for slot, places in setting["licence"].items():
            kept = sum(
                entry["places"]
                for _number, entry in own
                if slot in entry["slots"] and (setting["setting"], entry["section"], slot) not in closed
            )
            if kept > max(places, 0):
                over[kept, max(places, 0)].append(slot)
        for (kept, places), slots in over.items():
            yield WrongReserve("setting-too-many", own[-1][0], setting["setting"], EVERY, tuple(slots), kept, places)


def _too_many_groups(
    entries: Sequence[ReserveEntry], offer: Sequence[SettingEntry], free: Mapping[Half, int], shares: int
) -> Iterator[WrongReserve]:
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for number, entry in enumerate(entries):
        for where in dict.fromkeys(half[:2] for half in _halves(entry, offer, free)):
            before = len(groups[where])
            groups[where].add(entry["group"])
            if before < len(groups[where]) > MOST_GROUPS - shares:
                yield WrongReserve("groups", number, *where, kept=len(groups[where]), places=MOST_GROUPS - shares)
                break


def _halves(entry: ReserveEntry, offer: Sequence[SettingEntry], free: Mapping[Half, int]) -> list[Half]:
    """The half-days a line bears on, among those that are open."""
    settings = [each["setting"] for each in offer if entry["setting"] in {EVERY, each["setting"]}]
    halves = ((setting, entry["section"], slot) for setting in settings for slot in entry["slots"])
    return [half for half in halves if half in free]


def free_places(offer: Sequence[SettingEntry]) -> dict[Half, int]:
    """Free places by setting, section (`*`: the whole setting) and half-day; never under 0."""
    return {
        (entry["setting"], section, slot): max(places, 0)
        for entry in offer
        for section, bound in [
            *((each["section"], each["free"]) for each in entry["sections"]),
            (EVERY, entry["licence"]),
        ]
        for slot, places in (bound or {}).items()
    }


def outside_of(groups: Iterable[str]) -> list[frozenset[str]]:
    """Every set of these groups, the smallest first; children of none of a set share what it leaves open."""
    named = sorted(groups)
    return [frozenset(some) for size in range(1, len(named) + 1) for some in combinations(named, size)]


def given_up(
    reserves: Sequence[Mapping[str, Any]],
    places: Mapping[Half, int],
    held: Mapping[Half, Sequence[str]],
    groups: Mapping[str, frozenset[str]],
) -> list[Row]:
    """The reserves once places are held fast: those that may be given back yield to them, by exactly as much.

    Parameters
    ----------
    places
        All the places of a half-day, those held included.
    held
        The parties of the children who hold one, by setting, section (`*` as well) and half-day.
    groups
        By party.

    Notes
    -----
    Of several groups that could yield, the last in the order of their names does. Reserves that are never given back
    stay: what stands against them is the engine's to refuse.
    """
    rows = [dict(row) for row in reserves]
    lines: dict[Half, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        lines[row["setting"], row["section"], row["slot"]][row["group"]] = row
    nobody: frozenset[str] = frozenset()
    for half, own in lines.items():
        for some in outside_of(own):
            strangers = sum(1 for party in held.get(half, ()) if not groups.get(party, nobody) & some)
            above = strangers - (places.get(half, 0) - sum(int(own[group]["places"]) for group in some))
            for group in sorted(some, reverse=True):
                row = own[group]
                if above > 0 and row["release"]:
                    yields = min(above, int(row["places"]))
                    row["places"] = int(row["places"]) - yields
                    above -= yields
    return rows
