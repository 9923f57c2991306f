"""Saved filters: which a person sees, and which are its to remove."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.demand.models import SavedFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """A filter as the list offers it, and whether this person may take it out."""

    filter: SavedFilter
    is_removable: bool


def filters_of(user: User) -> list[Kept]:
    """A person’s own filters and the shared ones, by name. One query."""
    found = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True))
    return [Kept(each, each.owner_id == user.pk or _is_coordinator(user)) for each in found]


def removable_by(user: User) -> QuerySet[SavedFilter]:
    """A person’s own; a coordinator removes shared ones too."""
    shared = Q(is_shared=True) if _is_coordinator(user) else Q(pk__in=[])
    return SavedFilter.objects.filter(Q(owner=user) | shared)


def _is_coordinator(user: User) -> bool:
    return any(each.role == Role.COORDINATOR for each in user.assignments)
