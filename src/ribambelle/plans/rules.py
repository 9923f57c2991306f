"""Decisions of the plans, as pure functions of values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ribambelle.plans.enums import ActionStatus, Health
from ribambelle.plans.errors import UnreadableCodes

Item = TypeVar("Item")


def expand_codes(text: str) -> tuple[str, ...]:
    """The codes of a list as written in a report, in order and once each.

    Ranges are counted out (“OS1-OS8” is eight codes); whatever else stands between commas is a code, even when nothing
    defines it: to know that is the work of a check.

    Raises
    ------
    UnreadableCodes
        When the two ends of a range do not have the same letters, or run backwards.

    Examples
    --------
    >>> expand_codes("OS1-OS3, M1A, 3")
    ('OS1', 'OS2', 'OS3', 'M1A', '3')
    """
    codes: list[str] = []
    for part in (piece.strip() for piece in re.split(r"[,;\n]", text)):
        ends = re.fullmatch(r"([^\W\d_]*)(\d+)\s*[-–]\s*([^\W\d_]*)(\d+)", part)
        if ends is None:
            codes += [part] if part else []
            continue
        first_letters, first, last_letters, last = ends.groups()
        if last_letters not in {"", first_letters} or int(last) < int(first) or int(last) - int(first) > 999:
            raise UnreadableCodes(part)
        codes += [f"{first_letters}{number}" for number in range(int(first), int(last) + 1)]
    return tuple(dict.fromkeys(codes))


def lines_of(text: str) -> list[str]:
    """The entries of a cell: one per line, blank lines dropped, bullets removed."""
    return [line for raw in text.splitlines() if (line := raw.strip().removeprefix("- ").removeprefix("• ").strip())]


def match_lines(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new line, the index of the old line it continues, or None when it is new.

    Identical lines are paired first, in order; then the remaining old and new lines are paired in order, as rewordings.
    Old lines that no new line continues are removed. Each old line is continued at most once.

    Examples
    --------
    >>> match_lines(["a", "b"], ["b", "c", "d"])
    [1, 0, None]
    """
    free = list(range(len(old)))
    matched: list[int | None] = [None] * len(new)
    for position, line in enumerate(new):
        index = next((i for i in free if old[i] == line), None)
        if index is not None:
            matched[position] = index
            free.remove(index)
    for position in range(len(new)):
        if matched[position] is None and free:
            matched[position] = free.pop(0)
    return matched


def is_outside(*, on: date | None, year: int | None, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether a dated thing falls outside a half-open period. What has no date is not outside.

    A thing known by its year alone is outside when no day of that year is in the period.
    """
    if on is not None:
        return bool((starts_on and on < starts_on) or (ends_on and on >= ends_on))
    if year is not None:
        return bool((starts_on and year < starts_on.year) or (ends_on and date(year, 1, 1) >= ends_on))
    return False


def health(*, status: str, starts_on: date | None, ends_on: date | None, today: date) -> Health:
    """How an action stands: an end passed while it is planned or running makes it late.

    Dates are those of the action, or of its plan when it has none; half-open.
    """
    if status in {ActionStatus.STOPPED, ActionStatus.NOT_DONE, ActionStatus.POSTPONED}:
        return Health.HALTED
    if status == ActionStatus.DONE:
        return Health.ENDED
    if ends_on is None and starts_on is None:
        return Health.UNKNOWN
    if ends_on is not None and today >= ends_on:
        return Health.LATE
    if status == ActionStatus.PLANNED and starts_on is not None and today >= starts_on and ends_on is None:
        return Health.LATE
    return Health.ON_TRACK


@dataclass(frozen=True, slots=True)
class Total:
    """A stated total beside the sum of its parts; None where a part is unknown."""

    stated: int
    summed: int | None

    @property
    def is_wrong(self) -> bool:
        return self.summed is not None and self.summed != self.stated


def check_total(stated: int, parts: Sequence[int | None]) -> Total:
    """Compare a total with its parts. One unknown part makes the sum unknown, not smaller.

    Examples
    --------
    >>> check_total(24, [3, 11, 3, 3, 2]).is_wrong, check_total(24, [3, None]).is_wrong
    (True, False)
    """
    known = [part for part in parts if part is not None]
    return Total(stated, sum(known) if parts and len(known) == len(parts) else None)


def uncovered(*, parents: Mapping[int, int | None], cited: Iterable[int]) -> set[int]:
    """The leaves of a forest that no action cites, neither themselves nor an ancestor of theirs.

    `parents` gives each node's parent (None for a root); cost is linear in nodes times depth.
    """
    aimed = set(cited)
    has_parts = {parent for parent in parents.values() if parent is not None}

    def reached(node: int | None) -> bool:
        while node is not None:
            if node in aimed:
                return True
            node = parents.get(node)
        return False

    return {node for node in parents if node not in has_parts and not reached(node)}


def would_loop(*, node: int, parent: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether hanging `node` under `parent` would close a circle."""
    while parent is not None:
        if parent == node:
            return True
        parent = parents.get(parent)
    return False
