"""Events as lists and records, and the need that they show."""

from django.db.models import Avg, Count, F, Q, QuerySet

from ribambelle.accounts.models import User
from ribambelle.gatherings.enums import EventState, RegistrationState
from ribambelle.gatherings.models import Evaluation, Event, EventSession, Registration


def events(*, by: User, text: str = "", kind: str = "", state: str = "", year: str = "") -> QuerySet[Event]:
    """Events this person may see, newest first, each with `asked`, `seated`, `waiting` and `capacity` counted."""
    found: QuerySet[Event] = Event.objects.visible_to(by)
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    filters = {"kind": kind, "state": state, "reporting_year": year if year.isdigit() else ""}
    return with_numbers(found.filter(**{name: value for name, value in filters.items() if value}))


def with_numbers(found: QuerySet[Event]) -> QuerySet[Event]:
    """The same events with `asked`, `seated`, `waiting`, `capacity` and `free` counted from seats and registrations."""
    waits = Q(registrations__state__in=[RegistrationState.WAITING, RegistrationState.ASKED])
    return found.annotate(
        asked=Count("registrations", distinct=True),
        seated=Count("registrations", filter=Q(registrations__seat__isnull=False), distinct=True),
        waiting=Count("registrations", filter=waits, distinct=True),
        capacity=Count("seats", distinct=True),
        free=Count("seats", filter=Q(seats__registration__isnull=True), distinct=True),
    ).order_by("-pk")


def public_events() -> QuerySet[Event]:
    """Events anyone may register for, the next one first. One query, and one for the sessions."""
    found = Event.objects.filter(state=EventState.OPEN, sessions__position=1)
    return found.prefetch_related("sessions").order_by("sessions__held_on", "pk")


def registrations(event: Event, *, state: str = "") -> QuerySet[Registration]:
    """Registrations in the order they arrived. One query."""
    found = event.registrations.select_related("organisation", "seat", "selection_line")
    return found.filter(state=state) if state else found


def unmet_need(event: Event) -> int | None:
    """How many people asked and got no seat; None when the source does not say. At most one query."""
    if event.is_declared:
        if event.declared_asked is None or event.declared_seated is None:
            return None
        return event.declared_asked - event.declared_seated
    return event.registrations.filter(state__in=[RegistrationState.WAITING, RegistrationState.REFUSED]).count()


def evaluation_results(event: Event) -> dict[str, float | int | None]:
    """How many answered among those who came, and the mean of each mark; None where nobody answered. Two queries."""
    answers = Evaluation.objects.filter(registration__event=event)
    came = Registration.objects.filter(event=event, check_ins__isnull=False).distinct().count()
    return {"came": came} | answers.aggregate(answered=Count("pk"), useful=Avg("useful"), well_run=Avg("well_run"))


def comments(event: Event) -> QuerySet[Evaluation]:
    """What participants added, without saying who. One query."""
    return Evaluation.objects.filter(registration__event=event).exclude(comment="").order_by("comment")


def presence_of(session: EventSession) -> set[int]:
    """Ids of the registrations checked in to a session. One query."""
    return set(session.check_ins.values_list("registration_id", flat=True))


def sessions_of(emails: list[str]) -> QuerySet[EventSession]:
    """Sessions of events where one of these addresses has a seat. One query."""
    return (
        EventSession.objects.filter(event__registrations__email__in=emails, event__registrations__seat__isnull=False)
        .select_related("event")
        .distinct()
        .order_by("held_on", F("starts_at"), "pk")
    )


def ahead_of(registration: Registration) -> int | None:
    """How many people wait before this one; None when they do not wait. One query."""
    if registration.state != RegistrationState.WAITING:
        return None
    earlier = Q(asked_at__lt=registration.asked_at) | Q(asked_at=registration.asked_at, pk__lt=registration.pk)
    return Registration.objects.filter(earlier, event=registration.event_id, state=RegistrationState.WAITING).count()
