"""Write mails down in the transaction of the change they tell. Nothing of the change, nothing of its mails.

    mail_queue(by=user, to="x@example.org", subject="…", text="…", about=meeting, key=f"convocation:{line.pk}")

They leave after the commit: at once when they are few, else by the sender that runs beside the server
(`ribambelle serve`) or by `ribambelle manage deliver_mails`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import OutsideTransaction, record
from ribambelle.desk.enums import MailState
from ribambelle.desk.models import MailAttachment, OutgoingMail
from ribambelle.desk.services.sending import send_few


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `content_type` may carry parameters: `text/calendar; method=REQUEST`."""

    name: str
    content_type: str
    content: bytes


def mail_queue(
    *,
    by: User | None,
    to: str,
    subject: str,
    text: str,
    about: models.Model | tuple[str, str],
    key: str,
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail:
    """Write one mail to one person, inside the transaction of the caller; it leaves after the commit.

    Parameters
    ----------
    about
        The record it is about, or its kind and reference (as in the event log). Register the kind in `mail_kinds`.
    key
        What makes it this mail and no other, for instance `convocation:{attendance.pk}`. A second mail of the same
        key is not written: the first one is returned as it stands.

    Raises
    ------
    OutsideTransaction
        When no transaction is open: the mail could leave without the change it tells.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"mail {key!r} queued outside a transaction. Wrap the change in transaction.atomic().")
    kind, reference = about if isinstance(about, tuple) else _named(about)
    now = timezone.now()
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "about_kind": kind,
            "about_reference": reference,
            "queued_by": by,
            "created_at": now,
            "due_at": now,
        },
    )
    if is_new:
        mail.attachments.set([_kept(attachment) for attachment in attachments])
        record(by=by, verb="mail.queue", of=mail, after={"about": f"{kind} {reference}"}, at=now)
        transaction.on_commit(send_few, robust=True)
    return mail


def _named(of: models.Model) -> tuple[str, str]:
    return of._meta.label_lower, str(getattr(of, "reference", None) or of.pk)


def _kept(attachment: Attachment) -> MailAttachment:
    parts = (attachment.name.encode(), attachment.content_type.encode(), attachment.content)
    sha256 = hashlib.sha256(b"\0".join(parts)).hexdigest()
    kept, _is_new = MailAttachment.objects.get_or_create(
        sha256=sha256,
        defaults={"name": attachment.name, "content_type": attachment.content_type, "content": attachment.content},
    )
    return kept


def mail_retry(*, by: User | None, mail: OutgoingMail, at: datetime) -> OutgoingMail:
    """Try a mail again now, with all its attempts before it.

    Raises
    ------
    ValidationError
        When it left already.
    """
    with transaction.atomic():
        current = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        if current.state == MailState.SENT:
            raise ValidationError(_("This mail left already: it does not leave twice. Write another one if needed."))
        before, current.state, current.attempts, current.due_at = current.state, MailState.QUEUED, 0, at
        current.save(update_fields=["state", "attempts", "due_at"])
        record(by=by, verb="mail.retry", of=current, before={"state": before}, at=at)
        transaction.on_commit(send_few, robust=True)
    return current


def mails_retry(*, by: User | None, mails: models.QuerySet[OutgoingMail], at: datetime) -> int:
    """Try again all the mails among these that could not leave; returns how many."""
    failed = list(mails.filter(state=MailState.FAILED))
    with transaction.atomic():
        for mail in failed:
            mail_retry(by=by, mail=mail, at=at)
    return len(failed)
