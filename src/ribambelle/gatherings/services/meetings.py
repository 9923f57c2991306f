"""Plan, change, call, hold and cancel a meeting; who is expected and who came."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import MeetingState, Presence
from ribambelle.gatherings.models import Attendance, Meeting, Representation
from ribambelle.network.models import Body, Mandate, Organisation, Person

#: What a change of the event log keeps of a meeting.
FOLLOWED = ("title", "held_on", "ends_on", "starts_at", "ends_at", "place", "link", "purpose", "reporting_year")


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it stands, held until the end of the transaction; refused when its minutes are approved.

    Raises
    ------
    ValidationError
        When the minutes are approved: what they say can no longer change.
    """
    current = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if current.approved:
        raise ValidationError(
            _(
                "The minutes of this meeting are approved: nothing in it changes any more. "
                "Note the correction at the next meeting."
            )
        )
    return current


def meeting_plan(*, by: User | None, body: Body, expect: bool = True, **fields: Any) -> Meeting:
    """Write a meeting down: planned, or held when `state` says so (a meeting of the past).

    Parameters
    ----------
    expect
        Expect those who hold a mandate in the body that day, each for the organisations they represent there.
    """
    with transaction.atomic():
        meeting = Meeting(body=body, reference="-", **fields)
        meeting.full_clean(exclude=["reference"])
        meeting.save()
        meeting.reference = f"M-{meeting.pk}"
        meeting.save(update_fields=["reference"])
        record(by=by, verb="meeting.plan", of=meeting, after={"body": body.reference, "held_on": str(meeting.held_on)})
        if expect and not meeting.is_declared:
            _expect_members(meeting)
    return meeting


def _expect_members(meeting: Meeting) -> None:
    mandates = Mandate.objects.filter(body=meeting.body).select_related("person", "organisation")
    services: dict[Person, list[Organisation]] = {}
    for mandate in mandates:
        begun = mandate.starts_on is None or mandate.starts_on <= meeting.held_on
        ended = mandate.ends_on is not None and mandate.ends_on <= meeting.held_on
        if begun and not ended:
            found = services.setdefault(mandate.person, [])
            if mandate.organisation:
                found.append(mandate.organisation)
    for person, organisations in services.items():
        _attendance_create(meeting, person, organisations)


def _attendance_create(meeting: Meeting, person: Person, organisations: Iterable[Organisation]) -> Attendance:
    attendance = Attendance.objects.create(meeting=meeting, person=person)
    for organisation in dict.fromkeys(organisations):
        Representation.objects.create(attendance=attendance, organisation=organisation)
    return attendance


def meeting_update(*, by: User | None, meeting: Meeting, **fields: Any) -> Meeting:
    """Change date, time, place…; calendars that hold the meeting learn of it through a higher sequence."""
    with transaction.atomic():
        current = locked(meeting)
        before = {name: str(getattr(current, name) or "") for name in FOLLOWED}
        for name, value in fields.items():
            setattr(current, name, value)
        after = {name: str(getattr(current, name) or "") for name in FOLLOWED}
        changed = [name for name in FOLLOWED if before[name] != after[name]]
        current.calendar_sequence += bool(changed)
        current.full_clean()
        current.save()
        if changed:
            record(
                by=by,
                verb="meeting.update",
                of=current,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return current


def meeting_declare(
    *, by: User | None, meeting: Meeting, persons: int | None, services: int | None, source: str
) -> Meeting:
    """Give a past meeting the numbers of a source that has no list of people.

    Raises
    ------
    ValidationError
        When people are already listed: numbers and list would contradict each other.
    """
    with transaction.atomic():
        current = locked(meeting)
        if current.attendances.exists():
            raise ValidationError(
                _(
                    "People are listed at this meeting: its numbers are counted from the list. "
                    "Empty the list first, or correct it."
                )
            )
        before = {"persons": current.declared_persons, "services": current.declared_services}
        current.declared_persons, current.declared_services, current.source = persons, services, source
        current.state = MeetingState.HELD
        current.full_clean()
        current.save()
        record(
            by=by,
            verb="meeting.declare",
            of=current,
            before=before,
            after={"persons": persons, "services": services, "source": source},
        )
    return current


def meeting_cancel(*, by: User | None, meeting: Meeting, reason: str) -> Meeting:
    """Cancel: the meeting stays, struck out, with its reason; calendars strike it out too. Again changes nothing."""
    with transaction.atomic():
        current = locked(meeting)
        if current.state == MeetingState.HELD:
            raise ValidationError(_("This meeting was held: it can no longer be cancelled."))
        if current.state != MeetingState.CANCELLED:
            current.state, current.cancelled_reason = MeetingState.CANCELLED, reason
            current.calendar_sequence += 1
            current.save()
            record(by=by, verb="meeting.cancel", of=current, after={"reason": reason})
    return current


def attendance_add(
    *, by: User | None, meeting: Meeting, person: Person, organisations: Iterable[Organisation] = ()
) -> Attendance:
    """Expect one more person, for the services they represent.

    Raises
    ------
    ValidationError
        When they are already expected, or the meeting has declared numbers instead of a list.
    """
    with transaction.atomic():
        current = locked(meeting)
        if current.is_declared:
            raise ValidationError(
                _("This meeting has the numbers of its source and no list. Take those numbers away first.")
            )
        if current.attendances.filter(person=person).exists():
            raise ValidationError(_("%(person)s is already on the list.") % {"person": person})
        attendance = _attendance_create(current, person, organisations)
        record(by=by, verb="attendance.add", of=current, after={"person": person.reference})
    return attendance


def attendance_remove(*, by: User | None, attendance: Attendance) -> None:
    """Take a person off the list of a meeting; every figure that counted them changes."""
    with transaction.atomic():
        current = locked(attendance.meeting)
        record(
            by=by,
            verb="attendance.remove",
            of=current,
            before={"person": attendance.person.reference, "presence": attendance.presence},
        )
        attendance.delete()


def presences_set(*, by: User | None, meeting: Meeting, presences: Mapping[int, str]) -> int:
    """Record who came, by attendance id; the meeting is held as soon as one person is present.

    Returns the number of lines that changed; ids of other meetings are ignored.
    """
    with transaction.atomic():
        current = locked(meeting)
        if current.state == MeetingState.CANCELLED:
            raise ValidationError(_("This meeting is cancelled: nobody came. Plan another one."))
        changed: dict[str, str] = {}
        for attendance in current.attendances.select_related("person"):
            wanted = presences.get(attendance.pk, attendance.presence)
            if wanted == attendance.presence:
                continue
            attendance.presence = Presence(wanted)
            if attendance.presence != Presence.PRESENT:
                attendance.signed_at = None
            attendance.save()
            changed[attendance.person.reference] = wanted
        _hold_if_attended(current)
        if changed:
            record(by=by, verb="meeting.presences", of=current, after=changed)
    return len(changed)


def _hold_if_attended(meeting: Meeting) -> None:
    if meeting.state != MeetingState.HELD and meeting.attendances.filter(presence=Presence.PRESENT).exists():
        meeting.state = MeetingState.HELD
        meeting.save(update_fields=["state"])


def attendance_sign(*, by: User | None, attendance: Attendance, at: datetime) -> Attendance:
    """The person signs on the spot: present, at that minute. Signing again changes nothing."""
    with transaction.atomic():
        current = locked(attendance.meeting)
        line = Attendance.objects.select_for_update().get(pk=attendance.pk)
        if line.signed_at is None:
            line.presence, line.signed_at = Presence.PRESENT, at
            line.save()
            _hold_if_attended(current)
            record(by=by, verb="attendance.sign", of=current, after={"person": line.person.reference})
    return line
