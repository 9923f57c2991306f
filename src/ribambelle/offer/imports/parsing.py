"""One line of a directory to one setting: every problem of the line at once, and what one would rather ask about."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from ribambelle.kernel import formats
from ribambelle.kernel.tables import fold
from ribambelle.network.enums import OrganisationKind
from ribambelle.offer.enums import Mode, SettingKind
from ribambelle.offer.rules import Hours

KINDS = {
    "creche": SettingKind.CRECHE,
    "creche collective": SettingKind.CRECHE,
    "creche communale": SettingKind.CRECHE,
    "pregardiennat": SettingKind.CRECHE,
    "maison d enfants": SettingKind.CRECHE,
    "centre de la petite enfance": SettingKind.CRECHE,
    "cpe": SettingKind.CRECHE,
    "gard": SettingKind.CRECHE,
    "multi accueil": SettingKind.MULTI_ACCUEIL,
    "multiaccueil": SettingKind.MULTI_ACCUEIL,
    "halte accueil": SettingKind.DROP_IN,
    "halte garderie": SettingKind.DROP_IN,
    "mcae": SettingKind.MCAE,
    "maison communale d accueil de l enfance": SettingKind.MCAE,
    "co accueil": SettingKind.CO_CHILDMINDING,
    "coaccueil": SettingKind.CO_CHILDMINDING,
    "accueillante": SettingKind.CHILDMINDER,
    "accueillant": SettingKind.CHILDMINDER,
    "assistante maternelle": SettingKind.CHILDMINDER,
    "assistant maternel": SettingKind.CHILDMINDER,
    "sae": SettingKind.CHILDMINDING_SERVICE,
    "service d accueil d enfants": SettingKind.CHILDMINDING_SERVICE,
    "micro creche": SettingKind.MICRO_CRECHE,
    "mam": SettingKind.CHILDMINDERS_HOUSE,
    "maison d assistants maternels": SettingKind.CHILDMINDERS_HOUSE,
    "maison d assistantes maternelles": SettingKind.CHILDMINDERS_HOUSE,
    "alsh": SettingKind.LEISURE,
    "accueil de loisirs": SettingKind.LEISURE,
}
#: Words that mean one thing here and another there: a crèche in Québec, after-school care in Belgium.
UNSURE_KINDS = {"garderie": SettingKind.CRECHE, "jardin d enfants": SettingKind.CRECHE}
MANAGER_KINDS = {
    "commune": OrganisationKind.COMMUNE,
    "communal": OrganisationKind.COMMUNE,
    "cpas": OrganisationKind.SOCIAL_CENTRE,
    "ccas": OrganisationKind.SOCIAL_CENTRE,
    "asbl": OrganisationKind.ASSOCIATION,
    "association": OrganisationKind.ASSOCIATION,
    "province": OrganisationKind.PROVINCE,
    "entreprise": OrganisationKind.ENTERPRISE,
}
TEXTS = ("name", "commune", "address", "postal_code", "phone", "manager", "attached_to", "programme")
YOUNG_UNDER_MONTHS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """What one row says, in our terms. None, blank and empty: the file does not say."""

    reference: str = ""
    name: str = ""
    kind: SettingKind | None = None
    kind_stated: str = ""
    commune: str = ""
    address: str = ""
    postal_code: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    manager: str = ""
    manager_kind: str = ""
    attached_to: str = ""
    places: int | None = None
    young_places: int | None = None
    funded: int | None = None
    programme: str = ""
    min_age_months: int | None = None
    max_age_months: int | None = None
    openings: tuple[Hours, ...] = ()
    modes: dict[str, bool] = field(default_factory=dict)
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Remarks:
    """What one row makes one say: problems refuse it, doubts ask first, notes are only told."""

    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Values = Mapping[str, Any]


def parse_row(values: Values) -> tuple[SettingRow, Remarks]:
    """One line whose cells were read (None or absent: unknown), as a setting, with everything there is to say."""
    remarks = Remarks()
    texts = {name: values.get(name) or "" for name in TEXTS}
    if not texts["name"]:
        remarks.problems.append(_("The name is blank. Give the setting a name, or take the line out."))
    low, high = _ages(values, remarks)
    places, young = values.get("places"), values.get("young_places")
    if places is not None and young is not None and young > places:
        message = _("%(young)s places for the youngest out of %(places)s in all: correct one of them.")
        remarks.problems.append(message % {"young": young, "places": places})
    row = SettingRow(
        **texts,
        reference=_reference(values, remarks),
        kind=_kind(values, remarks),
        kind_stated=values.get("kind") or "",
        email=_valid(values, "email", validate_email, remarks),
        website=_valid(values, "website", URLValidator(), remarks),
        manager_kind=MANAGER_KINDS.get(fold(values.get("manager_kind") or ""), ""),
        places=places,
        young_places=young if places is not None else None,
        funded=values.get("funded"),
        min_age_months=low,
        max_age_months=high,
        openings=_openings(values, remarks),
        modes={mode: said for mode in Mode.values if (said := values.get(mode)) is not None},
        latitude=values.get("latitude") if values.get("longitude") is not None else None,
        longitude=values.get("longitude") if values.get("latitude") is not None else None,
    )
    return row, remarks


def _reference(values: Values, remarks: Remarks) -> str:
    reference = values.get("reference") or ""
    if reference and not re.fullmatch(r"[-\w]+", reference, re.ASCII):
        message = _("Reference “%(reference)s” not kept: one is made from the name.")
        remarks.notes.append(message % {"reference": reference})
        return ""
    return reference


def _kind(values: Values, remarks: Remarks) -> SettingKind | None:
    stated = values.get("kind") or ""
    word = fold(stated)
    if word in KINDS:
        return KINDS[word]
    if word in UNSURE_KINDS:
        kind = UNSURE_KINDS[word]
        message = _("“%(word)s” is read as %(kind)s; the word also means other things.")
        remarks.doubts.append(message % {"word": stated, "kind": kind.label})
        return kind
    if word:
        message = _("Kind “%(word)s” is not known. Write for example crèche, halte-accueil or micro-crèche.")
        remarks.problems.append(message % {"word": stated})
    else:
        remarks.problems.append(_("The kind is blank. Write for example crèche, halte-accueil or micro-crèche."))
    return None


def _valid(values: Values, name: str, check: Callable[[str], None], remarks: Remarks) -> str:
    """The text when it is what it should be; a broken address is left out, and told."""
    text = values.get(name) or ""
    try:
        if text:
            check(text)
    except ValidationError:
        remarks.notes.append(_("“%(text)s” not kept: it is not an address that works.") % {"text": text})
        return ""
    return text


def _ages(values: Values, remarks: Remarks) -> tuple[int | None, int | None]:
    """In months; a file may say months or years, and months win."""
    low, high = (
        values.get(f"{bound}_years") if values.get(f"{bound}_months") is None else values[f"{bound}_months"]
        for bound in ("min_age", "max_age")
    )
    if low is not None and high is not None and high <= low:
        message = _("Ages from %(low)s to %(high)s months: the end must come after the beginning. Correct one.")
        remarks.problems.append(message % {"low": low, "high": high})
    return low, high


def _openings(values: Values, remarks: Remarks) -> tuple[Hours, ...]:
    days, opens, closes = (values.get(name) for name in ("days", "opens_at", "closes_at"))
    if opens is None and closes is None:
        if days is not None:
            remarks.notes.append(_("Opening days without hours: not kept until the hours are known."))
        return ()
    if opens is None or closes is None or closes <= opens:
        shown = " – ".join(formats.clock(moment) if moment else "?" for moment in (opens, closes))
        message = _("Hours %(shown)s: give both, the closing after the opening, or neither.")
        remarks.problems.append(message % {"shown": shown})
        return ()
    return tuple(Hours(day, opens, closes) for day in days or (None,))
