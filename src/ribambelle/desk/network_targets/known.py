"""Who a line means: cells read, organisations by number or any spelling."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ribambelle.desk.targets import Row
from ribambelle.kernel.tables import Cell, CellError, fold, parse_text
from ribambelle.network.enums import OrganisationKind
from ribambelle.network.governance.selectors import ALIKE
from ribambelle.network.models import NameVariant, Organisation
from ribambelle.network.rules import bare_number, is_bce, is_fase, is_siret, name_key, name_likeness

NUMBERS: dict[str, Callable[[str], bool]] = {"bce": is_bce, "siret": is_siret, "fase": is_fase}
PLAIN = ("address", "phone", "email", "website")


def parse_kind(cell: Cell) -> str | None:
    """A kind of organisation by its name or code."""
    text = parse_text(cell)
    if not text:
        return None
    for kind in OrganisationKind:
        if fold(text) in {fold(str(kind.label)), fold(kind.value)}:
            return kind.value
    message = _("“%(text)s” is no kind of organisation. Write one of: %(kinds)s.")
    raise CellError(message % {"text": text, "kinds": ", ".join(str(kind.label) for kind in OrganisationKind)})


def parse_email(cell: Cell) -> str | None:
    """An e-mail address, in small letters."""
    text = parse_text(cell)
    try:
        validate_email(text or "x@example.org")
    except ValidationError:
        raise CellError(
            _("“%(text)s” is not an e-mail address. Correct it, or leave it blank.") % {"text": text}
        ) from None
    return text.lower() if text else None


def parse_number(cell: Cell, *, name: str) -> str | None:
    """An official number, without dots and spaces, whose check figures hold."""
    text = parse_text(cell)
    if not text:
        return None
    number = bare_number(text)
    if not NUMBERS[name](number):
        message = _("“%(text)s” is no %(name)s number: its figures do not hold together. Copy it again.")
        raise CellError(message % {"text": text, "name": name.upper()})
    return number


@dataclass(slots=True)
class Known:
    """The organisations as they are now, by number and by any spelling. Two queries, then none."""

    by_key: dict[str, list[Organisation]] = field(default_factory=dict)
    by_number: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    everyone: list[Organisation] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Known":
        known = cls()
        for organisation in Organisation.objects.select_related("commune", "parent").order_by("pk"):
            known.add(organisation)
        for variant in NameVariant.objects.select_related("organisation"):
            known.by_key[variant.key] = [variant.organisation]
        return known

    def add(self, organisation: Organisation) -> None:
        self.everyone.append(organisation)
        self.by_key.setdefault(name_key(organisation.name), []).append(organisation)
        for number in NUMBERS:
            if value := getattr(organisation, number):
                self.by_number[number, value] = organisation

    def named(self, name: str) -> Organisation | None:
        """The one of that name or spelling; None when none, or more than one could be meant."""
        found = self.by_key.get(name_key(name), [])
        return found[0] if len(found) == 1 else None

    def find(self, row: Row) -> Organisation | None:
        for number in NUMBERS:
            if found := self.by_number.get((number, row.get(number) or "")):
                return found
        return self.named(row.values["name"])

    def like(self, name: str) -> Organisation | None:
        """The most alike above the threshold, or None."""
        scored = [(name_likeness(name, each.name), -each.pk, each) for each in self.everyone]
        best = max(scored, default=None, key=lambda found: found[:2])
        return best[2] if best and best[0] >= ALIKE else None

    def unknown(self, name: str) -> str:
        """Why a line that cites this name cannot be taken, and what to do."""
        near = self.like(name)
        if near:
            message = _(
                "“%(name)s” is not known; “%(near)s” looks like it. Write that name, or add the spelling to it."
            )
            return message % {"name": name, "near": near}
        return _("“%(name)s” is not known. Bring in the organisations first.") % {"name": name}


def changed_fields(organisation: Organisation, values: dict[str, Any]) -> list[str]:
    """The fields a line would change: a blank cell changes nothing, and neither does the spelling of the name."""
    return [name for name, value in values.items() if value is not None and getattr(organisation, name) != value]
