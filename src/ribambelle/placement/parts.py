"""A few settings of a market, with all who wish some of them, as a small market of its own.

Parties, options and entries are renumbered in their order; settings, rows and resources keep their numbers. Where the
parties of the part wish settings outside it, the others who wish those are left out: what is true of the settings of
the part is true of the whole, what is true of others need not be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.facts import Ints
from ribambelle.placement.market import Arrays, Certain, Flat, Market, as_lists

__all__ = ["Component", "Part", "certain_of", "components", "part_of", "settings_of"]

Component = tuple[set[int], set[int], list[int]]  # settings, open options, asked options


@dataclass(slots=True)
class Part:
    """``market`` has the rows and the claims of the whole; ``party``, ``option``, ``entry``: their numbers there."""

    market: Market
    backend: Backend
    party: Ints
    option: Ints
    entry: Ints
    ends: Ints  # of the options of each party, in the whole

    def reached(self) -> set[int]:
        """Every setting somebody of the part wishes."""
        return set(np.unique(self.market.arrays.ent_setting).tolist())

    def inwards(self, current: Flat) -> list[int]:
        """A state of the whole, as far as it concerns the part."""
        taken = np.array([int(current[f]) for f in self.party.tolist()], dtype=np.int64)
        own: list[int] = np.where(
            taken < self.ends, np.searchsorted(self.option, taken), self.market.arrays.opt_start[1:]
        ).tolist()
        return own

    def outwards(self, own: list[int], current: Flat) -> list[int]:
        """A state of the whole where the parties of the part have what ``own`` says, and the others what they had."""
        state = [int(option) for option in current]
        for f, end, option in zip(self.party.tolist(), self.ends.tolist(), own, strict=True):
            state[f] = int(self.option[option]) if option < len(self.option) and self.option[option] < end else end
        return state


def part_of(market: Market, backend: Backend, settings: set[int]) -> Part:
    """The part of a market around some settings; ``backend``: that of the whole."""
    a = market.arrays
    chosen = np.array(sorted(settings), dtype=np.int64)
    party = np.unique(a.ent_party[_ranges(a.set_start[chosen], a.set_start[chosen + 1])]).astype(np.int64)
    option = _ranges(a.opt_start[party], a.opt_start[party + 1])
    listed = a.opt_entry[_ranges(a.ent_start[option], a.ent_start[option + 1])]
    entry = np.sort(listed)
    use = _ranges(a.use_start[entry], a.use_start[entry + 1])
    per_party = np.diff(a.opt_start)[party]
    keeps = a.fallback[party]
    arrays = a._replace(
        opt_start=_starts(per_party),
        opt_party=np.repeat(np.arange(len(party)), per_party),
        opt_slow=a.opt_slow[option],
        ent_start=_starts(a.ent_start[option + 1] - a.ent_start[option]),
        opt_entry=np.searchsorted(entry, listed),
        ent_option=np.searchsorted(option, a.ent_option[entry]),
        ent_party=np.searchsorted(party, a.ent_party[entry]),
        ent_setting=a.ent_setting[entry],
        ent_slow=a.ent_slow[entry],
        use_start=_starts(a.use_start[entry + 1] - a.use_start[entry]),
        use_row=a.use_row[use],
        use_pattern=a.use_pattern[use],
        use_units=a.use_units[use],
        use_held=a.use_held[use],
        set_start=np.searchsorted(a.ent_setting[entry], np.arange(backend.n_settings + 1)),
        fallback=np.where(keeps >= 0, np.searchsorted(option, keeps), -1),
        turn=np.arange(len(party)),
    )
    fields: Any = {
        name: np.asarray(field, dtype=np.int32) for name, field in arrays._asdict().items() if name != "n_slots"
    }
    arrays = arrays._replace(**fields)
    own = replace(
        market,
        arrays=arrays,
        party_of=market.party_of[party],
        rank=market.rank[option],
        status=market.status[option],
        at_fault=market.at_fault[option],
        children=market.children[option],
        filled=market.filled[option],
        points=market.points[entry],
    )
    small = replace(backend, arrays=arrays if backend.compiled else as_lists(arrays))
    return Part(own, small, party, option, entry, a.opt_start[party + 1].astype(np.int64))


def _starts(counts: Ints) -> Ints:
    starts: Ints = np.concatenate([[0], np.cumsum(counts)])
    return starts


def _ranges(starts: Ints, ends: Ints) -> Ints:
    """Every number of each range, one range after the other."""
    counts = (ends - starts).astype(np.int64)
    before = np.cumsum(counts) - counts
    numbers: Ints = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return numbers


def certain_of(part: Part, certain: Certain) -> Certain:
    """What is certain of the whole, as far as it concerns a part: a copy."""
    own = Certain(*(part.backend.zeros(0) for _ in certain))
    for name, numbers in (
        ("state", part.option),
        ("trust", part.option),
        ("used", part.option),
        ("ent_ok", part.entry),
        ("sure", None),
        ("most", None),
    ):
        values = np.asarray(getattr(certain, name))
        own = own._replace(**{name: part.backend.like((values if numbers is None else values[numbers]).tolist())})
    return own


def settings_of(m: Arrays, options: Iterable[int]) -> set[int]:
    """The settings of some options."""
    return {d for o in options for d in _places(m, o)}


def components(m: Arrays, open_options: Iterable[int], asked: Iterable[int]) -> list[Component]:
    """Each group of settings that options of one party tie together; where nothing is open, with what is asked."""
    parent: dict[int, int] = {}

    def root(d: int) -> int:
        while parent.setdefault(d, d) != d:
            parent[d] = parent[parent[d]]
            d = parent[d]
        return d

    def tie(settings: list[int]) -> None:
        for other in settings[1:]:
            first, second = sorted((root(settings[0]), root(other)))
            parent[second] = first
        if settings:
            root(settings[0])

    by_party: dict[int, list[int]] = {}
    for o in sorted(open_options):
        by_party.setdefault(m.opt_party[o], []).extend(_places(m, o))
    for settings in by_party.values():
        tie(settings)
    for o in asked:
        tie(_places(m, o) + by_party.get(m.opt_party[o], []))
    groups: dict[int, tuple[set[int], set[int], list[int]]] = {}
    for d in sorted(parent):
        groups.setdefault(root(d), (set(), set(), []))[0].add(d)
    for o in sorted(open_options):
        groups[root(_places(m, o)[0])][1].add(o)
    for o in asked:
        groups[root(_places(m, o)[0])][2].append(o)
    return [groups[first] for first in sorted(groups)]


def _places(m: Arrays, o: int) -> list[int]:
    return [m.ent_setting[m.opt_entry[k]] for k in range(m.ent_start[o], m.ent_start[o + 1])]
