"""Organisations: staff and members read, coordinators write."""

from ribambelle.accounts.enums import Role
from tests.integration.access import Row

READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER})
WRITERS = frozenset({Role.COORDINATOR})


def prepare() -> None:
    from ribambelle.network.models import Organisation
    from ribambelle.network.services import organisation_create

    if not Organisation.objects.filter(reference="relais").exists():
        organisation_create(by=None, name="Relais")


ROWS = {
    "network:commune_list": Row(allowed=WRITERS),
    "network:communes_load": Row(allowed=WRITERS, method="post"),
    "network:commune_merge": Row(allowed=WRITERS, method="post"),
    "network:organisation_list": Row(allowed=READERS),
    "network:organisation_new": Row(allowed=WRITERS),
    "network:organisation_record": Row(allowed=READERS, kwargs={"reference": "relais"}, prepare=prepare),
    "network:organisation_edit": Row(allowed=WRITERS, kwargs={"reference": "relais"}, prepare=prepare),
}
