"""The daily mail: only to those who ask, never empty, once a day, with what each room says is due."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.config.background import round_once
from ribambelle.desk.models import OutgoingMail
from ribambelle.desk.services import reminders_choose, reminders_queue
from ribambelle.funding.services import due_date_add, grant_create
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.gatherings.services.minutes import action_point_add
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.agreements import agreement_create, commitment_add
from ribambelle.network.governance.services import body_create
from ribambelle.network.services import organisation_create
from ribambelle.plans.services import provision_create
from tests.integration.conftest import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
SOON, FAR, PAST = TODAY + timedelta(days=5), TODAY + timedelta(days=40), TODAY - timedelta(days=3)


def plant() -> None:
    """Something due in each room: this week, in six weeks, and late."""
    body = body_create(by=None, name="Plateforme", kind=BodyKind.PLATFORM)
    meeting = meeting_plan(by=None, body=body, held_on=TODAY - timedelta(days=20), expect=False)
    action_point_add(by=None, meeting=meeting, text="Suite proche", due_on=SOON)
    action_point_add(by=None, meeting=meeting, text="Suite lointaine", due_on=FAR)
    action_point_add(by=None, meeting=meeting, text="Suite en retard", due_on=PAST)
    funder, town = (organisation_create(by=None, name=name) for name in ("Bailleur", "Commune"))
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1)}
    grant = grant_create(by=None, name="Subvention", funder=funder, claim_due_on=SOON, **year)
    due_date_add(by=None, grant=grant, label="Rapport narratif", due_on=SOON)
    provision_create(
        by=None, text="Décret", requires="220 jours", audience="crèches", applies_from=SOON, source="art. 1"
    )
    agreement = agreement_create(
        by=None,
        title="Convention",
        parties=[funder, town],
        starts_on=date(2026, 1, 1),
    )
    commitment_add(by=None, agreement=agreement, text="Prêter la salle", due_on=SOON)


def test_only_those_who_ask_and_only_what_is_near(db: None) -> None:
    plant()
    coordinator = make_person(Role.COORDINATOR)
    assert reminders_queue(today=TODAY) == 0
    reminders_choose(by=coordinator, is_wanted=True, at=timezone.now())
    assert reminders_queue(today=TODAY) == 1
    mail = OutgoingMail.objects.get()
    assert mail.to == coordinator.email
    for words in ("Suite proche", "Suite en retard", "Subvention", "Rapport narratif", "Décret", "Prêter la salle"):
        assert words in mail.text
    assert "Suite lointaine" not in mail.text
    assert mail.text.index("Suite en retard") < mail.text.index("Suite proche")
    assert "&quot;" not in mail.text


def test_once_a_day_and_again_tomorrow(db: None) -> None:
    plant()
    reminders_choose(by=make_person(Role.COORDINATOR), is_wanted=True, at=timezone.now())
    assert [reminders_queue(today=day) for day in (TODAY, TODAY, TODAY + timedelta(days=1))] == [1, 0, 1]


def test_never_an_empty_mail_never_after_stopping_never_to_a_closed_account(db: None) -> None:
    coordinator = make_person(Role.COORDINATOR)
    reminders_choose(by=coordinator, is_wanted=True, at=timezone.now())
    assert reminders_queue(today=TODAY) == 0
    plant()
    coordinator.is_active = False
    coordinator.save()
    assert reminders_queue(today=TODAY) == 0
    coordinator.is_active = True
    coordinator.save()
    reminders_choose(by=coordinator, is_wanted=False, at=timezone.now())
    assert reminders_queue(today=TODAY) == 0
    assert OutgoingMail.objects.count() == 0


def test_a_person_is_reminded_of_what_they_may_see(db: None) -> None:
    plant()
    director = make_person(Role.DIRECTOR)
    reminders_choose(by=director, is_wanted=True, at=timezone.now())
    reminders_queue(today=TODAY)
    assert not OutgoingMail.objects.filter(to=director.email, text__contains="Suite").exists()


def test_the_choice_stands_on_the_account_page(client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    assert "Recevoir" in client.get("/compte/").content.decode()
    for _twice in range(2):
        page = client.post("/rappels/", {"wanted": "yes"}, follow=True)
        assert "Vous les recevez" in page.content.decode()
    assert Event.objects.filter(verb="reminders.choose").count() == 1
    assert "Vous ne les recevez pas" in client.post("/rappels/", {"wanted": "no"}, follow=True).content.decode()
    assert "Rappels" not in client_of(Role.MEMBER).get("/compte/").content.decode()


@time_machine.travel("2027-03-01 09:00+01:00", tick=False)
def test_the_command_shows_without_writing_and_the_server_writes_once(db: None) -> None:
    plant()
    reminders_choose(by=make_person(Role.COORDINATOR), is_wanted=True, at=timezone.now())
    out = StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert "Suite en retard" in out.getvalue()
    assert OutgoingMail.objects.count() == 0
    assert round_once(None) == TODAY
    assert round_once(TODAY) == TODAY
    assert OutgoingMail.objects.count() == 1


@time_machine.travel("2027-03-01 04:00+01:00", tick=False)
def test_nobody_is_written_to_at_night(db: None) -> None:
    plant()
    reminders_choose(by=make_person(Role.COORDINATOR), is_wanted=True, at=timezone.now())
    assert round_once(None) is None
    assert OutgoingMail.objects.count() == 0
