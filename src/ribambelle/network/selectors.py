"""Reads of the network room: communes, their map, organisations."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ribambelle.accounts.models import User
from ribambelle.kernel.tables import fold
from ribambelle.network.enums import TerritoryKind
from ribambelle.network.models import Organisation, Territory
from ribambelle.network.rules import Drawing, draw, find_named


def communes(*, on: date | None = None) -> QuerySet[Territory]:
    """Communes by name; with `on`, those in force that day (half-open periods). Outlines are not read. One query."""
    found = Territory.objects.filter(kind=TerritoryKind.COMMUNE).defer("outline")
    if on is not None:
        found = found.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )
    return found.order_by("name", "reference")


def _in_force(territory: Territory, on: date) -> bool:
    return (territory.valid_from is None or territory.valid_from <= on) and (
        territory.valid_to is None or territory.valid_to > on
    )


class CommuneNames:
    """Communes by the name people write; one query, then as many look-ups as needed.

    Where a former and a present commune share a name, the one in force that day is meant.
    """

    def __init__(self, *, on: date) -> None:
        everyone = sorted(communes(), key=lambda commune: _in_force(commune, on))
        self._by_reference = {commune.reference: commune for commune in everyone}
        self._names = {fold(commune.name): commune.reference for commune in everyone}

    def find(self, name: str) -> Territory | None:
        """The commune of that name, or None when there is none, or more than one could be meant."""
        reference = find_named(name, self._names)
        return self._by_reference[reference] if reference else None


def communes_drawing(*, width: int = 400) -> Drawing | None:
    """The communes that have an outline, as SVG paths; None when no territory was loaded. One query."""
    outlines = Territory.objects.filter(kind=TerritoryKind.COMMUNE, outline__isnull=False).order_by("reference")
    return draw(((t.reference, t.name, t.outline) for t in outlines if t.outline), width=width)


def organisations(*, by: User, text: str = "", kind: str = "", commune: str = "") -> QuerySet[Organisation]:
    """Organisations this person may see, by name; `commune` is a code and covers what merged into it."""
    found: QuerySet[Organisation] = Organisation.objects.visible_to(by).select_related("commune", "parent")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(reference__icontains=word) | Q(commune__name__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    if commune:
        found = found.filter(within_commune(commune))
    return found


def within_commune(code: str, prefix: str = "commune") -> Q:
    """The condition “in this commune, or in one that merged into it”."""
    return Q(**{f"{prefix}__reference": code}) | Q(**{f"{prefix}__merged_into__reference": code})


def organisation_state(organisation: Organisation) -> dict[str, Any]:
    """The fields the event log follows, as JSON values."""
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "commune": organisation.commune.reference if organisation.commune else None,
        "address": organisation.address,
        "phone": organisation.phone,
        "email": organisation.email,
        "website": organisation.website,
        "parent": organisation.parent.reference if organisation.parent else None,
        "bce": organisation.bce,
        "siret": organisation.siret,
        "fase": organisation.fase,
    }


def organisation_names() -> list[tuple[str, str]]:
    """Reference and name of every organisation, by name. One query."""
    return list(Organisation.objects.values_list("reference", "name"))
