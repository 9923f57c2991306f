"""Meetings and sessions as calendar entries, and what a feed shows."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ribambelle.accounts.selectors import body_name
from ribambelle.gatherings.enums import EventState, MeetingState
from ribambelle.gatherings.models import EventSession, Feed, Meeting
from ribambelle.gatherings.scopes import FeedScope, feed_scopes
from ribambelle.gatherings.selectors.events import sessions_of
from ribambelle.network.models import Body, Person
from ribambelle.papers.calendars import CalendarEntry

DOMAIN = "ribambelle"


def entry_of(meeting: Meeting) -> CalendarEntry:
    """A meeting as a calendar shows it: with its hours, or as whole days where they are not known."""
    zone = timezone.get_default_timezone()
    last_day = meeting.ends_on or meeting.held_on
    starts: datetime | date = meeting.held_on
    ends: datetime | date | None = last_day + timedelta(days=1)
    if meeting.starts_at:
        starts = datetime.combine(meeting.held_on, meeting.starts_at, tzinfo=zone)
        ends = datetime.combine(last_day, meeting.ends_at, tzinfo=zone) if meeting.ends_at else None
    return CalendarEntry(
        uid=f"{meeting.reference}@{DOMAIN}",
        title=str(meeting),
        starts=starts,
        ends=ends,
        place=meeting.place,
        text=meeting.link,
        sequence=meeting.calendar_sequence,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
    )


def session_entry(session: EventSession) -> CalendarEntry:
    """A session of an event as a calendar shows it."""
    zone = timezone.get_default_timezone()
    event = session.event
    return CalendarEntry(
        uid=f"{event.reference}-{session.position}@{DOMAIN}",
        title=event.title,
        starts=datetime.combine(session.held_on, session.starts_at, tzinfo=zone),
        ends=datetime.combine(session.held_on, session.ends_at, tzinfo=zone),
        place=session.place or event.place,
        text=event.link,
        is_cancelled=event.state == EventState.CANCELLED,
    )


def feed_meetings(feed: Feed) -> QuerySet[Meeting]:
    """The meetings a feed follows, cancelled ones included: they are struck out, not lost. One query."""
    condition = feed_scopes.get(feed.kind).meetings(feed.reference)
    return Meeting.objects.filter(condition).select_related("body").distinct().order_by("held_on", "pk")


def feed_entries(feed: Feed, *, today: date) -> list[CalendarEntry]:
    """Everything a feed shows: meetings, sessions of events, then what else its scope tells. Two to six queries."""
    scope = feed_scopes.get(feed.kind)
    entries = [entry_of(meeting) for meeting in feed_meetings(feed)]
    if emails := scope.emails(feed.reference):
        entries += [session_entry(session) for session in sessions_of(emails)]
    return entries + scope.days(feed.reference, today)


def feed_name(feed: Feed) -> str:
    """What the calendar program shows as the name of the feed."""
    return f"{feed_scopes.get(feed.kind).label_of(feed.reference)} · {body_name()}"


def _person_name(reference: str) -> str:
    person = Person.objects.filter(reference=reference).first()
    return str(person) if person else ""


def _body_name(reference: str) -> str:
    body = Body.objects.filter(reference=reference).first()
    return str(body) if body else ""


def _person_emails(reference: str) -> list[str]:
    return [
        email.lower()
        for email in Person.objects.filter(reference=reference).exclude(email="").values_list("email", flat=True)
    ]


PERSON_SCOPE = FeedScope(
    "person", _person_name, lambda reference: Q(attendances__person__reference=reference), _person_emails
)
BODY_SCOPE = FeedScope("body", _body_name, lambda reference: Q(body__reference=reference), lambda _reference: [])
