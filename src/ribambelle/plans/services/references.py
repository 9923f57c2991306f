"""References of new records: readable, stable, free."""

from django.db import models
from django.utils.text import slugify

#: words that addresses use where a reference could stand
RESERVED = frozenset({"nouveau", "nouvelle", "actions", "objectifs", "indicateurs", "gerer", "flux"})


def free_reference(model: type[models.Model], stem: str, *, length: int = 60) -> str:
    """The slug of the stem, followed by -2, -3… when it is taken. One query."""
    base = slugify(stem)[: length - 5].strip("-") or "x"
    taken = (
        set(model._default_manager.filter(reference__startswith=base).values_list("reference", flat=True)) | RESERVED
    )
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def changes(record: models.Model, values: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after of the fields that differ, as JSON values; sets them on the record."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name, value in values.items():
        was = getattr(record, name)
        if was != value:
            before[name], after[name] = _plain(was), _plain(value)
            setattr(record, name, value)
    return before, after


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return str(getattr(value, "reference", value.pk))
    return str(value)
