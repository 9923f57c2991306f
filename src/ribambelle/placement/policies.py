"""The policies that need no solver library: `order` and `stable`, and the loop that gives unused reserves back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ribambelle.placement.backend import Backend, backend_for
from ribambelle.placement.derive import Points
from ribambelle.placement.errors import NotApplicable
from ribambelle.placement.facts import Ints
from ribambelle.placement.market import LIVING, Certain, Market, State

__all__ = [
    "CAP",
    "Progress",
    "Run",
    "Solution",
    "common_order",
    "nothing_certain",
    "quality",
    "solve_order",
    "solve_stable",
    "stable_certainty",
    "trust_more",
    "untie",
    "with_release",
]

CAP = 50  # processings per setting before what still moves is called a knot
CHUNK = 2_000  # processings between two looks at the clock and at Ctrl-C
TRIES = 12  # times each option set aside is tried again
EFFORT = 100  # processings for each setting before a knot is given up

Progress = Callable[[str, float], None]


@dataclass(slots=True)
class Run:
    """How to run: all that is not the instance. ``asked_to_stop`` says when to hand back the best so far."""

    cap: int = CAP
    compiled: bool | None = None
    workers: int = 1
    repair: bool = True  # whether to untie knots exactly after best response
    certify: bool = True  # whether to count what is decided in every stable proposal
    asked_to_stop: Callable[[], bool] = lambda: False
    progress: Progress = lambda _step, _share: None
    gave_up: bool = False  # whether some step was ever cut short

    def stop(self) -> bool:
        """Whether to stop now; once said, it is remembered."""
        self.gave_up = self.gave_up or self.asked_to_stop()
        return self.gave_up


@dataclass(slots=True)
class Solution:
    """The option of each party (the end of its range: nothing), and what is known of it."""

    current: Any
    stopped: bool = False
    knots: int = 0  # settings left out of best response by the cap
    kept: dict[tuple[int, int, int], int] = field(default_factory=dict)
    decided: int | None = None  # parties with the same option in every stable proposal
    rounds: int = 1
    proved: bool | None = None
    gap: dict[str, int] | None = None


Solver = Callable[[Market, Backend, Run], Solution]


def with_release(market: Market, run: Run, solver: Solver) -> Solution:
    """Solve, give unused releasable reserves back, and again until nothing changes."""
    kept = market.reserves()
    releasable = {
        (row, group, slot)
        for row, groups in market.rows.kept.items()
        for group, lines in groups.items()
        for slot, line in enumerate(lines)
        if line is not None and line.release
    }
    rounds = 0
    while True:
        rounds += 1
        backend = backend_for(market, kept, compiled=run.compiled)
        solution = solver(market, backend, run)
        solution.kept, solution.rounds = dict(kept), rounds
        if not releasable or solution.stopped:
            return solution
        used = _used_by_groups(market, solution.current)
        lowered = {key: min(places, used.get(key, 0)) if key in releasable else places for key, places in kept.items()}
        if lowered == kept:
            return solution
        kept = lowered


def _used_by_groups(market: Market, current: Any) -> dict[tuple[int, int, int], int]:
    """(base row, group, slot) → children of the group placed there."""
    facts, claims, rows = market.facts, market.claims, market.rows
    base = {(rows.setting[row], rows.section[row]): row for row in range(len(rows.base)) if not rows.outside[row]}
    used: dict[tuple[int, int, int], int] = {}
    nobody: frozenset[int] = frozenset()
    for party in range(market.size):
        groups = facts.membership.get(int(market.party_of[party]), nobody)
        option = int(current[party])
        if not groups or option >= market.arrays.opt_start[party + 1]:
            continue
        for claim in range(claims.start[option], claims.start[option + 1]):
            for section in (int(claims.section[claim]), -1):
                row = base.get((int(claims.setting[claim]), section))
                if row is None:
                    continue
                for group in groups:
                    for slot in facts.patterns[claims.pattern[claim]]:
                        used[row, group, slot] = used.get((row, group, slot), 0) + 1
    return used


def solve_order(market: Market, backend: Backend, run: Run) -> Solution:
    """Serve the parties one by one in the published order: the points that hold everywhere, then the lot."""
    _need_common_points(market)
    current = _serve(market, backend, run, np.asarray(market.arrays.turn))
    return Solution(current, stopped=run.gave_up)


def _serve(market: Market, backend: Backend, run: Run, turn: Ints) -> Any:
    """Serve the parties in an order."""
    kernels, state = backend.kernels, backend.state()
    m = backend.arrays._replace(turn=backend.like(turn.tolist()))
    _hold(market, state.cur)
    kernels.total_loads(m, state.cur, state.load)
    size = max(market.size, 1)
    for start in range(0, size, CHUNK):
        if run.stop():
            break
        kernels.serve(m, state, start, min(start + CHUNK, market.size))
        run.progress("order", min(1.0, (start + CHUNK) / size))
    return state.cur


def common_order(market: Market) -> Ints | None:
    """The order of the parties when every setting orders all children alike, each party's together; else None.

    Serving them one by one then gives the only stable proposal: whoever comes first obtains its best in any of them,
    and so on down the order. Each party must have one value of points, wherever and whichever the child.
    """
    owner, points = np.asarray(market.arrays.ent_party), market.points
    if bool((np.asarray(market.arrays.fallback) >= 0).any()):
        return None
    least = np.full(market.size, np.iinfo(np.int64).max)
    most = np.full(market.size, np.iinfo(np.int64).min)
    np.minimum.at(least, owner, points)
    np.maximum.at(most, owner, points)
    if bool((least[owner] != most[owner]).any()):
        return None
    turn: Ints = np.lexsort((np.arange(market.size), -np.where(least == most, most, 0)))
    return turn


def _need_common_points(market: Market) -> None:
    facts = market.facts
    wishing = np.unique(facts.wish_child)
    _, spoke = Points(facts).everywhere(facts.child_party[wishing], wishing)
    missing = [facts.children[child] for child in wishing[spoke == 0].tolist()]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        message = (
            f'policy "order" serves one common order, and these children have no points for every setting ("*"): '
            f'{shown}. Add such lines to points.csv, or use policy "stable".'
        )
        raise NotApplicable(message)


def _hold(market: Market, current: Any) -> None:
    """Children who hold a place and have nothing else start from it."""
    for party in np.flatnonzero(np.asarray(market.arrays.fallback) >= 0).tolist():
        if current[party] == market.arrays.opt_start[party + 1]:
            current[party] = int(market.arrays.fallback[party])


def solve_stable(market: Market, backend: Backend, run: Run) -> Solution:
    """Structure best response from a cold and from a warm start, the better kept; then what presolve can certify."""
    turn = common_order(market)
    if turn is not None:
        return Solution(_serve(market, backend, run, turn), stopped=run.gave_up, decided=market.size)
    best: Solution | None = None
    best_key: tuple[int, int, int] | None = None
    for start in ("cold", "warm"):
        current, stopped, knots, blocking = _best_response(market, backend, run, start)
        key = quality(market, backend, current, blocking)
        if best_key is None or key < best_key:
            best, best_key = Solution(current, knots=knots), key
        if stopped and best is not None:
            best.stopped = True
            return best
    assert best is not None
    assert best_key is not None
    if run.repair and best_key[0]:
        from ribambelle.placement.repairing import repair

        run.progress("untying knots", 0.5)
        best.current = repair(market, backend, best.current, stop=run.stop, workers=run.workers).current
    if run.certify:
        best.decided = decided_parties(market, backend, run)
    best.stopped = run.gave_up
    return best


def quality(market: Market, backend: Backend, current: Any, blocking: int | None = None) -> tuple[int, int, int]:
    """(blocking options, − children placed, sum of ranks): lower is better. ``blocking``: counted here unless known."""
    if blocking is None:
        blocking, _ = backend.reasons(current)
    taken = np.asarray(current)
    options = taken[taken < np.asarray(market.arrays.opt_start)[1:]]
    return blocking, -int(market.children[options].sum()), int(market.rank[options].sum())


def _best_response(market: Market, backend: Backend, run: Run, start: str) -> tuple[Any, bool, int, int | None]:
    """(state, stopped, settings that reached the cap, options that block where known)."""
    m, kernels, state = backend.arrays, backend.kernels, backend.state()
    stopped, processed = False, 0
    kernels.push_all(state)
    if start == "warm":
        _propose_first(market, backend, state.cur)
        while state.ctl[1] > 0 and not stopped:
            processed += kernels.propose(m, state, CHUNK)
            stopped = run.stop()
            run.progress("warm start", _share(processed, backend))
        kernels.push_all(state)
    _hold(market, state.cur)
    processed = 0
    while state.ctl[1] > 0 and not stopped:
        processed += kernels.respond(m, state, run.cap, CHUNK)
        stopped = run.stop()
        run.progress(f"best response, {start}", _share(processed, backend))
    knots = sum(1 for number in state.done if number >= run.cap)
    blocking = None if stopped else 0
    if not stopped and state.ctl[2]:
        blocking, stopped = untie(backend, state, run.cap, run.stop)
    if blocking is None:
        kernels.settle(m, state, run.cap)
    return state.cur, stopped, knots, blocking


def untie(backend: Backend, state: State, cap: int, stop: Callable[[], bool]) -> tuple[int | None, bool]:
    """Go on where the cap left settings out, setting options aside: how many block in the end, and whether stopped.

    None block known where it was stopped, or a knot given up, before all came to rest.
    """
    m, kernels = backend.arrays, backend.kernels
    for setting in np.flatnonzero(np.asarray(state.done) >= cap).tolist():
        kernels.push(state, setting)
    kernels.begin(state)
    spent = 0
    while state.ctl[1] > 0:
        if stop() or spent > CHUNK + EFFORT * backend.n_settings:
            return None, stop()
        spent += kernels.come_to_rest(m, state, CHUNK)
    left = int(kernels.forgive(m, state))
    room = backend.nothing(), backend.zeros(len(state.listed))
    for _ in range(TRIES):
        at = 0
        while at < left:
            if stop():
                return left, True
            left = int(kernels.try_again(m, state, at, *room))
            at += 1
    return left, False


def _share(processed: int, backend: Backend) -> float:
    """How far along: settings are processed four times on the usual instance."""
    return min(0.99, processed / (4 * backend.n_settings + 1))


def _propose_first(market: Market, backend: Backend, current: Any) -> None:
    starts = np.asarray(market.arrays.opt_start)
    ends = starts[1:]
    living = np.flatnonzero(market.status == LIVING)
    at = np.searchsorted(living, starts[:-1])
    first = np.append(living, starts[-1])[at] if market.size else starts[:0]
    first = np.minimum(first, ends)
    backend.fill(current, first)


def decided_parties(market: Market, backend: Backend, run: Run) -> int:
    """How many parties have the same outcome in every stable proposal, by the presolve rules. A lower bound."""
    owner = np.asarray(market.arrays.opt_party)
    state = np.asarray(stable_certainty(market, backend, run))
    return market.size - len(np.unique(owner[state == 0]))


def stable_certainty(market: Market, backend: Backend, run: Run, trust: Ints | None = None) -> Any:
    """For each option: 0 open, 1 obtained in no stable proposal, 2 obtained in every one.

    With ``trust`` (1 by option): in every proposal where none of these options blocks, whatever the others do.
    """
    certain = nothing_certain(market, backend)
    trust_more(backend, run, certain, np.ones(len(market.rank), dtype=np.int32) if trust is None else trust)
    return certain.state


def nothing_certain(market: Market, backend: Backend) -> Certain:
    """What is certain before anything is taken for granted: options forbidden by age or opening."""
    options, trust, used = (backend.zeros(len(market.rank)) for _ in range(3))
    backend.fill(options, (market.status != LIVING).astype(np.int32))
    sure, most = (backend.zeros(backend.n_resources) for _ in range(2))
    return Certain(options, trust, used, sure, backend.zeros(len(market.points)), most)


def trust_more(backend: Backend, run: Run, certain: Certain, trust: Ints, within: set[int] | None = None) -> None:
    """Take for granted that the options of ``trust`` (1) do not block either, and draw the consequences.

    ``within``: the settings to look at first, and further only as far as that reaches.
    """
    kernels, state, rivals = backend.kernels, backend.state(), backend.rivals()
    backend.fill(certain.trust, np.maximum(np.asarray(certain.trust), trust))
    if within is None:
        kernels.push_all(state)
    for setting in sorted(within or ()):
        kernels.push(state, setting)
    while state.ctl[1] > 0 and not run.stop():
        kernels.presolve(backend.arrays, state, certain, rivals, CHUNK)
        run.progress("certificate", 1 - state.ctl[1] / (backend.n_settings + 1))
