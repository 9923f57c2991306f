"""Writes of the offer: settings and what is known of them, places, sections with their weekly grid, occupancies."""

from ribambelle.offer.services.availability import Declared, availabilities_declare
from ribambelle.offer.services.capacity import free_spans_rewrite
from ribambelle.offer.services.closures import closure_add, closure_remove
from ribambelle.offer.services.errors import (
    BeyondTheLaw,
    CapacityTooSmall,
    CapacityUnknown,
    ClosureTooLong,
    NoPlaceLeft,
    NotRunning,
    OfferError,
    PeriodsOverlap,
    ReferenceTaken,
    SectionInUse,
    WrongKind,
)
from ribambelle.offer.services.kinds import KindLine, kinds_replace, law_set
from ribambelle.offer.services.placements import occupancy_change, occupancy_create, occupancy_end
from ribambelle.offer.services.places import PlacesLine, places_replace
from ribambelle.offer.services.settings import facts_confirm, setting_create, setting_update
from ribambelle.offer.services.weeks import section_put, section_remove

__all__ = [
    "BeyondTheLaw",
    "CapacityTooSmall",
    "CapacityUnknown",
    "ClosureTooLong",
    "Declared",
    "KindLine",
    "NoPlaceLeft",
    "NotRunning",
    "OfferError",
    "PeriodsOverlap",
    "PlacesLine",
    "ReferenceTaken",
    "SectionInUse",
    "WrongKind",
    "availabilities_declare",
    "closure_add",
    "closure_remove",
    "facts_confirm",
    "free_spans_rewrite",
    "kinds_replace",
    "law_set",
    "occupancy_change",
    "occupancy_create",
    "occupancy_end",
    "places_replace",
    "section_put",
    "section_remove",
    "setting_create",
    "setting_update",
]
