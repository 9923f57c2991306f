"""Every figure of the gatherings, as the registry of figures lists them."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.gatherings.enums import MeetingState
from ribambelle.gatherings.models import Event, Meeting, Series
from ribambelle.gatherings.selectors.counts import Counts, counts, event_number, zones_met
from ribambelle.gatherings.selectors.events import unmet_need
from ribambelle.kernel.figures import Figure, Value


def series_figures() -> Iterator[Figure]:
    """The counts of each series of meetings. One query, then five a series the first time one of its is asked."""
    for series in Series.objects.order_by("reference"):
        yield from _figures_of_series(series)


def _figures_of_series(series: Series) -> list[Figure]:
    meetings = Meeting.objects.filter(series=series)
    year = str(series.reporting_year or "")

    @cache
    def tally() -> Counts:
        return counts(meetings, series=series)

    code, name = f"series.{series.reference}", series.name
    return [
        Figure(f"{code}.meetings", _("%s: meetings") % name, _("meetings"), year, lambda: tally().meetings),
        Figure(
            f"{code}.participations",
            _("%s: participations") % name,
            _("persons × meetings"),
            year,
            lambda: tally().participations,
        ),
        Figure(
            f"{code}.service-attendances",
            _("%s: service attendances") % name,
            _("services × meetings"),
            year,
            lambda: tally().service_attendances,
        ),
        Figure(
            f"{code}.distinct-services",
            _("%s: distinct services") % name,
            _("services"),
            year,
            lambda: tally().distinct_services,
        ),
        Figure(
            f"{code}.distinct-persons",
            _("%s: distinct persons") % name,
            _("persons"),
            year,
            lambda: tally().distinct_persons,
        ),
        Figure(f"{code}.zones", _("%s: zones") % name, _("zones"), year, lambda: zones_met(meetings)),
    ]


def meeting_figures() -> Iterator[Figure]:
    """How often each body met in each reporting year. One query, then one a figure."""
    pairs = (
        Meeting.objects.filter(reporting_year__isnull=False)
        .order_by("body__reference", "reporting_year")
        .values_list("body", "body__reference", "body__name", "reporting_year")
        .distinct()
    )
    for body, reference, name, year in pairs:
        yield Figure(
            f"meetings.{reference}.{year}",
            _("%s: meetings") % name,
            _("meetings"),
            str(year),
            lambda body=body, year=year: _held(body, year),  # type: ignore[misc]
        )


def _held(body: int, year: int) -> Value:
    held = Meeting.objects.filter(body=body, reporting_year=year, state=MeetingState.HELD)
    return Value(held.count(), "computed", _("meetings held"))


def event_figures() -> Iterator[Figure]:
    """Asked, seated, refused, seats and sessions of each event. One query, then one a figure."""
    for event in Event.objects.order_by("reference"):
        yield from _figures_of_event(event)


def _figures_of_event(event: Event) -> list[Figure]:
    code, name, year = f"event.{event.reference}", event.title, str(event.reporting_year or "")
    return [
        Figure(f"{code}.asked", _("%s: asked") % name, _("persons"), year, lambda: event_number(event, "asked")),
        Figure(f"{code}.seated", _("%s: seated") % name, _("persons"), year, lambda: event_number(event, "seated")),
        Figure(f"{code}.refused", _("%s: asked, no seat") % name, _("persons"), year, lambda: _unmet(event)),
        Figure(f"{code}.seats", _("%s: seats") % name, _("seats"), year, lambda: event_number(event, "seats")),
        Figure(
            f"{code}.sessions",
            _("%s: sessions") % name,
            pgettext("unit", "sessions"),
            year,
            lambda: event_number(event, "sessions"),
        ),
        Figure(
            f"{code}.session-minutes",
            _("%s: length of a session") % name,
            pgettext("unit", "minutes"),
            year,
            lambda: event_number(event, "session_minutes"),
        ),
    ]


def _unmet(event: Event) -> Value:
    if event.is_declared:
        return Value(unmet_need(event), "declared", event.source)
    return Value(unmet_need(event), "computed", _("registrations waiting or refused"))
