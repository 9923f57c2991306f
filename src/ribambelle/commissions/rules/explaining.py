"""Why a family obtained what it obtained: at each wish, each half-day asked, who it went to and what was missing.

Read from the tables of the instance and the rows of the result, never from the solver: what the page says can be
counted again by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ribambelle.commissions.rules.grids import rule_from_json
from ribambelle.commissions.rules.opened import EVERYBODY, Bound, Opened
from ribambelle.commissions.rules.options import Option, options, wished_settings, wished_slots
from ribambelle.commissions.rules.reserves import Half
from ribambelle.commissions.rules.result_rows import PlacedRow, RefusalRow
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry, SectionEntry, SettingEntry, Snapshot
from ribambelle.commissions.rules.standing import Scale, scale_of
from ribambelle.kernel.weeks import SLOTS

SlotState = Literal["off", "yes", "free", "no", "kept", "closed"]


#: States of a half-day, the narrowest first.
WORST: dict[SlotState, int] = {"closed": 0, "kept": 1, "no": 2, "yes": 3, "free": 4}


class SlotFact(NamedTuple):
    """One half-day at one wish. `cutoff`: the lowest number among the children who obtained it, when it is full, and
    `last` the child who has it; places kept for groups of which the family is not stand apart."""

    slot: str
    state: SlotState
    places: int | None = None
    cutoff: Decimal | None = None
    last: ChildEntry | None = None


class SiblingsFact(NamedTuple):
    """Siblings refused together, at the setting and half-day that refused them.

    `child`: the one whose points decide there, whose section is closed then, or whose age no section takes. `needed`:
    places for it and for those of its siblings who come with it or before it. `left`: places that those ahead of it
    leave, 0 or more. `ahead_from`: the lowest points among those ahead who held no place there already; None when
    there is none.
    """

    child: ChildEntry
    needed: int
    left: int
    ahead_from: Decimal | None


@dataclass(frozen=True, slots=True)
class WishFact:
    """One wish of one child: its half-days, its rank among those who asked, and what refused it.

    `present`: places of the half-day that refused it, kept by children who held one there already. `siblings`: only
    when the option refused asked for several children in this setting; `apart` then says what refused this child there
    without them, where its family would have accepted that. `last`: who was served last where it was refused. `kept`:
    how many of the places are kept there for the groups `kept_for`, of which the family is not.
    """

    rank: int
    setting: SettingEntry
    section: SectionEntry | None
    slots: tuple[SlotFact, ...]
    position: int
    asked_by: int
    refusal: RefusalRow | None
    obtained: tuple[str, ...] = ()
    present: int = 0
    siblings: SiblingsFact | None = None
    last: ChildEntry | None = None
    apart: RefusalRow | None = None
    kept: int = 0
    kept_for: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[SlotFact, ...]:
        return tuple(fact for fact in self.slots if fact.state in {"no", "kept", "closed"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """One child of one party: where it stands, what it obtained, and each of its wishes.

    `number` is what the engine ordered by, `points` what it says of points; `shares` those its family belongs to.
    `placed_at`: the setting of the place it obtained, wished or not.
    """

    party: PartyEntry
    child: ChildEntry
    number: Decimal
    scale: Scale
    shares: tuple[str, ...]
    placed: PlacedRow | None
    wishes: tuple[WishFact, ...]
    refusals: tuple[RefusalRow, ...] = field(default=())
    placed_at: SettingEntry | None = None

    @property
    def is_wished(self) -> bool:
        """Whether the place it obtained is among its wishes; a commission may give another."""
        return self.placed is not None and self.placed.setting in wished_settings(self.child)

    @property
    def points(self) -> Decimal:
        return self.scale.standing(self.number).points

    @property
    def is_kept(self) -> bool:
        """The child keeps the place it held before."""
        return self.placed is not None and self.placed.rank == 0


class Outcome:
    """A result as it is read: load, cut-off and order, counted once for all the explanations of a run."""

    def __init__(
        self,
        snapshot: Snapshot,
        tables: Mapping[str, Sequence[Mapping[str, Any]]],
        placed: Iterable[PlacedRow],
        refusals: Iterable[RefusalRow],
        lots: Mapping[str, int],
        *,
        reserves: str = "",
        identity: tuple[str, ...] = (),
    ) -> None:
        """`reserves`: what is still kept for groups once places were given back, as the engine writes it."""
        self.identity = identity  # of what it was read from: equal for equal results
        self.snapshot = snapshot
        self.scale = scale_of(rule_from_json(snapshot["rule"]))
        self.shares: dict[str, list[str]] = defaultdict(list)
        for line in tables.get("groups", ()):
            self.shares[str(line["party"])].append(str(line["group"]))
        self.opened = Opened(tables.get("reserves", ()), reserves, self.shares)
        self.settings = {entry["setting"]: entry for entry in snapshot["offer"]}
        self.lots = lots
        self.points = {str(row["child"]): Decimal(str(row["points"])) for row in tables["points"]}
        self.party_of = {str(row["child"]): str(row["party"]) for row in tables["children"]}
        self.capacity = {
            (row["setting"], row["section"], row["slot"]): int(row["places"]) for row in tables["capacity"]
        }
        self.bounded = {key[:2] for key in self.capacity}
        self.last: dict[tuple[Half, frozenset[str]], str] = {}
        self.order: dict[str, list[str]] = {}
        self.parties = {party["party"]: party for party in snapshot["dossiers"]}
        self.children = {child["child"]: child for party in snapshot["dossiers"] for child in party["children"]}
        self.placed = {row.child: row for row in placed}
        self.holders: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in self.placed.values():
            for slot in row.slots:
                self.holders[row.setting, row.section, slot].append(row.child)
                self.holders[row.setting, "*", slot].append(row.child)
        self.present = {(str(row["child"]), str(row["setting"])) for row in tables.get("held", ())}
        self._refused = refusals

    @cached_property
    def refusals(self) -> Mapping[str, Sequence[RefusalRow]]:
        """What refused each family, by family; not every page says it."""
        found: dict[str, list[RefusalRow]] = defaultdict(list)
        for refusal in self._refused:
            found[refusal.party].append(refusal)
        return found

    @cached_property
    def asking(self) -> Mapping[str, Sequence[str]]:
        """The children who ask for each setting."""
        found: dict[str, list[str]] = defaultdict(list)
        for child in self.children.values():
            for setting in child["wishes"]:
                found[setting].append(child["child"])
        return found

    def key(self, child: str) -> tuple[Decimal, int]:
        """What orders children: more points first, then the lower lot."""
        return (-self.points[child], self.lots[self.party_of[child]])

    def key_at(self, setting: str, child: str) -> tuple[bool, Decimal, int]:
        """The order at one setting: children who hold a place there already come before all others."""
        return ((child, setting) not in self.present, *self.key(child))

    def _sharing(self, half: Half, bound: Bound) -> list[str]:
        """The children who hold a half-day under a bound: outside its groups, or all of them."""
        holders = self.holders.get(half, [])
        if not bound.outside:
            return holders
        return [child for child in holders if not self.opened.belongs(self.party_of[child], bound.outside)]

    def _last(self, half: Half, bound: Bound) -> str:
        """The child who obtained a half-day under a bound with the weakest claim."""
        key = (half, bound.outside)
        if key not in self.last:
            self.last[key] = max(self._sharing(half, bound), key=lambda child: self.key_at(half[0], child))
        return self.last[key]

    def _order(self, setting: str) -> list[str]:
        """Those who ask for a setting, in their order there."""
        if setting not in self.order:
            self.order[setting] = sorted(self.asking[setting], key=lambda child: self.key_at(setting, child))
        return self.order[setting]

    def explain(self, party_name: str, child_name: str) -> Explanation:
        """Everything a family may read about the result of one of its children."""
        party = self.parties[party_name]
        child = next(child for child in party["children"] if child["child"] == child_name)
        ranked = options(party, frozenset(self.settings))
        wished = [setting for setting in child["wishes"] if setting in self.settings]
        return Explanation(
            party=party,
            child=child,
            number=self.points[child_name],
            scale=self.scale,
            shares=tuple(self.shares.get(party_name, ())),
            placed=self.placed.get(child_name),
            wishes=tuple(self._wish(child, rank, setting, ranked) for rank, setting in enumerate(wished, 1)),
            refusals=tuple(self.refusals.get(party_name, ())),
            placed_at=self.settings[self.placed[child_name].setting] if child_name in self.placed else None,
        )

    def _wish(self, child: ChildEntry, rank: int, setting: str, ranked: Sequence[Option]) -> WishFact:
        entry = self.settings[setting]
        section = next(iter(self._fitting(child, setting)), None)
        order = self._order(setting)
        placed = self.placed.get(child["child"])
        refusal = self._refusal(child, setting, ranked)
        half = (setting, refusal.section, refusal.slot) if refusal else ("", "", "")
        bound = self._bound_of(refusal) if refusal else EVERYBODY
        return WishFact(
            rank=rank,
            setting=entry,
            section=section,
            slots=tuple(self._slot(child, setting, section, slot) for slot in SLOTS),
            position=order.index(child["child"]) + 1,
            asked_by=len(order),
            refusal=refusal,
            obtained=placed.slots if placed and placed.setting == setting else (),
            present=sum((other, setting) in self.present for other in self._sharing(half, bound)),
            siblings=self._siblings(child, setting, refusal, ranked) if refusal else None,
            last=self._served_last(refusal, bound) if refusal else None,
            apart=self._apart(child, setting, refusal, ranked) if refusal else None,
            kept=bound.kept,
            kept_for=bound.outside,
        )

    def _bound_of(self, refusal: RefusalRow) -> Bound:
        """What bounded the family where it was refused: all the places, or those that kept ones leave open."""
        half = (refusal.setting, refusal.section, refusal.slot)
        if refusal.places is None or half not in self.capacity:
            return EVERYBODY
        return self.opened.bound_of(half, refusal.party, self.capacity[half] - refusal.places)

    def _served_last(self, refusal: RefusalRow, bound: Bound) -> ChildEntry | None:
        """The child with the weakest claim where a wish was refused; beside kept places, of those outside the group."""
        holders = self._sharing((refusal.setting, refusal.section, refusal.slot), bound)
        last = max(holders, key=lambda child: self.key_at(refusal.setting, child), default=None)
        return self.children[last] if last else None

    def _apart(
        self, child: ChildEntry, setting: str, refusal: RefusalRow, ranked: Sequence[Option]
    ) -> RefusalRow | None:
        """What refused this child here without its siblings, when they asked together first and accept to be apart.

        Of the options that leave it here alone, the first whose refusal lies here; else the first, refused elsewhere.
        """
        first = ranked[(refusal.rank or 1) - 1]
        if sum(place.setting == setting for place in first) < 2:
            return None
        ranks = {
            rank
            for rank, option in enumerate(ranked, 1)
            if [place.child for place in option if place.setting == setting] == [child["child"]]
        }
        rows = [row for row in self.refusals.get(refusal.party, ()) if row.rank in ranks]
        return next((row for row in rows if row.setting == setting), rows[0] if rows else None)

    def _siblings(
        self, child: ChildEntry, setting: str, refusal: RefusalRow, ranked: Sequence[Option]
    ) -> SiblingsFact | None:
        """Whose points, section or age refused an option of several children; the child itself first when equal."""
        option = ranked[(refusal.rank or 1) - 1]
        known = {each["child"]: each for each in self.parties[refusal.party]["children"]}
        own = [known[place.child] for place in option if place.setting == setting == refusal.setting]
        if len(own) < 2:
            return None
        own.sort(key=lambda each: each["child"] != child["child"])
        if refusal.reason == "age":
            unfit = (each for each in own if not self._fitting(each, setting))
            return next((SiblingsFact(each, len(own), 0, None) for each in unfit), None)
        if refusal.reason == "closed":
            asking = {place.child for place in option if refusal.slot in place.slots}
            shut = (each for each in own if each["child"] in asking and self._may_be_in(each, refusal))
            return next((SiblingsFact(each, len(own), 0, None) for each in shut), None)
        decides = next((each for each in own if self.points[each["child"]] == refusal.points), None)
        return self._decided(decides, option, refusal) if decides else None

    def _decided(self, decides: ChildEntry, option: Option, refusal: RefusalRow) -> SiblingsFact:
        setting, mine = refusal.setting, self.key_at(refusal.setting, decides["child"])
        asked = [place.child for place in option if place.setting == setting and refusal.slot in place.slots]
        ahead = [
            self.points[other]
            for other in self._sharing((setting, refusal.section, refusal.slot), self._bound_of(refusal))
            if self.party_of[other] != refusal.party
            and (other, setting) not in self.present
            and self.key_at(setting, other) < mine
        ]
        return SiblingsFact(
            child=decides,
            needed=sum(1 for each in asked if self.key_at(setting, each) <= mine),
            left=max((refusal.places or 0) - (refusal.load or 0), 0),
            ahead_from=min(ahead, default=None),
        )

    def _may_be_in(self, child: ChildEntry, refusal: RefusalRow) -> bool:
        """Whether the section that refused is one that takes the age of a child; that of the licence takes all."""
        return refusal.section in {"*", *(entry["section"] for entry in self._fitting(child, refusal.setting))}

    def _fitting(self, child: ChildEntry, setting: str) -> list[SectionEntry]:
        """The sections of a setting that take the age of a child."""
        age = max(child["age_months"], 0)
        sections = self.settings[setting]["sections"]
        return [entry for entry in sections if entry["min_age_months"] <= age < entry["max_age_months"]]

    def _slot(self, child: ChildEntry, setting: str, section: SectionEntry | None, slot: str) -> SlotFact:
        if slot not in wished_slots(child) or section is None:
            return SlotFact(slot, "off")
        names = (section["section"], "*")
        facts = [fact for name in names for fact in self._resources(child, (setting, name, slot))]
        if not facts:
            return SlotFact(slot, "closed", 0)
        # the narrowest of the section, of the whole licence and of what kept places leave decides
        return min(facts, key=lambda fact: WORST[fact.state])

    def _resources(self, child: ChildEntry, half: Half) -> Iterator[SlotFact]:
        setting, section, slot = half
        places = self.capacity.get(half)
        if not places:
            if places == 0 or (setting, section) in self.bounded:
                yield SlotFact(slot, "closed", 0)
            return
        for bound in self.opened.bounds(half, self.party_of[child["child"]]):
            yield self._resource(child, half, bound, places - bound.kept)

    def _resource(self, child: ChildEntry, half: Half, bound: Bound, places: int) -> SlotFact:
        setting, _section, slot = half
        holders = self._sharing(half, bound)
        if places <= 0 and not holders:
            return SlotFact(slot, "kept", 0)
        if len(holders) < places:
            return SlotFact(slot, "free", places)
        last = self._last(half, bound)
        ahead = child["child"] in holders or self.key_at(setting, child["child"]) < self.key_at(setting, last)
        return SlotFact(slot, "yes" if ahead else "no", places, self.points[last], self.children[last])

    def _refusal(self, child: ChildEntry, setting: str, ranked: Sequence[Option]) -> RefusalRow | None:
        """What refused the first option of this child in this setting: all the half-days it asks for."""
        ranks = [
            rank
            for rank, option in enumerate(ranked, 1)
            if any(place.child == child["child"] and place.setting == setting for place in option)
        ]
        party = self.party_of[child["child"]]
        return next((row for row in self.refusals.get(party, ()) if ranks and row.rank == ranks[0]), None)
