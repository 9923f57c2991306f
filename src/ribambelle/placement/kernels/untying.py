"""Untying knots: where best response goes round in circles, an option is set aside so that the rest comes to rest.

At rest nothing blocks but options set aside that have room: ``listed`` holds them. Setting aside another option of the
circle may leave nothing blocking at all, so each is tried again, other choices being drawn from one fixed sequence.
"""

from ribambelle.placement.kernels.loads import has_room
from ribambelle.placement.kernels.responding import mark_all, pop, sweep
from ribambelle.placement.market import Arrays, Flat, State

__all__ = ["begin", "come_to_rest", "forgive", "try_again"]

CIRCLE = 3  # processings of a setting of a knot before an option is set aside there
TRIAL = 2_000  # processings of one trial


def begin(s: State) -> None:
    """Forget how often each setting was processed."""
    for d in range(len(s.done)):
        s.done[d] = 0


def come_to_rest(m: Arrays, s: State, budget: int) -> int:
    """Process queued settings until none is left; one processed `CIRCLE` times has an option set aside."""
    spent = 0
    while s.ctl[1] > 0 and spent < budget:
        d = pop(s)
        s.done[d] += 1
        spent += 1
        if s.done[d] <= CIRCLE or s.ctl[4] >= len(s.listed):
            sweep(m, s, d)
            continue
        s.ctl[3] = 1
        sweep(m, s, d)
        if s.ctl[3] == 0:
            begin(s)
        s.ctl[3] = 0
    return spent


def forgive(m: Arrays, s: State) -> int:
    """Take off the list what does not block; return how many options are left on it."""
    i = 0
    while i < s.ctl[4]:
        o = s.listed[i]
        if o < s.cur[m.opt_party[o]] and has_room(m, o, s.cur, s.cap, s.scratch):
            i += 1
        else:
            unlist(s, i)
    left: int = s.ctl[4]
    return left


def unlist(s: State, i: int) -> None:
    """Take one option off the list; the last takes its place."""
    s.aside[s.listed[i]] = 0
    s.ctl[4] -= 1
    s.listed[i] = s.listed[s.ctl[4]]


def go_back(s: State, cur: Flat, listed: Flat, before: int) -> None:
    """Return to the state before a trial."""
    while s.ctl[1] > 0:
        pop(s)
    while s.ctl[4] > 0:
        unlist(s, s.ctl[4] - 1)
    for i in range(before):
        s.listed[i] = listed[i]
        s.aside[listed[i]] = 1
    s.ctl[4] = before
    for f in range(len(cur)):
        s.cur[f] = cur[f]


def try_again(m: Arrays, s: State, i: int, cur: Flat, listed: Flat) -> int:
    """Let an option of the list be taken, come to rest anew, go back if more block; return how many then do.

    ``cur`` and ``listed`` are room to remember the state.
    """
    before = s.ctl[4]
    for f in range(len(cur)):
        cur[f] = s.cur[f]
    for k in range(before):
        listed[k] = s.listed[k]
    mark_all(m, s, s.listed[i])
    unlist(s, i)
    begin(s)
    come_to_rest(m, s, TRIAL)
    if s.ctl[1] > 0 or forgive(m, s) > before:
        go_back(s, cur, listed, before)
    left: int = s.ctl[4]
    return left
