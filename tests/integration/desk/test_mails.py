"""Mail that leaves: written with the change, handed over once, tried again, never lost."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as the_settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.accounts.services import OutsideTransaction
from ribambelle.config.background import round_once
from ribambelle.desk.enums import MailState
from ribambelle.desk.models import MailAttachment, OutgoingMail
from ribambelle.desk.rules import MAIL_DELAYS, next_attempt
from ribambelle.desk.services import Attachment, mail_queue, mail_retry, mails_deliver, mails_retry
from ribambelle.desk.services.sending import LEASE
from ribambelle.kernel.tables import read_table
from tests.integration.desk.mailbox import Inbox, free_port, mail_server, use
from tests.integration.desk.test_killed import installation  # noqa: F401
from tests.shared import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    port = free_port()
    use(settings, port)
    with mail_server(Inbox(), port) as received:
        yield received


def queue(to: str, key: str = "", **more: Any) -> OutgoingMail:
    fields = {"subject": "Bonjour", "text": "Un mot.", "about": ("tests.thing", "T-1"), "by": None, **more}
    return mail_queue(to=to, key=key or to, **fields)


def waiting(*addresses: str, **more: Any) -> None:
    """Mails written while no server is set: they wait."""
    backend, the_settings.EMAIL_BACKEND = the_settings.EMAIL_BACKEND, "django.core.mail.backends.filebased.EmailBackend"
    with transaction.atomic():
        for address in addresses:
            queue(address, **more)
    the_settings.EMAIL_BACKEND = backend


def states() -> dict[str, str]:
    return dict(OutgoingMail.objects.values_list("to", "state"))


def test_one_key_is_one_mail_and_it_leaves_after_the_commit(inbox: Inbox) -> None:
    with transaction.atomic():
        first = queue("a@example.org", "k", attachments=[Attachment("x.pdf", "application/pdf", b"%PDF")])
        assert queue("a@example.org", "k") == first
        assert inbox.messages == []
    with transaction.atomic():
        queue("a@example.org", "k")
    (message,) = inbox.messages
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "application/pdf"]
    assert states() == {"a@example.org": "sent"}
    verbs = Event.objects.filter(reference=first.reference).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["mail.queue", "mail.send"]


def test_a_change_undone_takes_its_mail_with_it(inbox: Inbox) -> None:
    with transaction.atomic():
        queue("a@example.org")
        transaction.set_rollback(True)
    with pytest.raises(OutsideTransaction):
        queue("a@example.org")
    mails_deliver(limit=10, at=timezone.now())
    assert (inbox.messages, OutgoingMail.objects.count()) == ([], 0)


def test_a_file_sent_to_many_is_kept_once(inbox: Inbox) -> None:
    paper = Attachment("x.pdf", "application/pdf", b"%PDF")
    waiting("a@example.org", "b@example.org", attachments=[paper])
    assert MailAttachment.objects.count() == 1
    mails_deliver(limit=10, at=timezone.now())
    assert [len(list(message.iter_attachments())) for message in inbox.messages] == [1, 1]


def test_what_is_refused_for_good_fails_and_what_is_refused_for_now_waits_longer_each_time(inbox: Inbox) -> None:
    waiting("refuse@example.org", "later@example.org", "ok@example.org")
    now = timezone.now()
    delivery = mails_deliver(limit=10, at=now)
    assert (delivery.sent, delivery.failed, delivery.postponed) == (1, 1, 1)
    refused = OutgoingMail.objects.get(to="refuse@example.org")
    assert refused.state == MailState.FAILED
    assert "550 no such person here" in refused.last_error
    waits = []
    for _round in range(len(MAIL_DELAYS) + 1):
        mail = OutgoingMail.objects.get(to="later@example.org")
        if mail.state == MailState.FAILED:
            break
        waits.append(mail.due_at - now)
        assert mails_deliver(limit=10, at=mail.due_at - timedelta(seconds=1)).postponed == 0
        now = mail.due_at
        mails_deliver(limit=10, at=now)
    assert mail.state == MailState.FAILED or OutgoingMail.objects.get(pk=mail.pk).state == MailState.FAILED
    assert all(later > earlier for earlier, later in pairwise(waits))
    assert len(waits) == len(MAIL_DELAYS)
    assert len(inbox.messages) == 1


def test_delays_grow_then_end() -> None:
    delays = [next_attempt(attempts) for attempts in range(1, len(MAIL_DELAYS) + 1)]
    assert delays == sorted(delays, key=lambda delay: delay or timedelta.max)
    assert next_attempt(len(MAIL_DELAYS) + 1) is None


def test_a_server_that_is_away_counts_no_attempt(settings: Any) -> None:
    port = free_port()
    use(settings, port)
    waiting("a@example.org", "b@example.org")
    now = timezone.now()
    delivery = mails_deliver(limit=10, at=now)
    assert (delivery.sent, bool(delivery.problem)) == (0, True)
    assert set(OutgoingMail.objects.values_list("attempts", "state")) == {(0, "queued")}
    with mail_server(Inbox(), port) as inbox:
        assert mails_deliver(limit=10, at=now + timedelta(minutes=3)).sent == 2
        assert inbox.addresses == ["a@example.org", "b@example.org"]


def test_without_a_mail_server_mails_wait_and_the_page_says_so(
    settings: Any, client_of: Callable[[Role], Client]
) -> None:
    waiting("a@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    out = StringIO()
    call_command("deliver_mails", stdout=out)
    assert "serveur" in out.getvalue()
    page = client_of(Role.COORDINATOR).get("/courriers/")
    assert "Aucun serveur de courrier" in page.content.decode()
    assert states() == {"a@example.org": "queued"}


def test_many_mails_are_left_to_the_sender_beside_the_server(inbox: Inbox) -> None:
    with transaction.atomic():
        for number in range(30):
            queue(f"p{number}@example.org")
    assert inbox.messages == []
    round_once()
    assert len(inbox.messages) == 30


def test_several_senders_at_once_send_each_mail_once(inbox: Inbox) -> None:
    waiting(*(f"p{number}@example.org" for number in range(40)))
    sent: list[int] = []

    def sender() -> None:
        try:
            sent.append(mails_deliver(limit=100, at=timezone.now()).sent)
        finally:
            connection.close()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sent), sum(sent)) == (4, 40)
    assert inbox.addresses == sorted(f"p{number}@example.org" for number in range(40))


def test_a_sender_that_was_too_slow_does_not_undo_what_another_did(inbox: Inbox) -> None:
    from ribambelle.desk.services.sending import _note, _take

    waiting("a@example.org")
    now = timezone.now()
    slow = _take(now)
    assert slow is not None
    assert mails_deliver(limit=10, at=now).sent == 0
    assert mails_deliver(limit=10, at=now + LEASE).sent == 1
    _note(slow, now + LEASE, error="trop tard", wait=None)
    assert states() == {"a@example.org": "sent"}


def test_the_same_mail_carries_the_same_name_at_each_attempt(inbox: Inbox) -> None:
    waiting("a@example.org")
    now = timezone.now()
    mails_deliver(limit=1, at=now)
    OutgoingMail.objects.update(state="queued", sent_at=None, due_at=now)
    mails_deliver(limit=1, at=now)
    first, second = (message["message-id"] for message in inbox.messages)
    assert first == second


def test_trying_again_is_for_what_did_not_leave(inbox: Inbox) -> None:
    waiting("refuse@example.org", "ok@example.org")
    mails_deliver(limit=10, at=timezone.now())
    with pytest.raises(ValidationError):
        mail_retry(by=None, mail=OutgoingMail.objects.get(to="ok@example.org"), at=timezone.now())
    OutgoingMail.objects.filter(state="failed").update(to="right@example.org")
    assert mails_retry(by=None, mails=OutgoingMail.objects.all(), at=timezone.now()) == 1
    assert inbox.addresses == ["ok@example.org", "right@example.org"]


def test_the_database_holds_that_a_sent_mail_has_its_moment() -> None:
    waiting("a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.update(state="sent")


def test_the_text_is_for_those_who_follow_the_record(client_of: Callable[[Role], Client], inbox: Inbox) -> None:
    waiting("a@example.org", text="Planté ici {link:7}", about=("gatherings.event", "salon"))
    waiting("b@example.org", text="Planté là", about=("tests.thing", "T-1"))
    coordinator, desk = client_of(Role.COORDINATOR), client_of(Role.FRONT_DESK)
    seen, other = OutgoingMail.objects.order_by("to")
    read = coordinator.get(f"/courriers/{seen.pk}/").content.decode()
    assert "Planté ici (ici, le lien personnel de la famille)" in read
    assert "{link" not in read
    page = desk.get(f"/courriers/{seen.pk}/")
    assert page.status_code == 200
    assert "Planté" not in page.content.decode()
    assert desk.get(f"/courriers/{other.pk}/").status_code == 404
    assert "b@example.org" not in desk.get("/courriers/").content.decode()
    table = read_table(coordinator.get("/courriers/?export=xlsx&q=a@example").content, filename="x.xlsx")
    assert [row for _line, row in table.rows if "a@example.org" in row.values()]
    assert not any("Planté" in str(row) for _line, row in table.rows)
    assert desk.post(f"/courriers/{seen.pk}/reessayer/").status_code == 403
    coordinator.post(f"/courriers/{seen.pk}/reessayer/")
    assert OutgoingMail.objects.get(pk=seen.pk).state == MailState.SENT


def test_killed_while_the_server_listens_the_mail_leaves_once(
    installation: dict[str, str],  # noqa: F811
    tmp_path: Path,
) -> None:
    """kill −9 between the taking and the server's yes: one mail in the end, and not before the lease is over."""
    port = free_port()
    env = {
        **installation,
        "RIBAMBELLE_SMTP_HOST": "127.0.0.1",
        "RIBAMBELLE_SMTP_PORT": str(port),
        "RIBAMBELLE_SMTP_TLS": "0",
    }
    program = "tests.integration.desk.killed_mail"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", program, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert run("prepare") == "queued 0"
    inbox = Inbox()
    inbox.held = True
    with mail_server(inbox, port):
        with subprocess.Popen([sys.executable, "-m", program, "deliver"], env=env, cwd=ROOT) as process:
            assert inbox.reached.wait(60)
            os.kill(process.pid, 9)
        inbox.held = False
        assert run("state") == "queued 1"
        assert run("deliver") == "queued 1"  # somebody may still hold it
        assert inbox.messages == []
        assert run("deliver", "later") == "sent 2"
        assert run("deliver", "later") == "sent 2"
    assert inbox.addresses == ["a@example.org"]
