"""The four counts: by brute force, on the facts, and when one attendance is taken away."""

import csv
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ribambelle.gatherings.enums import EventKind, MeetingState, Presence, Seating
from ribambelle.gatherings.models import Attendance, Meeting, Representation, Series
from ribambelle.gatherings.registrations import misdated, on_sundays
from ribambelle.gatherings.selectors.counts import Counts, counts, event_number, zones_met
from ribambelle.gatherings.selectors.events import unmet_need
from ribambelle.gatherings.services.events import event_create
from ribambelle.gatherings.services.meetings import attendance_remove, meeting_declare, meeting_plan
from ribambelle.gatherings.services.series import series_create
from ribambelle.kernel.figures import figure_named
from ribambelle.kernel.receivables import receivable_sources
from ribambelle.network.enums import BodyKind, TerritoryKind
from ribambelle.network.governance.agreements import fees_call, membership_open
from ribambelle.network.governance.services import body_create
from ribambelle.network.models import Body, Organisation, Person, Territory
from ribambelle.network.services import organisation_create
from tests.shared import shared

SOURCE = "Rapport d’activité 2021"


def body(name: str = "Plateforme", **fields: Any) -> Body:
    return body_create(by=None, name=name, kind=BodyKind.PLATFORM, **fields)


def values(found: Counts) -> tuple[int | str | None, ...]:
    return (
        found.meetings.value,
        found.participations.value,
        found.service_attendances.value,
        found.distinct_services.value,
        found.distinct_persons.value,
    )


def rows(name: str) -> list[dict[str, str]]:
    with shared(f"facts/sae-2021/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


class ByBruteForce(TestCase):
    """Any meetings, any people, any services."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.dictionaries(
                st.integers(0, 3), st.tuples(st.sampled_from(Presence.values), st.sets(st.integers(0, 2))), max_size=4
            ),
            max_size=4,
        )
    )
    def test_lists(self, plan: list[dict[int, tuple[str, set[int]]]]) -> None:
        group = Body.objects.create(reference="b", name="B", kind=BodyKind.PLATFORM)
        people = [Person.objects.create(reference=f"P-{n}", last_name=f"N{n}") for n in range(4)]
        services = [Organisation.objects.create(reference=f"o-{n}", name=f"O{n}") for n in range(3)]
        came: list[tuple[int, int, int]] = []
        present: list[tuple[int, int]] = []
        for number, lines in enumerate(plan):
            meeting = Meeting.objects.create(
                reference=f"M-{number}", body=group, held_on=date(2027, 1, number + 1), state=MeetingState.HELD
            )
            for who, (presence, represented) in lines.items():
                line = Attendance.objects.create(meeting=meeting, person=people[who], presence=presence)
                for service in represented:
                    Representation.objects.create(attendance=line, organisation=services[service])
                    came += [(number, who, service)] * (presence == Presence.PRESENT)
                present += [(number, who)] * (presence == Presence.PRESENT)
        expected = (
            len(plan),
            len(present) if present else None,
            len({(meeting, service) for meeting, _who, service in came}) if present else None,
            len({service for _meeting, _who, service in came}) if present else None,
            len({who for _meeting, who in present}) if present else None,
        )
        assert values(counts(Meeting.objects.all())) == expected


@pytest.mark.django_db
def test_the_coordination_of_2021() -> None:
    series = series_create(
        by=None,
        name="Coordinations provinciales 2021",
        reporting_year=2021,
        declared_distinct_services=51,
        source=SOURCE,
    )
    zones: dict[str, Body] = {}
    for row in rows("coordinations_provinciales"):
        if row["zone"] not in zones:
            zone = Territory.objects.create(kind=TerritoryKind.ZONE, reference=row["zone"], name=row["zone"])
            zones[row["zone"]] = body(f"Coordination {row['zone']}", zone=zone)
        meeting = meeting_plan(
            by=None,
            body=zones[row["zone"]],
            series=series,
            reporting_year=2021,
            title=row["province"],
            held_on=date.fromisoformat(row["date"]),
            expect=False,
        )
        meeting_declare(
            by=None,
            meeting=meeting,
            persons=int(row["personnes"]),
            services=int(row["services_participants"]),
            source=SOURCE,
        )
    found = counts(Meeting.objects.filter(series=series), series=series)
    assert values(found) == (14, 146, 123, 51, None)
    assert (found.distinct_services.basis, found.distinct_services.how) == ("declared", SOURCE)
    assert found.participations.basis == "computed"
    assert zones_met(series.meetings.all()).value == 4
    code = f"series.{series.reference}"
    assert [
        figure_named(f"{code}.{name}").compute().value
        for name in ("meetings", "participations", "service-attendances", "distinct-services", "zones")
    ] == [14, 146, 123, 51, 4]
    # the date that is wrong is a finding, and still counts
    assert [finding.culprit for finding in misdated(date(2026, 1, 1))] == [f"{series.name} · 08/02/2022"]


@pytest.mark.django_db
def test_members_boards_cycle_and_exchange_of_2021() -> None:
    for row in rows("membres"):
        membership_open(by=None, organisation=organisation_create(by=None, name=row["pouvoir_organisateur_et_service"]))
    fees_call(by=None, year=2021, amount_cents=5000)
    fees_call(by=None, year=2021, amount_cents=5000)
    assert figure_named("members.all").compute().value == 9
    assert figure_named("members.2021.called").compute().value == 9
    assert sum(due.amount_cents for due in receivable_sources.get("network.fees").of_year(2021)) == 45_000
    board = body("Organe d’administration")
    for row in rows("organe_administration"):
        meeting_plan(
            by=None, body=board, held_on=date.fromisoformat(row["date"]), reporting_year=2021, state=MeetingState.HELD
        )
    assert figure_named(f"meetings.{board.reference}.2021").compute().value == 11
    cycle, exchange = (
        event_create(
            by=None,
            title=row["evenement"],
            kind=EventKind.CYCLE if row["places"] == "8" else EventKind.EXCHANGE,
            seating=Seating.SELECTION,
            declared_sessions=int(row["seances"]),
            declared_session_minutes=60 * int(row["duree_h"]) if row["duree_h"] else None,
            declared_seats=int(row["places"]),
            declared_asked=int(row["demandes"]),
            declared_seated=int(row["acceptees"]),
            source=SOURCE,
        )
        for row in rows("evenements")
    )
    numbers = [event_number(cycle, n).value for n in ("asked", "seated", "seats", "sessions", "session_minutes")]
    assert numbers == [16, 8, 8, 6, 120]
    assert [event_number(exchange, n).value for n in ("asked", "seated", "session_minutes")] == [31, 22, None]
    assert event_number(exchange, "session_minutes").basis == "declared"
    assert (unmet_need(cycle), unmet_need(exchange)) == (8, 9)


@pytest.mark.django_db
def test_one_attendance_less_changes_the_figures_and_not_what_is_declared() -> None:
    series = series_create(by=None, name="Plateforme 2027", declared_distinct_services=51, source=SOURCE)
    group = body()
    listed = Meeting.objects.create(
        reference="M-1", body=group, series=series, held_on=date(2027, 1, 4), state=MeetingState.HELD
    )
    for number in range(3):
        person = Person.objects.create(reference=f"P-{number}", last_name=f"N{number}")
        line = Attendance.objects.create(meeting=listed, person=person, presence=Presence.PRESENT)
        service = Organisation.objects.create(reference=f"o-{number}", name=f"O{number}")
        Representation.objects.create(attendance=line, organisation=service)
    meetings = Meeting.objects.filter(series=series)
    assert values(counts(meetings, series=series)) == (1, 3, 3, 3, 3)
    attendance_remove(by=None, attendance=Attendance.objects.select_related("meeting", "person").first())  # type: ignore[arg-type]
    assert values(counts(meetings, series=series)) == (1, 2, 2, 2, 2)
    other = meeting_plan(by=None, body=group, series=series, held_on=date(2027, 2, 1), expect=False)
    meeting_declare(by=None, meeting=other, persons=10, services=8, source=SOURCE)
    mixed = counts(meetings, series=series)
    assert values(mixed) == (2, 12, 10, 51, None)
    assert mixed.distinct_services.basis == "declared"


@pytest.mark.django_db
def test_without_list_or_number_nothing_is_zero() -> None:
    Meeting.objects.create(reference="M-1", body=body(), held_on=date(2027, 1, 4), state=MeetingState.HELD)
    assert values(counts(Meeting.objects.all())) == (1, None, None, None, None)


@pytest.mark.django_db
def test_a_sunday_is_a_remark() -> None:
    group = body()
    for number, day in enumerate((date(2021, 8, 8), date(2021, 8, 9))):
        Meeting.objects.create(reference=f"M-{number}", body=group, held_on=day)
    assert [finding.culprit for finding in on_sundays(date(2026, 1, 1))] == ["Plateforme · 08/08/2021"]
    assert Series.objects.count() == 0
