"""The facts many times over, to measure what grows with them. Only ever inside a transaction that is undone."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from ribambelle.funding.models import FundingPeriod, Portfolio, Programme, Project
from ribambelle.gatherings.models import Meeting, Series
from ribambelle.plans.models import (
    Action,
    Citation,
    Evidence,
    ExpectedEffect,
    Indicator,
    IndicatorValue,
    Objective,
    Perspective,
    Plan,
    PlanNote,
    Result,
)

#: a model stands after those its rows point to
COPIED: Sequence[type[models.Model]] = (
    Plan,
    PlanNote,
    Action,
    ExpectedEffect,
    Result,
    Perspective,
    Evidence,
    Objective,
    Citation,
    Indicator,
    IndicatorValue,
    Series,
    Meeting,
    Programme,
    Portfolio,
    Project,
    FundingPeriod,
)


def multiply(times: int) -> int:
    """Copy the rows until they stand `times` times; gives how many rows there are then."""
    originals = {model: list(model._default_manager.order_by("pk")) for model in COPIED}
    for number in range(1, times):
        made: dict[tuple[type[models.Model], Any], models.Model] = {}
        for model, rows in originals.items():
            _copy(model, rows, number, made)
    return sum(model._default_manager.count() for model in COPIED)


def _copy(
    model: type[models.Model],
    rows: Sequence[models.Model],
    number: int,
    made: dict[tuple[type[models.Model], Any], models.Model],
) -> None:
    """One copy of the rows of a model, wave after wave: a row that points to its own table waits for it."""
    waiting = list(rows)
    while waiting:
        here = {row.pk for row in waiting}
        wave = [row for row in waiting if not here & _own(row)]
        copies = [_twin(row, number, made) for row in wave]
        for row, twin in zip(wave, model._default_manager.bulk_create(copies), strict=True):
            made[model, row.pk] = twin
        waiting = [row for row in waiting if row.pk not in {done.pk for done in wave}]


def _own(row: models.Model) -> set[Any]:
    """The rows of its own table that a row points to."""
    return {
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.is_relation and field.related_model is type(row)
    }


def _twin(row: models.Model, number: int, made: dict[tuple[type[models.Model], Any], models.Model]) -> models.Model:
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key:
            continue
        if field.is_relation and (field.related_model, value) in made:
            value = made[field.related_model, value].pk  # type: ignore[index]
        elif field.name == "reference" and not isinstance(row, Evidence):
            value = f"{value[:12]}-{row.pk}-{number}"[:20] if isinstance(row, Meeting) else f"{value}-{number}"
        values[field.attname] = value
    return type(row)(**values)
