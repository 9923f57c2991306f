"""Sensitive facts: no copy of the database, export or journal reads them; a session learns only “met”; readers sign."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand import selectors, services
from ribambelle.demand.models import CriterionAnswer, Request, SensitiveFacts
from ribambelle.demand.rules.sensitive import PROTECTION
from ribambelle.demand.selectors.sensitive import answers_of, content_of_request
from ribambelle.kernel import vault
from tests.integration.demand import build

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
PLANTED = "syndrome-de-Mirliton suivi à Houffalize"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sensitive.key"
    monkeypatch.setenv("RIBAMBELLE_SENSITIVE_KEY_FILE", str(path))
    monkeypatch.delenv("RIBAMBELLE_SENSITIVE_KEYS", raising=False)
    return path


@pytest.fixture
def desk(person: Callable[[Role], User]) -> User:
    return person(Role.FRONT_DESK)


def made(**values: Any) -> Request:
    answers = {"resident": 1, "child-disability": 1, "social-follow-up": 40}
    return build.request(desk=build.desk("relais"), answers=answers, **values)


def with_details(request: Request, desk: User) -> None:
    details = {"child-disability": PLANTED, PROTECTION: f"adresse secrète {PLANTED}"}
    services.sensitive_details_write(by=desk, at=AT, request=request, details=details)


def everything_in_the_database() -> bytes:
    """All rows of all tables as bytes, and the file itself where the database is one."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in cursor for v in r]
    return b"\n".join(found)


def test_a_session_learns_that_a_criterion_is_met_and_nothing_else(desk: User) -> None:
    request = made()
    with_details(request, desk)
    (dossier,) = selectors.dossiers(date(2026, 11, 1))
    assert (dossier.answers["child-disability"].value, dossier.answers["social-follow-up"].value) == (1, 40)
    assert dossier.answers["any-disability"].value == 1, "what follows from it too"
    assert PLANTED not in repr(dossier)


def test_planted_details_stand_nowhere_in_the_clear(desk: User, client_of: Callable[[Role], Client]) -> None:
    request = made()
    Request.objects.filter(pk=request.pk).update(note="laissez-passer-visible")
    with_details(request, desk)
    raw = everything_in_the_database()
    assert b"laissez-passer-visible" in raw, "the rows were really read"
    for word in (PLANTED, "Mirliton", "Houffalize", "adresse secr"):
        assert word.encode() not in raw
    client = client_of(Role.COORDINATOR)
    for kind in ("csv", "xlsx", "ods"):
        assert b"Mirliton" not in client.get(reverse("demand:request_list"), {"export": kind}).content
    for tab in ("request", "criteria", "siblings", "history"):
        page = client.get(reverse("demand:request_detail", args=[request.reference]), {"volet": tab})
        assert "Mirliton" not in page.content.decode()
    assert "Mirliton" in client.get(reverse("demand:sensitive_detail", args=[request.reference])).content.decode()


@pytest.mark.skipif(os.environ.get("RIBAMBELLE_TEST_DB") == "postgres", reason="the file of SQLite")
@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_neither_the_detail_nor_which_criterion(desk: User) -> None:
    request = made()
    Request.objects.filter(pk=request.pk).update(note="laissez-passer-visible")
    with_details(request, desk)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA database_list")
        raw = Path(cursor.fetchone()[2]).read_bytes()
    assert b"laissez-passer-visible" in raw
    assert b"Mirliton" not in raw
    assert not CriterionAnswer.objects.filter(criterion__is_sensitive=True).exists()


def test_who_reads_the_detail_signs_and_who_may_not_sees_nothing(
    desk: User, client_of: Callable[[Role], Client]
) -> None:
    request, foreign = made(), build.request(desk=build.desk("ailleurs"))
    with_details(request, desk)
    client = client_of(Role.FRONT_DESK)
    page = client.get(reverse("demand:sensitive_detail", args=[request.reference]))
    assert PLANTED in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    event = Event.objects.get(verb="sensitive.read")
    assert (event.actor, event.reference, event.after) == (desk, request.reference, {"details": 2})
    assert client.get(reverse("demand:sensitive_detail", args=[foreign.reference])).status_code == 404
    for role in (Role.DIRECTOR, Role.MEMBER, Role.KEY_HOLDER):
        assert client_of(role).get(reverse("demand:sensitive_detail", args=[request.reference])).status_code == 403


def test_correcting_a_request_keeps_its_details_until_the_answer_goes(desk: User) -> None:
    request = made()
    with_details(request, desk)
    form_facts = {"child-disability": services.AnswerFacts(1, is_seen=True), "resident": services.AnswerFacts(1)}
    edit(request, form_facts)
    request = Request.objects.get(pk=request.pk)
    content = content_of_request(request)
    assert set(content.answers) == {"child-disability"}
    assert content.details["child-disability"] == PLANTED
    assert content.answers["child-disability"].seen_on == date(2026, 10, 3), "first seen then, not at the correction"
    edit(request, {"resident": services.AnswerFacts(1)})
    assert set(content_of_request(Request.objects.get(pk=request.pk)).details) == {PROTECTION}
    edits = Event.objects.filter(reference=request.reference)
    assert edits.count() == 3
    assert "disability" not in repr([(event.before, event.after, event.note) for event in edits])


def edit(request: Request, answers: dict[str, services.AnswerFacts]) -> None:
    from ribambelle.demand.imports.known import facts_of

    child, household, facts = facts_of(request)
    facts = replace(facts, answers=answers)
    services.request_edit(by=None, at=AT, request=request, child=child, facts=facts, household=household)


def test_a_value_moved_to_another_request_or_altered_is_not_read(desk: User) -> None:
    first, second = made(), made()
    row = SensitiveFacts.objects.get(request=first)
    SensitiveFacts.objects.filter(request=second).update(content=row.content)
    with pytest.raises(vault.VaultClosed):
        answers_of(Request.objects.get(pk=second.pk))


def test_lengths_say_nothing() -> None:
    short, long = made(), made()
    services.sensitive_details_write(by=None, at=AT, request=short, details={PROTECTION: "a"})  # type: ignore[arg-type]
    services.sensitive_details_write(by=None, at=AT, request=long, details={PROTECTION: "a" * 40})  # type: ignore[arg-type]
    lengths = {len(bytes(each.content)) for each in SensitiveFacts.objects.all()}
    assert len(lengths) == 1


def test_the_key_file_is_its_owners_alone_and_keys_follow_each_other(desk: User, keys: Path) -> None:
    request = made()
    with_details(request, desk)
    assert keys.stat().st_mode & 0o777 == 0o600
    before = keys.read_text()
    out = StringIO()
    call_command("sensitive_keys", rotate=True, stdout=out)
    assert keys.stat().st_mode & 0o777 == 0o600
    assert before.strip() not in keys.read_text(), "the old key is gone once nothing needs it"
    assert SensitiveFacts.objects.get().key_id == "k2"
    request = Request.objects.get(pk=request.pk)
    assert content_of_request(request).details["child-disability"] == PLANTED
    assert Event.objects.get(verb="sensitive.rotate").after == {"key": "k2", "rows": 1}
    keys.write_text(before)
    with pytest.raises(CommandError, match="k2"):
        call_command("sensitive_keys", stdout=StringIO())
    with pytest.raises(vault.VaultClosed, match="k2"):
        content_of_request(Request.objects.get(pk=request.pk))


def test_the_move_to_the_protected_store_comes_back(keys: Path) -> None:
    from importlib import import_module

    migration = import_module("ribambelle.demand.migrations.0006_sensitive_answers_move")
    request = made()
    kept = [(a.criterion.code, a.value, a.evidence_state, a.seen_on) for a in answers_of(request)]
    with connection.cursor() as cursor:
        editor: Any = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.backwards(apps, editor)
        assert CriterionAnswer.objects.count() == 3
        assert not SensitiveFacts.objects.exists()
        migration.forwards(apps, editor)
    assert CriterionAnswer.objects.count() == 1
    again = answers_of(Request.objects.get(pk=request.pk))
    assert [(a.criterion.code, a.value, a.evidence_state, a.seen_on) for a in again] == kept


def test_going_back_refuses_to_uncover_details(desk: User) -> None:
    from importlib import import_module

    migration = import_module("ribambelle.demand.migrations.0006_sensitive_answers_move")
    with_details(made(), desk)
    with pytest.raises(RuntimeError, match="details"):
        migration.backwards(apps, None)
    assert SensitiveFacts.objects.exists()
