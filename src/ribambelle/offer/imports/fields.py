"""What a column of a directory may hold, the headings people give it, and how its cells are read."""

import re
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.desk.targets import Field, Parse, whole
from ribambelle.kernel.tables import Cell, CellError, fold, parse_boolean, parse_decimal, parse_text, parse_time

MOST_PLACES = 2_000
MOST_YEARS = 18
DAYS = ("lu", "ma", "me", "je", "ve", "sa", "di")
SOME_DAYS = re.compile(r"[1-6] ?(j|jours?)( par| sur)?( semaine| 7)?")
EVERY_DAY = re.compile(r"7 ?(j|jours?)( par| sur)?( semaine| 7)?|tous les jours")
Days = tuple[int | None, ...]


def parse_days(cell: Cell) -> Days | None:
    """Days of the week from “lun-ven”, “lundi au vendredi”, “lu, ma, je” or “5 jours par semaine” (days unknown).

    `(None,)` means that hours hold on days the text does not name.

    Raises
    ------
    CellError
        When the text cannot be read.
    """
    text = parse_text(cell) or ""
    words = fold(text)
    if not words:
        return None
    if SOME_DAYS.fullmatch(words):
        return (None,)
    if EVERY_DAY.fullmatch(words):
        return tuple(range(7))
    named = [word for word in words.split() if word not in {"et", "du", "le", "les"}]
    known = [DAYS.index(word[:2]) for word in named if word[:2] in DAYS]
    between = [word for word in named if word[:2] not in DAYS]
    if len(known) == 2 and known[0] < known[1] and (between in (["a"], ["au"]) or _is_span(text, between)):
        return tuple(range(known[0], known[1] + 1))
    if between or not known:
        message = _("“%(text)s” does not say which days. Write for example lun-ven, or lundi, mardi, jeudi.")
        raise CellError(message % {"text": text})
    return tuple(sorted(set(known)))


def _is_span(text: str, between: list[str]) -> bool:
    return not between and bool(re.search(r"[-–—]", text))


def parse_years(cell: Cell) -> int | None:
    """An age in years, in whole months: 3 gives 36, 2,5 gives 30."""
    years = parse_decimal(cell)
    if years is None:
        return None
    if not 0 <= years <= MOST_YEARS:
        message = _("%(years)s years: the age of a child is between 0 and 18. Correct it, or leave it blank.")
        raise CellError(message % {"years": years})
    return int(years * 12)


def degrees(limit: int) -> Parse:
    """A parser of degrees between minus `limit` and `limit`, kept to about one metre."""

    def parse(cell: Cell) -> Decimal | None:
        value = parse_decimal(cell)
        if value is not None and abs(value) > limit:
            message = _("%(value)s is not a number of degrees up to %(limit)s. Correct it, or leave it blank.")
            raise CellError(message % {"value": value, "limit": limit})
        return None if value is None else value.quantize(Decimal("0.00001"))

    return parse


def text(longest: int = 200) -> Parse:
    return partial(parse_text, longest=longest)


FIELDS = (
    Field("name", gettext_lazy("name"), text(), True, ("nom", "nom de l installation", "denomination", "structure")),
    Field("kind", gettext_lazy("kind"), text(60), True, ("type", "type de service de garde", "type d accueil")),
    Field("reference", gettext_lazy("reference"), text(60), False, ("code", "identifiant", "matricule")),
    Field("commune", gettext_lazy("commune"), text(120), False, ("municipalite", "ville", "localite")),
    Field("address", gettext_lazy("address"), text(240), False, ("adresse", "rue")),
    Field("postal_code", gettext_lazy("postal code"), text(12), False, ("code postal", "cp")),
    Field("phone", gettext_lazy("telephone"), text(40), False, ("telephone", "tel", "gsm")),
    Field("email", gettext_lazy("e-mail"), text(), False, ("adresse courriel", "courriel", "email", "mail")),
    Field("website", gettext_lazy("website"), text(), False, ("site web", "site internet")),
    Field("manager", gettext_lazy("manager"), text(), False, ("gestionnaire", "pouvoir organisateur", "po")),
    Field("manager_kind", gettext_lazy("kind of manager"), text(), False, ("nature gestionnaire", "statut juridique")),
    Field(
        "attached_to",
        gettext_lazy("childminding service or relay"),
        text(),
        synonyms=("service rattachement", "service de rattachement", "service d accueillantes"),
    ),
    Field(
        "places",
        gettext_lazy("authorised places"),
        whole(minimum=0, maximum=MOST_PLACES),
        synonyms=("places", "places totales au permis", "capacite", "nb places"),
    ),
    Field(
        "young_places",
        gettext_lazy("of which under 18 months"),
        whole(minimum=0, maximum=MOST_PLACES),
        synonyms=("places 17 mois ou moins", "places moins de 18 mois", "places poupons"),
    ),
    Field(
        "funded",
        gettext_lazy("funded places"),
        whole(minimum=0, maximum=MOST_PLACES),
        synonyms=("places cofinancees", "places financees", "places subventionnees"),
    ),
    Field("programme", gettext_lazy("programme"), text(120), synonyms=("financeur",)),
    Field("min_age_years", gettext_lazy("from (years)"), parse_years, synonyms=("age min ans", "age minimum ans")),
    Field("max_age_years", gettext_lazy("up to (years)"), parse_years, synonyms=("age max ans", "age maximum ans")),
    Field(
        "min_age_months",
        gettext_lazy("from (months)"),
        whole(minimum=0, maximum=MOST_YEARS * 12),
        synonyms=("age min mois", "age min", "age minimum"),
    ),
    Field(
        "max_age_months",
        gettext_lazy("up to (months)"),
        whole(minimum=0, maximum=MOST_YEARS * 12),
        synonyms=("age max mois", "age max", "age maximum"),
    ),
    Field("days", gettext_lazy("opening days"), parse_days, synonyms=("jours", "jours d ouverture")),
    Field("opens_at", gettext_lazy("opens at"), parse_time, synonyms=("ouverture", "heure d ouverture")),
    Field("closes_at", gettext_lazy("closes at"), parse_time, synonyms=("fermeture", "heure de fermeture")),
    Field("regular", gettext_lazy("regular"), parse_boolean, synonyms=("regulier",)),
    Field("flexible", gettext_lazy("flexible hours"), parse_boolean, synonyms=("horaires flexibles",)),
    Field("emergency", gettext_lazy("emergency"), parse_boolean, synonyms=("urgence", "accueil d urgence")),
    Field("occasional", gettext_lazy("occasional"), parse_boolean, synonyms=("occasionnel",)),
    Field("inclusive", gettext_lazy("inclusive"), parse_boolean, synonyms=("inclusif", "accueil inclusif")),
    Field("sick", gettext_lazy("sick children"), parse_boolean, synonyms=("enfants malades", "malades")),
    Field("latitude", gettext_lazy("latitude"), degrees(90), synonyms=("lat",)),
    Field("longitude", gettext_lazy("longitude"), degrees(180), synonyms=("lon", "lng")),
)
