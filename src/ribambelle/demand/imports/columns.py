"""What a line of a file of requests can say, and how people head the columns."""

from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.enums import CriterionOrigin
from ribambelle.demand.imports import cells
from ribambelle.desk.targets import Field, Parse, whole
from ribambelle.kernel.tables import parse_boolean, parse_date, parse_text

RANKS = range(1, 6)
CRITERION = "criterion-"

SHORT = partial(parse_text, longest=80)
PHONE = partial(parse_text, longest=40)
LONG = partial(parse_text, longest=240)


def _field(
    name: str, label: str | Promise, parse: Parse, words: str, *, required: bool = False, explained: str | Promise = ""
) -> Field:
    """A field with the headings people write for it, separated by bars."""
    synonyms = tuple(word for word in words.split("|") if word)
    return Field(name, label, parse=parse, required=required, synonyms=synonyms, help=explained)


CHILD = (
    _field("reference", _("Reference"), partial(parse_text, longest=60), "n° de demande|demande|dossier|numéro"),
    _field("first_name", _("First name of the child"), SHORT, "enfant prénom|prénom enfant|prénom"),
    _field("last_name", _("Name of the child"), SHORT, "enfant nom|nom enfant|nom|enfant"),
    _field("born_on", _("Born on"), parse_date, "naissance|date de naissance|né(e) le|née le"),
    _field("due_on", _("Birth due on"), parse_date, "terme|date prévue|accouchement|naissance prévue"),
)
FAMILY = (
    _field(
        "guardian_1_first_name",
        _("First name of the first parent"),
        SHORT,
        "responsable prénom|prénom responsable|parent 1 prénom",
    ),
    _field(
        "guardian_1_last_name",
        _("Name of the first parent"),
        SHORT,
        "responsable nom|nom responsable|responsable|parent 1 nom|parent 1|parent|famille",
    ),
    _field("guardian_1_phone", _("Telephone"), PHONE, "responsable téléphone|tél|gsm|portable"),
    _field("guardian_1_email", _("E-mail"), LONG, "responsable courriel|mail|e-mail|email"),
    _field("guardian_2_first_name", _("First name of the second parent"), SHORT, "parent 2 prénom"),
    _field("guardian_2_last_name", _("Name of the second parent"), SHORT, "parent 2 nom|parent 2"),
    _field("commune", _("Commune"), LONG, "ville|localité|commune de résidence"),
    _field("address", _("Address"), LONG, "rue|domicile"),
    _field("guardian_1_address", _("Address of the first parent, when another"), LONG, "parent 1 adresse"),
    _field("guardian_1_commune", _("Commune of the first parent, when another"), LONG, "parent 1 commune"),
    _field("guardian_2_address", _("Address of the second parent, when another"), LONG, "parent 2 adresse"),
    _field("guardian_2_commune", _("Commune of the second parent, when another"), LONG, "parent 2 commune"),
)
ASKED = (
    _field(
        "received_on", _("Received on"), parse_date, "date de demande|date demande|reçue|inscription", required=True
    ),
    _field("channel", _("Channel"), cells.parse_channel, "canal|origine"),
    _field("desk", _("Desk in charge"), LONG, "guichet|relais"),
    _field("state", _("State"), cells.parse_state, "état|statut"),
    _field("kind", _("Kind of request"), cells.parse_kind, "nature|type de demande"),
    _field("is_urgent", _("Urgent request"), parse_boolean, "urgent|urgence"),
    _field(
        "wished_start_on",
        _("Wished start"),
        parse_date,
        "début souhaité|date d'entrée|entrée souhaitée|entrée|à partir du",
        required=True,
    ),
    _field(
        "needed_slots",
        _("Half-days"),
        cells.parse_week,
        "demi-journées|jours demandés|jours souhaités|besoin|semaine",
    ),
    _field(
        "hours",
        _("Hours"),
        cells.parse_hours,
        "horaires|horaire|heures souhaitées",
        explained=_("Day by day, for example mon 7:30-17:00; tue 8:00-12:00. The half-days follow from them."),
    ),
    _field("modes", _("Modes of care"), cells.parse_modes, "modes|mode d'accueil|modes souhaités"),
    _field("weeks_per_year", _("Weeks a year"), whole(minimum=1, maximum=52), "semaines|semaines par an"),
    _field("minimum_days", _("At least (days)"), whole(minimum=1, maximum=5), "minimum|jours minimum|au moins"),
)
WISHES = tuple(
    _field(f"wish_{rank}", label, LONG, f"souhait {rank}|voeu {rank}|choix {rank}|lieu {rank}")
    for rank, label in zip(RANKS, (_("Wish 1"), _("Wish 2"), _("Wish 3"), _("Wish 4"), _("Wish 5")), strict=True)
)
OTHERS = (
    _field("wishes", _("Wishes by rank, in one column"), cells.parse_names, "souhaits|voeux|choix|lieux souhaités"),
    _field(
        "sibling",
        _("Brother or sister"),
        SHORT,
        "fratrie|code fratrie|famille n°|frère ou sœur",
        explained=_("The reference of their request, or one code for all the children of a family."),
    ),
    _field("together", _("Together or alone"), cells.parse_together, "ensemble|jumeaux"),
    _field("current_setting", _("Present setting"), LONG, "lieu actuel|accueil actuel"),
    _field(
        "current_slots",
        _("Half-days held at present"),
        cells.parse_week,
        "demi-journées actuelles|jours actuels",
    ),
    _field("meanwhile", _("Care meanwhile"), partial(parse_text, longest=200), "en attendant"),
    _field("note", _("Note"), partial(parse_text, longest=2000), "remarque|remarques|commentaire"),
    _field(
        "criteria",
        _("Criteria met, in one column"),
        cells.parse_criteria,
        "critères|critères remplis",
        explained=_("Codes or labels separated by semicolons, for example resident; single-parent; commissions-sat=2."),
    ),
)
CRITERIA = tuple(
    _field(f"{CRITERION}{each.code}", each.label, partial(cells.parse_answer, each.code), each.code)
    for each in CATALOGUE
    if each.origin != CriterionOrigin.COMPUTED
)
FIELDS = (*CHILD, *FAMILY, *ASKED, *WISHES, *OTHERS, *CRITERIA)
