"""How old a fact is. No Django."""

from datetime import date
from typing import Literal

Freshness = Literal["fresh", "old", "stale", "unknown"]
FRESH_DAYS = 60
STALE_DAYS = 180


def freshness(confirmed_on: date | None, today: date) -> Freshness:
    """How old a fact is: fresh up to 60 days, old up to 180, stale after; unknown when never confirmed."""
    if confirmed_on is None:
        return "unknown"
    age = (today - confirmed_on).days
    if age <= FRESH_DAYS:
        return "fresh"
    return "old" if age <= STALE_DAYS else "stale"


#: How often a setting says its free half-days again. France: updated at least weekly for the public finder of settings
#: (lagazettedescommunes.com/761556); Belgium: no rule, once a month is our default.
WEEK_DAYS = {"FR": 7, "BE": 30}


def week_freshness(confirmed_on: date | None, today: date, law: str) -> Freshness:
    """How old the free half-days of a setting are: fresh for one round of its country, old for a second, then stale."""
    if confirmed_on is None:
        return "unknown"
    age, days = (today - confirmed_on).days, WEEK_DAYS.get(law, max(WEEK_DAYS.values()))
    if age <= days:
        return "fresh"
    return "old" if age <= 2 * days else "stale"


def declared_slots(slots: int, *, free_from: date, confirmed_on: date, on: date, today: date) -> int | None:
    """Half-days a childminder has free on a day by their own word; None when that word is too old to count.

    Before the day they named none is free: they said so.
    """
    if freshness(confirmed_on, today) == "stale":
        return None
    return slots if free_from <= on else 0
