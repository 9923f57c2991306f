"""Where one option of each of some sets has to block: the best proposals, found by halving the sets.

Nothing is taken for granted of the options of the sets, so that too much is open at first for one model. Each set is
cut in halves: the option that blocks is in one or in the other, and the other half may be taken for granted. What
presolve then decides leaves less open, and falls into components: those that no set touches have to be stable, and one
of them that cannot be ends the search there; sets that no component ties together are searched apart. What is left is
small enough for a model that says which option blocks, or a single option for each set: a proposal where it blocks is a
stable proposal of the market without it. Components that come back with the same things open around them are solved
once, and the few facts that make something hopeless are remembered: where they hold again, nothing is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ribambelle.placement.exact import Exact, Scope, build_exact
from ribambelle.placement.facts import Ints
from ribambelle.placement.knots import asked_options, decided_state
from ribambelle.placement.market import LIVING, Arrays, Certain, Market, as_lists
from ribambelle.placement.parts import Component, Part, certain_of, components, settings_of
from ribambelle.placement.policies import Run, trust_more
from ribambelle.placement.stages import Effort, Staged, Stages

__all__ = ["Halving", "TooMuch"]

DEAD = 1
SMALL, FEW = 700, 64  # open options that one model solves, whichever of so many options blocks
MOST_STEPS = 2_000  # of a search, before it is given up
WORK = 20.0  # deterministic effort of one model, in seconds of a usual machine

Sets = tuple[tuple[int, ...], ...]
Tied = tuple[Sets, set[int], list[Component]]


class TooMuch(Exception):
    """The search was asked to stop, or is too long."""


@dataclass(slots=True)
class Piece:
    """One component solved: its best, the first of which is looked for when it is asked for."""

    component: Component
    scope: Scope
    knot: Sets
    staged: Staged


class Hopeless(NamedTuple):
    """Why something is hopeless at some settings: options taken not to block, and what is certain of others."""

    settings: set[int]
    granted: Ints
    options: Ints
    states: npt.NDArray[np.int8]


class View(NamedTuple):
    """What is certain at one step: the state of each option, the decided parties, and what needs a row."""

    certain: Certain
    state: npt.NDArray[np.int8]
    start: list[int]
    asked: npt.NDArray[np.bool_]


@dataclass(slots=True)
class Found:
    """The best of one branch: decided parties in ``start``, the others in the pieces."""

    start: list[int]
    pieces: list[Piece] = field(default_factory=list)


class Halving:
    """One part of a market, of which everything is certain that does not depend on the sets."""

    def __init__(self, part: Part, certain: Certain, inside: set[int], asked: Iterable[int], run: Run) -> None:
        """``certain`` and ``asked`` are those of the whole market; ``inside``: the settings of the part."""
        self.part, self.run, self.inside = part, run, inside
        self.market: Market = part.market
        self.m: Arrays = as_lists(part.market.arrays)
        self.certain = certain_of(part, certain)
        self.asked = np.isin(part.option, np.fromiter(asked, dtype=np.int64))
        self.cap = [int(places) for places in part.backend.cap]
        self.children = part.market.children.tolist()
        self.rank = part.market.rank.tolist()
        self.steps = self.testable = 0
        self.solved: dict[object, Piece | None] = {}
        self.searched: dict[object, Found | None] = {}
        self.hopeless: list[Hopeless] = []
        arrays = part.market.arrays
        self.entries = [
            np.asarray(arrays.ent_option[arrays.set_start[d] : arrays.set_start[d + 1]])
            for d in range(part.backend.n_settings)
        ]
        row = np.repeat(np.arange(part.backend.n_settings), np.diff(arrays.row_start))
        self.counted = np.repeat(np.isin(row, sorted(inside)), arrays.n_slots)

    def best(self, sets: Iterable[Iterable[int]]) -> set[int] | None:
        """The options taken, in the numbers of the whole; None: no proposal where one of each set blocks alone.

        Sets are options in the numbers of the whole, those nearest to each other beside each other.

        Raises
        ------
        TooMuch
            When the search was stopped, or given up.
        """
        own = tuple(tuple(np.searchsorted(self.part.option, list(options)).tolist()) for options in sets)
        calm = self.view(self.more(self.certain, [o for one in own for o in one], self.inside))
        largest = max((len(options) for _, options, _ in self.components(calm, self.inside)), default=0)
        self.testable = max(SMALL, largest * 3 // 2)
        found = self.search(self.certain, own, self.inside)
        if found is None:
            return None
        return {int(self.part.option[o]) for o in self.outcome(found) if o is not None}

    # -- the search ----------------------------------------------------------------------------------------------

    def search(self, certain: Certain, sets: Sets, inside: set[int]) -> Found | None:
        """The best where one of each set blocks, looking at some settings; None where there is none."""
        self.steps += 1
        if self.steps > MOST_STEPS or self.run.stop():
            raise TooMuch
        if self.is_known(certain, inside):
            return None
        view = self.view(certain)
        if self.overfull(view):
            return None
        groups = self.components(view, inside)
        touched = [settings_of(self.m, options) & inside for options in sets]
        found = Found(view.start)
        rest: list[Component] = []
        for group in sorted(groups, key=lambda group: len(group[1])):
            if any(group[0] & settings for settings in touched):
                rest.append(group)
                continue
            piece = self.solve(view, group, ()) if group[1] else None
            if piece is None:
                return None
            found.pieces.append(piece)
        if any(self.is_hopeless(view, group) for group in rest if len(group[1]) <= self.testable):
            return None
        for own, settings, tied in self.apart(sets, touched, rest):
            better = self.together(view, own, settings, tied)
            if better is None:
                return None
            free = {self.m.opt_party[o] for _, options, _ in tied for o in options}
            for f in free:
                found.start[f] = better.start[f]
            found.pieces += better.pieces
        return found

    def together(self, view: View, sets: Sets, settings: set[int], tied: list[Component]) -> Found | None:
        """The best of sets that components tie together; none of a set that nothing touches can block."""
        if not tied:
            return None
        if sum(len(options) for _, options, _ in tied) <= SMALL and sum(map(len, sets)) <= FEW:
            return self.alone(view, tied, sets)
        key = self.key(view, settings, sets)
        if key not in self.searched:
            free = sorted({self.m.opt_party[o] for _, options, _ in tied for o in options})
            widest = max(range(len(sets)), key=lambda i: (len(sets[i]), -i))
            if len(sets[widest]) == 1:
                self.searched[key] = self.removed(view, sets, settings)
            else:
                self.searched[key] = self.halved(view, sets, settings, widest, free)
        return self.searched[key]

    def halved(self, view: View, sets: Sets, settings: set[int], widest: int, free: list[int]) -> Found | None:
        """The better of two halves of one set."""
        whole, best = sets[widest], None
        half = len(whole) // 2
        for kept, trusted in ((whole[:half], whole[half:]), (whole[half:], whole[:half])):
            branch = (*sets[:widest], kept, *sets[widest + 1 :])
            found = self.search(self.more(view.certain, trusted, settings), branch, settings)
            if found is not None and (best is None or self.is_better(found, best, free)):
                best = found
        return best

    def removed(self, view: View, sets: Sets, settings: set[int]) -> Found | None:
        """The best where the only option of each set blocks: a stable proposal of the market without it."""
        gone = [only for (only,) in sets]
        if any(0 <= self.m.fallback[self.m.opt_party[o]] <= o for o in gone):
            return None  # what a party keeps at worst is never refused
        certain = Certain(*(array.copy() for array in view.certain))
        around: set[int] = set()
        for o in gone:
            certain.state[o] = 1
            f = self.m.opt_party[o]
            around |= settings_of(self.m, range(self.m.opt_start[f], self.m.opt_start[f + 1]))
        trust_more(self.part.backend, self.run, certain, np.zeros(len(self.rank), dtype=np.int64), around & settings)
        if self.is_known(certain, settings):
            return None
        after = self.view(certain)
        after.asked[gone] = False
        if self.overfull(after):
            return None
        return self.alone(after, self.components(after, settings), ())

    def alone(self, view: View, groups: list[Component], sets: Sets) -> Found | None:
        """Components solved as they stand; with sets, as one."""
        found = Found(list(view.start))
        if sets:
            settings, options, asked = (list(column) for column in zip(*groups, strict=True))
            groups = [(set().union(*settings), set().union(*options), [o for some in asked for o in some])]
        for group in groups:
            piece = self.solve(view, group, sets) if group[1] else None
            if piece is None:
                return None
            found.pieces.append(piece)
        return found

    def apart(self, sets: Sets, touched: list[set[int]], groups: list[Component]) -> list[Tied]:
        """Sets that components tie together, with the settings and the components concerned."""
        found: list[tuple[list[int], set[int], list[Component]]] = []
        ties: list[tuple[list[int], set[int], list[Component]]]
        ties = [([i], mine, []) for i, mine in enumerate(touched)] + [([], group[0], [group]) for group in groups]
        for tie in ties:
            joined = [tie, *(one for one in found if one[1] & tie[1])]
            found = [one for one in found if not one[1] & tie[1]]
            members, settings, tied = zip(*joined, strict=True)
            found.append((sorted(chain(*members)), set().union(*settings), list(chain(*tied))))
        return [(tuple(sets[i] for i in own), settings, tied) for own, settings, tied in found]

    # -- what is certain -----------------------------------------------------------------------------------------

    def more(self, certain: Certain, trusted: Sequence[int], settings: set[int]) -> Certain:
        """What is certain when more is taken for granted."""
        found = Certain(*(array.copy() for array in certain))
        trust = np.zeros(len(self.rank), dtype=np.int64)
        trust[list(trusted)] = 1
        trust_more(self.part.backend, self.run, found, trust, settings_of(self.m, trusted) & settings)
        return found

    def view(self, certain: Certain) -> View:
        """What is certain, and which options of the part need a row."""
        state = np.asarray(certain.state).astype(np.int8)
        start = decided_state(self.m, certain)
        asked = asked_options(self.market, self.part.backend, certain, start) & self.asked
        return View(certain, state, start, asked)

    def overfull(self, view: View) -> bool:
        """Whether decided parties alone are too many somewhere in the part."""
        backend = self.part.backend
        load = backend.zeros(backend.n_resources)
        backend.kernels.total_loads(backend.arrays, backend.like(view.start), load)
        over = (np.asarray(load) > np.asarray(backend.cap)) & self.counted
        return bool(over.any())

    def components(self, view: View, inside: set[int]) -> list[Component]:
        """What is open or needs a row at some settings, by groups that nothing ties together."""
        found = components(self.m, np.flatnonzero(view.state == 0).tolist(), np.flatnonzero(view.asked).tolist())
        return [group for group in found if group[0] & inside]

    def key(self, view: View, settings: Iterable[int], sets: Sets) -> object:
        """All that a component, or sets tied together, depend on."""
        places = sorted(settings)
        around = [self.entries[d] for d in places]
        states = b"".join(view.state[options].tobytes() for options in around)
        rows = b"".join(view.asked[options].tobytes() for options in around)
        return tuple(places), states, rows, sets

    # -- one component -------------------------------------------------------------------------------------------

    def is_hopeless(self, view: View, group: Component) -> bool:
        """Whether what is taken for granted contradicts itself in a component that sets touch."""
        settings, _, asked = group
        sure = [o for o in asked if view.certain.trust[o] == 1]
        key = ("hopeless", self.key(view, settings, (tuple(sure),)))
        if key not in self.solved:
            scope = self.scope(view, group)
            exact = build_exact(self.m, scope, sure, with_slack=True)
            core = self.contradiction(exact, {~slack: o for o, slack in exact.slack.items()})
            self.solved[key] = None if core is not None else Piece(group, scope, (), Staged(set()))
            if core:
                self.remember(view, core, sure)
        return self.solved[key] is None

    def contradiction(self, exact: Exact, assumed: dict[int, int]) -> list[int] | None:
        """Options whose assumptions cannot all be true; None where they can, or where it is not known."""
        core = exact.model.contradiction(assumed, Effort(self.run.stop, self.run.workers, WORK))
        return None if core is None else sorted(assumed[literal] for literal in core)

    def remember(self, view: View, core: list[int], sure: list[int]) -> None:
        """Note why something is hopeless: what is granted and what is certain around the core, if that is enough."""
        narrow = settings_of(self.m, core)
        around = np.unique(np.concatenate([self.entries[d] for d in sorted(narrow)]))
        owners = np.asarray(self.part.market.arrays.opt_party)
        living = np.flatnonzero(np.isin(owners, owners[around]) & (self.market.status == LIVING)).tolist()
        scope = Scope({self.m.opt_party[o] for o in living}, set(living), narrow, self.m.opt_start[1:], self.cap)
        rows = [o for o in sure if settings_of(self.m, [o]) <= narrow]
        exact = build_exact(self.m, scope, rows, with_slack=True)
        granted = {~slack: o for o, slack in exact.slack.items()}
        states = {(~var if view.state[o] == DEAD else var): o for o, var in exact.taken.items() if view.state[o]}
        literals = exact.model.contradiction([*granted, *states], Effort(self.run.stop, self.run.workers, WORK))
        if literals is not None:
            known = np.array(sorted(states[literal] for literal in literals if literal in states), dtype=np.int64)
            needed = np.array(sorted(granted[literal] for literal in literals if literal in granted), dtype=np.int64)
            self.hopeless.append(Hopeless(narrow, needed, known, view.state[known]))

    def is_known(self, certain: Certain, inside: set[int]) -> bool:
        """Whether something known to be hopeless is there again: as much is granted and certain at some settings."""
        state, trust = np.asarray(certain.state), np.asarray(certain.trust)
        return any(
            known.settings <= inside
            and bool((trust[known.granted] == 1).all())
            and bool((state[known.options] == known.states).all())
            for known in self.hopeless
        )

    def solve(self, view: View, group: Component, sets: Sets) -> Piece | None:
        """The best of a component where one of each set blocks; None where there is none."""
        key = self.key(view, group[0], sets)
        if key not in self.solved:
            scope = self.scope(view, group)
            staged = (
                self.stages(group, scope, sets)
                .best(self.children.__getitem__, self.rank.__getitem__, counted=True)
                .staged
            )
            if self.run.stop() or not (
                staged.impossible or ("ranks" in staged.values and staged.values == staged.bounds)
            ):
                raise TooMuch
            self.solved[key] = None if staged.impossible else Piece(group, scope, sets, staged)
        return self.solved[key]

    def scope(self, view: View, group: Component) -> Scope:
        return Scope({self.m.opt_party[o] for o in group[1]}, group[1], group[0], view.start, self.cap)

    def stages(self, group: Component, scope: Scope, sets: Sets) -> Stages:
        doubted = {o for one in sets for o in one}
        exact = build_exact(self.m, scope, group[2], with_slack=bool(sets), trusted=set(group[2]) - doubted)
        run = Stages(self.m, exact, scope, Effort(self.run.stop, self.run.workers, WORK))
        for one in sets:
            run.just_one(one)
        return run

    # -- the better of two ---------------------------------------------------------------------------------------

    def is_better(self, found: Found, best: Found, free: list[int]) -> bool:
        """Whether a branch is better than another: more children, lower ranks, or else better for the first lots."""
        mine, theirs = self.worth(found, free), self.worth(best, free)
        if mine != theirs:
            return mine < theirs
        return self.standing(found, free) < self.standing(best, free)

    def worth(self, found: Found, free: list[int]) -> tuple[int, int]:
        """(− children placed, sum of ranks) of some parties: lower is better."""
        taken = self.taken(found, free)
        return -sum(self.children[o] for o in taken), sum(self.rank[o] for o in taken)

    def taken(self, found: Found, free: list[int]) -> list[int]:
        state = self.state(found)
        return [state[f] for f in free if state[f] < self.m.opt_start[f + 1]]

    def standing(self, found: Found, free: list[int]) -> list[int]:
        """What each party has, the first of the best known for sure."""
        self.finish(found)
        state = self.state(found)
        return [state[f] for f in free]

    def state(self, found: Found) -> list[int]:
        """The option of each party."""
        state = list(found.start)
        for piece in found.pieces:
            for f in piece.scope.free:
                state[f] = self.m.opt_start[f + 1]
            for o in piece.staged.chosen:
                state[self.m.opt_party[o]] = o
        return state

    def outcome(self, found: Found) -> list[int | None]:
        """The option of each party, or None, the first of the best."""
        self.finish(found)
        state = self.state(found)
        return [o if o < self.m.opt_start[f + 1] else None for f, o in enumerate(state)]

    def finish(self, found: Found) -> None:
        """See to it that every piece is the first of its best."""
        for piece in found.pieces:
            if not piece.staged.unique:
                self.make_first(piece)
            if not piece.staged.unique:
                raise TooMuch

    def make_first(self, piece: Piece) -> None:
        """Of all the best of one component, the one where the first lots fare best."""
        run = self.stages(piece.component, piece.scope, piece.knot)
        run.staged.chosen = set(piece.staged.chosen)
        run.hold(self.children.__getitem__, self.rank.__getitem__)
        seen = run.outcomes()
        if seen is None:
            return
        run.free = [f for f in run.free if len(seen[f]) > 1]
        piece.staged.unique = run.first_of_best()
        piece.staged.chosen = run.staged.chosen
