"""Managers and services as a file names them: found in the network, or created once."""

from datetime import date

from ribambelle.accounts.models import User
from ribambelle.kernel.tables import fold
from ribambelle.network.models import NameVariant, Organisation
from ribambelle.network.selectors import CommuneNames
from ribambelle.network.services import organisation_create


class OrganisationNames:
    """Organisations by the name people write, whatever its case, accents and punctuation.

    Three queries to begin with, none for a name already known; spellings reconciled earlier count as names.
    """

    def __init__(self, *, by: User | None, on: date) -> None:
        self._by = by
        self._communes = CommuneNames(on=on)
        variants = NameVariant.objects.select_related("organisation")
        self._known = {fold(variant.name): variant.organisation for variant in variants}
        self._known |= {fold(organisation.name): organisation for organisation in Organisation.objects.all()}

    def get_or_create(self, name: str, *, kind: str = "", commune: str = "") -> Organisation:
        """The organisation of that name; created with this kind, and this commune when it is a known one."""
        key = fold(name)
        if key not in self._known:
            self._known[key] = organisation_create(
                by=self._by, name=name, kind=kind, commune=self._communes.find(commune)
            )
        return self._known[key]
