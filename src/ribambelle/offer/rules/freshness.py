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
