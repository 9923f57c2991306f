"""The smallest single change that would have given a party something better: points, one slot less, one more wish.

A change is sought where it would give the party a claim in the allocation as it stands, then tried by solving again:
what is told *would have changed the result*, everything else equal. Where solving again says otherwise, the next
smallest is tried, a few times.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ribambelle.placement.allocation import Allocation
from ribambelle.placement.check_terms import Option, Terms, Use
from ribambelle.placement.checker import Check
from ribambelle.placement.errors import PlacementError
from ribambelle.placement.explaining import with_lots
from ribambelle.placement.facts import NO_SECTION, points_text
from ribambelle.placement.instance import Instance
from ribambelle.placement.solving import rank_obtained

__all__ = ["Change", "smallest_changes"]

TRIALS = 4  # times a change of one kind is tried by solving again
STEP = 1  # a millionth of a point


@dataclass(frozen=True, slots=True)
class Change:
    """A single change after which the party would have obtained ``rank`` (for ``wish``: the rank of the new wish).

    ``kind``: ``points`` (``amount`` more of them at ``setting``), ``slot`` (without ``slot``), ``wish`` (``setting``
    added as the last wish).
    """

    kind: str
    rank: int
    setting: str
    amount: str = ""
    slot: str = ""

    def __str__(self) -> str:
        if self.kind == "points":
            return f'with {self.amount} more points at setting "{self.setting}", wish {self.rank} would be obtained'
        if self.kind == "slot":
            return f'without {self.slot}, wish {self.rank} (setting "{self.setting}") would be obtained'
        return f'with setting "{self.setting}" as one more wish (rank {self.rank}), it would be obtained'


def smallest_changes(
    instance: Instance,
    allocation: Allocation,
    party: str,
    *,
    policy: str = "stable",
    stop: Callable[[], bool] = lambda: False,
) -> list[Change]:
    """For each kind of change, the smallest found that would have given the party something better.

    Solves again at most a dozen times. Everything else, lots included, stays as it is.
    """
    search = _Search(with_lots(instance, allocation), allocation, party, policy)
    found = []
    for candidates in (search.points(), search.slots(), search.wishes()):
        for trial, (change, tables) in enumerate(candidates):
            if stop() or trial >= TRIALS:
                break
            if search.works(change, tables):
                found.append(change)
                break
    return found


Candidate = tuple[Change, dict[str, list[dict[str, Any]]]]


class _Search:
    def __init__(self, instance: Instance, allocation: Allocation, party: str, policy: str) -> None:
        self.instance, self.party, self.policy = instance, party, policy
        self.facts = instance.facts
        lots = {name: allocation.lots[name] for name in self.facts.parties}
        self.check = Check(Terms(self.facts, lots, allocation.reserves), allocation)
        self.obtained = self.check.obtained.get(party)
        self.rows = instance.rows()
        self.wished = [row for row in self.rows["wishes"] if row["party"] == party]

    def refused(self) -> Iterator[Option]:
        """The options the party prefers to what it has."""
        for option in self.check.options[self.party]:
            if option is self.obtained:
                return
            yield option

    def works(self, change: Change, tables: dict[str, list[dict[str, Any]]]) -> bool:
        """Whether solving again gives the rank, or better."""
        try:
            rank = rank_obtained(self.instance.replacing(**tables), self.party, policy=self.policy)
        except PlacementError:
            return False
        return rank is not None and 0 < rank <= change.rank

    def points(self) -> Iterator[Candidate]:
        """Fewest points more, at one setting, that give a claim; smallest first."""
        found: list[tuple[int, int, str]] = []
        for option in self.refused():
            if option.possible:
                for setting in sorted({use.setting for use in option.uses if not use.kept}):
                    step = self.step(option, setting)
                    if step is not None:
                        found.append((step, option.rank, self.facts.settings[setting]))
        for step, rank, name in sorted(found):
            line = {"party": self.party, "setting": name, "points": points_text(step)}
            yield Change("points", rank, name, amount=points_text(step)), {"points": [*self.rows["points"], line]}

    def step(self, option: Option, setting: int) -> int | None:
        """The least addition at a setting that gives the option a claim; None when no number of points does."""
        mine = [use.number for use in option.uses if use.setting == setting]
        highest = -max(self.check.terms.key(child, setting)[0] for child in mine)
        above = {-key[1] for spot, children in self.check.loads.items() if spot[0] == setting for key, _ in children}
        steps = sorted({gap + more for value in above for more in (0, STEP) if (gap := value - highest) + more > 0})
        low, high, found = 0, len(steps) - 1, None
        while low <= high:
            middle = high if found is None else (low + high) // 2
            if self.claims(option, {(child, setting): steps[middle] for child in mine}):
                found, high = steps[middle], middle - 1
            elif found is None:
                return None
            else:
                low = middle + 1
        return found

    def claims(self, option: Option, more: dict[tuple[int, int], int] | None = None) -> bool:
        """Whether an option would block the allocation, with more points for some (child, setting)."""
        terms = self.check.terms
        before = {pair: terms.key(*pair) for pair in more or {}}
        for pair, added in (more or {}).items():
            terms.priority[pair] = (before[pair][0] - added, before[pair][1])
        try:
            return all(terms.open_for(use) for use in option.uses) and self.check.blocks(option, self.obtained)
        finally:
            terms.priority.update(before)

    def slots(self) -> Iterator[Candidate]:
        """One slot less, best wishes first."""
        for option in self.refused():
            for slot in sorted({slot for use in option.uses if not use.kept for slot in use.slots}):
                uses = [use if use.kept else use._replace(slots=_without(use.slots, slot)) for use in option.uses]
                if not all(use.slots for use in uses) or not self.claims(option._replace(uses=uses)):
                    continue
                name = self.facts.slots[slot]
                rows = [self.shorter(row, name) if row["rank"] == option.rank else row for row in self.wished]
                others = [row for row in self.rows["wishes"] if row["party"] != self.party]
                setting = self.facts.settings[option.uses[0].setting]
                yield Change("slot", option.rank, setting, slot=name), {"wishes": [*others, *rows]}

    def shorter(self, row: dict[str, Any], slot: str) -> dict[str, Any]:
        words = self.facts.slots if row["slots"] == "*" else row["slots"].split()
        return {**row, "slots": " ".join(word for word in words if word != slot)}

    def wishes(self) -> Iterator[Candidate]:
        """One more wish with what the last one asked, for a party that has nothing."""
        if self.obtained is not None or not self.wished:
            return
        last = self.check.options[self.party][-1]
        rows = [row for row in self.wished if row["rank"] == last.rank]
        known = {use.setting for option in self.check.options[self.party] for use in option.uses}
        for setting, name in enumerate(self.facts.settings):
            if setting in known:
                continue
            uses = [self.moved(use, setting) for use in last.uses]
            if self.claims(Option(last.rank + 1, uses, possible=True)):
                more = [{**row, "rank": last.rank + 1, "setting": name, "section": ""} for row in rows]
                yield Change("wish", last.rank + 1, name), {"wishes": [*self.rows["wishes"], *more]}

    def moved(self, use: Use, setting: int) -> Use:
        section = self.check.terms.section_for(use.number, setting, NO_SECTION)
        return use._replace(setting=setting, section=section)


def _without(slots: tuple[int, ...], slot: int) -> tuple[int, ...]:
    return tuple(other for other in slots if other != slot)
