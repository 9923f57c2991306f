"""The four counts of meetings, one definition each, wherever they are shown.

- **participations**: persons × meetings. One person at three meetings counts three times.
- **service attendances**: services × meetings. Two people of one service at one meeting count once.
- **distinct services** and **distinct persons**: each counted once, however often they came.

A meeting has a list of people, or the numbers its source declares, never both. The first two add up over both kinds;
the last two can only be counted where every meeting has a list: elsewhere they are what a source declares for the
whole series, or unknown. Never 0 for unknown.
"""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.gatherings.enums import MeetingState, Presence
from ribambelle.gatherings.models import Attendance, Event, Meeting, Representation, Series
from ribambelle.kernel.figures import Value


@dataclass(frozen=True, slots=True)
class Counts:
    """How many meetings were held, and the four counts, each with how one knows."""

    meetings: Value
    participations: Value
    service_attendances: Value
    distinct_services: Value
    distinct_persons: Value


@dataclass(frozen=True, slots=True)
class _Tally:
    held: int
    declared: int
    listed: int

    @property
    def silent(self) -> int:
        return self.held - self.declared - self.listed


def counts(meetings: QuerySet[Meeting], *, series: Series | None = None) -> Counts:
    """The counts of those of these meetings that were held. Five queries.

    Parameters
    ----------
    series
        When the meetings are those of one series: what its source declares stands in for the list that is missing.
    """
    held = meetings.filter(state=MeetingState.HELD).order_by()
    is_declared = Q(declared_persons__isnull=False) | Q(declared_services__isnull=False)
    sums = held.aggregate(
        held=Count("pk"),
        declared=Count("pk", filter=is_declared),
        persons=Sum("declared_persons"),
        services=Sum("declared_services"),
    )
    present = Attendance.objects.filter(meeting__in=held.values("pk"), presence=Presence.PRESENT).order_by()
    listed = present.aggregate(
        lines=Count("pk"), meetings=Count("meeting", distinct=True), persons=Count("person", distinct=True)
    )
    represented = Representation.objects.filter(attendance__in=present.values("pk")).order_by()
    pairs = represented.values("attendance__meeting", "organisation").distinct().count()
    services = represented.aggregate(n=Count("organisation", distinct=True))["n"]
    tally = _Tally(sums["held"], sums["declared"], listed["meetings"])
    return Counts(
        meetings=Value(tally.held, "computed", _("meetings held")),
        participations=_added(tally, listed["lines"], sums["persons"]),
        service_attendances=_added(tally, pairs, sums["services"]),
        distinct_services=_distinct(tally, services, series.declared_distinct_services if series else None, series),
        distinct_persons=_distinct(
            tally, listed["persons"], series.declared_distinct_persons if series else None, series
        ),
    )


def _added(tally: _Tally, listed: int, declared: int | None) -> Value:
    if not tally.declared and not tally.listed:
        return Value(None, "computed", _("no meeting has a list or a number yet"))
    parts = []
    if tally.listed:
        parts.append(
            ngettext("%(n)s meeting with its list", "%(n)s meetings with their lists", tally.listed)
            % {"n": tally.listed}
        )
    if tally.declared:
        parts.append(
            ngettext(
                "%(n)s meeting with the number its source gives",
                "%(n)s meetings with the numbers their source gives",
                tally.declared,
            )
            % {"n": tally.declared}
        )
    if tally.silent:
        parts.append(
            ngettext(
                "%(n)s meeting left out, nothing is known", "%(n)s meetings left out, nothing is known", tally.silent
            )
            % {"n": tally.silent}
        )
    return Value(listed + (declared or 0), "computed", ", ".join(parts))


def _distinct(tally: _Tally, counted: int, declared: int | None, series: Series | None) -> Value:
    if tally.declared and series is not None and declared is not None:
        return Value(declared, "declared", series.source)
    if tally.declared:
        return Value(None, "computed", _("not known: some meetings have numbers and no list"))
    if not tally.listed:
        return Value(None, "computed", _("no meeting has a list yet"))
    return Value(counted, "computed", _("each counted once, from the lists"))


def zones_met(meetings: QuerySet[Meeting]) -> Value:
    """In how many zones of coordination these meetings were held. One query."""
    held = meetings.filter(state=MeetingState.HELD).order_by()
    zones = held.filter(body__zone__isnull=False).values("body__zone").distinct().count()
    return Value(zones, "computed", _("distinct zones of the bodies that met"))


EventNumber = Literal["asked", "seated", "sessions", "seats", "session_minutes"]


def event_number(event: Event, what: EventNumber) -> Value:
    """One number of an event: from its registrations and sessions, or what its source declares. One query."""
    declared = getattr(event, f"declared_{what}")
    if declared is not None:
        return Value(declared, "declared", event.source)
    if event.is_declared:
        return Value(None, "declared", event.source)
    return Value(*_counted(event, what))


def _counted(event: Event, what: EventNumber) -> tuple[int | None, Literal["computed"], str]:
    if what == "session_minutes":
        lengths = {_length(s.starts_at, s.ends_at) for s in event.sessions.all()}
        return lengths.pop() if len(lengths) == 1 else None, "computed", _("length of every session")
    if what == "asked":
        return event.registrations.count(), "computed", _("registrations, those cancelled included")
    if what == "seated":
        return event.registrations.filter(seat__isnull=False).count(), "computed", _("registrations with a seat")
    if what == "seats":
        return event.seats.count(), "computed", _("numbered seats")
    return event.sessions.count(), "computed", _("sessions written down")


def _length(starts_at: time, ends_at: time) -> int:
    return (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
