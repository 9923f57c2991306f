"""Structure best response: each setting in turn keeps the best of those who weakly prefer it to what they have.

A fixpoint is exactly a stable proposal.
"""

from ribambelle.placement.kernels.loads import (
    add_option,
    clear,
    counts_alone,
    entry_fits,
    has_room,
    overload,
    protect,
    put_entry,
    total_loads,
    unprotect,
)
from ribambelle.placement.kernels.serving import fits_all
from ribambelle.placement.market import Arrays, State

__all__ = ["propose", "push_all", "respond", "settle"]


def push(s: State, d: int) -> None:
    """Put a setting at the end of the queue, unless it waits there already."""
    if s.queued[d] == 0:
        s.queued[d] = 1
        s.queue[(s.ctl[0] + s.ctl[1]) % len(s.queue)] = d
        s.ctl[1] += 1


def push_all(s: State) -> None:
    """Put every setting in the queue, in order."""
    for d in range(len(s.queue)):
        push(s, d)


def pop(s: State) -> int:
    """Take the setting at the head of the queue."""
    d: int = s.queue[s.ctl[0]]
    s.ctl[0] = (s.ctl[0] + 1) % len(s.queue)
    s.ctl[1] -= 1
    s.queued[d] = 0
    return d


def mark(m: Arrays, s: State, o: int, at: int) -> None:
    """Queue the settings of an option, but for the one being swept, now at entry ``at``, where it comes later on."""
    d = m.ent_setting[at]
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        if m.ent_setting[e] != d or e < at or m.has_held[d] != 0:
            push(s, m.ent_setting[e])


def mark_all(m: Arrays, s: State, o: int) -> None:
    """Queue every setting of an option."""
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        push(s, m.ent_setting[e])


def keep(m: Arrays, s: State, e: int) -> bool:
    """Count an entry its party has, if it still fits behind those counted."""
    if m.has_held[m.ent_setting[e]] != 0:
        unprotect(m, e, s.prot, 1)
    if entry_fits(m, e, s.load, s.prot, s.cap):
        put_entry(m, e, s.load, 1)
        return True
    return False


def set_aside(s: State, o: int) -> bool:
    """Where asked to, set aside the option about to be taken: one time in three, so that the choice varies."""
    s.ctl[5] = (s.ctl[5] * 1103515245 + 12345) & 0x7FFFFFFF
    if (s.ctl[5] >> 8) % 3 != 0:
        return False
    s.aside[o] = 1
    s.listed[s.ctl[4]] = o
    s.ctl[4] += 1
    s.ctl[3] = 0
    return True


def let_down(m: Arrays, s: State, e: int) -> None:
    """The party of an entry loses it, and may claim anything it ranks lower."""
    f = m.ent_party[e]
    s.cur[f] = m.opt_start[f + 1]
    for lower in range(m.ent_option[e], m.opt_start[f + 1]):
        mark(m, s, lower, e)


def sweep(m: Arrays, s: State, d: int) -> None:
    """Best response of one setting: keep, take or let go, from the first of its order to the last."""
    cur = s.cur
    clear(m, d, s.load)
    protect(m, d, cur, s.prot)
    for e in range(m.set_start[d], m.set_start[d + 1]):
        o = m.ent_option[e]
        f = m.ent_party[e]
        if o > cur[f] or (s.ctl[4] != 0 and s.aside[o] != 0):
            continue
        if o == cur[f]:
            if not keep(m, s, e):
                let_down(m, s, e)
            continue
        if m.ent_slow[e] != 0:
            if counts_alone(m, e, cur) and not entry_fits(m, e, s.load, s.prot, s.cap):
                continue  # others ahead of this very entry leave it too little
            if not has_room(m, o, cur, s.cap, s.scratch):
                continue
        elif not entry_fits(m, e, s.load, s.prot, s.cap):
            continue
        if s.ctl[3] != 0 and o != m.fallback[f] and set_aside(s, o):
            continue
        if m.ent_slow[e] != 0:
            mark_all(m, s, o)
        if cur[f] < m.opt_start[f + 1]:
            mark(m, s, cur[f], e)
        cur[f] = o
        put_entry(m, e, s.load, 1)


def respond(m: Arrays, s: State, limit: int, budget: int) -> int:
    """Process queued settings until none is left or the budget is spent; each at most ``limit`` times in all."""
    spent = 0
    while s.ctl[1] > 0 and spent < budget:
        d = pop(s)
        if s.done[d] >= limit:
            s.ctl[2] += 1
            continue
        s.done[d] += 1
        spent += 1
        sweep(m, s, d)
    return spent


def step_down(m: Arrays, s: State, e: int) -> None:
    """The party of an entry, refused there, turns to its next possible option."""
    o = m.ent_option[e]
    f = m.ent_party[e]
    down = o + 1
    while down < m.opt_start[f + 1] and m.ent_start[down] == m.ent_start[down + 1]:
        down += 1
    s.cur[f] = down
    mark(m, s, o, e)
    if down < m.opt_start[f + 1]:
        mark(m, s, down, e)


def propose(m: Arrays, s: State, budget: int) -> int:
    """Families propose down their list, settings keep the best that fit: a warm start, not a stable proposal."""
    spent = 0
    while s.ctl[1] > 0 and spent < budget:
        d = pop(s)
        spent += 1
        clear(m, d, s.load)
        protect(m, d, s.cur, s.prot)
        for e in range(m.set_start[d], m.set_start[d + 1]):
            if s.cur[m.ent_party[e]] == m.ent_option[e] and not keep(m, s, e):
                step_down(m, s, e)
    return spent


def touch(m: Arrays, s: State, o: int) -> None:
    """Note that the loads of an option's settings changed."""
    for k in range(m.ent_start[o], m.ent_start[o + 1]):
        s.queued[m.ent_setting[m.opt_entry[k]]] = 1


def settle(m: Arrays, s: State, limit: int) -> None:
    """Make any state feasible and leave no usable place empty: let go from the end of each order, fill from its top.

    Only the settings still waiting, those that reached the limit, and those they move are looked at.
    """
    total_loads(m, s.cur, s.load)
    for d in range(len(s.done)):
        if s.done[d] >= limit:
            s.queued[d] = 1
    for f in range(len(m.fallback)):
        if m.fallback[f] >= 0 and s.cur[f] == m.opt_start[f + 1]:
            s.cur[f] = m.fallback[f]
            add_option(m, s.cur[f], s.load, 1)
            touch(m, s, s.cur[f])
    dropped = True
    while dropped:
        dropped = let_go(m, s)
    filled = True
    while filled:
        filled = fill_free(m, s)


def let_go(m: Arrays, s: State) -> bool:
    """One pass from the end of each order: who stands on too much load leaves, or returns to the place held."""
    changed = False
    for d in range(len(s.queued)):
        if s.queued[d] == 0:
            continue
        for e in range(m.set_start[d + 1] - 1, m.set_start[d] - 1, -1):
            o = m.ent_option[e]
            f = m.ent_party[e]
            if s.cur[f] == o and o != m.fallback[f] and overload(m, e, s.load, s.cap):
                add_option(m, o, s.load, -1)
                touch(m, s, o)
                changed = True
                s.cur[f] = m.opt_start[f + 1]
                if m.fallback[f] >= 0:
                    s.cur[f] = m.fallback[f]
                    add_option(m, s.cur[f], s.load, 1)
                    touch(m, s, s.cur[f])
    return changed


def fill_free(m: Arrays, s: State) -> bool:
    """One pass from the top of each order: who prefers an option that displaces nobody takes it."""
    changed = False
    for d in range(len(s.queued)):
        if s.queued[d] == 0:
            continue
        for e in range(m.set_start[d], m.set_start[d + 1]):
            o = m.ent_option[e]
            f = m.ent_party[e]
            if o < s.cur[f] and move_if_free(m, s, f, o):
                changed = True
    return changed


def move_if_free(m: Arrays, s: State, f: int, o: int) -> bool:
    """Give a party an option if that displaces nobody."""
    now = s.cur[f]
    if now < m.opt_start[f + 1]:
        add_option(m, now, s.load, -1)
    free = fits_all(m, o, s.load, s.cap)
    if free:
        s.cur[f] = o
        if now < m.opt_start[f + 1]:
            touch(m, s, now)
    if s.cur[f] < m.opt_start[f + 1]:
        add_option(m, s.cur[f], s.load, 1)
    return free
