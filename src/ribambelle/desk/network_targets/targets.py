"""The three targets, with their columns."""

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext_lazy, pgettext_lazy

from ribambelle.desk.network_targets.known import parse_email, parse_kind, parse_number
from ribambelle.desk.network_targets.memberships import apply_memberships, check_memberships
from ribambelle.desk.network_targets.organisations import apply_organisations, check_organisations
from ribambelle.desk.network_targets.people import apply_people, check_people
from ribambelle.desk.targets import Field, ImportTarget
from ribambelle.kernel.tables import parse_date, parse_text


def targets() -> Iterable[ImportTarget]:
    """The three targets, in the order in which they are brought in."""
    email = Field("email", gettext_lazy("E-mail"), parse=parse_email, synonyms=("courriel", "mail", "adresse e-mail"))
    phone = Field("phone", gettext_lazy("Telephone"), synonyms=("téléphone", "gsm", "tel"))
    name = Field(
        "name",
        gettext_lazy("Name"),
        required=True,
        synonyms=("dénomination", "organisation", "service", "raison sociale"),
    )
    number = partial(Field, parse=parse_text)
    yield ImportTarget(
        code="organisations",
        label=gettext_lazy("Organisations"),
        fields=[
            name,
            Field("kind", gettext_lazy("Kind"), parse=parse_kind, synonyms=("type", "forme")),
            Field("commune", gettext_lazy("Commune"), synonyms=("localité", "ville")),
            Field("address", gettext_lazy("Address"), synonyms=("adresse", "rue")),
            phone,
            email,
            Field("website", gettext_lazy("Website"), synonyms=("site", "site internet", "url")),
            number("bce", gettext_lazy("Company number (BCE)"), parse=partial(parse_number, name="bce")),
            number("siret", gettext_lazy("SIRET number"), parse=partial(parse_number, name="siret")),
            number("fase", gettext_lazy("School number (FASE)"), parse=partial(parse_number, name="fase")),
            Field("parent", gettext_lazy("Part of"), synonyms=("dépend de", "pouvoir organisateur")),
        ],
        check=check_organisations,
        apply=apply_organisations,
        permission="network.change_organisation",
    )
    yield ImportTarget(
        code="people",
        label=gettext_lazy("People and whom they represent"),
        fields=[
            Field("last_name", gettext_lazy("Last name"), required=True, synonyms=("nom", "nom de famille")),
            Field("first_name", gettext_lazy("First name"), synonyms=("prénom",)),
            email,
            phone,
            Field("body", gettext_lazy("Body"), synonyms=("instance", "groupe", "comité")),
            Field("organisation", gettext_lazy("Represents"), synonyms=("organisation", "service", "pour")),
            Field("title", gettext_lazy("Office"), synonyms=("fonction", "titre")),
            Field("starts_on", pgettext_lazy("mandate", "Since"), parse=parse_date, synonyms=("depuis", "début")),
        ],
        check=check_people,
        apply=apply_people,
        permission="network.change_governance",
    )
    yield ImportTarget(
        code="memberships",
        label=gettext_lazy("Memberships"),
        fields=[
            Field(
                "organisation", gettext_lazy("Organisation"), required=True, synonyms=("nom", "membre", "dénomination")
            ),
            Field("zone", gettext_lazy("Zone"), synonyms=("territoire",)),
            Field("starts_on", pgettext_lazy("membership", "Since"), parse=parse_date, synonyms=("depuis", "adhésion")),
        ],
        check=check_memberships,
        apply=apply_memberships,
        permission="network.change_governance",
    )
