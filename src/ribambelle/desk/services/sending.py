"""Hand the mails that wait to the mail server.

A mail is *taken* before it is handed over: one short transaction moves its next attempt ahead by `LEASE`. Two senders
never hold one mail. A sender that dies gives its mail back when the lease is over: killed before the server said yes,
the mail leaves later, once; killed between the server's yes and our own note of it, it leaves a second time, which no
sender can rule out with SMTP. It then carries the same `Message-ID`, by which mail programs know it for the same.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection as database
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.services import record
from ribambelle.desk.enums import MailState
from ribambelle.desk.mail_kinds import mail_kinds
from ribambelle.desk.models import OutgoingMail
from ribambelle.desk.rules import next_attempt
from ribambelle.desk.selectors.mails import mail_server_is_set, mails_due

LEASE = timedelta(minutes=15)
#: How long everything waits when the server does not answer.
SERVER_AWAY = timedelta(minutes=2)
#: The most mails a page sends itself; more are left to the sender beside the server.
FEW = 20
#: Once an attempt failed, pages leave sending to the sender beside the server for that long.
LATELY = timedelta(minutes=1)
PERMANENT = range(500, 600)
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Delivery:
    """What one round of sending did, in mails. `problem`: why the round stopped, in words."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    problem: str = ""


def send_few() -> None:
    """After a commit: send what waits, when it is little and the server answered lately. Never raises."""
    now = timezone.now()
    lately = {"tried_at__gt": now - LATELY, "due_at__gt": now}
    in_trouble = OutgoingMail.objects.filter(state=MailState.QUEUED, **lately).exclude(last_error="").exists()
    if 0 < mails_due(now)[: FEW + 1].count() <= FEW and not in_trouble:
        mails_deliver(limit=FEW, at=now)


def mails_deliver(limit: int, at: datetime) -> Delivery:
    """Hand at most so many mails to the mail server, the longest waiting first.

    Without a mail server nothing is tried and everything stays as it is. When the server does not answer, no attempt
    is counted: the mails wait. Safe to run anywhere, any number of times at once.
    """
    delivery = Delivery()
    if not mail_server_is_set():
        delivery.problem = _("No mail server is set: the mails wait.")
        return delivery
    if not mails_due(at).exists():
        return delivery
    began = monotonic()
    server = get_connection()
    try:
        server.open()
        for _number in range(limit):
            mail = _take(at + timedelta(seconds=monotonic() - began))
            if mail is None:
                break
            _hand_over(server, mail, delivery, at + timedelta(seconds=monotonic() - began))
    except (SMTPException, OSError) as error:
        delivery.problem = _("The mail server cannot be used for now: %(error)s") % {"error": in_words(error)}
        logger.warning("mail server: %s", error)
        mails_due(at).update(last_error=delivery.problem[:400], tried_at=at, due_at=at + SERVER_AWAY)
    finally:
        server.close()
    return delivery


def _take(at: datetime) -> OutgoingMail | None:
    """The next mail, ours until its lease is over; None when nothing waits."""
    with transaction.atomic():
        skip = database.features.has_select_for_update_skip_locked
        mail = mails_due(at).select_for_update(skip_locked=skip).first()
        if mail is None:
            return None
        mail.attempts, mail.tried_at, mail.due_at = mail.attempts + 1, at, at + LEASE
        mail.save(update_fields=["attempts", "tried_at", "due_at"])
    return mail


def _hand_over(server: Any, mail: OutgoingMail, delivery: Delivery, at: datetime) -> None:
    """Send one mail that was taken and note what came of it.

    Raises
    ------
    SMTPException, OSError
        When the server went away; the attempt is noted before.
    """
    try:
        server.send_messages([message_of(mail)])
    except (SMTPException, OSError, ValueError) as error:
        wait = None if is_permanent(error) else next_attempt(mail.attempts)
        _note(mail, at, error=in_words(error), wait=wait)
        delivery.failed += wait is None
        delivery.postponed += wait is not None
        if isinstance(error, SMTPServerDisconnected | OSError) and not isinstance(error, SMTPResponseException):
            server.close()
            server.open()
        return
    _note(mail, at)
    delivery.sent += 1


def _note(mail: OutgoingMail, at: datetime, *, error: str = "", wait: timedelta | None = None) -> None:
    """Write down what came of an attempt, unless another sender took the mail since."""
    fields: dict[str, Any] = {"last_error": error[:400]}
    if not error:
        fields |= {"state": MailState.SENT, "sent_at": at}
    elif wait is None:
        fields |= {"state": MailState.FAILED}
    else:
        fields |= {"due_at": at + wait}
    with transaction.atomic():
        ours = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=MailState.QUEUED).update(**fields)
        if ours and "state" in fields:
            verb = "mail.fail" if error else "mail.send"
            record(by=None, verb=verb, of=mail, after={"attempts": mail.attempts}, note=error, at=at)


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The mail as it leaves: the same `Message-ID` at each attempt."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    name = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    message = EmailMessage(
        subject=mail.subject,
        body=mail_kinds.get(mail.about_kind).filled(mail.text) if mail.about_kind in mail_kinds else mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={"Message-ID": f"<{name}@{domain}>"},
    )
    for part in mail.attachments.all():
        message.attach(part.name, bytes(part.content), part.content_type)
    return message


def is_permanent(error: Exception) -> bool:
    """Whether trying again is useless: the server said so (5xx), or the mail itself cannot be written."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _words in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return error.smtp_code in PERMANENT
    return isinstance(error, ValueError | SMTPNotSupportedError)


def in_words(error: Exception) -> str:
    """What the server said, as a sentence can hold it."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(
            _("the address %(address)s was refused (%(code)s %(words)s)")
            % {"address": address, "code": code, "words": _decoded(words)}
            for address, (code, words) in error.recipients.items()
        )
    if isinstance(error, SMTPResponseException):
        return _("the mail server refused (%(code)s %(words)s)") % {
            "code": error.smtp_code,
            "words": _decoded(error.smtp_error),
        }
    return str(error) or type(error).__name__


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
