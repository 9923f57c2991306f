"""Meetings as lists and records, what comes back from earlier ones, and those outside their year."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from ribambelle.accounts.models import User
from ribambelle.desk.selectors import mails_keyed
from ribambelle.gatherings.enums import MeetingState, Presence
from ribambelle.gatherings.models import ActionPoint, Attendance, Meeting, Series


def meetings(
    *, by: User, text: str = "", body: str = "", series: str = "", year: str = "", state: str = "", kind: str = ""
) -> QuerySet[Meeting]:
    """Meetings this person may see, newest first; `year` is the reporting year, whatever the date.

    Each carries `present` and `services` where it has a list.
    """
    found: QuerySet[Meeting] = Meeting.objects.visible_to(by).select_related("body", "series")
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(body__name__icontains=word) | Q(place__icontains=word))
    filters = {
        "body__reference": body,
        "series__reference": series,
        "reporting_year": year if year.isdigit() else "",
        "state": state,
        "body__kind": kind,
    }
    return found.filter(**{name: value for name, value in filters.items() if value})


def with_presence(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The same meetings with `present` persons and `services` represented counted from their lists."""
    came = Q(attendances__presence=Presence.PRESENT)
    return found.annotate(
        listed=Count("attendances", distinct=True),
        present=Count("attendances", filter=came, distinct=True),
        services=Count("attendances__representations__organisation", filter=came, distinct=True),
    ).order_by(F("held_on").desc(), F("starts_at").desc(nulls_last=True), F("pk").desc())


def years() -> list[int]:
    """The reporting years that hold a meeting, newest first. One query."""
    found = Meeting.objects.filter(reporting_year__isnull=False).order_by("-reporting_year")
    return [int(year) for year in found.values_list("reporting_year", flat=True).distinct() if year]


def outside_their_year() -> QuerySet[Meeting]:
    """Meetings dated outside the year they are reported in: findings; they still count in their series. One query."""
    return (
        Meeting.objects.filter(reporting_year__isnull=False)
        .exclude(held_on__year=F("reporting_year"))
        .select_related("series", "body")
        .order_by("held_on", "pk")
    )


def coming_back(meeting: Meeting) -> QuerySet[ActionPoint]:
    """What earlier meetings of the same body left to do. One query."""
    return (
        ActionPoint.objects.filter(
            meeting__body=meeting.body_id, meeting__held_on__lt=meeting.held_on, done_on__isnull=True
        )
        .exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("owner", "meeting")
    )


def open_action_points(*, by: User) -> QuerySet[ActionPoint]:
    """Everything left to do in the meetings this person may see, nearest first. One query."""
    visible = Meeting.objects.visible_to(by).values("pk")
    return (
        ActionPoint.objects.filter(done_on__isnull=True, meeting__in=visible)
        .select_related("owner", "meeting__body")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def convocation_key(line: Attendance) -> str:
    """The key of the mail that calls one person to one meeting."""
    return f"convocation:{line.pk}"


def expected_with_mail(meeting: Meeting) -> list[Attendance]:
    """Who is expected, each with `mail`: what became of their convocation, None when none was written. Four queries."""
    lines = list(meeting.attendances.select_related("person").prefetch_related("representations__organisation"))
    mails = mails_keyed(convocation_key(line) for line in lines)
    for line in lines:
        line.mail = mails.get(convocation_key(line))  # type: ignore[attr-defined]
    return lines


def next_of(meeting: Meeting) -> Meeting | None:
    """The next meeting of the same body, where minutes are usually approved. One query."""
    later = Meeting.objects.filter(body=meeting.body_id, held_on__gt=meeting.held_on)
    return later.exclude(state=MeetingState.CANCELLED).order_by("held_on", "starts_at", "pk").first()


def to_call(*, today: date, until: date) -> QuerySet[Meeting]:
    """Meetings planned from today until a day (included) whose convocation has not left. One query."""
    return (
        Meeting.objects.filter(state=MeetingState.PLANNED, held_on__gte=today, held_on__lte=until)
        .filter(body__is_external=False)
        .select_related("body")
        .order_by("held_on", "pk")
    )


def to_approve(*, before: date) -> QuerySet[Meeting]:
    """Meetings held with a list, before a day, whose minutes are not approved. One query."""
    return (
        Meeting.objects.filter(state=MeetingState.HELD, held_on__lt=before, minutes__isnull=True)
        .filter(declared_persons__isnull=True, declared_services__isnull=True, body__is_external=False)
        .select_related("body")
        .order_by("held_on", "pk")
    )


def all_series(*, by: User) -> QuerySet[Series]:
    """Series with how many meetings they hold. One query."""
    found: QuerySet[Series] = Series.objects.visible_to(by).select_related("body")
    return found.annotate(size=Count("meetings")).order_by("name", "pk")
