"""What orders requests under each method, as one number the engine reads, and back.

The engine orders by points, then by lots. Methods that put something before points (a class, a round, direct
allocation) give a *tier*; the number is tier × 1,000,000 + points. Under points alone the tier is 0 and the number is
the points: runs of earlier versions stay the same to the byte.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ribambelle.commissions.rules.options import wished_slots
from ribambelle.commissions.rules.scoring import CLASSED, ROUNDS, ZERO, Rule, ScoreSheet, WrongRule
from ribambelle.commissions.rules.snapshot import ChildEntry

STEP = Decimal(1_000_000)
#: Rounds of the method by rounds: those present who ask for the same, those present who ask for a change, the others.
ROUND_COUNT = 3


class Standing(NamedTuple):
    """Where a request stands. `rank`: class or round, 1 first; None: no class, or a method without any."""

    is_direct: bool
    rank: int | None
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """The tiers of one rule: `ranks` of classes or rounds, best first."""

    method: str
    ranks: tuple[int, ...]
    has_direct: bool
    has_points: bool
    tie_breaks: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Points alone order requests."""
        return self.has_points and not self.ranks and not self.has_direct

    def number(self, standing: Standing) -> Decimal:
        """The number the engine orders by.

        Raises
        ------
        WrongRule
            When points reach half a tier: they would be read as another class.
        """
        tier = len(self.ranks) - self.ranks.index(standing.rank) if standing.rank in self.ranks else 0
        if standing.is_direct:
            tier = len(self.ranks) + 1
        if (self.ranks or self.has_direct) and abs(standing.points) * 2 >= STEP:
            raise WrongRule(f"{standing.points} points do not fit beside classes: stay under 500,000.")
        return tier * STEP + standing.points

    def standing(self, number: Decimal) -> Standing:
        """What a number of the engine stands for."""
        if not self.ranks and not self.has_direct:
            return Standing(is_direct=False, rank=None, points=number)
        tier = int((number + STEP / 2) // STEP)
        is_direct = tier > len(self.ranks)
        rank = self.ranks[len(self.ranks) - tier] if 0 < tier <= len(self.ranks) else None
        return Standing(is_direct, rank, number - tier * STEP)


def scale_of(rule: Rule) -> Scale:
    """The tiers of a rule."""
    ranks: tuple[int, ...] = ()
    if rule.method in CLASSED:
        ranks = tuple(sorted({line.rank for line in rule.lines if line.rank is not None}))
    elif rule.method == ROUNDS:
        ranks = tuple(range(1, ROUND_COUNT + 1))
    has_direct = any(line.is_direct for line in rule.lines)
    return Scale(rule.method, ranks, has_direct, rule.has_points, rule.tie_breaks)


def standing_of(rule: Rule, sheet: ScoreSheet, child: ChildEntry) -> Standing:
    """Where a request stands under a rule."""
    points = sheet.total if rule.has_points else ZERO
    rank = round_of(child) if rule.method == ROUNDS else sheet.rank if rule.method in CLASSED else None
    return Standing(sheet.is_direct, rank, points)


def round_of(child: ChildEntry) -> int:
    """The round in which a request is examined.

    1: present already, and its first wish is the same setting with the same half-days; 2: present already, and asks for
    a change; 3: a first registration.
    """
    held = child["held"]
    if held is None:
        return ROUND_COUNT
    first = child["wishes"][0] if child["wishes"] else held["setting"]
    return 1 if first == held["setting"] and set(wished_slots(child)) == set(held["slots"]) else 2
