"""Families who ask: households, children, requests with their half-days, ranked wishes and the criteria they answer."""

from ribambelle.demand.models.contacts import Contact, RequestShare
from ribambelle.demand.models.criteria import Criterion, CriterionAnswer
from ribambelle.demand.models.duplicates import DuplicatePair, LikenessKey, UndoPoint
from ribambelle.demand.models.families import Child, Counter, Guardian, Household, Named
from ribambelle.demand.models.filters import SavedFilter
from ribambelle.demand.models.links import AccessLink
from ribambelle.demand.models.requests import NeededHours, Party, Request, RequestMove, Wish
from ribambelle.demand.models.sensitive import SensitiveFacts

__all__ = [
    "AccessLink",
    "Child",
    "Contact",
    "Counter",
    "Criterion",
    "CriterionAnswer",
    "DuplicatePair",
    "Guardian",
    "Household",
    "LikenessKey",
    "Named",
    "NeededHours",
    "Party",
    "Request",
    "RequestMove",
    "RequestShare",
    "SavedFilter",
    "SensitiveFacts",
    "UndoPoint",
    "Wish",
]
