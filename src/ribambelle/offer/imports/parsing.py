"""One row of a directory to one setting: every problem of the row at once, and what one would rather ask about."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ribambelle.kernel.tables import (
    Cell,
    CellError,
    fold,
    parse_boolean,
    parse_decimal,
    parse_integer,
    parse_text,
    parse_time,
)
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
DAYS = ("lu", "ma", "me", "je", "ve", "sa", "di")
MODES = {mode.value: mode for mode in Mode}
YOUNG_UNDER_MONTHS = 18
MOST_PLACES = 2_000
Parsed = TypeVar("Parsed")


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


class RowReader:
    """Reads the cells of one row through the mapping, gathering problems instead of stopping at the first."""

    def __init__(self, cells: Mapping[str, Cell], mapping: Mapping[str, str]) -> None:
        self.cells = cells
        self.mapping = mapping
        self.problems: list[str] = []
        self.doubts: list[str] = []
        self.notes: list[str] = []

    def get(self, code: str, parse: Callable[[Cell], Parsed | None]) -> Parsed | None:
        """The cell of a field, parsed; None when the file has no such column, or the cell is blank or wrong."""
        heading = self.mapping.get(code)
        if heading is None:
            return None
        try:
            return parse(self.cells.get(heading))
        except CellError as error:
            self.problems.append(f"{heading}: {error}")
            return None

    def text(self, code: str, longest: int = 200) -> str:
        return (self.get(code, lambda cell: parse_text(cell, longest=longest)) or "").strip()

    def places(self, code: str) -> int | None:
        return self.get(code, lambda cell: parse_integer(cell, minimum=0, maximum=MOST_PLACES))


def parse_row(cells: Mapping[str, Cell], mapping: Mapping[str, str]) -> tuple[SettingRow, RowReader]:
    """Read one row; the reader holds its problems (refused), doubts (ask) and notes (told)."""
    reader = RowReader(cells, mapping)
    name = reader.text("name")
    if not name and not reader.problems:
        reader.problems.append(_("The name is blank. Give the setting a name, or take the line out."))
    kind_stated = reader.text("kind", 60)
    low, high = _ages(reader)
    places, young = reader.places("places"), reader.places("young_places")
    if places is not None and young is not None and young > places:
        reader.problems.append(
            _("%(young)s places for the youngest out of %(places)s in all: the part exceeds the whole. Correct one.")
            % {"young": young, "places": places}
        )
    row = SettingRow(
        reference=_reference(reader),
        name=name,
        kind=_kind(kind_stated, reader),
        kind_stated=kind_stated,
        commune=reader.text("commune", 120),
        address=reader.text("address", 240),
        postal_code=reader.text("postal_code", 12),
        phone=reader.text("phone", 40),
        email=_email(reader),
        website=reader.text("website"),
        manager=reader.text("manager"),
        manager_kind=MANAGER_KINDS.get(fold(reader.text("manager_kind")), ""),
        attached_to=reader.text("attached_to"),
        places=places,
        young_places=young if places is not None else None,
        funded=reader.places("funded"),
        programme=reader.text("programme", 120),
        min_age_months=low,
        max_age_months=high,
        openings=_openings(reader),
        modes={mode: said for mode in MODES if (said := reader.get(mode, parse_boolean)) is not None},
        **_coordinates(reader),
    )
    return row, reader


def _reference(reader: RowReader) -> str:
    reference = reader.text("reference", 60)
    if reference and not re.fullmatch(r"[-\w]+", reference, re.ASCII):
        reader.notes.append(
            _("Reference “%(reference)s” not kept: one is made from the name.") % {"reference": reference}
        )
        return ""
    return reference


def _kind(stated: str, reader: RowReader) -> SettingKind | None:
    word = fold(stated)
    if word in KINDS:
        return KINDS[word]
    if word in UNSURE_KINDS:
        kind = UNSURE_KINDS[word]
        reader.doubts.append(
            _("“%(word)s” is read as %(kind)s; the word also means other things.")
            % {"word": stated, "kind": kind.label}
        )
        return kind
    if word:
        message = _("Kind “%(word)s” is not known. Write for example crèche, halte-accueil, MCAE or micro-crèche.")
        reader.problems.append(message % {"word": stated})
    else:
        reader.problems.append(_("The kind is blank. Write for example crèche, halte-accueil, MCAE or micro-crèche."))
    return None


def _email(reader: RowReader) -> str:
    email = reader.text("email")
    try:
        if email:
            validate_email(email)
    except ValidationError:
        reader.notes.append(_("E-mail “%(email)s” not kept: it is not an address.") % {"email": email})
        return ""
    return email


def _coordinates(reader: RowReader) -> dict[str, Decimal | None]:
    latitude, longitude = reader.get("latitude", parse_decimal), reader.get("longitude", parse_decimal)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return {"latitude": None, "longitude": None}
    digits = Decimal("0.00001")
    return {"latitude": latitude.quantize(digits), "longitude": longitude.quantize(digits)}


def _ages(reader: RowReader) -> tuple[int | None, int | None]:
    low, high = (_age(reader, bound) for bound in ("min_age", "max_age"))
    if low is not None and high is not None and high <= low:
        message = _("Ages from %(low)s to %(high)s months: the end must come after the beginning. Correct one.")
        reader.problems.append(message % {"low": low, "high": high})
    return low, high


def _age(reader: RowReader, bound: str) -> int | None:
    """In months; a file may give months, or years with a comma (2,5 is 30 months)."""
    months = reader.get(f"{bound}_months", lambda cell: parse_integer(cell, minimum=0, maximum=216))
    years = reader.get(f"{bound}_years", parse_decimal)
    if months is not None or years is None:
        return months
    if not 0 <= years <= 18:
        message = _("%(years)s years: the age of a child is between 0 and 18. Correct it, or leave it blank.")
        reader.problems.append(message % {"years": years})
        return None
    return int(years * 12)


def _openings(reader: RowReader) -> tuple[Hours, ...]:
    days = reader.get("days", lambda cell: parse_days(parse_text(cell)))
    opens, closes = reader.get("opens_at", parse_time), reader.get("closes_at", parse_time)
    if opens is None and closes is None:
        if days is not None:
            reader.notes.append(_("Opening days without hours: not kept until the hours are known."))
        return ()
    if opens is None or closes is None or closes <= opens:
        shown = " – ".join(f"{moment:%H:%M}" if isinstance(moment, time) else "?" for moment in (opens, closes))
        message = _("Hours %(shown)s: give both, the closing after the opening, or neither.")
        reader.problems.append(message % {"shown": shown})
        return ()
    return tuple(Hours(day, opens, closes) for day in days or (None,))


def parse_days(text: str | None) -> tuple[int | None, ...] | None:
    """Days of the week from “lun-ven”, “lundi au vendredi”, “lu, ma, je” or “5 jours par semaine” (days unknown).

    `(None,)` means that hours hold on days the text does not name.

    Raises
    ------
    CellError
        When the text cannot be read.
    """
    words = fold(text or "")
    if not words:
        return None
    if re.fullmatch(r"[1-6] ?(j|jours?)( par| sur| 7)?( semaine| 7)?", words):
        return (None,)
    if re.fullmatch(r"(7 ?(j|jours?)( par| sur)?( semaine| 7)?|tous les jours)", words):
        return tuple(range(7))
    named = [word for word in words.split() if word not in {"et", "du", "le", "les"}]
    days = [DAYS.index(word[:2]) if word[:2] in DAYS else word for word in named]
    known = [day for day in days if isinstance(day, int)]
    between = [day for day in days if not isinstance(day, int)]
    is_span = len(known) == 2 and (between in (["a"], ["au"]) or (not between and re.search(r"[-–—]", text or "")))
    if is_span and known[0] < known[1]:
        return tuple(range(known[0], known[1] + 1))
    if between or not known:
        message = _("“%(text)s” does not say which days. Write for example lun-ven, or lundi, mardi, jeudi.")
        raise CellError(message % {"text": text})
    return tuple(sorted(set(known)))
