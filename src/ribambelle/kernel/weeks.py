"""The week: five days, morning and afternoon, always in that order. Ten half-days, one bit each.

A set of half-days travels as an integer from 0 to 1023 (bit 0 = Monday morning … bit 9 = Friday afternoon);
the engine's interchange format writes the same half-days as `mon-am … fri-pm`.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HALVES = ("am", "pm")
SLOTS = tuple(f"{day}-{half}" for day in WEEKDAYS for half in HALVES)
FULL_WEEK = (1 << len(SLOTS)) - 1

WEEKDAY_NAMES = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
WEEKDAY_ABBREVIATIONS = (
    pgettext_lazy("weekday, short", "Mo"),
    pgettext_lazy("weekday, short", "Tu"),
    pgettext_lazy("weekday, short", "We"),
    pgettext_lazy("weekday, short", "Th"),
    pgettext_lazy("weekday, short", "Fr"),
)
HALF_NAMES = (_("Morning"), _("Afternoon"))


class UnknownSlot(ValueError):
    """A half-day that is not one of the ten."""


class Slot(NamedTuple):
    """One half-day: its number 0–9, its code, its day 0–4 and its half 0–1."""

    number: int
    code: str
    weekday: int
    half: int


ALL_SLOTS = tuple(Slot(index, code, index // 2, index % 2) for index, code in enumerate(SLOTS))


def mask_of(codes: Iterable[str]) -> int:
    """The integer of a set of half-day codes; `UnknownSlot` names every code that is not one."""
    wanted = list(codes)
    if unknown := [code for code in wanted if code not in SLOTS]:
        raise UnknownSlot(f"{', '.join(unknown)}: not a half-day. The half-days are {' '.join(SLOTS)}.")
    return sum(1 << index for index, code in enumerate(SLOTS) if code in wanted)


@cache  # 1,024 weeks at most
def slots_of(mask: int) -> tuple[Slot, ...]:
    """The half-days of an integer, in the order of the week."""
    if not 0 <= mask <= FULL_WEEK:
        raise UnknownSlot(f"{mask}: a week is an integer from 0 to {FULL_WEEK}.")
    return tuple(slot for slot in ALL_SLOTS if mask >> slot.number & 1)


@cache
def codes_of(mask: int) -> tuple[str, ...]:
    """The codes of an integer, in the order of the week: 3 is `("mon-am", "mon-pm")`."""
    return tuple(slot.code for slot in slots_of(mask))


def days_in(mask: int) -> int:
    """How many of the five days hold at least one half-day."""
    return len({slot.weekday for slot in slots_of(mask)})


def describe(mask: int) -> str:
    """The half-days in words, days that are whole said once: “Monday, Tuesday morning”."""
    parts = []
    for weekday in range(len(WEEKDAYS)):
        halves = [half for half in range(2) if mask >> (weekday * 2 + half) & 1]
        if len(halves) == 2:
            parts.append(str(WEEKDAY_NAMES[weekday]))
        elif halves:
            parts.append(
                _("%(day)s %(half)s") % {"day": WEEKDAY_NAMES[weekday], "half": str(HALF_NAMES[halves[0]]).lower()}
            )
    text = ", ".join(str(part) for part in parts).lower()
    return text or str(_("no half-day"))
