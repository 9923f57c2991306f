"""What the desk of the team shows of the gatherings: what is due, what can be found."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.gatherings.desk_entries import dues, find_events, find_meetings
from ribambelle.gatherings.enums import EventKind, MeetingState, Seating
from ribambelle.gatherings.models import Attendance, Meeting
from ribambelle.gatherings.services.events import event_create
from ribambelle.gatherings.services.minutes import action_point_add
from ribambelle.network.enums import BodyKind
from ribambelle.network.models import Body, Person

TODAY = date(2027, 4, 10)


@pytest.fixture
def platform(db: None) -> Body:
    return Body.objects.create(reference="p", name="Plateforme", kind=BodyKind.PLATFORM)


def test_what_is_due(platform: Body, person: Callable[[Role], User]) -> None:
    held = Meeting.objects.create(
        reference="M-1", body=platform, held_on=date(2027, 4, 6), state=MeetingState.HELD, title="Passée"
    )
    Meeting.objects.create(reference="M-2", body=platform, held_on=date(2027, 4, 20), title="Proche")
    Meeting.objects.create(reference="M-3", body=platform, held_on=date(2027, 9, 20), title="Lointaine")
    Meeting.objects.create(
        reference="M-4", body=platform, held_on=date(2027, 4, 21), state=MeetingState.CANCELLED, title="Annulée"
    )
    Meeting.objects.create(
        reference="M-5",
        body=platform,
        held_on=date(2021, 4, 6),
        state=MeetingState.HELD,
        title="Nombres",
        declared_persons=3,
        source="Rapport",
    )
    action_point_add(by=None, meeting=held, text="Écrire", due_on=date(2027, 4, 8))
    action_point_add(by=None, meeting=held, text="Sans date")
    found = [(due.on, due.url, due.is_late) for due in dues(person(Role.COORDINATOR), TODAY)]
    assert found == [
        (TODAY, "/reunions/M-2/", False),
        (date(2027, 4, 6), "/reunions/M-1/compte-rendu/", False),
        (date(2027, 4, 8), "/reunions/M-1/compte-rendu/", True),
    ]


def test_what_can_be_found(platform: Body, person: Callable[[Role], User]) -> None:
    Meeting.objects.create(reference="M-1", body=platform, held_on=date(2027, 4, 6), title="Rentrée")
    event_create(by=None, title="Journée des métiers", kind=EventKind.JOB_DAY, seating=Seating.FIRST_COME)
    coordinator, director = person(Role.COORDINATOR), person(Role.DIRECTOR)
    assert [found.title for found in find_meetings(coordinator, ["plate", "rentr"], 9)] == ["Rentrée"]
    assert list(find_meetings(coordinator, ["plate", "ailleurs"], 9)) == []
    assert [found.title for found in find_events(coordinator, ["métiers"], 9)] == ["Journée des métiers"]
    assert list(find_meetings(director, ["plate"], 9)) == list(find_events(director, ["métiers"], 9)) == []


def test_the_tablet(platform: Body, client_of: Callable[[Role], Client]) -> None:
    meeting = Meeting.objects.create(reference="M-1", body=platform, held_on=date(2027, 4, 6))
    line = Attendance.objects.create(
        meeting=meeting, person=Person.objects.create(reference="P-1", last_name="Lavande")
    )
    client = client_of(Role.FRONT_DESK)
    client.post("/reunions/M-1/emargement/", {"line": line.pk})
    line.refresh_from_db()
    signed = line.signed_at
    assert signed is not None
    client.post("/reunions/M-1/emargement/", {"line": line.pk})
    line.refresh_from_db()
    assert (line.presence, line.signed_at) == ("present", signed)
