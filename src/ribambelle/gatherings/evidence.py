"""By what a rule may let meetings and events prove an action, and what they add up to."""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ribambelle.gatherings.enums import EventKind, EventState, MeetingState, RegistrationState
from ribambelle.gatherings.models import Event, Meeting, Registration, Series
from ribambelle.gatherings.selectors.counts import counts
from ribambelle.network.models import Body
from ribambelle.plans.evidence import EvidenceFilter


def _held(**which: str) -> Iterable[str]:
    """Meetings that took place, and nothing that is only planned or was cancelled. One query."""
    return Meeting.objects.filter(state=MeetingState.HELD, **which).values_list("reference", flat=True)


def _events(**which: str) -> Iterable[str]:
    """Events that were opened to people and not cancelled. One query."""
    hidden = (EventState.DRAFT, EventState.CANCELLED)
    return Event.objects.exclude(state__in=hidden).filter(**which).values_list("reference", flat=True)


def _series() -> list[tuple[str, str]]:
    return list(Series.objects.order_by("name").values_list("reference", "name"))


def _bodies() -> list[tuple[str, str]]:
    return list(Body.objects.order_by("name").values_list("reference", "name"))


def _event_kinds() -> list[tuple[str, str]]:
    return [(str(kind.value), str(kind.label)) for kind in EventKind]


MEETINGS = (
    EvidenceFilter("series", gettext_lazy("series"), _series, lambda value: _held(series__reference=value)),
    EvidenceFilter("body", gettext_lazy("body"), _bodies, lambda value: _held(body__reference=value)),
)
EVENTS = (
    EvidenceFilter("body", gettext_lazy("body"), _bodies, lambda value: _events(body__reference=value)),
    EvidenceFilter("kind", gettext_lazy("kind"), _event_kinds, lambda value: _events(kind=value)),
)


def meeting_totals(references: Sequence[str]) -> list[tuple[str | Promise, str]]:
    """Participations and service attendances of these meetings: the counts of the meetings themselves."""
    found = counts(Meeting.objects.filter(reference__in=references))
    values = (
        (gettext_lazy("participations"), found.participations.value),
        (gettext_lazy("service attendances"), found.service_attendances.value),
    )
    return [(label, str(value)) for label, value in values if value is not None]


def event_totals(references: Sequence[str]) -> list[tuple[str | Promise, str]]:
    """People who have a seat at these events. One query."""
    seated = Registration.objects.filter(event__reference__in=references, state=RegistrationState.SEATED).count()
    return [(gettext_lazy("people seated"), str(seated))]
