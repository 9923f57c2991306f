"""Serving parties one by one in one order: the common practice, and the register."""

from ribambelle.placement.kernels.loads import add_option, put_entry
from ribambelle.placement.market import Arrays, Flat, State

__all__ = ["serve"]


def fits_all(m: Arrays, o: int, load: Flat, cap: Flat) -> bool:
    """Whether an option fits on top of the loads; they are left as they were. A place already held always fits."""
    if m.ent_start[o] == m.ent_start[o + 1]:
        return False
    good = True
    done = m.ent_start[o]
    while good and done < m.ent_start[o + 1]:
        e = m.opt_entry[done]
        put_entry(m, e, load, 1)
        for u in range(m.use_start[e], m.use_start[e + 1]):
            if m.use_held[u] == m.use_units[u]:
                continue
            base = m.use_row[u] * m.n_slots
            for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                if load[base + m.pat_slot[k]] > cap[base + m.pat_slot[k]]:
                    good = False
        done += 1
    while done > m.ent_start[o]:
        done -= 1
        put_entry(m, m.opt_entry[done], load, -1)
    return good


def serve(m: Arrays, s: State, start: int, stop: int) -> None:
    """Give each party of ``turn[start:stop]`` its best option that fits. At the start, holders hold their places."""
    for i in range(start, stop):
        f = m.turn[i]
        if s.cur[f] < m.opt_start[f + 1]:
            add_option(m, s.cur[f], s.load, -1)
        for o in range(m.opt_start[f], m.opt_start[f + 1]):
            if o == m.fallback[f] or fits_all(m, o, s.load, s.cap):
                s.cur[f] = o
                add_option(m, o, s.load, 1)
                break
