"""The instance as flat arrays, ready for the kernels, and the way back from arrays to names.

Parties stand in the order of their lots and settings in the order of their first wish, so that names leave no trace.
Options of a party are contiguous, best first: option o is preferred to option p of the same party when o < p.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from ribambelle.placement.facts import Facts, Ints, Reserve

__all__ = [
    "AGE",
    "CLOSED",
    "LIVING",
    "Arrays",
    "Certain",
    "Claims",
    "Flat",
    "Found",
    "Market",
    "Rivals",
    "Rows",
    "State",
    "as_lists",
]

LIVING, AGE, CLOSED = 0, 1, 2

Flat = Any  # a list of int below the size threshold, an array of int32 above it


class Arrays(NamedTuple):
    """What the kernels read. Every field but ``n_slots`` is flat; ``*_start`` has one element more than its things.

    Entries are numbered in the order of their setting, first served first, setting by setting: a sweep reads memory in
    one direction, and entry e stands ahead of entry e2 of the same setting when e < e2. An option has one entry per
    setting and level of priority; an entry has uses (row of places, pattern of slots, children). Resource r of a row is
    ``row * n_slots + slot``.
    """

    n_slots: int
    opt_start: Flat  # party → its options; the end of the range means "nothing"
    opt_party: Flat
    opt_slow: Flat  # 1: its load must be recounted with the party's own children set apart
    ent_start: Flat  # option → its part of ``opt_entry``
    opt_entry: Flat
    ent_option: Flat
    ent_party: Flat
    ent_setting: Flat
    ent_slow: Flat  # that of its option, for sweeps
    use_start: Flat  # entry → its uses
    use_row: Flat
    use_pattern: Flat
    use_units: Flat  # children
    use_held: Flat  # of which already hold that very place
    pat_start: Flat
    pat_slot: Flat
    set_start: Flat  # setting → its entries
    row_start: Flat  # setting → its rows
    has_held: Flat  # setting → 1 when a place there is held
    fallback: Flat  # party → the option of keeping what it holds, or -1
    turn: Flat  # the parties in the published order


class State(NamedTuple):
    """What the kernels write. ``cur[f]`` is the option of party f; the end of its range means nothing."""

    cur: Flat
    cap: Flat  # resource → places
    load: Flat  # resource → children counted
    prot: Flat  # resource → children who hold that very place and stand further down the order
    scratch: Flat  # resource → children recounted for one option
    queue: Flat  # settings waiting, in a ring
    queued: Flat  # setting → 1 when waiting
    done: Flat  # setting → times processed
    aside: Flat  # option → 1 when nobody may take it for now: see `kernels.untying`
    listed: Flat  # the options set aside
    ctl: Flat  # head of the ring, settings waiting, refused by the limit; whether to set aside, set aside, draws


class Found(NamedTuple):
    """Why options were refused, by option: see `kernels.reasons`."""

    why: Flat
    at: Flat
    ahead: Flat
    own: Flat
    asker: Flat
    last: Flat
    last_at: Flat


class Certain(NamedTuple):
    """What is decided in every stable proposal: see `kernels.presolving`."""

    state: Flat
    trust: Flat  # option → 1 when it is taken for granted that it does not block
    used: Flat  # option → 1 when something was drawn from that
    sure: Flat
    ent_ok: Flat
    most: Flat


class Rivals(NamedTuple):
    """Who is certain to want a place at one setting: see `kernels.rivals`. Words hold one bit by resource."""

    needs: Flat  # 64 bits
    bars: Flat  # 64 bits
    who: Flat  # party
    which: Flat  # option
    ahead: Flat  # resource → rivals
    count: Flat  # rivals noted


@dataclass(slots=True)
class Rows:
    """Rows of places: a section, the licence, or the part of one of these open to children outside some groups."""

    setting: list[int]
    section: list[int]
    outside: list[frozenset[int]]  # the groups whose reserves are taken off; empty: the row itself
    base: list[int]  # the row whose places it shares
    places: list[list[int]]  # before reserves
    kept: dict[int, dict[int, list[Reserve | None]]]  # base row → group → reserve at each slot


@dataclass(slots=True)
class Claims:
    """Which child stands where in which option (facts' numbering), sorted by option."""

    start: Ints
    child: Ints
    setting: Ints
    section: Ints
    pattern: Ints


@dataclass(slots=True)
class Market:
    """Arrays, and what gives them back their names."""

    facts: Facts
    arrays: Arrays
    lots: list[int]
    party_of: Ints  # market party → party of the facts
    rank: Ints  # option → rank; 0 keeps what is held
    status: Ints  # option → LIVING, AGE or CLOSED
    at_fault: Ints  # option → the claim that makes it impossible, or -1
    children: Ints  # option → children placed
    filled: Ints  # option → child × slots
    points: Ints  # entry → millionths
    rows: Rows
    claims: Claims

    @property
    def size(self) -> int:
        """Number of parties."""
        return len(self.party_of)

    def capacities(self, kept: dict[tuple[int, int, int], int]) -> list[int]:
        """Places of every resource, reserves taken off. ``kept``: (base row, group, slot) → places still kept."""
        n_slots, rows = self.arrays.n_slots, self.rows
        flat: list[int] = []
        for row, outside in enumerate(rows.outside):
            places = rows.places[row]
            if outside:
                base = rows.base[row]
                places = [
                    places[slot] - sum(kept.get((base, group, slot), 0) for group in outside) for slot in range(n_slots)
                ]
            flat.extend(places)
        return flat

    def reserves(self) -> dict[tuple[int, int, int], int]:
        """(base row, group, slot) → places kept, as written."""
        return {
            (row, group, slot): line.places
            for row, groups in self.rows.kept.items()
            for group, lines in groups.items()
            for slot, line in enumerate(lines)
            if line is not None
        }


def as_lists(arrays: Arrays) -> Arrays:
    """The same with Python lists: faster than arrays, item by item, when nothing is compiled."""
    return arrays._replace(**{name: field.tolist() for name, field in arrays._asdict().items() if name != "n_slots"})
