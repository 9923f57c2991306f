"""Untying knots: where best response left something blocking, solve the neighbourhood exactly.

Around each blocking option a ball of settings is taken; the parties whose wishes all lie inside are free, the others
stand still; the fewest blocking options of the ball are sought with bounded, deterministic effort. A repair is kept
only when fewer options block in the whole instance.
"""

from typing import Any

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.exact import Scope, build_exact
from ribambelle.placement.market import Arrays, Found
from ribambelle.placement.stages import Effort, fewest_blocking

__all__ = ["repair"]

BALLS = ((16, 2.0), (16, 6.0))  # settings of a ball, and deterministic effort for it in seconds of a usual machine
MOST_BALLS = 4  # of each size: what best response could not untie itself seldom can be, and a country has dozens
BLOCKS = 2


def repair(backend: Backend, current: Any, *, stop: Any, workers: int = 1) -> Any:
    """A state with as few blocking options as could be found near the knots of ``current``, or ``current`` itself."""
    cap = [int(places) for places in backend.cap]
    for size, work in BALLS:
        current = _round(backend, current, cap, size, Effort(stop, workers, work))
    return current


def _round(backend: Backend, current: Any, cap: list[int], size: int, effort: Effort) -> Any:
    """Try each blocking option once with balls of one size."""
    m, reach = backend.arrays, _Reach(backend.arrays)
    count, found = backend.reasons(current)
    tried: set[int] = set()
    balls = 0
    while count and balls < MOST_BALLS and not effort.stop():
        balls += 1
        left = [o for o in np.flatnonzero(np.asarray(found.why) == BLOCKS).tolist() if o not in tried]
        if not left:
            break
        tried.add(left[0])
        ball = _ball(m, reach, left[0], size)
        better = _solve(m, current, found, ball, reach=reach, cap=cap, effort=effort)
        if better is None:
            tried.update(o for o in left if set(_settings(m, o)) <= ball)
            continue
        candidate = backend.like(better)
        fewer, reasons = backend.reasons(candidate)
        if fewer < count:
            current, count, found = candidate, fewer, reasons
    return current


def _settings(m: Arrays, o: int) -> list[int]:
    return [int(m.ent_setting[m.opt_entry[k]]) for k in range(m.ent_start[o], m.ent_start[o + 1])]


class _Reach(dict[int, frozenset[int]]):
    """The settings wished by each party, found once."""

    def __init__(self, m: Arrays) -> None:
        self.m = m

    def __missing__(self, f: int) -> frozenset[int]:
        options = range(self.m.opt_start[f], self.m.opt_start[f + 1])
        self[f] = frozenset(d for o in options for d in _settings(self.m, o))
        return self[f]


def _ball(m: Arrays, reach: _Reach, o: int, size: int) -> set[int]:
    """The settings nearest to a party's wishes, step by step through common parties, ``size`` at most."""
    edge = sorted(reach[int(m.opt_party[o])])
    ball, seen = list(edge), set(edge)
    while edge and len(ball) < size:
        reached: list[int] = []
        for d in edge:
            for e in range(m.set_start[d], m.set_start[d + 1]):
                for other in sorted(reach[int(m.ent_party[e])] - seen):
                    seen.add(other)
                    reached.append(other)
        ball, edge = ball + reached, reached
    return set(ball[:size])


def _solve(
    m: Arrays, current: Any, found: Found, ball: set[int], *, reach: _Reach, cap: list[int], effort: Effort
) -> list[int] | None:
    """The state with the fewest blocking options in the ball; None when it has no fewer than now."""
    parties = sorted({int(m.ent_party[e]) for d in ball for e in range(m.set_start[d], m.set_start[d + 1])})
    free = {f for f in parties if reach[f] <= ball}
    state = [int(option) for option in current]
    open_options = {
        o for f in free for o in range(m.opt_start[f], m.opt_start[f + 1]) if m.ent_start[o] < m.ent_start[o + 1]
    }
    asked = sorted(open_options)
    for f in parties:
        if f not in free:
            better = range(int(m.opt_start[f]), min(state[f], int(m.opt_start[f + 1])))
            asked += [o for o in better if _may_change(m, found, ball, o)]
    before = sum(1 for o in asked if found.why[o] == BLOCKS)
    scope = Scope(free, open_options, ball, state, cap)
    exact = build_exact(m, scope, asked, with_slack=True)
    staged = fewest_blocking(m, exact, scope, effort)
    if staged.values.get("blocking", before) >= before:
        return None
    for f in free:
        state[f] = int(m.opt_start[f + 1])
    for o in staged.chosen:
        state[int(m.opt_party[o])] = o
    return state


def _may_change(m: Arrays, found: Found, ball: set[int], o: int) -> bool:
    """Whether what happens in the ball decides if an option blocks: it stands there, and nothing outside refuses it."""
    settings = _settings(m, o)
    if not set(settings) & ball:
        return False
    return found.why[o] == BLOCKS or int(m.ent_setting[found.asker[o]]) in ball
