"""What a column of a directory may hold, and the headings people give it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.tables import fold


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a setting with the headings it is known by, folded; the first that fits is proposed."""

    code: str
    label: str | Promise
    headings: tuple[str, ...]
    is_required: bool = False


COLUMNS = (
    Column("reference", _("reference"), ("code", "reference", "identifiant", "matricule", "n°")),
    Column("name", _("name"), ("nom", "nom de l installation", "denomination", "structure", "etablissement"), True),
    Column(
        "kind", _("kind"), ("type", "type de service de garde", "type d accueil", "categorie", "nature du milieu"), True
    ),
    Column("commune", _("commune"), ("commune", "municipalite", "ville", "localite", "town")),
    Column("address", _("address"), ("adresse", "rue", "adresse postale")),
    Column("postal_code", _("postal code"), ("code postal", "cp")),
    Column("phone", _("telephone"), ("telephone", "tel", "gsm")),
    Column("email", _("e-mail"), ("adresse courriel", "courriel", "email", "e mail", "mail")),
    Column("website", _("website"), ("site web", "site internet", "site")),
    Column("manager", _("manager"), ("gestionnaire", "pouvoir organisateur", "po", "organisme gestionnaire")),
    Column("manager_kind", _("kind of manager"), ("nature gestionnaire", "nature du gestionnaire", "statut juridique")),
    Column(
        "attached_to",
        _("childminding service or relay"),
        ("service rattachement", "service de rattachement", "service d accueillantes", "relais"),
    ),
    Column(
        "places",
        _("authorised places"),
        (
            "places",
            "places totales au permis",
            "places autorisees",
            "capacite",
            "nb places",
            "agrement",
            "capacite totale",
        ),
    ),
    Column(
        "young_places",
        _("of which under 18 months"),
        ("places 17 mois ou moins", "places moins de 18 mois", "places poupons"),
    ),
    Column("funded", _("funded places"), ("places cofinancees", "places financees", "places subventionnees")),
    Column("programme", _("programme"), ("programme", "financeur")),
    Column("min_age_years", _("from (years)"), ("age min ans", "age minimum ans")),
    Column("max_age_years", _("up to (years)"), ("age max ans", "age maximum ans")),
    Column("min_age_months", _("from (months)"), ("age min mois", "age min", "age minimum mois", "age minimum")),
    Column("max_age_months", _("up to (months)"), ("age max mois", "age max", "age maximum mois", "age maximum")),
    Column("days", _("opening days"), ("jours", "jours d ouverture")),
    Column("opens_at", _("opens at"), ("ouverture", "heure d ouverture", "ouvre a")),
    Column("closes_at", _("closes at"), ("fermeture", "heure de fermeture", "ferme a")),
    Column("regular", _("regular"), ("regulier", "accueil regulier")),
    Column("flexible", _("flexible hours"), ("flexible", "horaires flexibles", "accueil flexible")),
    Column("emergency", _("emergency"), ("urgence", "accueil d urgence")),
    Column("occasional", _("occasional"), ("occasionnel", "accueil occasionnel")),
    Column("inclusive", _("inclusive"), ("inclusif", "accueil inclusif")),
    Column("sick", _("sick children"), ("enfants malades", "malades")),
    Column("latitude", _("latitude"), ("latitude", "lat")),
    Column("longitude", _("longitude"), ("longitude", "lon", "lng")),
)


def propose(headings: Iterable[str]) -> dict[str, str]:
    """For each field, the heading that seems to hold it; a heading serves one field only.

    Examples
    --------
    >>> propose(["Municipalité", "Places totales au permis", "Télécopieur"])
    {'commune': 'Municipalité', 'places': 'Places totales au permis'}
    """
    folded: dict[str, str] = {}
    for heading in headings:
        folded.setdefault(fold(heading), heading)
    mapping: dict[str, str] = {}
    for column in COLUMNS:
        for known in column.headings:
            if known in folded:
                mapping[column.code] = folded.pop(known)
                break
    return mapping
