"""The independent check: is the allocation allowed, and who is passed over?

Written apart from the solvers, straight from the definitions, and importing nothing from them. An option p of party f
*blocks* when f prefers p to what it has and, for every child c of p and every resource r that c would use, the children
of other parties ahead of c at that setting, plus the children of p on r that are not behind c, are at most the places
of r. A blocking option is *waste* when it would displace nobody.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ribambelle.placement.allocation import KEEPS, Allocation
from ribambelle.placement.check_terms import Key, Option, Spot, Terms, Use
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem

__all__ = ["Block", "Check", "Report", "Violation", "check"]


class Violation(NamedTuple):
    """A rule broken: ``rule`` is unknown, option, child, section, age, capacity, licence, reserve or held."""

    rule: str
    culprit: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.culprit}: {self.what}."


class Block(NamedTuple):
    """An option its party could claim: nobody ahead of it stands in the way. ``waste``: nobody at all does."""

    party: str
    rank: int
    setting: str
    waste: bool


@dataclass(slots=True)
class Report:
    """What the check found. ``feasible`` when no rule is broken; ``blocking`` sorted by (party, rank)."""

    violations: list[Violation] = field(default_factory=list)
    blocking: list[Block] = field(default_factory=list)
    placed_children: int = 0
    placed_parties: int = 0
    kept_parties: int = 0
    half_days_filled: int = 0
    wishes_by_rank: dict[int, int] = field(default_factory=dict)

    @property
    def feasible(self) -> bool:
        """Whether every rule holds."""
        return not self.violations

    @property
    def waste(self) -> list[Block]:
        """The blocking options that would displace nobody."""
        return [block for block in self.blocking if block.waste]

    @property
    def exit_code(self) -> int:
        """0 feasible and nothing blocks, 3 feasible but something blocks, 4 infeasible."""
        return 4 if self.violations else 3 if self.blocking else 0

    def totals(self) -> dict[str, Any]:
        """Figures for the summary. ``wishes_by_rank`` leaves out parties that keep what they hold."""
        return {
            "feasible": self.feasible,
            "placed_children": self.placed_children,
            "placed_parties": self.placed_parties,
            "kept_parties": self.kept_parties,
            "half_days_filled": self.half_days_filled,
            "wishes_by_rank": {str(rank): count for rank, count in sorted(self.wishes_by_rank.items())},
            "blocking_options": len(self.blocking),
            "waste": len(self.waste),
        }


def check(instance: Instance, allocation: Allocation) -> Report:
    """Check an allocation against its instance, at face value.

    The lots are those of the allocation, else those of the instance.

    Raises
    ------
    WrongInput
        When some party has no lot: the order cannot be known.

    Notes
    -----
    O(u log k) for u uses of resources by wishes and k children on a resource; about 10 µs for each wish.
    """
    lots = {instance.facts.parties[party]: lot for party, lot in instance.facts.lots.items()} | allocation.lots
    missing = [party for party in instance.facts.parties if party not in lots]
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        what = f"{len(missing)} parties have no lot ({shown})"
        raise WrongInput([Problem("lots.csv", 0, "", what, "Put the lots.csv of the run beside its allocation.csv")])
    if len(set(lots.values())) < len(lots):
        raise WrongInput([Problem("lots.csv", 0, "", "two parties have the same lot", "Use the lots.csv of the run")])
    return Check(Terms(instance.facts, lots, allocation.reserves), allocation).report


class Check:
    """An allocation held against the terms of its instance: the report, and the question whether an option blocks."""

    def __init__(self, terms: Terms, allocation: Allocation) -> None:
        self.terms = terms
        self.report = Report()
        for culprit, what in terms.wrong_reserves:
            self.note("reserve", culprit, what)
        self.options = terms.options()
        self.obtained = self.read(allocation)
        self.held()
        self.loads = self.place_all()
        self.capacities()
        self.totals()
        self.block_all()

    def note(self, rule: str, culprit: str, what: str) -> None:
        self.report.violations.append(Violation(rule, culprit, what))

    # -- what each party obtained --------------------------------------------------------------------------------

    def read(self, allocation: Allocation) -> dict[str, Option]:
        """The option of each party, once its rows are exactly those of one option."""
        by_party: dict[str, list[Any]] = {}
        children: Counter[str] = Counter()
        for row in allocation.rows:
            by_party.setdefault(row.party, []).append(row)
            children[row.child] += 1
        for child, times in sorted(children.items()):
            if times > 1:
                self.note("child", child, f"this child is placed {times} times")
        obtained = {}
        for party, rows in sorted(by_party.items()):
            option = self.option_of(party, rows)
            if option is not None:
                obtained[party] = option
        return obtained

    def option_of(self, party: str, rows: list[Any]) -> Option | None:
        ranks = sorted({row.rank for row in rows})
        if party not in self.options:
            self.note("unknown", party, "there is no such party")
            return None
        if len(ranks) > 1:
            self.note("option", party, f"it has parts of options {', '.join(map(str, ranks))}; one option per party")
            return None
        option = next((option for option in self.options[party] if option.rank == ranks[0]), None)
        if option is None:
            self.note("option", party, f"it never wished an option of rank {ranks[0]}")
            return None
        wanted = {use.child: use for use in option.uses}
        given = {row.child: row for row in rows}
        good = True
        for child in sorted(set(wanted) ^ set(given)):
            good = False
            what = "is left out" if child in wanted else "has no part in it"
            self.note("option", party, f'child "{child}" {what} (rank {option.rank})')
        for child in sorted(set(wanted) & set(given)):
            good &= self.row_is_wish(party, wanted[child], given[child])
        return option if good else None

    def row_is_wish(self, party: str, use: Use, row: Any) -> bool:
        facts = self.terms.facts
        wished = {facts.slots[slot] for slot in use.slots}
        if row.setting != facts.settings[use.setting]:
            self.note("option", party, f'child "{row.child}" is at "{row.setting}", the wish says otherwise')
        elif set(row.slots.split()) != wished:
            self.note("option", party, f'child "{row.child}" has the slots "{row.slots}", the wish says otherwise')
        elif not use.kept and not self.terms.age_fits(use, row.section):
            self.note("age", party, f'child "{row.child}" is not of the age of section "{row.section}"')
        elif use.section is None or row.section != facts.sections[use.section].name:
            self.note(
                "section",
                party,
                f'child "{row.child}" is in section "{row.section}", not the one of its wish',
            )
        else:
            return True
        return False

    def held(self) -> None:
        """A child who holds a place keeps it unless its party obtained something it prefers."""
        for party in sorted(self.terms.holding_parties):
            if party not in self.obtained:
                self.note("held", party, "it has lost the place it holds")

    # -- loads ---------------------------------------------------------------------------------------------------

    def place_all(self) -> dict[Spot, list[tuple[Key, str]]]:
        """Children on every resource, in order of priority."""
        loads: dict[Spot, list[tuple[Key, str]]] = {}
        for party, option in self.obtained.items():
            for use in option.uses:
                for spot, key in self.terms.spots(use):
                    loads.setdefault(spot, []).append((key, party))
        for children in loads.values():
            children.sort()
        return loads

    def capacities(self) -> None:
        facts = self.terms.facts
        for spot in sorted(self.loads, key=lambda spot: (*spot[:3], sorted(spot[3]))):
            setting, section, slot, outside = spot
            load, places = len(self.loads[spot]), self.terms.places(spot)
            if load <= places:
                continue
            culprit = f"{facts.settings[setting]} {facts.section_name(section)} {facts.slots[slot]}"
            if outside:
                names = ", ".join(facts.groups[group] for group in sorted(outside))
                self.note("reserve", culprit, f"{load} children outside {names}, {places} places open to them")
            else:
                rule = "licence" if section < 0 else "capacity"
                self.note(rule, culprit, f"{load} children, {places} places")

    def totals(self) -> None:
        for option in self.obtained.values():
            self.report.placed_children += len(option.uses)
            self.report.half_days_filled += sum(len(use.slots) for use in option.uses)
            if option.rank == KEEPS:
                self.report.kept_parties += 1
            else:
                self.report.wishes_by_rank[option.rank] = self.report.wishes_by_rank.get(option.rank, 0) + 1
        self.report.placed_parties = len(self.obtained)

    # -- who is passed over ----------------------------------------------------------------------------------------

    def block_all(self) -> None:
        for party in sorted(self.options):
            obtained = self.obtained.get(party)
            for option in self.options[party]:
                if option is obtained:
                    break
                if option.possible and self.blocks(option, obtained):
                    setting = self.terms.facts.settings[option.uses[0].setting]
                    wasted = self.displaces_nobody(party, option)
                    self.report.blocking.append(Block(party, option.rank, setting, wasted))

    def blocks(self, option: Option, obtained: Option | None) -> bool:
        """Whether an option, wished or imagined, has room ahead at every resource, its party having ``obtained``."""
        mine = self.keys(obtained) if obtained is not None else {}
        wanted = self.keys(option)
        for use in option.uses:
            for spot, key in self.terms.spots(use):
                ahead = bisect_left(self.loads.get(spot, ()), (key, "")) if spot in self.loads else 0
                ahead -= sum(1 for other in mine.get(spot, ()) if other < key)
                if ahead + sum(1 for other in wanted[spot] if other <= key) > self.terms.places(spot):
                    return False
        return True

    def displaces_nobody(self, party: str, option: Option) -> bool:
        for spot, keys in self.keys(option).items():
            others = sum(1 for _, name in self.loads.get(spot, ()) if name != party)
            if others + len(keys) > self.terms.places(spot):
                return False
        return True

    def keys(self, option: Option) -> dict[Spot, list[Key]]:
        found: dict[Spot, list[Key]] = {}
        for use in option.uses:
            for spot, key in self.terms.spots(use):
                found.setdefault(spot, []).append(key)
        return found
