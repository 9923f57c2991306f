"""Ask for a seat, give it back, move up from the waiting list, come, and say what one thought of it.

The row of the event is locked before seats are looked at; seats are rows held one to one: overbooking is impossible
even for a program that forgets the lock.
"""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import EventState, RegistrationState, Seating
from ribambelle.gatherings.models import CheckIn, Evaluation, Event, EventSession, Registration, Seat
from ribambelle.gatherings.services.letters import registration_write
from ribambelle.network.governance.selectors import organisation_named

STILL_THERE = (
    RegistrationState.ASKED,
    RegistrationState.SEATED,
    RegistrationState.WAITING,
    RegistrationState.REFUSED,
)


def _free_seat(event: Event) -> Seat | None:
    return event.seats.filter(registration__isnull=True).order_by("number").first()


def registration_ask(
    *, by: User | None, event: Event, name: str, email: str, at: datetime, organisation: str = "", note: str = ""
) -> Registration:
    """Register a person: a seat if one is free, else the waiting list; a cycle only notes who asks.

    Raises
    ------
    ValidationError
        When registration is closed, or this address is already registered.
    """
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        _check_open(current, at)
        if current.registrations.filter(email__iexact=email, state__in=STILL_THERE).exists():
            raise ValidationError(
                {
                    "email": _("%(email)s is already registered. The message you received has your own page.")
                    % {"email": email}
                }
            )
        seat = _free_seat(current) if current.seating == Seating.FIRST_COME else None
        registration = Registration(
            event=current,
            reference="-",
            token=secrets.token_urlsafe(32),
            name=name,
            email=email.lower(),
            organisation=organisation_named(organisation),
            organisation_name=organisation,
            note=note,
            seat=seat,
            state=_first_state(current, seat),
            asked_at=at,
        )
        registration.full_clean(exclude=["reference"])
        registration.save()
        registration.reference = f"I-{registration.pk}"
        registration.save(update_fields=["reference"])
        record(by=by, verb="registration.ask", of=registration, after={"state": registration.state}, at=at)
        registration_write(registration, by=by)
    return registration


def _first_state(event: Event, seat: Seat | None) -> RegistrationState:
    if event.seating == Seating.SELECTION:
        return RegistrationState.ASKED
    return RegistrationState.SEATED if seat else RegistrationState.WAITING


def _check_open(event: Event, at: datetime) -> None:
    if event.state != EventState.OPEN:
        raise ValidationError(_("Registration is not open for “%(event)s”.") % {"event": event})
    if event.closes_on and timezone.localdate(at) >= event.closes_on:
        raise ValidationError(
            _("Registration for “%(event)s” closed on %(day)s. Write to us: a seat may come free.")
            % {"event": event, "day": event.closes_on.strftime("%d/%m/%Y")}
        )


def registration_cancel(*, by: User | None, registration: Registration, at: datetime) -> Registration | None:
    """Give the seat back; exactly one person who waits moves up, once. Cancelling again changes nothing.

    Returns the registration that moved up, if one did.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=registration.event_id)
        current = Registration.objects.select_for_update().get(pk=registration.pk)
        if current.state == RegistrationState.CANCELLED:
            return None
        had_seat = current.seat_id is not None
        before, current.state, current.seat, current.moved_at = current.state, RegistrationState.CANCELLED, None, at
        current.save()
        record(
            by=by,
            verb="registration.cancel",
            of=current,
            before={"state": before},
            after={"state": current.state},
            at=at,
        )
        registration_write(current, by=by)
        return promote(by=by, event=event, at=at) if had_seat and event.state != EventState.CANCELLED else None


def promote(*, by: User | None, event: Event, at: datetime) -> Registration | None:
    """Seat the next in line, if a seat is free and somebody waits. The event must be locked by the caller.

    First come: the waiting list, oldest first. A closed group: by the rank of its selection, until it has begun.
    """
    seat = _free_seat(event)
    if seat is None:
        return None
    if event.seating == Seating.FIRST_COME:
        line = event.registrations.filter(state=RegistrationState.WAITING).order_by("asked_at", "id")
    elif event.sessions.filter(held_on__lte=timezone.localdate(at)).exists():
        return None
    else:
        line = event.registrations.filter(state=RegistrationState.REFUSED, selection_line__isnull=False).order_by(
            "selection_line__rank"
        )
    chosen = line.select_for_update(of=("self",)).first()
    if chosen is None:
        return None
    before, chosen.state, chosen.seat, chosen.moved_at = chosen.state, RegistrationState.SEATED, seat, at
    chosen.save()
    record(
        by=by, verb="registration.promote", of=chosen, before={"state": before}, after={"state": chosen.state}, at=at
    )
    registration_write(chosen, by=by)
    return chosen


def check_in_set(*, by: User | None, session: EventSession, present: set[int], at: datetime) -> int:
    """Record who came to a session, by registration id among those seated. Returns how many lines changed."""
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=session.event_id)
        seated = set(session.event.registrations.filter(state=RegistrationState.SEATED).values_list("pk", flat=True))
        already = set(session.check_ins.values_list("registration_id", flat=True))
        wanted = present & seated
        CheckIn.objects.bulk_create(
            CheckIn(session=session, registration_id=pk, at=at) for pk in sorted(wanted - already)
        )
        gone = (already & seated) - wanted
        session.check_ins.filter(registration_id__in=gone).delete()
        if changed := len(wanted - already) + len(gone):
            record(
                by=by,
                verb="event.check_in",
                of=session.event,
                after={"session": session.position, "present": len(wanted)},
                at=at,
            )
    return changed


def evaluation_put(
    *, registration: Registration, at: datetime, useful: int | None, well_run: int | None, comment: str
) -> Evaluation:
    """Keep what a participant thought, once: a second answer replaces the first.

    Raises
    ------
    ValidationError
        When the person was never checked in: only those who came evaluate.
    """
    with transaction.atomic():
        if not registration.check_ins.exists():
            raise ValidationError(_("Only those who came can say what they thought of it."))
        evaluation, _is_new = Evaluation.objects.update_or_create(
            registration=registration,
            defaults={"useful": useful, "well_run": well_run, "comment": comment, "at": at},
        )
        record(by=None, verb="evaluation.put", of=registration.event, at=at)
    return evaluation
