"""Who obtained what: the rows of ``allocation.csv``, with the lots and the final reserves they were made with."""

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["KEEPS", "Allocation", "FinalReserve", "Placed"]

KEEPS = 0  # rank of a party that keeps the places it already holds


class Placed(NamedTuple):
    """One child placed. ``rank`` is the rank of the wish, or 0 when the child keeps the place it holds."""

    party: str
    rank: int
    child: str
    setting: str
    section: str
    slots: str


class FinalReserve(NamedTuple):
    """Places kept for a group once unused ones were given back."""

    setting: str
    section: str
    slot: str
    group: str
    places: int
    release: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """Rows sorted by (party, child). ``lots`` of every party; ``reserves``: none when those written hold."""

    rows: tuple[Placed, ...]
    lots: dict[str, int] = field(default_factory=dict)
    reserves: tuple[FinalReserve, ...] = ()

    def ranks(self) -> dict[str, int]:
        """The rank each placed party obtained."""
        return {row.party: row.rank for row in self.rows}
