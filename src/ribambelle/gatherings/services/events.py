"""Write an event down, give it sessions and seats, open and close it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import EventState, RegistrationState
from ribambelle.gatherings.models import Event, EventSession, Seat
from ribambelle.gatherings.services.letters import registration_write
from ribambelle.gatherings.services.registrations import promote
from ribambelle.network.services import free_reference

#: The order in which an event moves; it can be cancelled from anywhere but cancelled.
MOVES = {
    EventState.DRAFT: {EventState.OPEN, EventState.CANCELLED},
    EventState.OPEN: {EventState.CLOSED, EventState.CANCELLED},
    EventState.CLOSED: {EventState.OPEN, EventState.CANCELLED},
    EventState.CANCELLED: set(),
}
FOLLOWED = ("title", "place", "price_cents", "closes_on", "reporting_year", "one_per_organisation")


def event_create(*, by: User | None, title: str, seats: int = 0, reference: str = "", **fields: Any) -> Event:
    """Write an event down, as a draft nobody sees; or with the numbers a source declares, for one of the past."""
    with transaction.atomic():
        event = Event(
            title=title,
            reference=reference or free_reference(Event, title, reserved=frozenset({"nouveau"})),
            **fields,
        )
        event.full_clean()
        event.save()
        Seat.objects.bulk_create(Seat(event=event, number=number) for number in range(1, seats + 1))
        record(by=by, verb="event.create", of=event, after={"title": title, "seats": seats})
    return event


def event_update(*, by: User | None, event: Event, **fields: Any) -> Event:
    """Change an event; nothing is written when nothing changes."""
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        before = {name: str(getattr(current, name)) for name in FOLLOWED}
        for name, value in fields.items():
            setattr(current, name, value)
        current.full_clean()
        current.save()
        after = {name: str(getattr(current, name)) for name in FOLLOWED}
        if before != after:
            record(by=by, verb="event.update", of=current, before=before, after=after)
    return current


def event_move(*, by: User | None, event: Event, state: EventState) -> Event:
    """Open, close, open again or cancel. Asking for the state it has changes nothing.

    Raises
    ------
    ValidationError
        When the move makes no sense, or an event opens without a session or a seat.
    """
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        if current.state == state:
            return current
        if state not in MOVES[EventState(current.state)]:
            raise ValidationError(
                _("An event that is “%(before)s” cannot become “%(after)s”.")
                % {"before": current.get_state_display(), "after": state.label}
            )
        if state == EventState.OPEN:
            _check_can_open(current)
        record(by=by, verb="event.move", of=current, before={"state": current.state}, after={"state": state})
        current.state = state
        current.save(update_fields=["state"])
        if state == EventState.CANCELLED:
            for registration in current.registrations.exclude(state=RegistrationState.CANCELLED):
                registration_write(registration, by=by)
    return current


def _check_can_open(event: Event) -> None:
    problems = []
    if not event.sessions.exists():
        problems.append(_("It has no session yet: say when it takes place."))
    if not event.seats.exists():
        problems.append(_("It has no seat yet: say how many people can come."))
    if event.seating_run:
        problems.append(_("Its seats were already given by a selection: it cannot open again."))
    if problems:
        raise ValidationError(problems)


def session_add(*, by: User | None, event: Event, **fields: Any) -> EventSession:
    """Add a sitting, numbered after the others."""
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        last = current.sessions.aggregate(last=Max("position"))["last"] or 0
        session = EventSession(event=current, position=last + 1, **fields)
        session.full_clean()
        session.save()
        record(by=by, verb="session.add", of=current, after={"held_on": str(session.held_on)})
    return session


def seats_set(*, by: User | None, event: Event, seats: int, at: datetime) -> int:
    """Change how many people can come; new seats go at once to those who wait. Returns how many moved up.

    Raises
    ------
    ValidationError
        When more people already have a seat.
    """
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        before = current.seats.count()
        taken = current.registrations.filter(state=RegistrationState.SEATED).count()
        if seats < taken:
            raise ValidationError(
                _("%(taken)s people already have a seat: there cannot be only %(seats)s. Cancel registrations first.")
                % {"taken": taken, "seats": seats}
            )
        free = current.seats.filter(registration__isnull=True).order_by("-number")
        Seat.objects.filter(pk__in=[seat.pk for seat in free[: max(0, before - seats)]]).delete()
        highest = current.seats.aggregate(highest=Max("number"))["highest"] or 0
        Seat.objects.bulk_create(
            Seat(event=current, number=highest + step) for step in range(1, max(0, seats - before) + 1)
        )
        if seats != before:
            record(by=by, verb="event.seats", of=current, before={"seats": before}, after={"seats": seats})
        moved = 0
        while current.seats.filter(registration__isnull=True).exists() and promote(by=by, event=current, at=at):
            moved += 1
    return moved
