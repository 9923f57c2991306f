"""Call a meeting: one mail to each expected person, with the appointment for their calendar and the agenda on paper."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import body_name
from ribambelle.accounts.services import record
from ribambelle.desk.enums import MailState
from ribambelle.desk.selectors import mails_keyed
from ribambelle.desk.services import Attachment, mail_queue, mail_retry
from ribambelle.gatherings.enums import AgendaState, MeetingState
from ribambelle.gatherings.models import AgendaItem, Attendance, Meeting
from ribambelle.gatherings.selectors.calendars import entry_of
from ribambelle.gatherings.selectors.meetings import convocation_key
from ribambelle.gatherings.selectors.papers import convocation_pdf
from ribambelle.gatherings.services.meetings import locked
from ribambelle.papers.calendars import write_calendar


@dataclass(frozen=True, slots=True)
class Called:
    """What a convocation did: mails that left, mails that wait, people without an address, addresses refused."""

    sent: int
    waiting: int
    without_address: list[str]
    refused: list[str]


def meeting_call(*, by: User | None, meeting: Meeting, at: datetime) -> Called:
    """Call the meeting. Only those who have not been written to yet are; again tries those whose mail could not leave.

    Raises
    ------
    ValidationError
        When the meeting is over or cancelled, or nobody is expected.
    """
    agenda = [item for item in meeting.agenda.all() if item.state == AgendaState.ACCEPTED]
    attachments = _attachments(meeting, agenda, at)
    with transaction.atomic():
        current = locked(meeting)
        if current.state not in {MeetingState.PLANNED, MeetingState.CALLED}:
            raise ValidationError(
                _("This meeting is “%(state)s”: it can no longer be called.") % {"state": current.get_state_display()}
            )
        if not current.attendances.exists():
            raise ValidationError(_("Nobody is expected at this meeting. Add people, or mandates to its body."))
        if current.state == MeetingState.PLANNED:
            current.state, current.called_at = MeetingState.CALLED, at
            current.save(update_fields=["state", "called_at"])
            record(by=by, verb="meeting.call", of=current, at=at)
        keys, without_address = _write(by, current, agenda, attachments, at)
        record(by=by, verb="convocation.send", of=current, after={"mails": len(keys)}, at=at)
    left = mails_keyed(keys).values()
    return Called(
        sent=sum(mail.state == MailState.SENT for mail in left),
        waiting=sum(mail.state == MailState.QUEUED for mail in left),
        without_address=without_address,
        refused=[f"{mail.to} ({mail.last_error})" for mail in left if mail.state == MailState.FAILED],
    )


def _write(
    by: User | None, meeting: Meeting, agenda: list[AgendaItem], attachments: list[Attachment], at: datetime
) -> tuple[list[str], list[str]]:
    """Write to whoever was not, and try again what could not leave. Returns keys, and names without an address."""
    keys, without_address = [], []
    lines = list(meeting.attendances.select_related("person"))
    earlier = mails_keyed(convocation_key(line) for line in lines)
    for line in lines:
        key = convocation_key(line)
        if line.called_at is None and not line.person.email:
            without_address.append(str(line.person))
        elif line.called_at is None:
            _queue(by, meeting, line, agenda, attachments)
            line.called_at = at
            line.save(update_fields=["called_at"])
            keys.append(key)
        elif key in earlier and earlier[key].state == MailState.FAILED:
            mail_retry(by=by, mail=earlier[key], at=at)
            keys.append(key)
    return keys, without_address


def _attachments(meeting: Meeting, agenda: list[AgendaItem], at: datetime) -> list[Attachment]:
    invitation = write_calendar(
        [entry_of(meeting)],
        name=str(meeting),
        stamped_at=at,
        method="REQUEST",
        organiser=settings.DEFAULT_FROM_EMAIL,
    )
    return [
        Attachment("invitation.ics", "text/calendar; method=REQUEST", invitation),
        Attachment("convocation.pdf", "application/pdf", convocation_pdf(meeting, agenda)),
    ]


def _queue(
    by: User | None, meeting: Meeting, line: Attendance, agenda: list[AgendaItem], attachments: list[Attachment]
) -> None:
    context = {
        "meeting": meeting,
        "person": line.person,
        "agenda": agenda,
        "body_name": body_name(),
        "url": settings.BASE_URL + reverse("gatherings:convocation_own", kwargs={"token": line.token}),
    }
    mail_queue(
        by=by,
        to=line.person.email,
        subject=render_to_string("gatherings/mail/convocation_subject.txt", context),
        text=render_to_string("gatherings/mail/convocation.txt", context),
        about=meeting,
        key=convocation_key(line),
        attachments=attachments,
    )
