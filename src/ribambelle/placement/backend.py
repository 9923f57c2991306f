"""The kernels and the kind of arrays they run on: plain on lists for small instances, where lists are fastest."""

import importlib.util
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ribambelle.placement.kernels.sources import plain_kernels
from ribambelle.placement.market import Arrays, Flat, Found, Market, Rivals, State, as_lists

__all__ = ["Backend", "backend_for"]

PROVED_COMPILED_FROM = 30_000  # entries, about 8,000 children: where the exact optimum reads the instance many times
COMPILED_FROM = 100_000  # entries, about 27,000 children: below, compiling for the first time costs more than it saves
SLOW = 5  # what an entry weighs there when its option must be recounted, as for siblings who stand apart in an order
LISTED = 64  # options that may be set aside at once, and four more for each setting


@dataclass(slots=True)
class Backend:
    """Arrays of a market in the form its kernels like, with places of resources as they stand after reserves."""

    arrays: Arrays
    cap: Flat
    kernels: Any
    compiled: bool
    n_resources: int
    n_settings: int

    def zeros(self, size: int, value: int = 0) -> Flat:
        """A flat array of one value."""
        return np.full(size, value, dtype=np.int32) if self.compiled else [value] * size

    def fill(self, target: Flat, values: Any) -> None:
        """Copy values into a flat array."""
        target[:] = values if self.compiled else values.tolist()

    def nothing(self) -> Flat:
        """The state where no party has anything."""
        ends = self.arrays.opt_start[1:]
        return ends.copy() if self.compiled else list(ends)

    def like(self, current: list[int]) -> Flat:
        """A state in the form the kernels take."""
        return np.array(current, dtype=np.int32) if self.compiled else current

    def state(self, current: Flat | None = None) -> State:
        """Fresh working arrays, around a state or around nothing."""
        load, prot, scratch = (self.zeros(self.n_resources) for _ in range(3))
        queue, queued, done = (self.zeros(self.n_settings) for _ in range(3))
        cur = self.nothing() if current is None else current
        aside, listed = self.zeros(len(self.arrays.opt_party)), self.zeros(LISTED + 4 * self.n_settings)
        return State(cur, self.cap, load, prot, scratch, queue, queued, done, aside, listed, self.zeros(6))

    def for_proofs(self) -> "Backend":
        """The same compiled, where that can be and the many readings of a proof are worth it; else this one."""
        arrays = self.arrays
        if self.compiled or len(arrays.ent_option) <= PROVED_COMPILED_FROM or not can_compile():
            return self
        fields: Any = {
            name: np.array(field, dtype=np.int32) for name, field in arrays._asdict().items() if name != "n_slots"
        }
        cap = np.array(self.cap, dtype=np.int32)
        return Backend(arrays._replace(**fields), cap, _compiled_kernels(), True, self.n_resources, self.n_settings)

    def rivals(self) -> Rivals:
        """Room for the rivals of the largest setting."""
        most = int(np.diff(np.asarray(self.arrays.set_start)).max(initial=0))
        needs, bars = (np.zeros(most, dtype=np.int64) if self.compiled else [0] * most for _ in range(2))
        return Rivals(needs, bars, self.zeros(most), self.zeros(most), self.zeros(self.n_resources), self.zeros(1))

    def reasons(self, current: Flat) -> tuple[int, Found]:
        """How many options block, and why each option better than what its party has was refused."""
        size = len(self.arrays.ent_start) - 1
        why, at, ahead, own, asker = (self.zeros(size) for _ in range(5))
        last, last_at = self.zeros(size, -1), self.zeros(self.n_resources, -1)
        found = Found(why, at, ahead, own, asker, last, last_at)
        return int(self.kernels.find_reasons(self.arrays, self.state(current), found)), found


def backend_for(market: Market, kept: dict[tuple[int, int, int], int], *, compiled: bool | None = None) -> Backend:
    """The backend for a market with ``kept`` places still reserved, compiled or not as its size asks."""
    places = market.capacities(kept)
    n_settings = len(market.arrays.row_start) - 1
    if compiled is None:
        slow = int(np.asarray(market.arrays.opt_slow)[np.asarray(market.arrays.ent_option)].sum())
        compiled = len(market.points) + (SLOW - 1) * slow > COMPILED_FROM and can_compile()
    if compiled:
        cap = np.array(places, dtype=np.int32)
        return Backend(market.arrays, cap, _compiled_kernels(), True, len(places), n_settings)
    return Backend(as_lists(market.arrays), places, plain_kernels(), False, len(places), n_settings)


@cache
def can_compile() -> bool:
    """Whether Numba (extra ``scale``) is installed; it is not imported to know."""
    return importlib.util.find_spec("numba") is not None


def _compiled_kernels() -> SimpleNamespace:
    from ribambelle.placement.kernels.compiled import compiled_kernels

    return compiled_kernels
