"""Writes of the network room."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.enums import TerritoryKind
from ribambelle.network.models import Organisation, Territory
from ribambelle.network.rules import changes
from ribambelle.network.selectors import organisation_state

DATA = Path(__file__).resolve().parent / "data"
REFERENCE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: territories created, changed, and left as they were."""

    created: int
    changed: int
    same: int


def territories_load(*, by: User | None, region: str = "luxembourg-be") -> Loaded:
    """Bring in the territories shipped for a region, with outlines and mergers; again changes nothing.

    Raises
    ------
    FileNotFoundError
        When nothing is shipped for that region.
    """
    with (DATA / f"territories-{region}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    outlines = {
        feature["properties"]["code_ins"]: feature["geometry"]
        for feature in json.loads((DATA / f"communes-{region}.geojson").read_text("utf-8"))["features"]
    }
    counts = {"created": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        known: dict[str, Territory] = {}
        # the successor of a merger first, so that those that merged can point to it
        for row in sorted(rows, key=lambda row: bool(row["merged_into"])):
            known[row["reference"]], outcome = _territory_put(row, known, outlines.get(row["reference"]))
            counts[outcome] += 1
        if counts["created"] or counts["changed"]:
            record(by=by, verb="territories.load", kind="network.territory", reference=region, after=counts)
    return Loaded(**counts)


def _territory_put(
    row: dict[str, str], known: dict[str, Territory], outline: dict[str, Any] | None
) -> tuple[Territory, str]:
    fields = {
        "name": row["name"],
        "parent": known.get(row["parent"]),
        "outline": outline,
        "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "merged_into": known.get(row["merged_into"]),
    }
    territory, is_new = Territory.objects.get_or_create(
        kind=TerritoryKind(row["kind"]), reference=row["reference"], defaults=fields
    )
    if is_new:
        return territory, "created"
    if all(getattr(territory, name) == value for name, value in fields.items()):
        return territory, "same"
    for name, value in fields.items():
        setattr(territory, name, value)
    territory.save()
    return territory, "changed"


def shipped_regions() -> list[str]:
    """The regions whose territories are shipped with the product."""
    return sorted(path.stem.removeprefix("territories-") for path in DATA.glob("territories-*.csv"))


def communes_add(*, by: User | None, communes: Sequence[tuple[str, str]]) -> int:
    """Add communes by official code and name; those whose code is known already stay as they are.

    Returns how many are new.
    """
    with transaction.atomic():
        known = set(
            Territory.objects.filter(
                kind=TerritoryKind.COMMUNE, reference__in=[code for code, _name in communes]
            ).values_list("reference", flat=True)
        )
        new = {code: name for code, name in communes if code not in known}
        for code, name in new.items():
            territory = Territory(kind=TerritoryKind.COMMUNE, reference=code, name=name)
            territory.full_clean()
            territory.save()
            record(by=by, verb="territory.create", of=territory, after={"name": name})
    return len(new)


def commune_merge(*, by: User | None, commune: Territory, into: Territory, on: date) -> None:
    """A commune ends and becomes part of another; its history stays.

    Raises
    ------
    ValidationError
        When it would merge into itself, or ended before it began.
    """
    if commune.pk == into.pk:
        raise ValidationError(
            _("%(name)s cannot merge into itself. Choose the commune it becomes part of.") % {"name": commune.name}
        )
    with transaction.atomic():
        current = Territory.objects.select_for_update().get(pk=commune.pk)
        current.valid_to, current.merged_into = on, into
        current.full_clean()
        current.save()
        record(by=by, verb="territory.merge", of=current, after={"into": into.reference, "on": on.isoformat()})


def free_reference(model: Any, wanted: str, *, reserved: frozenset[str] = frozenset()) -> str:
    """A reference made from a name: the name itself, or with -2, -3… when it is taken or reserved."""
    base = slugify(wanted)[: REFERENCE_LENGTH - 4] or "x"
    taken = set(model.objects.filter(reference__startswith=base).values_list("reference", flat=True)) | reserved
    reference, number = base, 1
    while reference in taken:
        number += 1
        reference = f"{base}-{number}"
    return reference


def organisation_create(*, by: User | None, name: str, **fields: Any) -> Organisation:
    """Create an organisation; its reference is made from its name."""
    with transaction.atomic():
        organisation = Organisation(
            name=name, reference=free_reference(Organisation, name, reserved=frozenset({"nouvelle"})), **fields
        )
        organisation.full_clean()
        organisation.save()
        after = {key: value for key, value in organisation_state(organisation).items() if value}
        record(by=by, verb="organisation.create", of=organisation, after=after)
    return organisation


def organisation_update(*, by: User | None, organisation: Organisation, **fields: Any) -> Organisation:
    """Change an organisation; nothing is written, and nothing logged, when nothing changes."""
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        state = organisation_state(current)
        for name, value in fields.items():
            setattr(current, name, value)
        before, after = changes(state, organisation_state(current))
        if after:
            current.full_clean()
            current.save()
            record(by=by, verb="organisation.update", of=current, before=before, after=after)
    return current
