"""Meetings, events, registrations, calendars."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ribambelle.accounts.enums import Role
from ribambelle.gatherings.enums import EventKind, FeedKind, RegistrationState, Seating
from ribambelle.gatherings.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    CheckIn,
    Event,
    EventSession,
    Feed,
    Meeting,
    Registration,
    Seat,
    Series,
)
from ribambelle.network.enums import BodyKind
from ribambelle.network.models import Body, Person
from tests.integration.access import EVERYONE, Row

BRUSSELS = ZoneInfo("Europe/Brussels")
READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK})
EDITORS = frozenset({Role.COORDINATOR})
M = {"reference": "M-9001"}
E = {"reference": "journee-essai"}
TOKEN = {"token": "secret"}


def meeting() -> None:
    body = Body.objects.create(reference="plateforme-essai", name="Plateforme", kind=BodyKind.PLATFORM)
    series = Series.objects.create(reference="serie-essai", name="Série", body=body)
    held = Meeting.objects.create(reference="M-9001", body=body, series=series, held_on=date(2027, 4, 6))
    person = Person.objects.create(reference="P-9001", last_name="Lavande")
    Attendance.objects.create(pk=9001, meeting=held, person=person, token="secret")
    AgendaItem.objects.create(pk=9001, meeting=held, position=1, title="Bilan")
    ActionPoint.objects.create(pk=9001, meeting=held, text="Écrire")
    Feed.objects.create(pk=9001, token="secret", kind=FeedKind.BODY, reference="plateforme-essai")


def event() -> None:
    day = Event.objects.create(
        reference="journee-essai", title="Journée", kind=EventKind.OPEN_DAY, seating=Seating.FIRST_COME, state="open"
    )
    session = EventSession.objects.create(
        pk=9001, event=day, position=1, held_on=date(2027, 5, 4), starts_at=time(14), ends_at=time(16)
    )
    registration = Registration.objects.create(
        reference="I-9001",
        token="secret",
        event=day,
        name="Hector Bourdon",
        email="h@example.org",
        state=RegistrationState.SEATED,
        seat=Seat.objects.create(event=day, number=1),
        asked_at=datetime(2027, 3, 1, tzinfo=BRUSSELS),
    )
    CheckIn.objects.create(session=session, registration=registration, at=registration.asked_at)


def read(kwargs: dict[str, Any] | None = None, prepare: Any = meeting) -> Row:
    return Row(allowed=READERS, kwargs=kwargs or {}, prepare=prepare)


def edit(kwargs: dict[str, Any] | None = None, prepare: Any = meeting) -> Row:
    return Row(allowed=EDITORS, kwargs=kwargs or {}, prepare=prepare)


def post(kwargs: dict[str, Any], prepare: Any = meeting, **data: Any) -> Row:
    return Row(allowed=EDITORS, kwargs=kwargs, prepare=prepare, method="post", data=data)


def public(kwargs: dict[str, Any] | None = None, prepare: Any = event) -> Row:
    return Row(allowed=EVERYONE, kwargs=kwargs or {}, prepare=prepare, anonymous="allowed")


NAMES = {
    "meeting_list": read(),
    "meeting_create": edit(),
    "meeting_record": read(M),
    "meeting_edit": edit(M),
    "meeting_call": post(M),
    "meeting_cancel": post(M, reason="neige"),
    "meeting_declare": post(M),
    "convocation_paper": read(M),
    "meeting_calendar": read(M),
    "attendance": read(M),
    "attendance_add": post(M),
    "attendance_remove": Row(allowed=EDITORS, kwargs=M | {"number": 9001}, prepare=meeting, method="post"),
    "attendance_sheet": read(M),
    "signing": read(M),
    "agenda": read(M),
    "agenda_point": post(M | {"number": 9001}, state="declined"),
    "minutes": read(M),
    "decision_add": post(M),
    "action_point_add": post(M),
    "action_point_list": read(),
    "action_point_done": post({"number": 9001}),
    "minutes_approve": post(M),
    "minutes_paper": read(M),
    "series_list": read(),
    "series_create": edit(),
    "series_record": read({"reference": "serie-essai"}),
    "feed_list": edit(),
    "feed_withdraw": post({"number": 9001}),
    "feed_read": public(TOKEN, meeting),
    "convocation_own": public(TOKEN, meeting),
    "event_list": read(prepare=event),
    "event_create": edit(prepare=event),
    "event_record": read(E, event),
    "event_edit": edit(E, event),
    "event_move": post(E, event),
    "session_add": post(E, event),
    "seats_set": post(E, event, seats="3"),
    "registration_add": post(E, event),
    "registration_cancel": post({"reference": "I-9001"}, event),
    "event_selection": read(E, event),
    "event_select": post(E, event),
    "check_in": read({"number": 9001}, event),
    "certificate": read({"reference": "I-9001"}, event),
    "public_list": public(),
    "register": public(E),
    "registration_own": public(TOKEN),
    "registration_give_back": Row(allowed=EVERYONE, kwargs=TOKEN, prepare=event, method="post", anonymous="allowed"),
    "evaluate": public(TOKEN),
    "certificate_own": public(TOKEN),
}
ROWS = {f"gatherings:{name}": row for name, row in NAMES.items()}
