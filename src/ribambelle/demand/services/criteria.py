"""The catalogue of criteria in the database."""

from typing import Any

from django.db import transaction
from django.utils.translation import override

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.criteria import CATALOGUE, Definition
from ribambelle.demand.models import Criterion


def _row(position: int, definition: Definition) -> dict[str, Any]:
    return {
        "label": str(definition.label),
        "category": str(definition.category),
        "kind": str(definition.kind),
        "origin": str(definition.origin),
        "group": definition.group,
        "minimum": definition.minimum,
        "maximum": definition.maximum,
        "evidence": str(definition.evidence),
        "is_sensitive": definition.is_sensitive,
        "position": position,
    }


def criteria_load(*, by: User | None, language: str) -> int:
    """Write the catalogue in the language of the installation; again changes nothing. How many rows changed.

    A criterion that left the catalogue stays: requests answered it. Three queries when nothing changed.
    """
    changed = []
    with transaction.atomic(), override(language):
        known = {criterion.code: criterion for criterion in Criterion.objects.select_for_update()}
        for position, definition in enumerate(CATALOGUE):
            values = _row(position, definition)
            criterion = known.get(definition.code) or Criterion(code=definition.code)
            if criterion.pk and all(getattr(criterion, name) == value for name, value in values.items()):
                continue
            for name, value in values.items():
                setattr(criterion, name, value)
            criterion.save()
            changed.append(definition.code)
        if changed:
            after = {"codes": changed}
            record(by=by, verb="criteria.load", kind="demand.criterion", reference="catalogue", after=after)
    return len(changed)
