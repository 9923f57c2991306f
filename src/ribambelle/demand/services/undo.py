"""Rows kept as they were before a merge or a join, and brought back whole."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core import serializers
from django.db.models import Model

from ribambelle.accounts.models import User
from ribambelle.demand.enums import UndoKind
from ribambelle.demand.errors import UndoRefused
from ribambelle.demand.models import NeededHours, Request, SensitiveFacts, UndoPoint, Wish
from ribambelle.demand.models.criteria import CriterionAnswer

#: Rows nothing points to, and whose ranks or codes exclude each other: they are written anew rather than changed.
REPLACED = (Wish, CriterionAnswer, NeededHours)
Rows = list[dict[str, Any]]


def dumped(rows: Iterable[Model]) -> Rows:
    """The rows as JSON values, in a fixed order."""
    found: Rows = json.loads(serializers.serialize("json", rows))
    return sorted(found, key=lambda row: (row["model"], row["pk"]))


def fingerprint(rows: Rows) -> str:
    """What tells that rows are still as they were."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def point_create(
    *,
    kind: UndoKind,
    by: User | None,
    at: datetime,
    request: Request,
    other: Request,
    before: Rows,
    after: Rows,
    facts: SensitiveFacts | None = None,
) -> UndoPoint:
    """Keep how things stood; `facts` are the protected ones of `other` before, None when it had none."""
    return UndoPoint.objects.create(
        kind=kind,
        by=by,
        at=at,
        request=request,
        other=other,
        before=before,
        after=fingerprint(after),
        key_id=facts.key_id if facts else "",
        content=bytes(facts.content) if facts else None,
    )


def restore(point: UndoPoint, current: Sequence[Model]) -> None:
    """Bring the rows of a point back; `current` are those that stand for them now.

    Raises
    ------
    UndoRefused
        Something happened to them since.
    """
    if point.undone_at is not None or fingerprint(dumped(current)) != point.after:
        raise UndoRefused(reference=point.request.reference)
    kept = {(row["model"], row["pk"]) for row in point.before}
    for row in current:
        if isinstance(row, REPLACED) or (row._meta.label_lower, row.pk) not in kept:
            row.delete()
    for restored in serializers.deserialize("json", json.dumps(point.before)):
        restored.save()
