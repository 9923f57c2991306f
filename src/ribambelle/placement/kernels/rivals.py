"""Rivals: who is refused in every stable proposal because of those ahead who are certain to want the place.

A rival is an option that is the best still possible for its party: in a stable proposal it is obtained, or something
refuses it. Behind rivals that only the resources of an entry could refuse, either one of them was refused, and so is
the entry, or all are there: the entry is out where they and the decided parties leave it too little.

Resources of a setting are bits of one word: a setting with more than `WORD` has no rivals.
"""

from ribambelle.placement.market import Arrays, Certain, Rivals, State

__all__ = ["enlist", "is_narrow", "is_rival", "outnumbered"]

WORD = 62


def is_narrow(m: Arrays, d: int) -> bool:
    """Whether the resources of a setting fit in a word, and nobody holds a place there."""
    resources: int = (m.row_start[d + 1] - m.row_start[d]) * m.n_slots
    return resources <= WORD and bool(m.has_held[d] == 0)


def word_of(m: Arrays, e: int) -> int:
    """The resources of an entry."""
    first = m.row_start[m.ent_setting[e]] * m.n_slots
    word = 0
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots - first
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            word |= 1 << (base + m.pat_slot[k])
    return word


def outnumbered(m: Arrays, s: State, c: Certain, v: Rivals, e: int) -> bool:
    """Whether the rivals ahead, and the decided parties, leave an entry too little in every stable proposal."""
    first = m.row_start[m.ent_setting[e]] * m.n_slots
    outside = -1
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            r = base + m.pat_slot[k]
            spare = s.cap[r] - c.sure[r] - m.use_units[u]
            if v.ahead[r] <= spare:
                continue
            if outside == -1:
                outside = ~word_of(m, e)
            rivals = 0
            for i in range(v.count[0]):
                rivals += contends(v, i, r - first, outside, m.ent_party[e])
            if rivals > spare:
                for i in range(v.count[0]):
                    if contends(v, i, r - first, outside, m.ent_party[e]) == 1:
                        c.used[v.which[i]] = 1
                return True
    return False


def contends(v: Rivals, i: int, bit: int, outside: int, party: int) -> int:
    """1 when a rival other than a party needs a resource, and none of those outside bars it."""
    if (v.needs[i] >> bit) & 1 == 0 or v.bars[i] & outside != 0 or v.who[i] == party:
        return 0
    return 1


def is_rival(m: Arrays, c: Certain, e: int) -> bool:
    """Whether an entry is the whole of its party's best living option, for one child on each resource."""
    o = m.ent_option[e]
    if m.opt_slow[o] != 0 or c.trust[o] == 0:
        return False
    for better in range(m.opt_start[m.ent_party[e]], o):
        if c.state[better] == 0:
            return False
    most = 0
    for u in range(m.use_start[e], m.use_start[e + 1]):
        most = max(most, m.use_units[u])
    return most == 1


def enlist(m: Arrays, s: State, v: Rivals, e: int) -> None:
    """Note a rival: what it needs, and what could refuse it."""
    first = m.row_start[m.ent_setting[e]] * m.n_slots
    needs = 0
    bars = 0
    for u in range(m.use_start[e], m.use_start[e + 1]):
        base = m.use_row[u] * m.n_slots
        for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
            r = base + m.pat_slot[k]
            needs |= 1 << (r - first)
            v.ahead[r] += 1
            if s.load[r] + 1 > s.cap[r]:
                bars |= 1 << (r - first)
    v.needs[v.count[0]] = needs
    v.bars[v.count[0]] = bars
    v.who[v.count[0]] = m.ent_party[e]
    v.which[v.count[0]] = m.ent_option[e]
    v.count[0] += 1
