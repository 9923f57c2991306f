"""Series of meetings, planned ahead by a recurrence rule or filled by hand."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.models import Meeting, Series
from ribambelle.gatherings.rules import BadRule, end_of, occurrences
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.network.services import free_reference


def series_create(*, by: User | None, name: str, reference: str = "", **fields: Any) -> Series:
    """Open a series, with an iCalendar rule or without."""
    with transaction.atomic():
        series = Series(
            name=name,
            reference=reference or free_reference(Series, name, reserved=frozenset({"nouvelle"})),
            **fields,
        )
        series.full_clean()
        if series.rule and series.starts_on:
            _dates(series, until=series.starts_on)
        series.save()
        record(by=by, verb="series.create", of=series, after={"name": name, "rule": series.rule})
    return series


def _dates(series: Series, *, until: date) -> list[date]:
    if not series.rule or series.starts_on is None:
        raise ValidationError(_("This series has no recurrence rule: add its meetings one by one, or give it a rule."))
    try:
        return occurrences(series.rule, starts_on=series.starts_on, until=until)
    except BadRule as error:
        raise ValidationError(
            _(
                "“%(rule)s” cannot be read as a recurrence rule, or gives more than 400 dates. "
                "Write for instance FREQ=MONTHLY;BYDAY=1TU, or choose an earlier end."
            )
            % {"rule": series.rule}
        ) from error


def series_extend(*, by: User | None, series: Series, until: date) -> list[Meeting]:
    """Plan the meetings of the rule up to a date. Dates that have their meeting, even cancelled, are left alone."""
    with transaction.atomic():
        current = Series.objects.select_for_update().get(pk=series.pk)
        if current.body is None:
            raise ValidationError(_("This series belongs to no body: say who meets first."))
        taken = set(current.meetings.values_list("held_on", flat=True))
        planned = [
            meeting_plan(
                by=by,
                body=current.body,
                series=current,
                title=current.name,
                held_on=day,
                starts_at=current.starts_at,
                ends_at=end_of(current.starts_at, current.duration_minutes)
                if current.starts_at and current.duration_minutes
                else None,
                place=current.place,
                reporting_year=current.reporting_year or day.year,
            )
            for day in _dates(current, until=until)
            if day not in taken
        ]
        if planned:
            record(by=by, verb="series.extend", of=current, after={"until": str(until), "meetings": len(planned)})
    return planned
