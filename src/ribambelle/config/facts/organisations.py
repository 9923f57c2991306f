"""Organisations as the facts name them: found by name or spelling, created once."""

from ribambelle.accounts.models import User
from ribambelle.network.enums import OrganisationKind
from ribambelle.network.governance.selectors import organisation_named
from ribambelle.network.models import Organisation
from ribambelle.network.services import organisation_create

#: the beginning of a name that tells what an organisation is
BEGINNINGS = (
    ("Commune d", OrganisationKind.COMMUNE),
    ("Ville d", OrganisationKind.COMMUNE),
    ("CPAS", OrganisationKind.SOCIAL_CENTRE),
    ("Province", OrganisationKind.PROVINCE),
    ("ONE", OrganisationKind.FUNDER),
    ("FSE", OrganisationKind.FUNDER),
    ("FOREM", OrganisationKind.EMPLOYMENT),
    ("CSC", OrganisationKind.UNION),
    ("FGTB", OrganisationKind.UNION),
)


def organisation(name: str, *, by: User | None, kind: str = "") -> Organisation:
    """The organisation of that name; created with the kind that its name tells, or none."""
    found = organisation_named(name)
    if found is not None:
        return found
    told = next((kind for beginning, kind in BEGINNINGS if name.startswith(beginning)), "")
    return organisation_create(by=by, name=name, kind=kind or told)
