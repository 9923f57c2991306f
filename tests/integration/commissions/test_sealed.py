"""A sealed session stays: every table of it, by every way of writing, whoever writes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Policy, RecusalReason, SessionStatus
from ribambelle.commissions.models import (
    Decision,
    FrozenSnapshot,
    PseudonymKey,
    Recalculation,
    Recusal,
    Reserve,
    Run,
    Seal,
    Session,
    Sitting,
    SittingMember,
)
from ribambelle.commissions.rules.sealing import NotASeal, replay, sealed_file
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.selectors.minutes import minutes_paper
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.services import decisions, rule_texts, sealing, sessions, sittings
from tests.integration.commissions import territory
from tests.shared import ROOT

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 20, 16, 0, 7, 123456, tzinfo=UTC)


def sealed() -> Session:
    """A sealed session with a row in every one of its tables."""
    session = territory.proposed(14, reserves=1)
    session.settings.set(session.settings.model.objects.all()[:2])
    member = sittings.member_add(by=None, session=session, name="Mme Pervenche", has_vote=True)
    sittings.recusal_note(by=None, member=member, reason=RecusalReason.MANAGES, at=AT, setting_reference="S9")
    party = session.snapshot.parsed["dossiers"][0]["party"]
    decisions.decision_record(
        by=None, session=session, party=party, kind="hold", reason="incomplete", text="Une pièce manque.", at=AT
    )
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    return session


TABLES: list[tuple[type[models.Model], str]] = [
    (Session, "title"),
    (FrozenSnapshot, "content"),
    (PseudonymKey, "request_reference"),
    (Run, "allocation"),
    (Decision, "text"),
    (Recalculation, "allocation"),
    (Seal, "content"),
    (Sitting, "quorum"),
    (SittingMember, "name"),
    (Recusal, "setting_reference"),
    (Reserve, "places"),
    (Session.settings.through, "setting_id"),
]


def copied(row: models.Model) -> models.Model:
    row.pk, row._state.adding = None, True
    return row


def test_no_table_of_a_sealed_session_takes_a_write() -> None:
    sealed()
    said: list[str] = []
    for model, field in TABLES:
        row: Any = model._default_manager.get() if model in {Session, Seal, Sitting} else model._default_manager.first()
        assert row is not None, model
        table, key = connection.ops.quote_name(model._meta.db_table), row.pk
        writes: list[Callable[[], Any]] = [
            lambda model=model, field=field, row=row: model._default_manager.update(**{field: getattr(row, field)}),
            lambda row=row: row.save(),
            lambda row=row: models.Model.save_base(row, raw=True),
            lambda model=model: model._default_manager.all()._raw_delete(using="default"),
            lambda model=model, row=row, field=field: model._default_manager.bulk_update([row], [field]),
            lambda table=table, field=field, key=key: _sql(f"UPDATE {table} SET {field} = {field} WHERE id = %s", key),
            lambda table=table, key=key: _sql(f"DELETE FROM {table} WHERE id = %s", key),
            lambda model=model: model._default_manager.bulk_create([copied(model._default_manager.first())]),
        ]
        for number, write in enumerate(writes):
            try:
                with transaction.atomic():
                    write()
            except DatabaseError:
                continue
            said.append(f"{model.__name__} {number}")
    assert said == []


def _sql(statement: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])


def test_no_session_becomes_sealed_without_its_seal_nor_open_again() -> None:
    session = territory.proposed(8)
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.update(status=SessionStatus.SEALED)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.update(status=SessionStatus.RUN)


def test_every_service_says_that_it_is_sealed() -> None:
    session = sealed()
    member = SittingMember.objects.first()
    assert member is not None
    act = Decision.objects.order_by("-number").first()
    assert act is not None
    recusal = Recusal.objects.get()
    writes: list[Callable[[], Any]] = [
        lambda: sessions.session_freeze(by=None, session=session, at=AT, draw="x"),
        lambda: sessions.session_run(by=None, session=session, policies=[Policy.ORDER], seed=9, at=AT),
        lambda: sessions.proposal_choose(by=None, run=session.runs.all()[1]),
        lambda: decisions.decisions_keep(by=None, session=session, at=AT),
        lambda: decisions.decision_undo(by=None, decision=act, at=AT),
        lambda: sealing.session_seal(by=None, session=session, at=AT),
        lambda: sittings.sitting_compose(by=None, session=session),
        lambda: sittings.member_add(by=None, session=session, name="X", has_vote=False),
        lambda: sittings.members_set(by=None, session=session, values={}),
        lambda: sittings.recusal_note(
            by=None, member=member, reason=RecusalReason.RELATED, at=AT, setting_reference="S1"
        ),
        lambda: sittings.recusal_take_back(by=None, recusal=recusal, at=AT),
    ]
    for write in writes:
        with pytest.raises(Exception, match="scell"):
            write()


def test_another_session_goes_on() -> None:
    session = sealed()
    other = sessions.session_create(
        by=None,
        commission=session.commission,
        title="Suivante",
        held_on=territory.HELD,
        cut_off_on=territory.CUT_OFF,
        entry_on=territory.ENTRY,
        rule=session.rule,
    )
    sessions.session_freeze(by=None, session=other, at=AT, draw="other")
    assert other.keys.count() == session.keys.count()
    assert rule_texts  # the rule of a sealed session may still be superseded: it keeps its own copy


def test_the_file_to_replay_gives_the_same_or_says_where_it_differs() -> None:
    seal = sealed().seal
    data = sealed_file(seal.content, {"ribambelle": "0"})
    found = replay(data)
    assert found.same
    assert (found.fingerprint, found.decisions) == (seal.fingerprint, Decision.objects.count())
    with pytest.raises(NotASeal):
        replay(data.replace(b"Une pi", b"Nulle pi"))


@pytest.mark.parametrize(("fmt", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("odt", b"PK")])
def test_the_minutes_are_the_same_bytes_at_every_download(
    fmt: str, start: bytes, client_of: Callable[[Role], Client]
) -> None:
    session = sealed()
    url = reverse("commissions:minutes", args=[session.reference, fmt])
    first, second = (client_of(Role.COORDINATOR).get(url).content for _time in range(2))
    assert first.startswith(start)
    assert first == second


def test_the_minutes_say_who_sat_and_each_departure_but_no_request() -> None:
    session = sealed()
    html = render_to_string("commissions/papers/minutes.html", {"minutes": minutes_paper(session)})
    for said in ("Mme Pervenche", "Une pièce manque.", session.seal.fingerprint, session.snapshot.fingerprint):
        assert said in html
    assert [word for word in territory.PLANTED if word in html] == []


def test_the_minutes_list_every_place_given_and_speak_to_people() -> None:
    session = sealed()
    made = minutes_paper(session)
    html = render_to_string("commissions/papers/minutes.html", {"minutes": made})
    given = {(each.rank, place.child) for each in outcomes_of(session) for place in each.places}
    assert {(each.rank, each.child) for each in made.obtained} == given
    assert given
    assert [child for _rank, child in given if f'<th scope="row">{child}</th>' not in html] == []
    assert "ribambelle replay" not in html
    assert "la même empreinte" in html


def test_replay_on_the_command_line_asks_no_database(tmp_path: Path) -> None:
    data = sealed_file(sealed().seal.content, {"ribambelle": "0"})
    file = tmp_path / "seance.ribambelle.json"
    changed = tmp_path / "changed.ribambelle.json"
    document = json.loads(data)
    file.write_bytes(data)
    moved = next(row for row in document["sealed"]["decisions"] if row["kind"] == "hold")
    moved["kind"], moved["places"] = "keep", []
    document["fingerprint"] = fingerprint(canonical(document["sealed"]))
    changed.write_bytes(canonical(document).encode())
    file_of_lies = tmp_path / "lies.ribambelle.json"
    file_of_lies.write_bytes(data.replace(b"Une pi", b"Nulle pi"))
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "RIBAMBELLE_DATA": ""}
    answers = {}
    for path in (file, changed, file_of_lies):
        done = subprocess.run(
            [sys.executable, "-m", "ribambelle.config.cli", "replay", str(path)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        answers[path.stem] = (done.returncode, done.stdout + done.stderr)
    code, said = answers["seance.ribambelle"]
    assert (code, "the same, byte for byte" in said) == (0, True), said
    code, said = answers["changed.ribambelle"]
    assert (code, "outcomes" in said) == (3, True), said
    assert answers["lies.ribambelle"][0] == 2
