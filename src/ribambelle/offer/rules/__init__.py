"""What the offer decides by itself, as pure functions of values: no Django, no clock.

search        who can take this child
capacity      how many places are left, from when until when
freshness     how old a fact is
law           what the law allows beyond the authorised places, and the staff it asks for: dated tables
overcapacity  whether those placed keep to it
closures      days on which a setting is closed
"""

from ribambelle.offer.rules.capacity import (
    HALF_DAYS,
    Overrun,
    Period,
    Places,
    Span,
    Taken,
    first_overrun,
    free_spans,
    places_on,
)
from ribambelle.offer.rules.freshness import (
    FRESH_DAYS,
    STALE_DAYS,
    WEEK_DAYS,
    Freshness,
    declared_slots,
    freshness,
    week_freshness,
)
from ribambelle.offer.rules.search import (
    Band,
    Facts,
    Found,
    Hours,
    Match,
    Question,
    Verdict,
    Wish,
    match,
    search,
)

__all__ = [
    "FRESH_DAYS",
    "HALF_DAYS",
    "STALE_DAYS",
    "WEEK_DAYS",
    "Band",
    "Facts",
    "Found",
    "Freshness",
    "Hours",
    "Match",
    "Overrun",
    "Period",
    "Places",
    "Question",
    "Span",
    "Taken",
    "Verdict",
    "Wish",
    "declared_slots",
    "first_overrun",
    "free_spans",
    "freshness",
    "match",
    "places_on",
    "search",
    "week_freshness",
]
