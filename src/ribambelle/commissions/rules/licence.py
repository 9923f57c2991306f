"""Free places of a whole setting, half-day by half-day: its authorised places, and what the law allows beyond them.

The law may let more children than authorised places be present at one moment, provided that the week as a whole does
not exceed it (France: 115 % at an instant, 100 % over the week). A calculation bounds half-days, not weeks: what it may
give beyond the authorised places is shared out beforehand, so that the week holds whatever it gives.
"""

from collections.abc import Mapping

from ribambelle.offer.rules.law import Ceiling


def licence(
    authorised: int,
    *,
    taken: Mapping[str, int],
    offered: Mapping[str, int | None],
    asked: Mapping[str, int],
    ceiling: Ceiling | None,
) -> dict[str, int]:
    """Places that may still be given on each half-day of `taken`, in its order.

    Parameters
    ----------
    taken
        Children there, and those promised a place, by half-day.
    offered
        Places of the sections together; None where no section says, 0 where the setting is closed.
    asked
        Children of the session who ask for that half-day there.
    ceiling
        What the law allows on the day; None, or nothing beyond: the authorised places are the bound.

    Notes
    -----
    The week counts, on each half-day, the places of the sections, never more than the authorised ones. What it leaves
    goes first to the authorised places that are asked for, then beyond them up to the instant where more are asked
    for, one by one, round after round from the first half-day on; what is left then stays to the authorised places.

    Examples
    --------
    >>> from datetime import date
    >>> law = Ceiling(law="FR", valid_from=date(2021, 10, 8), source="", steps=((1, 115),), week_percent=100,
    ...               rounding="up")
    >>> taken, offered = {"mon-am": 10, "mon-pm": 4}, {"mon-am": 14, "mon-pm": 14}
    >>> licence(10, taken=taken, offered=offered, asked={"mon-am": 5, "mon-pm": 3}, ceiling=law)
    {'mon-am': 2, 'mon-pm': 4}
    >>> licence(10, taken=taken, offered=offered, asked={"mon-am": 5, "mon-pm": 9}, ceiling=law)
    {'mon-am': 0, 'mon-pm': 6}
    >>> licence(10, taken=taken, offered=offered, asked={}, ceiling=None)
    {'mon-am': 0, 'mon-pm': 6}
    """
    within = {slot: authorised - there for slot, there in taken.items()}
    if ceiling is None or not ceiling.goes_beyond:
        return within
    known = {slot: _within(authorised, offered.get(slot)) for slot in taken}
    left = max(ceiling.week(sum(known.values())) - sum(taken.values()), 0)
    given = dict.fromkeys(taken, 0)
    plain = {slot: max(known[slot] - there, 0) for slot, there in taken.items()}
    moment = {slot: max(_moment(ceiling.instant(authorised), offered.get(slot)) - taken[slot], 0) for slot in taken}
    for bound in (
        {slot: min(plain[slot], asked.get(slot, 0)) for slot in taken},
        {slot: min(moment[slot], asked.get(slot, 0)) for slot in taken},
        plain,
    ):
        left -= _share(left, bound, given)
    return given


def _within(authorised: int, offered: int | None) -> int:
    """What a half-day offers at most over the week."""
    return authorised if offered is None else min(offered, authorised)


def _moment(instant: int, offered: int | None) -> int:
    """How many may be there at one moment: the sections bound it too, where they are known."""
    return instant if offered is None else min(instant, offered)


def _share(left: int, bound: Mapping[str, int], given: dict[str, int]) -> int:
    """Hand so many places out one by one, round after round, up to the bound of each half-day; how many went."""
    before = left
    while left > 0:
        served = [slot for slot in given if given[slot] < bound[slot]][:left]
        if not served:
            break
        for slot in served:
            given[slot] += 1
        left -= len(served)
    return before - left
