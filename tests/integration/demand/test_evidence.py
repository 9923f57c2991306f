"""Documents: which, seen by whom, until when; asked for again before they expire; sensitive ones say nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand import services
from ribambelle.demand.errors import EvidenceInvalid
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import evidence
from ribambelle.demand.selectors.sensitive import answers_of
from tests.integration.demand import build

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(person: Callable[[Role], User]) -> User:
    return person(Role.FRONT_DESK)


def note(desk: User, request: Request, code: str, **values: Any) -> None:
    plain = {"document": "attestation de domicile", "seen_on": TODAY, "expires_on": date(2026, 12, 10)}
    services.evidence_note(by=desk, at=AT, request=request, code=code, **(plain | values))


@pytest.mark.parametrize("code", ["resident", "child-disability"])
def test_a_document_is_noted_whole_and_stands_in_the_list_before_it_expires(desk: User, code: str) -> None:
    request = build.request(answers={code: 1})
    assert not Request.objects.filter(evidence.expiring(TODAY)).exists()
    note(desk, request, code)
    (answer,) = answers_of(Request.objects.get(pk=request.pk))
    assert (answer.document, answer.seen_by, answer.seen_on) == ("attestation de domicile", desk, TODAY)
    assert answer.expires_on == date(2026, 12, 10)
    assert Request.objects.filter(evidence.expiring(TODAY)).get() == request
    assert not Request.objects.filter(evidence.expiring(date(2026, 11, 1))).exists()
    event = Event.objects.get(verb="evidence.note")
    assert ("disability" in repr(event.after)) is False
    assert event.actor == desk


def test_a_later_correction_keeps_the_document(desk: User) -> None:
    from dataclasses import replace

    from ribambelle.demand.imports.known import facts_of

    request = build.request(answers={"resident": 1, "child-disability": 1})
    for code in ("resident", "child-disability"):
        note(desk, request, code)
    request = Request.objects.get(pk=request.pk)
    child, household, facts = facts_of(request)
    seen = services.AnswerFacts(1, is_seen=True)
    facts = replace(facts, answers={"resident": seen, "child-disability": seen})
    services.request_edit(by=None, at=AT, request=request, child=child, facts=facts, household=household)
    found = {answer.criterion.code: answer for answer in answers_of(Request.objects.get(pk=request.pk))}
    assert {each.document for each in found.values()} == {"attestation de domicile"}
    assert {each.expires_on for each in found.values()} == {date(2026, 12, 10)}


def test_what_was_not_answered_has_no_document(desk: User) -> None:
    request = build.request(answers={"resident": 1})
    for code in ("returns-to-work", "family-disability"):
        with pytest.raises(EvidenceInvalid):
            note(desk, request, code)
    with pytest.raises(EvidenceInvalid, match="22/11/2026"):
        note(desk, request, "resident", expires_on=date(2026, 11, 1))


def test_the_page_keeps_what_was_typed(client_of: Callable[[Role], Client]) -> None:
    request = build.request(desk=build.desk("relais"), answers={"resident": 1})
    url = reverse("demand:evidence_note", args=[request.reference, "resident"])
    client = client_of(Role.FRONT_DESK)
    typed = {"document": "facture", "seen_on": "20/11/2026", "expires_on": "31/02/2027"}
    page = client.post(url, typed)
    assert page.status_code == 200
    assert "31/02/2027" in page.content.decode()
    assert client.post(url, typed | {"expires_on": "28/02/2027"}).status_code == 302


@pytest.mark.parametrize("typed", ["abc", "04", "zéro quatre"])
def test_letters_are_no_telephone_and_are_not_lost(client_of: Callable[[Role], Client], typed: str) -> None:
    page = client_of(Role.COORDINATOR).post(reverse("demand:request_create"), {"guardian_1_phone": typed})
    assert "guardian_1_phone" in page.context["form"].errors
    assert typed in page.content.decode()


def test_a_search_meets_the_beginning_of_every_name_by_index(client_of: Callable[[Role], Client]) -> None:
    made = build.request(first_name="Anne-Sophie", last_name="Perce-Neige", desk=build.desk("relais"))
    client, url = client_of(Role.COORDINATOR), reverse("demand:request_list")

    def found(text: str) -> list[str]:
        return [each.reference for each in client.get(url, {"q": text}).context["page"]]

    for text in ("perce", "NEIGE", "Sophie perce-ne", "ondine", made.reference, "anne-so"):
        assert found(text) == [made.reference], text
    for text in ("erce", "perce zoe", "w:perce"):
        assert found(text) == [], text
