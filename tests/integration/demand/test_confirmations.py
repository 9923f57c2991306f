"""Asked in time, reminded twice, answered by link; shared by three desks; never set aside in silence."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import Event, User
from ribambelle.accounts.services import role_assign
from ribambelle.demand import selectors, services
from ribambelle.demand.enums import ContactChannel, ContactKind, FamilyAnswer, MoveCode, RequestState
from ribambelle.demand.errors import BirthInvalid, LapseRefused
from ribambelle.demand.models import AccessLink, Contact, Request
from ribambelle.demand.rules.clocks import Law
from ribambelle.demand.selectors import clocks
from ribambelle.demand.selectors.provenance import marks_of
from ribambelle.desk.models import OutgoingMail
from tests.integration.demand import build

S = RequestState
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(person: Callable[[Role], User]) -> User:
    return person(Role.COORDINATOR)


def waiting(**values: Any) -> Request:
    """An active request whose confirmation opened a week ago, and whose family has an e-mail."""
    plain = {"confirm_from": TODAY - timedelta(days=7), "confirm_by": TODAY + timedelta(days=23)}
    made = build.request(desk=build.desk("relais"), **(plain | values))
    made.party.household.guardians.update(email="famille@demo.example")
    return made


def remind(at: datetime) -> int:
    return services.reminders_send(by=None, at=at).by_mail


def test_two_reminders_a_fortnight_apart_and_never_a_third() -> None:
    request = waiting()
    assert [remind(AT + timedelta(days=day)) for day in (0, 1, 14, 15, 16, 40, 80)] == [1, 0, 0, 1, 0, 0, 0]
    request.refresh_from_db()
    assert request.state == S.TO_CONFIRM, "asked, and not set aside by any of this"
    assert OutgoingMail.objects.count() == 2
    texts = set(OutgoingMail.objects.values_list("text", flat=True))
    assert all("{link:" in text for text in texts), "the database keeps no link"


def test_the_mail_that_leaves_holds_the_link_that_answers(settings: Any, client: Client) -> None:
    cache.clear()
    request = waiting()
    settings.EMAIL_HOST = "mail.example"
    with time_machine.travel(AT, tick=False):
        remind(AT)
        call_command("deliver_mails")
        (sent,) = mail.outbox
        address = next(line for line in sent.body.splitlines() if line.startswith("http"))
        path = address.removeprefix(settings.BASE_URL)
        assert request.reference in client.get(path).content.decode()
        response = client.post(path, {"request": request.reference, "answer": "yes"})
        assert response.status_code == 302
        assert "Merci" in client.get(response["Location"]).content.decode()
    request.refresh_from_db()
    assert (request.state, request.confirmed_on) == (S.ACTIVE, TODAY)
    assert request.confirm_from == date(2027, 5, 22)
    contact = request.contacts.get(kind=ContactKind.CONFIRMED)
    assert (contact.by, contact.channel, contact.link) == (None, "web", AccessLink.objects.get())


def test_nothing_lapses_without_two_reminders_or_a_reason(coordinator: User) -> None:
    request = waiting()
    remind(AT)
    for by, reason in ((None, ""), (None, "because"), (coordinator, "")):
        with pytest.raises(LapseRefused):
            services.request_move(by=by, at=AT, request=request, code=MoveCode.LAPSE, reason=reason)
    remind(AT + timedelta(days=15))
    soon, later = AT + timedelta(days=29), AT + timedelta(days=30)
    with pytest.raises(LapseRefused):
        services.request_move(by=None, at=soon, request=request, code=MoveCode.LAPSE)
    move = services.request_move(by=None, at=later, request=request, code=MoveCode.LAPSE)
    assert "22/11/2026" in move.reason
    assert "07/12/2026" in move.reason
    other = waiting(state=S.TO_CONFIRM)
    services.request_move(by=coordinator, at=AT, request=other, code=MoveCode.LAPSE, reason="parti au Canada, appelé")
    assert Request.objects.filter(state=S.LAPSED).count() == 2


def test_a_reminder_by_telephone_counts(coordinator: User) -> None:
    request = waiting()
    request.party.household.guardians.update(email="")
    assert services.reminders_send(by=None, at=AT).without_mail == 1
    for day in (0, 15):
        at = AT + timedelta(days=day)
        services.reminder_note(by=coordinator, at=at, request=request, channel=ContactChannel.PHONE, text="répondeur")
    services.request_move(by=None, at=AT + timedelta(days=31), request=request, code=MoveCode.LAPSE)


def test_what_changed_waits_for_someone_to_read_it(client_of: Callable[[Role], Client], coordinator: User) -> None:
    request = waiting()
    link = services.link_give(by=None, at=AT, household=request.party.household)
    services.confirmation_receive(
        by=None, at=AT, request=request, answer=FamilyAnswer.CHANGED, channel=ContactChannel.WEB,
        text="nous déménageons à Habay", link=link,
    )  # fmt: skip
    client = client_of(Role.COORDINATOR)
    listed = client.get(reverse("demand:request_list"), {"due": "to-read"}).context["page"]
    assert [each.reference for each in listed] == [request.reference]
    contact = Contact.objects.get(kind=ContactKind.CHANGED)
    client.post(reverse("demand:contact_handle", args=[request.reference, contact.pk]))
    assert not client.get(reverse("demand:request_list"), {"due": "to-read"}).context["page"].object_list
    assert "Habay" not in repr([(event.before, event.after) for event in Event.objects.all()])


def test_no_longer_needed_ends_the_request_and_says_who_did() -> None:
    request = waiting()
    services.confirmation_receive(by=None, at=AT, request=request, answer=FamilyAnswer.NO, channel=ContactChannel.WEB)
    request.refresh_from_db()
    assert request.state == S.WITHDRAWN
    assert request.moves.get().reason
    assert request.contacts.get().kind == ContactKind.ENDED


def test_one_family_seen_at_three_desks_is_one_record(client_of: Callable[[Role], Client]) -> None:
    request = build.request(desk=build.desk("creche"))
    relay = client_of(Role.FRONT_DESK)
    url = reverse("demand:request_detail", args=[request.reference])
    assert relay.get(url).status_code == 404
    services.request_share(by=None, at=AT, request=request, desk=build.desk("relais"))
    services.request_share(by=None, at=AT, request=request, desk=build.desk("centre-social"))
    assert relay.get(url).status_code == 200
    assert relay.get(reverse("demand:household_detail", args=[request.party.household.reference])).status_code == 200
    social = User.objects.create_user(email="social@example.org", name="Centre social", password="x" * 14)
    role_assign(
        by=None, user=social, role=Role.FRONT_DESK,
        scope_kind=ScopeKind.ORGANISATION, scope_reference="centre-social",
    )  # fmt: skip
    for reference in ("creche", "relais", "centre-social"):
        services.contact_note(
            by=None, at=AT, request=request, kind=ContactKind.VISIT, channel=ContactChannel.DESK,
            desk=build.desk(reference),
        )  # fmt: skip
    assert list(Request.objects.visible_to(social)) == [request], "once, whatever the number of desks"
    page = relay.get(url, {"volet": "contacts"}).content.decode()
    assert all(f"Guichet {name}" in page for name in ("creche", "relais", "centre-social"))
    services.request_unshare(by=None, at=AT, request=request, desk=build.desk("relais"))
    assert relay.get(url).status_code == 404
    assert Request.objects.visible_to(social).exists()


def test_each_field_says_who_gave_it_and_when(coordinator: User, person: Callable[[Role], User]) -> None:
    from dataclasses import replace

    from ribambelle.demand.imports.known import facts_of
    from tests.integration.demand import test_requests

    desk = person(Role.FRONT_DESK)
    first = datetime(2026, 9, 1, 9, tzinfo=UTC)
    given = test_requests.facts(received_on=date(2026, 8, 30))
    request = test_requests.receive(by=desk, at=first, facts=given)
    child, household, facts = facts_of(selectors.request_of(by=coordinator, reference=request.reference) or request)
    guardian = replace(household.guardians[0], phone="0470 99 99 99")
    household = replace(household, guardians=(guardian, *household.guardians[1:]))
    facts = replace(facts, minimum_days=None, note="à rappeler le soir")
    services.request_edit(by=coordinator, at=AT, request=request, child=child, facts=facts, household=household)
    found = selectors.request_of(by=coordinator, reference=request.reference)
    assert found is not None
    marks = marks_of(found)

    def who(field: str) -> tuple[str, date]:
        mark = marks.of(field)
        assert mark is not None
        return mark.said[:2]

    entered, corrected = (str(desk), first.date()), (str(coordinator), AT.date())
    assert who("guardian-1.phone") == corrected
    assert who("request.note") == corrected
    assert who("minimum_days") == corrected
    assert who("guardian-1.email") == entered
    assert who("child.born_on") == entered
    assert who("needed_slots") == entered


def test_a_birth_is_told_and_the_due_date_stays(coordinator: User) -> None:
    request = waiting(born_on=None, due_on=date(2026, 10, 20), first_name="")
    assert list(Request.objects.filter(clocks.births_awaited(TODAY))) == [request]
    assert list(Request.objects.filter(clocks.late(TODAY))) == [request]
    with pytest.raises(BirthInvalid):
        services.birth_note(by=coordinator, at=AT, request=request, born_on=date(2026, 11, 23))
    child = services.birth_note(by=coordinator, at=AT, request=request, born_on=date(2026, 10, 22), first_name="Anouk")
    assert (child.born_on, child.due_on, child.first_name) == (date(2026, 10, 22), date(2026, 10, 20), "Anouk")
    assert not Request.objects.filter(clocks.births_awaited(TODAY) | clocks.late(TODAY)).exists()
    with pytest.raises(BirthInvalid):
        services.birth_note(by=coordinator, at=AT, request=request, born_on=date(2026, 10, 23))
    assert "Anouk" not in repr([(event.before, event.after) for event in Event.objects.all()])


@pytest.mark.parametrize("law", list(Law))
def test_the_filter_of_the_list_says_what_the_record_says(law: Law, settings: Any, coordinator: User) -> None:
    settings.LAW = law.value
    days = (0, 1, 9, 11, 31, 45, 63, 100)
    for state in S:
        for age in days:
            build.request(
                state=state, received_on=TODAY - timedelta(days=age), born_on=None,
                due_on=TODAY - timedelta(days=age) + timedelta(days=20), wished_start_on=date(2027, 9, 1),
                confirm_from=TODAY - timedelta(days=age), confirm_by=TODAY - timedelta(days=age) + timedelta(days=30),
            )  # fmt: skip
    late = set(Request.objects.filter(clocks.late(TODAY)).values_list("reference", flat=True))
    said = set()
    for reference in Request.objects.values_list("reference", flat=True):
        request = selectors.request_of(by=coordinator, reference=reference)
        assert request is not None
        if any(line.is_late for line in clocks.clock_lines(request, today=TODAY)):
            said.add(reference)
    assert late == said
    assert 0 < len(late) < Request.objects.count()


def test_the_acknowledgement_leaves_with_its_paper_once(coordinator: User, client_of: Callable[[Role], Client]) -> None:
    request = waiting(state=S.RECEIVED)
    client = client_of(Role.COORDINATOR)
    url = reverse("demand:request_acknowledge", args=[request.reference])
    client.post(url)
    client.post(url)
    queued = OutgoingMail.objects.get()
    (paper,) = queued.attachments.all()
    assert bytes(paper.content).startswith(b"%PDF")
    request.refresh_from_db()
    assert request.state == S.ACKNOWLEDGED
    assert request.contacts.get().channel == ContactChannel.MAIL
    assert client.get(reverse("demand:acknowledgement", args=[request.reference])).content.startswith(b"%PDF")


@pytest.mark.parametrize("law", ["BE", "FR"])
def test_the_paper_says_what_the_law_asks(law: str, settings: Any, coordinator: User) -> None:

    settings.LAW = law
    request = waiting(state=S.RECEIVED, received_on=date(2026, 11, 2))
    content = services.acknowledgement_pdf(request, at=AT)
    assert content.startswith(b"%PDF")
    from ribambelle.demand.services.telling import acknowledgement_html

    text = acknowledgement_html(request, at=AT)
    words = {
        "BE": ("2 décembre 2026", "registre", "deux motifs", "dix jours ouvrables"),
        "FR": ("2 janvier 2027", "CADA", "L. 112-3", "tribunal administratif"),
    }
    assert all(word in text.replace("\xa0", " ") for word in words[law])


@pytest.mark.skipif(os.environ.get("RIBAMBELLE_TEST_DB") != "postgres", reason="a race needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_remind_once() -> None:
    import threading

    from django.db import connection

    waiting()
    rounds: list[int] = []

    def run() -> None:
        rounds.append(remind(AT))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Contact.objects.filter(kind=ContactKind.REMINDED).count() == 1
    assert OutgoingMail.objects.count() == 1


def test_many_requests_take_one_step_and_those_that_cannot_say_why(client_of: Callable[[Role], Client]) -> None:
    ready = [build.request(state=S.COMPLETE, desk=build.desk("relais")) for _ in range(3)]
    other = build.request(state=S.ENTERED, desk=build.desk("relais"))
    hidden = build.request(state=S.COMPLETE, desk=build.desk("ailleurs"))
    client, url = client_of(Role.FRONT_DESK), reverse("demand:requests_move")
    ticked = [each.reference for each in [*ready, other, hidden]]
    response = client.post(url, {"move": "activate", "ticked": ticked, "back": "state=complete"}, follow=True)
    assert response.redirect_chain[0][0].endswith("?state=complete")
    assert other.reference in response.content.decode()
    states = dict(Request.objects.values_list("reference", "state"))
    assert {states[each.reference] for each in ready} == {S.ACTIVE}
    assert (states[other.reference], states[hidden.reference]) == (S.ENTERED, S.COMPLETE)
    client.post(url, {"move": "lapse", "ticked": [ready[0].reference]})
    client.post(url, {"move": "withdraw", "ticked": [ready[0].reference]})
    ready[0].refresh_from_db()
    assert ready[0].state == S.ACTIVE, "neither without reminders, nor without a reason"
