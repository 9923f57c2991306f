"""What is decided in every stable proposal: by potential loads, by rivals, by those decided already.

``state[o]``: 0 open, 1 dead in every stable proposal, 2 obtained in every stable proposal: more exactly, in every
proposal where no option of ``trust`` blocks. ``sure[r]`` is the load of parties whose option is decided. Potential
loads count, on each resource, the most a party could put there.
"""

from ribambelle.placement.kernels.loads import add_option, clear
from ribambelle.placement.kernels.responding import mark_all, pop
from ribambelle.placement.kernels.rivals import enlist, is_narrow, is_rival, outnumbered
from ribambelle.placement.market import Arrays, Certain, Flat, Rivals, State

__all__ = ["presolve"]


def without_room(m: Arrays, o: int, sure: Flat, cap: Flat) -> bool:
    """Whether decided parties leave an option too little."""
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        for u in range(m.use_start[e], m.use_start[e + 1]):
            if m.use_held[u] == m.use_units[u]:
                continue
            base = m.use_row[u] * m.n_slots
            for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                if sure[base + m.pat_slot[k]] + m.use_units[u] > cap[base + m.pat_slot[k]]:
                    return True
    return False


def bury(m: Arrays, s: State, c: Certain, o: int) -> None:
    """An option dies: those behind it at its settings may now be certain of theirs, and its party of its next."""
    c.state[o] = 1
    mark_all(m, s, o)
    f = m.opt_party[o]
    worse = o + 1
    while worse < m.opt_start[f + 1] and c.state[worse] != 0:
        worse += 1
    if worse < m.opt_start[f + 1]:
        mark_all(m, s, worse)


def decide(m: Arrays, s: State, c: Certain, o: int) -> None:
    """An option that fits whatever those ahead obtain: worse ones die, and it is obtained if nothing better lives."""
    if c.trust[o] == 0:
        return
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        if c.ent_ok[e] == 0:
            return
    f = m.opt_party[o]
    for worse in range(o + 1, m.opt_start[f + 1]):
        if c.state[worse] == 0:
            c.used[o] = 1
            bury(m, s, c, worse)
    for better in range(m.opt_start[f], o):
        if c.state[better] == 0:
            return
    c.state[o] = 2
    c.used[o] = 1
    add_option(m, o, c.sure, 1)
    mark_all(m, s, o)


def potential_fits(m: Arrays, e: int, load: Flat, cap: Flat) -> bool:
    """Whether an entry fits even if all who could stand ahead do."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        if m.use_held[u] == m.use_units[u]:
            continue
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            if load[base + m.pat_slot[k]] + m.use_units[u] > cap[base + m.pat_slot[k]]:
                return False
    return True


def raise_most(m: Arrays, e: int, load: Flat, most: Flat, held: int) -> None:
    """Count an entry on top of what its party already put there, so that the party counts its most and no more."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        units = m.use_held[u] if held == 1 else m.use_units[u] - m.use_held[u]
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            r = base + m.pat_slot[k]
            if most[r] < units:
                load[r] += units - most[r]
                most[r] = units


def forget_most(m: Arrays, e: int, most: Flat) -> None:
    """Undo the memory of `raise_most`, not its loads."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            most[base + m.pat_slot[k]] = 0


def group_end(m: Arrays, i: int) -> int:
    """Where the alternatives of the party at entry i end: at another party, or at an option met already."""
    d = m.ent_setting[i]
    f = m.ent_party[i]
    j = i + 1
    while j < m.set_start[d + 1]:
        if m.ent_party[j] != f or m.ent_option[j] <= m.ent_option[j - 1]:
            break
        j += 1
    return j


def raise_group(m: Arrays, s: State, c: Certain, i: int, held: int) -> int:
    """Count the open entries among the alternatives that start at entry i; return where they end."""
    end = group_end(m, i)
    for j in range(i, end):
        if c.state[m.ent_option[j]] != 1:
            raise_most(m, j, s.load, c.most, held)
    for j in range(i, end):
        forget_most(m, j, c.most)
    return end


def look_at(m: Arrays, s: State, c: Certain, e: int) -> None:
    """What can be decided of the option of one entry, given the potential load ahead of it."""
    o = m.ent_option[e]
    if without_room(m, o, c.sure, s.cap):
        bury(m, s, c, o)
        return
    if c.ent_ok[e] == 0 and potential_fits(m, e, s.load, s.cap):
        c.ent_ok[e] = 1
    if c.ent_ok[e] == 1:
        decide(m, s, c, o)


def scan(m: Arrays, s: State, c: Certain, v: Rivals, d: int) -> None:
    """Go down the order of one setting with the potential load of all who could stand ahead, and the rivals."""
    clear(m, d, s.load)
    clear(m, d, v.ahead)
    v.count[0] = 0
    i = m.set_start[d]
    while m.has_held[d] != 0 and i < m.set_start[d + 1]:
        i = raise_group(m, s, c, i, 1)
    i = m.set_start[d]
    while i < m.set_start[d + 1]:
        for e in range(i, group_end(m, i)):
            o = m.ent_option[e]
            if c.state[o] == 0 and m.opt_slow[o] == 0 and outnumbered(m, s, c, v, e):
                bury(m, s, c, o)
            if c.state[o] == 0:
                look_at(m, s, c, e)
            if c.state[o] == 0 and is_rival(m, c, e) and is_narrow(m, d):
                enlist(m, s, v, e)
        i = raise_group(m, s, c, i, 0)


def presolve(m: Arrays, s: State, c: Certain, v: Rivals, budget: int) -> int:
    """Scan settings until nothing more is decided, or the budget is spent; return the scans made."""
    spent = 0
    while s.ctl[1] > 0 and spent < budget:
        spent += 1
        scan(m, s, c, v, pop(s))
    return spent
