"""What was read from a snapshot or a run is kept for the next page: both never change, so neither does what is read.

Kept in the process, under the fingerprint of what it was read from; the least lately used goes first. Nobody may change
a value that is kept. Nothing here names a family: snapshots and runs are under pseudonyms.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

Value = TypeVar("Value")
_ALL: "WeakSet[Memory[Any]]" = WeakSet()


def forget() -> None:
    """Empty every memory, as after a start of the process: for whoever measures the first page."""
    for each in list(_ALL):
        with each.lock:
            each.values.clear()


class Memory(Generic[Value]):
    """At most `size` values by key, safe between threads; two threads may both make a value, one is kept."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.lock = Lock()
        self.values: OrderedDict[tuple[str, ...], Value] = OrderedDict()
        _ALL.add(self)

    def get(self, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """The value of a key, made the first time."""
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]
        made = make()
        with self.lock:
            self.values[key] = made
            while len(self.values) > self.size:
                self.values.popitem(last=False)
        return made
