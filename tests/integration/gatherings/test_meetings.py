"""A meeting from its convocation to its approved minutes, by its services and by its pages."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from ribambelle.accounts.enums import Role
from ribambelle.gatherings.enums import AgendaState, FeedKind, MeetingState, Presence
from ribambelle.gatherings.models import Attendance, Meeting, Minutes
from ribambelle.gatherings.rules import fingerprint
from ribambelle.gatherings.selectors.meetings import coming_back
from ribambelle.gatherings.services.convocation import meeting_call
from ribambelle.gatherings.services.feeds import feed_open, feed_withdraw
from ribambelle.gatherings.services.meetings import (
    attendance_add,
    attendance_remove,
    attendance_sign,
    meeting_cancel,
    meeting_declare,
    meeting_plan,
    meeting_update,
    presences_set,
)
from ribambelle.gatherings.services.minutes import (
    action_point_add,
    action_point_done,
    agenda_propose,
    decision_add,
    minutes_approve,
    notes_write,
)
from ribambelle.gatherings.services.series import series_create, series_extend
from ribambelle.kernel.tables import read_table
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.services import body_create, mandate_end, mandate_open, person_create
from ribambelle.network.models import Body
from ribambelle.network.services import organisation_create

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=BRUSSELS)
DAY = date(2027, 4, 6)


@pytest.fixture
def platform(db: None) -> Body:
    """A body of four: one for two services, one whose mandate is over, one without an address."""
    body = body_create(by=None, name="Plateforme", kind=BodyKind.PLATFORM)
    first, second = (organisation_create(by=None, name=name) for name in ("La Farandole", "Relais de Clairbois"))
    for name, email, services in (
        ("Bourdon", "hector@example.org", [first]),
        ("Groseille", "aicha@example.org", [first, second]),
        ("Libellule", "", [second]),
    ):
        person = person_create(by=None, last_name=name, email=email)
        for service in services:
            mandate_open(by=None, body=body, person=person, organisation=service)
    gone = mandate_open(by=None, body=body, person=person_create(by=None, last_name="Partie"))
    mandate_end(by=None, mandate=gone, on=DAY)
    return body


@pytest.fixture
def meeting(platform: Body) -> Meeting:
    return meeting_plan(
        by=None, body=platform, held_on=DAY, starts_at=time(14), ends_at=time(16), place="Maison du syndicat"
    )


def everyone_came(meeting: Meeting) -> None:
    presences_set(by=None, meeting=meeting, presences={line.pk: Presence.PRESENT for line in meeting.attendances.all()})


def test_those_who_hold_a_mandate_that_day_are_expected(meeting: Meeting) -> None:
    lines = meeting.attendances.prefetch_related("representations__organisation")
    assert [(line.person.last_name, [str(r.organisation) for r in line.representations.all()]) for line in lines] == [
        ("Bourdon", ["La Farandole"]),
        ("Groseille", ["La Farandole", "Relais de Clairbois"]),
        ("Libellule", ["Relais de Clairbois"]),
    ]


class Inbox:
    """What a real mail server received."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("refuse"):
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = False
    yield handler
    controller.stop()


@pytest.mark.django_db(transaction=True)
def test_the_convocation_arrives_with_the_appointment_and_the_paper(inbox: Inbox, meeting: Meeting) -> None:
    agenda_propose(by=None, meeting=meeting, title="Bilan", state=AgendaState.ACCEPTED)
    person = person_create(by=None, last_name="Refusée", email="refuse@example.org")
    attendance_add(by=None, meeting=meeting, person=person)
    called = meeting_call(by=None, meeting=meeting, at=NOW)
    assert (called.sent, called.without_address, len(called.refused)) == (2, ["Libellule"], 1)
    assert sorted(message["to"] for message in inbox.messages) == ["aicha@example.org", "hector@example.org"]
    text, invitation, paper = inbox.messages[0].iter_parts()
    token = Attendance.objects.get(person__email=inbox.messages[0]["to"]).token
    assert token in text.get_content()
    assert "Bilan" in text.get_content()
    entry = Calendar.from_ical(invitation.get_content()).walk("VEVENT")[0]
    assert entry["dtstart"].dt == datetime(2027, 4, 6, 14, tzinfo=BRUSSELS)
    assert paper.get_content().startswith(b"%PDF")
    # again reaches only whoever was missed
    again = meeting_call(by=None, meeting=meeting, at=NOW)
    assert (again.sent, len(inbox.messages)) == (0, 2)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED


def test_nobody_expected_nobody_called(platform: Body) -> None:
    empty = meeting_plan(by=None, body=platform, held_on=DAY, expect=False)
    with pytest.raises(ValidationError):
        meeting_call(by=None, meeting=empty, at=NOW)
    empty.refresh_from_db()
    assert (empty.state, mail.outbox) == (MeetingState.PLANNED, [])


def test_what_is_to_be_done_comes_back_until_it_is_done(platform: Body, meeting: Meeting) -> None:
    point = action_point_add(by=None, meeting=meeting, text="Partager la fiche", due_on=date(2027, 4, 20))
    later = meeting_plan(by=None, body=platform, held_on=date(2027, 6, 1))
    other = body_create(by=None, name="Autre", kind=BodyKind.NETWORK)
    assert list(coming_back(later)) == [point]
    assert list(coming_back(meeting)) == []
    assert list(coming_back(meeting_plan(by=None, body=other, held_on=date(2027, 7, 1)))) == []
    action_point_done(by=None, point=point, on=date(2027, 4, 19))
    assert list(coming_back(later)) == []


def test_approved_minutes_never_change(meeting: Meeting) -> None:
    item = agenda_propose(by=None, meeting=meeting, title="Place libre", state=AgendaState.ACCEPTED)
    with pytest.raises(ValidationError):
        minutes_approve(by=None, meeting=meeting, on=date(2027, 6, 1))
    everyone_came(meeting)
    notes_write(by=None, meeting=meeting, notes={item.pk: "Un mot commun."})
    decision_add(by=None, meeting=meeting, text="Le mot est « place libre ».")
    minutes = minutes_approve(by=None, meeting=meeting, on=date(2027, 6, 1))
    assert minutes.content["agenda"] == [{"title": "Place libre", "notes": "Un mot commun."}]
    assert minutes.fingerprint == fingerprint(json.loads(json.dumps(minutes.content)))
    line = meeting.attendances.select_related("meeting", "person").first()
    attempts: list[Callable[[], Any]] = [
        lambda: notes_write(by=None, meeting=meeting, notes={item.pk: "Autre chose"}),
        lambda: decision_add(by=None, meeting=meeting, text="Une de plus"),
        lambda: action_point_add(by=None, meeting=meeting, text="Une suite"),
        lambda: agenda_propose(by=None, meeting=meeting, title="Un point"),
        lambda: attendance_remove(by=None, attendance=line),
        lambda: presences_set(by=None, meeting=meeting, presences={line.pk: Presence.ABSENT}),
        lambda: attendance_sign(by=None, attendance=line, at=NOW),
        lambda: meeting_update(by=None, meeting=meeting, held_on=date(2027, 4, 7)),
        lambda: meeting_cancel(by=None, meeting=meeting, reason="oubli"),
        lambda: minutes_approve(by=None, meeting=meeting, on=date(2027, 6, 2)),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError):
            attempt()
    for change in (lambda: Minutes.objects.update(fingerprint="x"), lambda: Minutes.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_numbers_and_list_never_stand_together(platform: Body, meeting: Meeting) -> None:
    with pytest.raises(ValidationError):
        meeting_declare(by=None, meeting=meeting, persons=9, services=8, source="Rapport")
    past = meeting_plan(by=None, body=platform, held_on=date(2021, 3, 2), expect=False)
    meeting_declare(by=None, meeting=past, persons=14, services=13, source="Rapport")
    with pytest.raises(ValidationError):
        attendance_add(by=None, meeting=past, person=person_create(by=None, last_name="Tard"))
    with pytest.raises(ValidationError):
        meeting_declare(by=None, meeting=past, persons=14, services=13, source="")


def test_a_series_plans_itself_once_and_leaves_what_was_cancelled(platform: Body) -> None:
    series = series_create(
        by=None,
        name="Premiers mardis",
        body=platform,
        rule="FREQ=MONTHLY;BYDAY=1TU",
        starts_on=date(2027, 1, 5),
        starts_at=time(14),
        duration_minutes=120,
    )
    planned = series_extend(by=None, series=series, until=date(2027, 3, 31))
    assert [(m.held_on, m.ends_at, m.reporting_year) for m in planned] == [
        (date(2027, month, day), time(16), 2027) for month, day in ((1, 5), (2, 2), (3, 2))
    ]
    meeting_cancel(by=None, meeting=planned[1], reason="neige")
    assert [m.held_on for m in series_extend(by=None, series=series, until=date(2027, 4, 30))] == [date(2027, 4, 6)]
    assert series.meetings.count() == 4
    with pytest.raises(ValidationError, match="FREQ=SOMETIMES"):
        series_create(by=None, name="X", body=platform, rule="FREQ=SOMETIMES", starts_on=date(2027, 1, 5))


def test_a_feed_strikes_out_what_is_cancelled_and_closes(meeting: Meeting, client: Client) -> None:
    feed = feed_open(by=None, kind=FeedKind.BODY, reference=meeting.body.reference)
    person = meeting.attendances.select_related("person").all()[0].person
    own = feed_open(by=None, kind=FeedKind.PERSON, reference=person.reference)
    meeting_cancel(by=None, meeting=meeting, reason="neige")
    for address in (feed, own):
        answer = client.get(f"/agenda/{address.token}.ics")
        entry = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert (entry["status"], entry["sequence"], entry["uid"]) == ("CANCELLED", 1, f"{meeting.reference}@ribambelle")
    feed_withdraw(by=None, feed=feed, at=NOW)
    assert client.get(f"/agenda/{feed.token}.ics").status_code == 404
    assert client.get("/agenda/guessed.ics").status_code == 404
    with pytest.raises(ValidationError):
        feed_open(by=None, kind=FeedKind.BODY, reference="personne")


def test_the_pages_from_planning_to_approval(platform: Body, client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    wrong = client.post("/reunions/nouvelle/", {"body": platform.pk, "held_on": "31/02/2027", "ends_at": "16 h"})
    assert wrong.status_code == 200
    assert set(wrong.context["form"].errors) == {"held_on", "starts_at"}
    data = {"body": platform.pk, "held_on": "06/04/2027", "starts_at": "14 h", "ends_at": "16 h", "place": "Maison"}
    url = client.post("/reunions/nouvelle/", data)["Location"]
    meeting = Meeting.objects.get()
    assert url == f"/reunions/{meeting.reference}/"
    client.post(f"{url}ordre-du-jour/", {"title": "Bilan", "minutes": "30"})
    client.post(f"{url}convoquer/")
    lines = list(meeting.attendances.all())
    values = {f"presence-{line.pk}": "present" for line in lines[:2]} | {f"presence-{lines[2].pk}": "excused"}
    client.post(f"{url}presences/", values)
    shown = client.get(f"{url}presences/")
    assert (shown.context["here"].participations.value, shown.context["here"].service_attendances.value) == (2, 2)
    item = meeting.agenda.get()
    client.post(f"{url}compte-rendu/", {f"notes-{item.pk}": "Tout va bien."})
    client.post(f"{url}compte-rendu/decision/", {"text": "On continue."})
    client.post(f"{url}compte-rendu/suite/", {"text": "Écrire à tous", "due_on": "04/05/2027"})
    client.post(f"{url}compte-rendu/approuver/", {"approved_on": "01/06/2027"})
    assert Minutes.objects.get().content["decisions"] == ["On continue."]
    written = docx.Document(BytesIO(client.get(f"{url}compte-rendu.pdf?export=docx").content))
    listed = next(p.text for p in written.paragraphs if p.text.startswith("Présents"))
    assert "Bourdon" in listed
    assert client.get(f"{url}compte-rendu.pdf?export=exe").status_code == 404
    paper = client.get(f"{url}compte-rendu.pdf")
    assert paper.content.startswith(b"%PDF")
    page = client.get("/reunions/suites/")
    assert "Écrire à tous" in page.content.decode()


def test_an_expected_person_excuses_themselves_and_proposes(meeting: Meeting, client: Client) -> None:
    line = meeting.attendances.all()[0]
    url = f"/convocation/{line.token}/"
    client.post(url, {"answer": "excused"})
    client.post(url, {"title": "La rentrée"})
    client.post(url, {"answer": "present"})
    line.refresh_from_db()
    assert line.presence == Presence.EXCUSED
    assert [(i.title, i.state, i.proposed_by_id) for i in meeting.agenda.all()] == [
        ("La rentrée", AgendaState.PROPOSED, line.person_id)
    ]
    assert client.get("/convocation/guessed/").status_code == 404


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
def test_the_export_holds_exactly_what_is_filtered(
    fmt: str, platform: Body, client_of: Callable[[Role], Client]
) -> None:
    for day, year in ((date(2021, 3, 2), 2021), (date(2022, 2, 8), 2021), (date(2022, 3, 1), 2022)):
        past = meeting_plan(by=None, body=platform, held_on=day, reporting_year=year, expect=False)
        meeting_declare(by=None, meeting=past, persons=9, services=8, source="Rapport")
    answer = client_of(Role.FRONT_DESK).get(f"/reunions/?year=2021&export={fmt}")
    table = read_table(answer.content, filename=f"reunions.{fmt}")
    assert len(table.rows) == 2


def test_the_list_asks_as_many_questions_for_three_hundred_meetings(
    platform: Body, client_of: Callable[[Role], Client]
) -> None:
    client = client_of(Role.COORDINATOR)
    client.get("/reunions/")
    numbers = []
    for wanted in (1, 300):
        for number in range(Meeting.objects.count(), wanted):
            Meeting.objects.create(reference=f"M-{number}", body=platform, held_on=DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/reunions/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_one_attendance_less_on_page_in_export_and_on_the_command_line(
    platform: Body, client_of: Callable[[Role], Client], capsys: pytest.CaptureFixture[str]
) -> None:
    series = series_create(by=None, name="Plateforme 2027", body=platform, reporting_year=2027)
    meeting = meeting_plan(by=None, body=platform, series=series, held_on=DAY, reporting_year=2027)
    everyone_came(meeting)
    client = client_of(Role.COORDINATOR)

    def figures() -> tuple[Any, ...]:
        page = client.get("/reunions/?year=2027").context["counts"]
        exported = read_table(client.get("/reunions/?year=2027&export=csv").content, filename="reunions.csv")
        call_command("figures", f"series.{series.reference}.participations", "--json")
        told = json.loads(capsys.readouterr().out)[0]["value"]
        _line, cells = exported.rows[0]
        row = [str(cells["Personnes"]), str(cells["Services"])]
        return page.participations.value, page.service_attendances.value, told, row

    assert figures() == (3, 2, 3, ["3", "2"])
    client.post(f"/reunions/{meeting.reference}/presences/{meeting.attendances.all()[0].pk}/retirer/")
    assert figures() == (2, 2, 2, ["2", "2"])
