"""The year of the coordination in the demo: a platform that meets, an open day, a cycle."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.gatherings.enums import AgendaState, EventKind, EventState, Presence, Seating
from ribambelle.gatherings.models import Event, Meeting
from ribambelle.gatherings.services import events, meetings, minutes, registrations, selection
from ribambelle.gatherings.services.series import series_create
from ribambelle.network.enums import BodyKind, OrganisationKind
from ribambelle.network.governance.services import body_create, mandate_open, person_create
from ribambelle.network.models import Body, Organisation
from ribambelle.network.services import organisation_create

#: Invented people and the services they represent; the last one represents two.
PEOPLE = (
    ("Capucine", "Lavande", ("Les Coccinelles",)),
    ("Hector", "Bourdon", ("La Farandole",)),
    ("Solène", "Mésange", ("La Farandole",)),
    ("Mona", "Campanule", ("Les Trois Hiboux",)),
    ("Jules", "Pissenlit", ("Le Petit Moulin",)),
    ("Aïcha", "Groseille", ("Service de Clairbois", "Service de Rivebelle")),
)
SEED_OF_LOTS = "48213"  # a real selection draws one; the demo gives the same result every time


def seed(*, by: User, today: date) -> None:
    """Two meetings behind, one of them approved, and one ahead; an open day with a waiting list; a cycle seated."""
    services = _services(by=by)
    platform = _platform(by=by, services=services)
    _meetings(by=by, body=platform, today=today)
    _open_day(by=by, today=today)
    _cycle(by=by, today=today)


def _services(*, by: User) -> dict[str, Organisation]:
    names = sorted({name for _first, _last, represented in PEOPLE for name in represented})
    return {name: organisation_create(by=by, name=name, kind=OrganisationKind.CHILDMINDING_SERVICE) for name in names}


def _platform(*, by: User, services: dict[str, Organisation]) -> Body:
    body = body_create(by=by, name="Plateforme des responsables", kind=BodyKind.PLATFORM)
    for first_name, last_name, represented in PEOPLE:
        person = person_create(by=by, first_name=first_name, last_name=last_name)
        for name in represented:
            mandate_open(by=by, body=body, person=person, organisation=services[name])
    return body


def _meetings(*, by: User, body: Body, today: date) -> None:
    series = series_create(by=by, name=f"Plateforme {today.year}", body=body, reporting_year=today.year)
    first, second, third = (
        meetings.meeting_plan(
            by=by,
            body=body,
            series=series,
            reporting_year=today.year,
            held_on=today + timedelta(days=days),
            starts_at=time(14),
            ends_at=time(16),
            place="Maison du syndicat",
        )
        for days in (-56, -28, 28)
    )
    _hold(first, by=by, excused=1)
    _hold(second, by=by, excused=2)
    minutes.action_point_add(
        by=by,
        meeting=first,
        text="Proposer un mot commun pour « place libre »",
        owner=first.attendances.select_related("person").all()[0].person,
        due_on=today + timedelta(days=21),
    )
    minutes.minutes_approve(by=by, meeting=first, on=second.held_on, approved_in=second)
    minutes.agenda_propose(by=by, meeting=third, title="La rentrée de septembre", state=AgendaState.ACCEPTED)


def _hold(meeting: Meeting, *, by: User, excused: int) -> None:
    minutes.agenda_propose(
        by=by, meeting=meeting, title="Place libre : qui le dit, quand", state=AgendaState.ACCEPTED, minutes=30
    )
    lines = list(meeting.attendances.all())
    presences = {line.pk: Presence.PRESENT for line in lines[excused:]}
    presences |= {line.pk: Presence.EXCUSED for line in lines[:excused]}
    meetings.presences_set(by=by, meeting=meeting, presences=presences)
    minutes.decision_add(by=by, meeting=meeting, text="Chaque service dit ses places libres le premier du mois.")


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _event(*, by: User, title: str, kind: EventKind, seating: Seating, seats: int, first: date, sessions: int) -> Event:
    event = events.event_create(
        by=by,
        title=title,
        kind=kind,
        seating=seating,
        seats=seats,
        place="Maison du syndicat",
        reporting_year=first.year,
    )
    for number in range(sessions):
        events.session_add(
            by=by, event=event, held_on=first + timedelta(days=28 * number), starts_at=time(14), ends_at=time(16)
        )
    return events.event_move(by=by, event=event, state=EventState.OPEN)


def _ask(event: Event, *, count: int, on: date) -> None:
    for number in range(count):
        first_name, last_name, represented = PEOPLE[number % len(PEOPLE)]
        registrations.registration_ask(
            by=None,
            event=event,
            name=f"{first_name} {last_name}" if number < len(PEOPLE) else f"Collègue de {first_name} {last_name}",
            email=f"participant{number + 1}@example.org",
            organisation=represented[0],
            at=_moment(on),
        )


def _open_day(*, by: User, today: date) -> None:
    event = _event(
        by=by,
        title="Rendez-vous de la petite enfance",
        kind=EventKind.OPEN_DAY,
        seating=Seating.FIRST_COME,
        seats=5,
        first=today + timedelta(days=33),
        sessions=1,
    )
    _ask(event, count=7, on=today - timedelta(days=3))


def _cycle(*, by: User, today: date) -> None:
    event = _event(
        by=by,
        title="Cycle d’intervision",
        kind=EventKind.CYCLE,
        seating=Seating.SELECTION,
        seats=4,
        first=today + timedelta(days=40),
        sessions=6,
    )
    _ask(event, count=9, on=today - timedelta(days=10))
    events.event_move(by=by, event=event, state=EventState.CLOSED)
    selection.selection_run(by=by, event=event, seed=SEED_OF_LOTS, at=_moment(today - timedelta(days=1)))
