"""Who wrote each field and when: once for a group that is one person's on one day, field by field where they differ."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.demand import selectors, services
from ribambelle.demand.imports.known import facts_of
from ribambelle.demand.models import Request
from ribambelle.demand.rules.sensitive import SensitiveContent
from ribambelle.demand.selectors.sensitive import authors_of
from ribambelle.demand.services import AnswerFacts
from tests.integration.demand import build, test_requests

pytestmark = pytest.mark.django_db
ENTERED = datetime(2026, 9, 1, 9, tzinfo=UTC)
CORRECTED = datetime(2026, 10, 7, 9, tzinfo=UTC)
DAYS = ("01/09/2026", "07/10/2026")


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIBAMBELLE_SENSITIVE_KEY_FILE", str(tmp_path / "sensitive.key"))
    monkeypatch.delenv("RIBAMBELLE_SENSITIVE_KEYS", raising=False)


@pytest.fixture
def desk(person: Callable[[Role], User]) -> User:
    return person(Role.FRONT_DESK)


@pytest.fixture
def coordinator(person: Callable[[Role], User]) -> User:
    return person(Role.COORDINATOR)


def entered(by: User, **answers: int) -> Request:
    given = {"resident": 1, "child-disability": 1, "social-follow-up": 40, **answers}
    facts = test_requests.facts(
        received_on=date(2026, 8, 30), answers={code: AnswerFacts(value) for code, value in given.items()}
    )
    return test_requests.receive(by=by, at=ENTERED, facts=facts)


def corrected(request: Request, by: User, *, note: str = "", **answers: int) -> None:
    child, household, facts = facts_of(selectors.request_of(by=by, reference=request.reference) or request)
    facts = replace(facts, answers=dict(facts.answers) | {code: AnswerFacts(value) for code, value in answers.items()})
    facts = replace(facts, note=note or facts.note)
    services.request_edit(by=by, at=CORRECTED, request=request, child=child, facts=facts, household=household)


def page(client: Client, request: Request, tab: str) -> str:
    url = reverse("demand:request_detail", args=[request.reference])
    return unescape(client.get(url, {"volet": tab}).content.decode().split("<main")[1])


def test_a_protected_answer_keeps_its_author_and_its_day(desk: User, coordinator: User) -> None:
    request = entered(desk)
    first = (str(desk), ENTERED.date())
    assert authors_of(request) == {"child-disability": first, "social-follow-up": first}
    corrected(request, coordinator, **{"social-follow-up": 60})
    again = Request.objects.get(pk=request.pk)
    assert authors_of(again) == {
        "child-disability": first,
        "social-follow-up": (str(coordinator), CORRECTED.date()),
    }
    services.evidence_note(
        by=coordinator, at=CORRECTED, request=again, code="child-disability", document="vu", seen_on=CORRECTED.date()
    )
    assert authors_of(Request.objects.get(pk=request.pk))["child-disability"] == first, (
        "a document seen is not an answer"
    )


def test_what_was_protected_before_authors_were_kept_is_still_read() -> None:
    old = b'{"answers":{"child-disability":[1,"seen","carte",7,"2026-10-03",null]},"details":{}}'
    content = SensitiveContent.from_bytes(old)
    answer = content.answers["child-disability"]
    assert (answer.value, answer.seen_by, answer.seen_on) == (1, 7, date(2026, 10, 3))
    assert (answer.written_by, answer.written_on) == (None, None)
    assert SensitiveContent.from_bytes(content.to_bytes()) == content


@pytest.mark.parametrize("tab", ["request", "criteria"])
def test_one_author_is_said_once_a_group(tab: str, desk: User, client_of: Callable[[Role], Client]) -> None:
    shown = page(client_of(Role.COORDINATOR), entered(desk), tab)
    groups = {"request": 2, "criteria": 1}[tab]
    assert shown.count("Tous ces éléments\u202f:") == groups
    assert shown.count(f"{desk}, {DAYS[0]}") == groups


def test_fields_that_differ_say_their_own_author(
    desk: User, coordinator: User, client_of: Callable[[Role], Client]
) -> None:
    request = entered(desk)
    corrected(request, coordinator, note="à rappeler le soir", **{"social-follow-up": 60})
    client = client_of(Role.COORDINATOR)
    asked = page(client, request, "request")
    assert asked.count("Tous ces éléments\u202f:") == 1, "the family has one author, what is asked has two"
    assert asked.count(f"{coordinator}, {DAYS[1]}") == 1, "the note alone was corrected"
    assert asked.count(f"{desk}, {DAYS[0]}") > 3
    criteria = page(client, request, "criteria")
    assert "Tous ces éléments" not in criteria
    assert criteria.count(f"{coordinator}, {DAYS[1]}") == 1
    assert criteria.count(f"{desk}, {DAYS[0]}") == 2


def test_nobody_is_named_where_nothing_says_who(client_of: Callable[[Role], Client]) -> None:
    request = build.request(answers={"resident": 1})
    shown = page(client_of(Role.COORDINATOR), request, "request")
    assert "Tous ces éléments" not in shown
