"""Reads of outgoing mail: what a person may see, what is due, what became of the mails about a record."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.accounts.models import User
from ribambelle.desk.enums import MailState
from ribambelle.desk.mail_kinds import MailKind, mail_kinds
from ribambelle.desk.models import OutgoingMail

READ_ALL = "desk.read_mail"
TO_FILES = "django.core.mail.backends.filebased.EmailBackend"


def mail_server_is_set() -> bool:
    """Whether mails can leave; without a server (`RIBAMBELLE_SMTP_HOST`) they wait."""
    return bool(settings.EMAIL_BACKEND != TO_FILES)


def mails_due(at: datetime) -> QuerySet[OutgoingMail]:
    """The mails that may be tried at that moment, the longest waiting first."""
    return OutgoingMail.objects.filter(state=MailState.QUEUED, due_at__lte=at).order_by("due_at", "id")


def kinds_for(user: User) -> list[MailKind]:
    """The kinds of mails this person may see."""
    return [kind for kind in mail_kinds if user.has_perm(kind.permission)]


def mails(user: User, *, text: str = "", state: str = "", kind: str = "") -> QuerySet[OutgoingMail]:
    """The mails this person may see, newest first: those of the kinds of records they may see.

    `text`: words of the address or of the subject. A kind that no room declares is for those who read all mails.
    """
    rows: QuerySet[OutgoingMail] = OutgoingMail.objects.visible_to(user)
    if not user.has_perm(READ_ALL):
        rows = rows.filter(about_kind__in=[each.code for each in kinds_for(user)])
    if text:
        rows = rows.filter(Q(to__icontains=text) | Q(subject__icontains=text) | Q(about_reference__icontains=text))
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(about_kind=kind)
    return rows.defer("text")


def may_read(user: User, mail: OutgoingMail) -> bool:
    """Whether this person reads what the mail says."""
    permission = mail_kinds.get(mail.about_kind).reading if mail.about_kind in mail_kinds else READ_ALL
    return user.has_perm(permission)


def mails_keyed(keys: Iterable[str]) -> dict[str, OutgoingMail]:
    """The mails of these keys, by key, without their texts; a key that was never written is absent. One query."""
    return {mail.key: mail for mail in OutgoingMail.objects.filter(key__in=list(keys)).defer("text")}


def state_counts(user: User) -> dict[str, int]:
    """How many mails this person sees in each state."""
    found = dict(mails(user).order_by().values_list("state").annotate(Count("id")))
    return {state: found.get(state, 0) for state in MailState.values}


def mail_table(rows: Iterable[OutgoingMail]) -> tuple[list[str], Iterator[list[Any]]]:
    """The list as a file: never the text of a mail."""
    headings = [
        _("Mail"),
        pgettext("mail", "To"),
        pgettext("mail", "Subject"),
        pgettext("mail", "About"),
        _("Record"),
        _("State"),
        _("Attempts"),
        _("Written"),
        pgettext("mail", "Left"),
        _("Last problem"),
    ]
    lines = (
        [
            mail.reference,
            mail.to,
            mail.subject,
            mail.kind_label,
            mail.about_reference,
            mail.get_state_display(),
            mail.attempts,
            mail.created_at,
            mail.sent_at,
            mail.last_error,
        ]
        for mail in rows
    )
    return headings, lines
