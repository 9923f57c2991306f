"""Settings of care: what each is, the places it has, its weekly grid, and who occupies it.

What a source does not say is unknown: a null age, an opening without its day, a mode without a row.
Never “no”, never 0.
"""

from ribambelle.offer.models.places import (
    Authorisation,
    FreeSpan,
    FundedPlaces,
    Occupancy,
    Section,
    WeeklyCapacity,
)
from ribambelle.offer.models.settings import (
    Availability,
    Closure,
    Confirmation,
    KindPeriod,
    Listing,
    ModeFact,
    Opening,
    Setting,
)

__all__ = [
    "Authorisation",
    "Availability",
    "Closure",
    "Confirmation",
    "FreeSpan",
    "FundedPlaces",
    "KindPeriod",
    "Listing",
    "ModeFact",
    "Occupancy",
    "Opening",
    "Section",
    "Setting",
    "WeeklyCapacity",
]
