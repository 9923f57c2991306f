"""Call a meeting: one mail to each expected person, with the appointment for their calendar and the agenda on paper."""

from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import AgendaState, MeetingState
from ribambelle.gatherings.models import AgendaItem, Attendance, Meeting
from ribambelle.gatherings.selectors.calendars import entry_of
from ribambelle.gatherings.selectors.papers import convocation_pdf
from ribambelle.gatherings.services.meetings import locked
from ribambelle.papers.calendars import write_calendar


@dataclass(frozen=True, slots=True)
class Called:
    """What a convocation did: mails handed over, people without an address, and addresses the server refused."""

    sent: int
    without_address: list[str]
    refused: list[str]


def meeting_call(*, by: User | None, meeting: Meeting, at: datetime) -> Called:
    """Call the meeting. Only those who have not been written to yet are; again reaches whoever was missed.

    Raises
    ------
    ValidationError
        When the meeting is over or cancelled, or nobody is expected.
    """
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
    return _send(by, current, at)


def _send(by: User | None, meeting: Meeting, at: datetime) -> Called:
    sent, without_address, refused = [], [], []
    agenda = [item for item in meeting.agenda.all() if item.state == AgendaState.ACCEPTED]
    paper = convocation_pdf(meeting, agenda)
    invitation = write_calendar(
        [entry_of(meeting)],
        name=str(meeting),
        stamped_at=at,
        method="REQUEST",
        organiser=settings.DEFAULT_FROM_EMAIL,
    )
    for line in meeting.attendances.filter(called_at__isnull=True).select_related("person"):
        if not line.person.email:
            without_address.append(str(line.person))
            continue
        try:
            _mail(line, agenda, paper, invitation).send()
        except (SMTPException, OSError) as error:
            refused.append(f"{line.person.email} ({error})")
            continue
        line.called_at = at
        line.save(update_fields=["called_at"])
        sent.append(line.person.reference)
    with transaction.atomic():
        record(by=by, verb="convocation.send", of=meeting, after={"sent": sent, "refused": len(refused)}, at=at)
    return Called(len(sent), without_address, refused)


def _mail(line: Attendance, agenda: list[AgendaItem], paper: bytes, invitation: bytes) -> EmailMultiAlternatives:
    context = {
        "meeting": line.meeting,
        "person": line.person,
        "agenda": agenda,
        "body_name": settings.BODY_NAME,
        "url": settings.BASE_URL + reverse("gatherings:convocation_own", kwargs={"token": line.token}),
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string("gatherings/mail/convocation_subject.txt", context).split()),
        body=render_to_string("gatherings/mail/convocation.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[line.person.email],
    )
    mail.attach("invitation.ics", invitation.decode("utf-8"), "text/calendar; method=REQUEST")
    mail.attach("convocation.pdf", paper, "application/pdf")
    return mail
