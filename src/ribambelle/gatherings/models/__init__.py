"""Meetings, series, minutes; events, cycles, registrations; calendar feeds."""

from ribambelle.gatherings.models.events import (
    CheckIn,
    Evaluation,
    Event,
    EventSession,
    Registration,
    Seat,
    Selection,
    SelectionLine,
)
from ribambelle.gatherings.models.feeds import Feed
from ribambelle.gatherings.models.meetings import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Minutes,
    Representation,
    Series,
)

__all__ = [
    "ActionPoint",
    "AgendaItem",
    "Attendance",
    "CheckIn",
    "Decision",
    "Evaluation",
    "Event",
    "EventSession",
    "Feed",
    "Meeting",
    "Minutes",
    "Registration",
    "Representation",
    "Seat",
    "Selection",
    "SelectionLine",
    "Series",
]
