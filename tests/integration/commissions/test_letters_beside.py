"""Many letters are written beside the server: the page answers at once, nothing is lost or doubled."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.models import Letter, LetterFile, LetterPiece, Mailing, PlaceOffer, Session
from ribambelle.commissions.selectors import letter_files as made
from ribambelle.commissions.services import letter_files, letters
from ribambelle.config import background
from ribambelle.demand.models import Guardian, Request
from ribambelle.desk.models import OutgoingMail
from tests.integration.commissions import territory
from tests.integration.killing import Env, installation_apart, kill_at, verb

pytestmark = pytest.mark.django_db
SENT = datetime(2028, 4, 22, 9, tzinfo=UTC)
DATES: dict[str, Any] = {"dated_on": date(2028, 4, 22), "answer_before": date(2028, 5, 6)}
POST = {"dated_on": "22/4/2028", "answer_before": "6/5/2028"}
PROGRAM = "tests.integration.commissions.killed_letters"


@pytest.fixture
def many() -> Session:
    return territory.sealed(9)


def test_the_page_answers_at_once_and_says_how_far(
    many: Session, client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "LOOKED_THROUGH", 0)
    client = client_of(Role.COORDINATOR)
    url = reverse("commissions:letters", args=[many.reference])
    answer = client.post(reverse("commissions:letters_send", args=[many.reference]), POST, follow=True)
    assert "s’écrivent en arrière-plan" in answer.content.decode()
    assert (Letter.objects.count(), Mailing.objects.count()) == (0, 1)
    steps = iter([False] * 5 + [True])
    assert not letters.letters_go_on(at=SENT, is_over=lambda: next(steps))
    total = Mailing.objects.get().expected
    page = client.get(url).content.decode()
    assert f"5 lettres écrites, {total - 5} restantes" in page
    assert "data-follow" in page
    assert letters.letters_go_on(at=SENT)
    assert Letter.objects.count() == total
    page = client.get(url).content.decode()
    assert "lettres écrites" in page
    assert "data-follow" not in page


def test_pressed_twice_and_worked_on_twice_it_is_done_once(many: Session, client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    for _press in range(2):
        client.post(reverse("commissions:letters_send", args=[many.reference]), POST)
    for _round in range(2):
        assert letters.letters_go_on(at=SENT)
    once()
    assert Event.objects.filter(verb="letters.begin").count() == 1
    assert Event.objects.filter(verb="letters.finish").count() == 1


def once() -> None:
    """Each request has its letter, each proposal its place, each place its request moved, each reader its mail."""
    proposals = Letter.objects.filter(kind="proposal").count()
    assert Letter.objects.count() == Mailing.objects.get().expected == Session.objects.get().keys.count()
    assert proposals == PlaceOffer.objects.count() == Request.objects.filter(state="proposed").count() > 0
    assert OutgoingMail.objects.count() == Letter.objects.filter(channel="mail").count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_letter_once(many: Session) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    letters.letters_begin(by=None, at=SENT, session=many, **DATES)
    start, ended = threading.Barrier(3), []

    def work() -> None:
        try:
            start.wait()
            ended.append(letters.letters_go_on(at=SENT))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert ended == [True] * 3
    once()


def test_a_letter_that_cannot_be_written_keeps_no_other_back(many: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    letters.letters_begin(by=None, at=SENT, session=many, **DATES)
    unlucky = many.keys.order_by("pk").first()
    assert unlucky is not None
    Request.objects.filter(reference=unlucky.request_reference).update(wished_start_on=date(1, 1, 1))
    real = letters.letter_context

    def breaking(session: Session, draft: Any, *rest: Any, **named: Any) -> Any:
        if draft.request.wished_start_on.year == 1:
            raise ArithmeticError(draft.request.reference)
        return real(session, draft, *rest, **named)

    monkeypatch.setattr(letters, "letter_context", breaking)
    assert not letters.letters_go_on(at=SENT)
    assert Letter.objects.count() == many.keys.count() - 1
    assert Mailing.objects.get().finished_at is None
    monkeypatch.setattr(letters, "letter_context", real)
    assert letters.letters_go_on(at=SENT)
    once()


def test_the_loop_of_the_server_and_the_command_do_it(many: Session, capsys: pytest.CaptureFixture[str]) -> None:
    letters.letters_begin(by=None, at=SENT, session=many, **DATES)
    assert background.letters_once(threading.Event())
    once()
    call_command("write_letters")
    assert "Toutes les lettres sont écrites." in capsys.readouterr().out
    once()


@pytest.fixture
def written(many: Session, monkeypatch: pytest.MonkeyPatch) -> Mailing:
    """Letters written, taken away four to a piece."""
    for module in (made, letter_files):
        monkeypatch.setattr(module, "PIECE", 4)
    Guardian.objects.filter(household__reference__lte="H-90003").update(email="")
    mailing = letters.letters_begin(by=None, at=SENT, session=many, **DATES)
    assert letters.letters_write(by=None, at=SENT, mailing=mailing)
    mailing.refresh_from_db()
    return mailing


def test_all_the_letters_in_one_file_in_the_order_of_the_envelopes(
    written: Mailing, client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, reference = client_of(Role.COORDINATOR), written.session.reference
    ask = reverse("commissions:letter_file_ask", args=[reference])
    monkeypatch.setattr(made, "AT_ONCE", 5)
    for _press in range(2):
        client.post(ask, {"channel": "", "format": "pdf"})
    file = LetterFile.objects.get()
    url = reverse("commissions:letter_file", args=[reference, file.pk])
    assert client.get(url).status_code == 404, "not before it is ready"
    steps = iter([False, True])
    assert not letter_files.letter_files_go_on(at=file.asked_at, is_over=lambda: next(steps))
    assert f"PDF en préparation\u202f: 1 / {file.pieces}" in page_of(client, reference)
    assert letter_files.letter_files_go_on(at=file.asked_at)
    answer = client.get(url)
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        names = archive.namelist()
        pages = 0
        for name in names:
            with pikepdf.open(io.BytesIO(archive.read(name))) as document:
                assert document.Root.MarkInfo.Marked
                pages += len(document.pages)
    assert names[0] == f"lettres-{reference}-00001-00004.pdf"
    assert names == sorted(names)
    assert len(names) == file.pieces
    assert pages >= written.letters.count()
    assert Event.objects.filter(verb="letters.file").count() == 1


def page_of(client: Client, reference: str) -> str:
    return client.get(reverse("commissions:letters", args=[reference])).content.decode()


@pytest.mark.parametrize("fmt", ["docx", "odt"])
def test_a_short_file_is_one_paper(written: Mailing, fmt: str, client_of: Callable[[Role], Client]) -> None:
    letter_files.letter_file_ask(by=None, at=SENT, mailing=written, channel="paper", fmt=fmt)
    file = LetterFile.objects.get()
    LetterFile.objects.update(pieces=1)
    assert letter_files.letter_files_go_on(at=SENT)
    url = reverse("commissions:letter_file", args=[written.session.reference, file.pk])
    answer = client_of(Role.COORDINATOR).get(url)
    assert answer["Content-Disposition"].endswith(f'.{fmt}"')
    assert zipfile.is_zipfile(io.BytesIO(answer.getvalue()))


def test_what_is_kept_of_a_file_opens_nothing_and_goes_after_a_week(written: Mailing) -> None:
    letter_files.letter_file_ask(by=None, at=SENT, mailing=written, channel="", fmt="odt")
    assert letter_files.letter_files_go_on(at=SENT)
    kept = bytes(LetterPiece.objects.first().content)  # type: ignore[union-attr]
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert b"/suivi/" not in kept
    letter_files.letter_files_go_on(at=SENT + timedelta(days=7, minutes=1))
    assert not LetterPiece.objects.exists()


def test_letters_written_since_make_the_file_anew(written: Mailing) -> None:
    first = letter_files.letter_file_ask(by=None, at=SENT, mailing=written, channel="", fmt="pdf")
    letter = written.letters.order_by("position").last()
    assert letter is not None
    Letter.objects.filter(pk=letter.pk).delete()
    again = letter_files.letter_file_ask(by=None, at=SENT, mailing=written, channel="", fmt="pdf")
    assert again.pk != first.pk
    assert again.letters == first.letters - 1


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Env]:
    with installation_apart(tmp_path, "letters_beside") as env:
        yield env


def test_killed_anywhere_the_server_goes_on_where_it_was(installation: Env) -> None:
    verb(installation, PROGRAM, "prepare")
    for table in ("commissions_letter", "commissions_placeoffer", "desk_outgoingmail", "accounts_event"):
        kill_at(installation, PROGRAM, "beside", table)
        found = verb(installation, PROGRAM, "state")
        assert found["letters"] == found["mails"], table
        assert found["places"] == found["proposed"] == found["proposals"] == found["told"], table
        assert found["finished"] == 0
    kill_at(installation, PROGRAM, "beside", "commissions_letterpiece")
    found = verb(installation, PROGRAM, "state")
    assert (found["letters"], found["pieces"], found["files"]) == (found["requests"], 1, 0)
    done = verb(installation, PROGRAM, "beside")
    assert done == found | {"pieces": -(-found["letters"] // 3), "files": 1}
    assert verb(installation, PROGRAM, "beside") == done
