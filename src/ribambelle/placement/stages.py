"""Solving an exact model stage by stage, each stage held while the next is optimised."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from ribambelle.placement.exact import Exact, Scope
from ribambelle.placement.market import Arrays
from ribambelle.placement.satisfying import Answer, Effort

__all__ = ["Effort", "Staged", "Stages", "fewest_blocking", "most_children", "solve_stages"]

HEAVIEST = 2**50  # weight of a party in the last stage: how many are decided by one solve


@dataclass(slots=True)
class Staged:
    """What the stages gave: the options taken, and by stage its value and the bound proved."""

    chosen: set[int]
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int] = field(default_factory=dict)
    unique: bool = False  # whether it is the first of the best
    impossible: bool = False  # proved: nothing satisfies the model

    @property
    def proved(self) -> bool:
        """Whether every stage was solved to its end."""
        return self.unique and self.values == self.bounds


Terms = list[tuple[int, int]]
Measure = Callable[[int], int]


def solve_stages(m: Arrays, exact: Exact, scope: Scope, *, children: Measure, rank: Measure, effort: Effort) -> Staged:
    """Fewest slacks, then most children and lowest ranks; `Stages` goes on from there.

    Children and ranks are one stage: a child outweighs every rank. Starts from the state of the scope, which need not
    satisfy the model.
    """
    return Stages(m, exact, scope, effort).best(children, rank).staged


def fewest_blocking(m: Arrays, exact: Exact, scope: Scope, effort: Effort) -> Staged:
    """The first stage alone: as few slacks as the effort allows."""
    run = Stages(m, exact, scope, effort)
    run.minimise("blocking", [(slack, 1) for slack in exact.slack.values()])
    return run.staged


def most_children(m: Arrays, exact: Exact, scope: Scope, children: Measure, effort: Effort) -> Staged:
    """As many children as the effort allows, with a bound."""
    run = Stages(m, exact, scope, effort)
    run.minimise("children", [(var, -children(o)) for o, var in exact.taken.items()])
    return run.staged


class Stages:
    """One model under way: the best known, and what each stage proved."""

    def __init__(self, m: Arrays, exact: Exact, scope: Scope, effort: Effort) -> None:
        self.m, self.exact, self.effort = m, exact, effort
        taken = {scope.current[f] for f in scope.free if scope.current[f] < m.opt_start[f + 1]}
        self.staged = Staged({o for o in taken if o in exact.taken})
        self.free = sorted(scope.free)

    def solve(self) -> Answer:
        """One solve from the best known."""
        return self.exact.model.solve(self.effort, self.exact.hints(self.staged.chosen))

    def take(self, answer: Answer) -> set[int]:
        assert answer.values is not None
        return {o for o, var in self.exact.taken.items() if answer.values[var]}

    def minimise(self, name: str, terms: Terms) -> bool:
        """One stage; false when it was not solved to its end (the best found is kept)."""
        variables, weights = [var for var, _ in terms], [weight for _, weight in terms]
        model = self.exact.model
        model.minimise(variables, weights)
        answer = self.solve()
        if answer.values is None:
            self.staged.impossible = answer.impossible
            return False
        self.staged.chosen = self.take(answer)
        self.staged.values[name] = answer.objective
        self.staged.bounds[name] = answer.objective if answer.optimal else answer.bound
        model.between(variables, weights, high=answer.objective)
        return answer.optimal

    def one_blocks(self, among: Container[int]) -> None:
        """What is known where no stable proposal exists: one of some options blocks."""
        self.exact.model.either(slack for o, slack in self.exact.slack.items() if o in among)

    def just_one(self, among: Iterable[int]) -> None:
        """Exactly one of some options blocks; none where none of them could."""
        slacks = [self.exact.slack[o] for o in among if o in self.exact.slack]
        if slacks:
            self.exact.model.exactly_one(slacks)
        else:
            self.exact.model.either(())

    def best(self, children: Measure, rank: Measure, *, counted: bool = False) -> "Stages":
        """The first three stages, or the last two of them where it is ``counted`` how many block."""
        staged, exact = self.staged, self.exact
        if (
            exact.slack
            and not counted
            and not self.minimise("blocking", [(slack, 1) for slack in exact.slack.values()])
        ):
            return self
        worst: dict[int, int] = {}
        for o in exact.taken:
            worst[self.m.opt_party[o]] = max(worst.get(self.m.opt_party[o], 0), rank(o))
        weight = 1 + sum(worst.values())
        self.minimise("both", [(var, rank(o) - weight * children(o)) for o, var in exact.taken.items()])
        if "both" in staged.values:
            bound = staged.bounds.pop("both")
            del staged.values["both"]
            placed, ranks = sum(children(o) for o in staged.chosen), sum(rank(o) for o in staged.chosen)
            staged.values |= {"children": -placed, "ranks": ranks}
            most = (weight - 1 - bound) // weight
            staged.bounds |= {"children": -most, "ranks": bound + weight * placed if most == placed else 0}
        return self

    # -- the first of the best -------------------------------------------------------------------------------------

    def outcomes(self) -> dict[int, set[int | None]] | None:
        """By party, every outcome (None: nothing) it has in some proposal as good as this one; None when not proved.

        Each solve asks for as many outcomes not yet seen as can be had at once, until there is none.
        """
        seen: dict[int, set[int | None]] = {f: set() for f in self.free}
        self.see(seen)
        model, nothing = self.exact.model, {}
        for f in self.free:
            if self.m.fallback[f] < 0:
                nothing[f] = model.boolean()
                model.at_most_one([nothing[f], *(self.exact.taken[o] for o in self.options(f))])
        while True:
            unseen = [self.exact.taken[o] for f in self.free for o in self.options(f) if o not in seen[f]]
            unseen += [var for f, var in nothing.items() if None not in seen[f]]
            some = model.boolean()
            model.either([~some, *unseen])
            model.minimise([some, *unseen], [-len(unseen) - 1] + [-1] * len(unseen))
            hints = dict(self.exact.hints(self.staged.chosen))
            hints |= {var: int(not self.options(f) & self.staged.chosen) for f, var in nothing.items()}
            answer = model.solve(self.effort, [*hints.items(), (some, 0)])
            if not answer.optimal or answer.values is None:
                return None
            if not answer.values[some]:
                return seen
            kept, self.staged.chosen = self.staged.chosen, self.take(answer)
            self.see(seen)
            self.staged.chosen = kept

    def see(self, seen: dict[int, set[int | None]]) -> None:
        """Note the outcome of every party in the best known."""
        for f in self.free:
            seen[f].add(next(iter(self.options(f) & self.staged.chosen), None))

    def first_of_best(self) -> bool:
        """Of all as good, the one whose first parties fare best. False when not proved."""
        return all(self.fix_chunk(parties) for parties in self.chunks())

    def chunks(self) -> list[list[int]]:
        """Parties in the order of their lots, as many at once as numbers allow."""
        found: list[list[int]] = []
        weight = HEAVIEST
        for f in self.free:
            weight *= len(self.options(f)) + 1
            if weight >= HEAVIEST:
                found.append([])
                weight = len(self.options(f)) + 1
            found[-1].append(f)
        return found

    def hold(self, children: Measure, rank: Measure) -> None:
        """Accept nothing worse than the best known: no more slacks, no fewer children, no higher ranks."""
        model, chosen, taken = self.exact.model, self.staged.chosen, self.exact.taken
        known = dict(self.exact.hints(chosen))
        slacks = list(self.exact.slack.values())
        if slacks:
            model.between(slacks, [1] * len(slacks), high=sum(known[slack] for slack in slacks))
        variables = list(taken.values())
        model.between(variables, [children(o) for o in taken], low=sum(children(o) for o in chosen))
        model.between(variables, [rank(o) for o in taken], high=sum(rank(o) for o in chosen))

    def options(self, f: int) -> set[int]:
        return {o for o in range(self.m.opt_start[f], self.m.opt_start[f + 1]) if o in self.exact.taken}

    def fix_chunk(self, parties: list[int]) -> bool:
        """Give a few parties the best they can have, one after the other, by one solve."""
        terms: Terms = []
        weight = 1
        for f in reversed(parties):
            mine = sorted(self.options(f))
            terms += [(self.exact.taken[o], (at - len(mine)) * weight) for at, o in enumerate(mine)]
            weight *= len(mine) + 1
        model = self.exact.model
        if terms:
            model.minimise([var for var, _ in terms], [w for _, w in terms])
            answer = self.solve()
            if answer.values is None or not answer.optimal:
                return False
            self.staged.chosen = self.take(answer)
        for f in parties:
            for o in self.options(f):
                model.fix(self.exact.taken[o], int(o in self.staged.chosen))
        return True
