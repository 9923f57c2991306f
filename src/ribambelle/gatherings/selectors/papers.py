"""What the room prints: convocation, attendance sheet, minutes, certificate. Semantic HTML in, tagged PDF out."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.accounts.selectors import body_name
from ribambelle.gatherings.enums import Presence
from ribambelle.gatherings.models import AgendaItem, Meeting, Registration
from ribambelle.papers.rendering import render_paper


def _paper(template: str, title: str, fmt: str = "pdf", **context: Any) -> bytes:
    html = render_to_string(f"gatherings/paper/{template}.html", {"body_name": body_name(), **context})
    return render_paper(html, fmt, title=title, author=body_name())


def convocation_pdf(meeting: Meeting, agenda: Iterable[AgendaItem]) -> bytes:
    """The convocation with its agenda."""
    title = _("Convocation: %(meeting)s") % {"meeting": meeting}
    return _paper("convocation", title, meeting=meeting, agenda=list(agenda))


def attendance_sheet_pdf(meeting: Meeting) -> bytes:
    """The sheet to sign: one line for each expected person, and empty lines for those who come unannounced."""
    lines = meeting.attendances.select_related("person").prefetch_related("representations__organisation")
    title = _("Attendance sheet: %(meeting)s") % {"meeting": meeting}
    return _paper("attendance_sheet", title, meeting=meeting, lines=lines, blank_lines=range(5))


def minutes_paper(
    meeting: Meeting, content: dict[str, Any], fingerprint: str, approved_on: date | None, *, fmt: str = "pdf"
) -> bytes:
    """The minutes in one of `PAPERS`: a draft, or approved with their fingerprint."""
    title = _("Minutes: %(meeting)s") % {"meeting": meeting}
    listed = content.get("attendances", ())
    labels = {
        Presence.PRESENT: pgettext("minutes", "Present:"),
        Presence.EXCUSED: pgettext("minutes", "Excused:"),
        Presence.ABSENT: pgettext("minutes", "Absent:"),
        Presence.EXPECTED: pgettext("minutes", "Expected:"),
    }
    groups = [
        {"label": label, "people": [line for line in listed if line["presence"] == presence]}
        for presence, label in labels.items()
    ]
    return _paper(
        "minutes",
        title,
        fmt,
        meeting=meeting,
        content=content,
        groups=groups,
        fingerprint=fingerprint,
        approved_on=approved_on,
    )


def certificate_pdf(registration: Registration) -> bytes:
    """What a participant took part in: sessions they were checked in to, and their hours."""
    check_ins = registration.check_ins.select_related("session").order_by("session__held_on", "session__starts_at")
    sessions = [check_in.session for check_in in check_ins]
    minutes = sum(
        (s.ends_at.hour * 60 + s.ends_at.minute) - (s.starts_at.hour * 60 + s.starts_at.minute) for s in sessions
    )
    title = _("Certificate: %(event)s") % {"event": registration.event}
    return _paper(
        "certificate",
        title,
        registration=registration,
        event=registration.event,
        sessions=sessions,
        hours=minutes // 60,
        minutes=minutes % 60,
    )
