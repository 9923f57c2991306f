"""What an instance says, as numbers: the common ground of the solvers and of the checker. Nothing is derived here."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "DEFAULT_SLOTS",
    "EVERY",
    "LICENCE",
    "NO_SECTION",
    "POINT_SCALE",
    "Facts",
    "Held",
    "Ints",
    "Reserve",
    "Section",
    "points_text",
]

Ints = npt.NDArray[np.int64]

DEFAULT_SLOTS = tuple(f"{day}-{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm"))
LICENCE = -1  # in place of a section: the whole licence
EVERY = -1  # in place of a slot, a setting or a child: all of them
NO_SECTION = -2  # a wish that names no section
POINT_SCALE = 1_000_000  # points are exact: whole millionths


class Section(NamedTuple):
    """Children of ``min_months`` ≤ age < ``max_months`` (whole months) in one setting."""

    setting: int
    name: str
    min_months: int
    max_months: int


class Reserve(NamedTuple):
    """Places kept for a group in a section (or the licence), at one slot or all (`EVERY`)."""

    setting: int
    section: int
    slot: int
    group: int
    places: int
    release: bool


class Held(NamedTuple):
    """A place a child already holds."""

    child: int
    setting: int
    section: int
    pattern: int


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Facts:
    """An instance with every identifier replaced by its position in a sorted list.

    ``wish_*`` are parallel arrays sorted by (party, rank, child); ``point_*`` are parallel arrays in any order, with
    `EVERY` for "all children" and "all settings" and values in millionths. ``patterns`` are sets of slots, ascending.
    """

    slots: tuple[str, ...] = DEFAULT_SLOTS
    settings: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    patterns: list[tuple[int, ...]] = field(default_factory=list)
    child_party: Ints = field(default_factory=_none)
    child_age: Ints = field(default_factory=_none)
    capacity: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    wish_party: Ints = field(default_factory=_none)
    wish_rank: Ints = field(default_factory=_none)
    wish_child: Ints = field(default_factory=_none)
    wish_setting: Ints = field(default_factory=_none)
    wish_section: Ints = field(default_factory=_none)
    wish_pattern: Ints = field(default_factory=_none)
    point_party: Ints = field(default_factory=_none)
    point_child: Ints = field(default_factory=_none)
    point_setting: Ints = field(default_factory=_none)
    point_value: Ints = field(default_factory=_none)
    lots: dict[int, int] = field(default_factory=dict)
    membership: dict[int, frozenset[int]] = field(default_factory=dict)
    reserves: list[Reserve] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def section_name(self, section: int) -> str:
        """The name of a section; `*` for the whole licence."""
        return "*" if section == LICENCE else self.sections[section].name

    def pattern_text(self, pattern: int) -> str:
        """The slots of a pattern, in their order, separated by spaces."""
        return " ".join(self.slots[slot] for slot in self.patterns[pattern])


def points_text(value: int) -> str:
    """Millionths as a decimal without needless zeros.

    >>> points_text(57_310_000), points_text(-500_000), points_text(0)
    ('57.31', '-0.5', '0')
    """
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), POINT_SCALE)
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
