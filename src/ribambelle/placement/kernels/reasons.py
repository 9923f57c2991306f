"""Why an option was refused: the first resource without room ahead, its load, and the last one admitted there.

Per option: ``why`` (0 not refused, 1 no room, 2 blocks), ``at`` (resource), ``ahead`` (load of others ahead), ``own``
(children of the party counted with them), ``asker`` (the entry refused), ``last`` (last entry admitted there, or -1).
"""

from ribambelle.placement.kernels.loads import clear, counts_alone, loads_ahead, protect, put_entry, unprotect
from ribambelle.placement.market import Arrays, Flat, Found, State

__all__ = ["find_reasons"]

NO_ROOM, BLOCKS = 1, 2


def first_full(m: Arrays, s: State, e: int, load: Flat, counted: int) -> int:
    """The first use of an entry and slot without room, as ``use * n_slots + slot``; -1 when all have room.

    ``counted`` is 1 when ``load`` includes the entry itself and every holder already.
    """
    for u in range(m.use_start[e], m.use_start[e + 1]):
        units = m.use_units[u]
        if m.use_held[u] == units:
            continue
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            r = base + m.pat_slot[k]
            more = 0 if counted == 1 else s.prot[r] + units
            if load[r] + more > s.cap[r]:
                found: int = u * m.n_slots + m.pat_slot[k]
                return found
    return -1


def own_units(m: Arrays, e: int, row: int, slot: int) -> int:
    """Children of the option of an entry that use (row, slot) and are not behind it."""
    o = m.ent_option[e]
    mine = 0
    for k_e2 in range(m.ent_start[o], m.ent_start[o + 1]):
        e2 = m.opt_entry[k_e2]
        if m.ent_setting[e2] != m.ent_setting[e] or e2 > e:
            continue
        for u in range(m.use_start[e2], m.use_start[e2 + 1]):
            if m.use_row[u] == row:
                for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                    if m.pat_slot[k] == slot:
                        mine += m.use_units[u]
    return mine


def slow_reason(m: Arrays, s: State, found: Found, o: int) -> None:
    """The reason of an option that has to be recounted entry by entry."""
    found.why[o] = BLOCKS
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        loads_ahead(m, e, s.cur, s.scratch)
        full = first_full(m, s, e, s.scratch, 1)
        if full >= 0:
            row = m.use_row[full // m.n_slots]
            slot = full % m.n_slots
            r = row * m.n_slots + slot
            found.why[o] = NO_ROOM
            found.at[o] = r
            found.asker[o] = e
            found.own[o] = own_units(m, e, row, slot)
            found.ahead[o] = s.scratch[r] - found.own[o]
            return


def fast_reason(m: Arrays, s: State, found: Found, e: int) -> None:
    """The reason of an option at its first entry, from the loads of others counted down to it."""
    o = m.ent_option[e]
    full = first_full(m, s, e, s.load, 0)
    found.asker[o] = e
    found.why[o] = BLOCKS if full < 0 else NO_ROOM
    if full >= 0:
        u = full // m.n_slots
        r = m.use_row[u] * m.n_slots + full % m.n_slots
        found.at[o] = r
        found.ahead[o] = s.load[r] + s.prot[r]
        found.own[o] = m.use_units[u]


def admit(m: Arrays, s: State, found: Found, e: int) -> None:
    """Count an entry its party has, and note it as the last one admitted wherever it stands."""
    if m.has_held[m.ent_setting[e]] != 0:
        unprotect(m, e, s.prot, 1)
    put_entry(m, e, s.load, 1)
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            found.last_at[base + m.pat_slot[k]] = e


def find_reasons(m: Arrays, s: State, found: Found) -> int:
    """Fill the reasons of every option better than what its party has; return how many block."""
    for d in range(len(m.row_start) - 1):
        clear(m, d, s.load)
        protect(m, d, s.cur, s.prot)
        for e in range(m.set_start[d], m.set_start[d + 1]):
            o = m.ent_option[e]
            f = m.ent_party[e]
            if o == s.cur[f]:
                admit(m, s, found, e)
            elif o < s.cur[f] and m.ent_slow[e] == 0:
                fast_reason(m, s, found, e)
            elif o < s.cur[f] and m.opt_entry[m.ent_start[o]] == e:
                if counts_alone(m, e, s.cur):
                    fast_reason(m, s, found, e)
                if found.why[o] != NO_ROOM:
                    slow_reason(m, s, found, o)
    blocking = 0
    for o in range(len(found.why)):
        if found.why[o] == BLOCKS:
            blocking += 1
        elif found.why[o] == NO_ROOM:
            found.last[o] = found.last_at[found.at[o]]
    return blocking
