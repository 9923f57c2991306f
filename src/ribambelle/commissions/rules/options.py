"""From what a family asks to the ordered options the engine tries.

The rule, printed on the public page of a session: all the half-days asked, in each setting in the order of the wishes;
then, for a family that accepts fewer days, one day less at each setting in that order, the first days of the week kept
first, down to the fewest days accepted. Siblings “together or nothing”: only settings all of them ask for, by the sum
of their ranks. “Together if possible”: those first, then each in a setting of its own, then one child fewer.
"""

from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry
from ribambelle.kernel.weeks import SLOTS, WEEKDAYS


class Place(NamedTuple):
    """One child in one setting on these half-days (codes, in the order of the week)."""

    child: str
    setting: str
    slots: tuple[str, ...]


Option = tuple[Place, ...]


def options(party: PartyEntry, settings: frozenset[str]) -> list[Option]:
    """The options of a party, best first; none when it asks for nothing among `settings`."""
    children = party["children"]
    if len(children) == 1:
        found = list(_alone(children[0], settings))
    else:
        found = list(_together(children, settings))
        if party["together"] == "if-possible":
            found += _apart(children, settings)
    return list(dict.fromkeys(found))


def wished_slots(child: ChildEntry) -> tuple[str, ...]:
    """The half-days asked; for “more half-days”, those held already and the new ones."""
    asked = set(child["slots"])
    if child["kind"] == "extra-day" and child["held"]:
        asked |= set(child["held"]["slots"])
    return tuple(slot for slot in SLOTS if slot in asked)


def wished_settings(child: ChildEntry) -> list[str]:
    """The settings asked for; for “more half-days” without a wish, the one where some are held."""
    if not child["wishes"] and child["kind"] == "extra-day" and child["held"]:
        return [child["held"]["setting"]]
    return child["wishes"]


def _wishes(child: ChildEntry, settings: frozenset[str]) -> list[str]:
    return [setting for setting in wished_settings(child) if setting in settings]


def _days(slots: tuple[str, ...]) -> list[str]:
    return [day for day in WEEKDAYS if any(slot.startswith(day) for slot in slots)]


def _fewer(slots: tuple[str, ...], days: int) -> Iterator[tuple[str, ...]]:
    """The half-days of every choice of `days` days among those asked, the first days of the week first."""
    for kept in combinations(_days(slots), days):
        yield tuple(slot for slot in slots if slot[:3] in kept)


def _day_counts(child: ChildEntry) -> range:
    """One day less, two days less … down to the fewest accepted; empty when all days are needed."""
    asked = len(_days(wished_slots(child)))
    return range(asked - 1, (child["minimum_days"] or asked) - 1, -1)


def _alone(child: ChildEntry, settings: frozenset[str]) -> Iterator[Option]:
    slots, wishes = wished_slots(child), _wishes(child, settings)
    for setting in wishes:
        yield (Place(child["child"], setting, slots),)
    for days in _day_counts(child):
        for setting in wishes:
            for fewer in _fewer(slots, days):
                yield (Place(child["child"], setting, fewer),)


def _together(children: list[ChildEntry], settings: frozenset[str]) -> Iterator[Option]:
    wishes = [_wishes(child, settings) for child in children]
    common = [setting for setting in wishes[0] if all(setting in other for other in wishes)]
    common.sort(key=lambda setting: (sum(own.index(setting) for own in wishes), wishes[0].index(setting)))
    for setting in common:
        yield tuple(Place(child["child"], setting, wished_slots(child)) for child in children)
    for less in range(1, max((len(_day_counts(child)) for child in children), default=0) + 1):
        for setting in common:
            yield tuple(Place(child["child"], setting, _first_days(child, less)) for child in children)


def _first_days(child: ChildEntry, less: int) -> tuple[str, ...]:
    """The child's half-days with `less` days fewer, never under what its family accepts."""
    slots, counts = wished_slots(child), _day_counts(child)
    if not counts:
        return slots
    return next(_fewer(slots, counts[min(less, len(counts)) - 1]))


def _apart(children: list[ChildEntry], settings: frozenset[str]) -> Iterator[Option]:
    for size in range(len(children), 0, -1):
        for chosen in combinations(children, size):
            ranked = [list(enumerate(_wishes(child, settings))) for child in chosen]
            for picks in sorted(product(*ranked), key=lambda picks: sum(rank for rank, _ in picks)):
                yield tuple(
                    Place(child["child"], setting, wished_slots(child))
                    for child, (_, setting) in zip(chosen, picks, strict=True)
                )
