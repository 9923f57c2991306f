"""What everything else stands on: loads of resources, and whether an option has room.

``cur[f]`` is the option party f has; the end of its range means nothing. ``load`` counts children on each resource;
``prot`` those who hold their very place and stand further down the order: nobody may take it from them.
"""

from ribambelle.placement.market import Arrays, Flat

__all__ = [
    "add_option",
    "clear",
    "counts_alone",
    "entry_fits",
    "has_room",
    "overload",
    "protect",
    "put_entry",
    "total_loads",
    "unprotect",
]


def clear(m: Arrays, d: int, load: Flat) -> None:
    """Set the loads of one setting to zero."""
    for r in range(m.row_start[d] * m.n_slots, m.row_start[d + 1] * m.n_slots):
        load[r] = 0


def put_entry(m: Arrays, e: int, load: Flat, sign: int) -> None:
    """Add (or take away) the children of an entry."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        units = sign * m.use_units[u]
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            load[base + m.pat_slot[k]] += units


def add_option(m: Arrays, o: int, load: Flat, sign: int) -> None:
    """Add (or take away) the children of an option, at every setting it uses."""
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        put_entry(m, e, load, sign)


def unprotect(m: Arrays, e: int, prot: Flat, sign: int) -> None:
    """Take away (or add) the held places of an entry."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        held = sign * m.use_held[u]
        if held != 0:
            base = m.use_row[u] * m.n_slots
            for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                prot[base + m.pat_slot[k]] -= held


def protect(m: Arrays, d: int, cur: Flat, prot: Flat) -> None:
    """Count the held places of a setting whose holders keep using them."""
    clear(m, d, prot)
    if m.has_held[d] == 0:
        return
    for e in range(m.set_start[d], m.set_start[d + 1]):
        if cur[m.ent_party[e]] == m.ent_option[e]:
            unprotect(m, e, prot, -1)


def entry_fits(m: Arrays, e: int, load: Flat, prot: Flat, cap: Flat) -> bool:
    """Whether the children of an entry fit behind those counted. A place already held always fits."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        units = m.use_units[u]
        if m.use_held[u] == units:
            continue
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            r = base + m.pat_slot[k]
            if load[r] + prot[r] + units > cap[r]:
                return False
    return True


def loads_ahead(m: Arrays, e: int, cur: Flat, load: Flat) -> None:
    """Recount a setting for one entry: other parties ahead, holders anywhere, and the option's own children.

    Own children count when they are not behind the entry, or hold their place.
    """
    d = m.ent_setting[e]
    o = m.ent_option[e]
    f = m.ent_party[e]
    clear(m, d, load)
    for e2 in range(m.set_start[d], m.set_start[d + 1]):
        o2 = m.ent_option[e2]
        f2 = m.ent_party[e2]
        if e2 > e and m.has_held[d] == 0:
            return
        if (f2 == f and o2 != o) or (f2 != f and cur[f2] != o2):
            continue
        if e2 <= e:
            put_entry(m, e2, load, 1)
        else:
            unprotect(m, e2, load, -1)


def stands_at(m: Arrays, o: int, d: int) -> bool:
    """Whether an option has an entry at a setting."""
    found = False
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        found = found or m.ent_setting[m.opt_entry[k_e]] == d
    return found


def counts_alone(m: Arrays, e: int, cur: Flat) -> bool:
    """Whether the loads counted down to an entry are those of others only: its party has nothing at that setting."""
    d = m.ent_setting[e]
    f = m.ent_party[e]
    if m.has_held[d] != 0:
        return False
    return cur[f] >= m.opt_start[f + 1] or not stands_at(m, cur[f], d)


def has_room(m: Arrays, o: int, cur: Flat, cap: Flat, scratch: Flat) -> bool:
    """Whether an option has room at each of its entries, recounted from the state: exact for any kind of party."""
    if m.ent_start[o] == m.ent_start[o + 1]:
        return False
    for k_e in range(m.ent_start[o], m.ent_start[o + 1]):
        e = m.opt_entry[k_e]
        loads_ahead(m, e, cur, scratch)
        for u in range(m.use_start[e], m.use_start[e + 1]):
            if m.use_held[u] == m.use_units[u]:
                continue
            base = m.use_row[u] * m.n_slots
            for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                if scratch[base + m.pat_slot[k]] > cap[base + m.pat_slot[k]]:
                    return False
    return True


def total_loads(m: Arrays, cur: Flat, load: Flat) -> None:
    """The load of every resource under a state."""
    for r in range(len(load)):
        load[r] = 0
    for f in range(len(m.opt_start) - 1):
        if cur[f] < m.opt_start[f + 1]:
            add_option(m, cur[f], load, 1)


def overload(m: Arrays, e: int, load: Flat, cap: Flat) -> bool:
    """Whether an entry uses a resource that carries more than it has."""
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            if load[base + m.pat_slot[k]] > cap[base + m.pat_slot[k]]:
                return True
    return False
