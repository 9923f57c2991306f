"""Seats: never one too many, and exactly one person moves up when one is given back."""

import threading
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from ribambelle.gatherings.enums import EventKind, EventState, RegistrationState, Seating
from ribambelle.gatherings.models import Evaluation, Event, Registration
from ribambelle.gatherings.selectors.events import unmet_need
from ribambelle.gatherings.services.events import event_create, event_move, seats_set, session_add
from ribambelle.gatherings.services.registrations import check_in_set, evaluation_put, registration_ask
from ribambelle.gatherings.services.registrations import registration_cancel as cancel
from ribambelle.gatherings.services.selection import selection_run
from ribambelle.network.governance.services import variant_add
from ribambelle.network.services import organisation_create

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=BRUSSELS)
SEATED, WAITING = RegistrationState.SEATED, RegistrationState.WAITING


def open_event(seats: int, *, seating: Seating = Seating.FIRST_COME, **fields: Any) -> Event:
    event = event_create(by=None, title="Job day", kind=EventKind.JOB_DAY, seating=seating, seats=seats, **fields)
    session_add(by=None, event=event, held_on=date(2027, 5, 4), starts_at=time(14), ends_at=time(16))
    return event_move(by=None, event=event, state=EventState.OPEN)


def ask(event: Event, number: int, **fields: Any) -> Registration:
    return registration_ask(
        by=None, event=event, name=f"Personne {number}", email=f"p{number}@example.org", at=NOW, **fields
    )


def at_once(jobs: list[Callable[[], Any]]) -> list[BaseException]:
    """Run all the jobs at the same instant, each on its own connection; the errors that came up."""
    barrier, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            job()
        except Exception as error:  # noqa: BLE001  (any error of a thread must come up)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_fifty_people_for_twenty_two_seats_at_the_same_instant() -> None:
    event = open_event(22)
    errors = at_once([lambda n=number: ask(event, n) for number in range(50)])
    assert errors == []
    states = list(event.registrations.values_list("state", flat=True))
    assert (states.count(SEATED), states.count(WAITING)) == (22, 28)
    numbers = event.registrations.filter(seat__isnull=False).values_list("seat__number", flat=True)
    assert sorted(numbers) == list(range(1, 23))


@pytest.mark.django_db(transaction=True)
def test_ten_cancel_one_registration_and_one_person_moves_up() -> None:
    event = open_event(1)
    first, second, third = (ask(event, number) for number in range(3))
    errors = at_once([lambda: cancel(by=None, registration=first, at=NOW) for _ in range(10)])
    assert errors == []
    found = {r.pk: r.state for r in event.registrations.all()}
    assert found == {first.pk: "cancelled", second.pk: SEATED, third.pk: WAITING}


@pytest.mark.django_db
def test_the_database_itself_refuses_a_seat_twice() -> None:
    event = open_event(1)
    first, second = ask(event, 1), ask(event, 2)
    second.seat, second.state = first.seat, SEATED
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    first.seat = None
    with pytest.raises(IntegrityError, match="seated_has_seat"), transaction.atomic():
        first.save()


@pytest.mark.django_db(transaction=True)
def test_the_person_who_moves_up_is_written_to() -> None:
    event = open_event(1)
    first, second = ask(event, 1), ask(event, 2)
    mail.outbox.clear()
    assert cancel(by=None, registration=first, at=NOW) == second
    assert [(m.to, second.token in str(m.body)) for m in mail.outbox] == [
        (["p1@example.org"], False),
        (["p2@example.org"], True),
    ]


@pytest.mark.django_db
def test_more_seats_go_to_those_who_wait_and_fewer_never_below_those_taken() -> None:
    event = open_event(1)
    waiting = [ask(event, number) for number in range(4)][1:]
    assert seats_set(by=None, event=event, seats=3, at=NOW) == 2
    assert [Registration.objects.get(pk=r.pk).state for r in waiting] == [SEATED, SEATED, WAITING]
    with pytest.raises(ValidationError, match="3"):
        seats_set(by=None, event=event, seats=2, at=NOW)
    assert event.seats.count() == 3


@pytest.mark.django_db
def test_nobody_registers_twice_too_late_or_for_nothing() -> None:
    event = open_event(5, closes_on=date(2027, 3, 2))
    ask(event, 1)
    with pytest.raises(ValidationError, match=r"P1@example\.org"):
        registration_ask(by=None, event=event, name="X", email="P1@example.org", at=NOW)
    late = datetime(2027, 3, 2, 0, 0, tzinfo=BRUSSELS)
    with pytest.raises(ValidationError, match="02/03/2027"):
        registration_ask(by=None, event=event, name="X", email="x@example.org", at=late)
    event_move(by=None, event=event, state=EventState.CLOSED)
    with pytest.raises(ValidationError, match="Job day"):
        ask(event, 2)
    assert event.registrations.count() == 1


@pytest.mark.django_db
def test_an_event_opens_with_a_session_and_a_seat_or_says_all_that_is_missing() -> None:
    event = event_create(by=None, title="Rien", kind=EventKind.DEBATE, seating=Seating.FIRST_COME)
    with pytest.raises(ValidationError) as caught:
        event_move(by=None, event=event, state=EventState.OPEN)
    assert len(caught.value.messages) == 2
    event.refresh_from_db()
    assert event.state == EventState.DRAFT


@pytest.mark.django_db
def test_a_cycle_seats_one_per_service_and_the_refused_come_first_next_time() -> None:
    services = [organisation_create(by=None, name=f"Service {letter}") for letter in "ABCDEFGHIJ"]
    variant_add(by=None, organisation=services[0], name="Sce A.")
    first = open_event(8, seating=Seating.SELECTION)
    for number in range(16):
        ask(first, number, organisation="Sce A." if number == 10 else services[number % 10].name)
    with pytest.raises(ValidationError):
        selection_run(by=None, event=first, seed="s", at=NOW)
    event_move(by=None, event=first, state=EventState.CLOSED)
    selection = selection_run(by=None, event=first, seed="s", at=NOW)
    seated = first.registrations.filter(seat__isnull=False)
    assert (seated.count(), unmet_need(first)) == (8, 8)
    assert seated.values("organisation").distinct().count() == 8
    assert selection.lines.count() == 16
    with pytest.raises(ValidationError):
        selection_run(by=None, event=first, seed="other", at=NOW)
    refused = first.registrations.filter(state=RegistrationState.REFUSED, selection_line__reason="lots-lost")
    twice_refused = set(refused.values_list("organisation", flat=True)) - set(
        seated.values_list("organisation", flat=True)
    )
    second = open_event(2, seating=Seating.SELECTION, reference="second")
    for number in range(10):
        ask(second, number, organisation=services[number].name)
    event_move(by=None, event=second, state=EventState.CLOSED)
    selection_run(by=None, event=second, seed="s", at=NOW)
    chosen = set(second.registrations.filter(seat__isnull=False).values_list("organisation", flat=True))
    assert chosen == twice_refused


@pytest.mark.django_db
def test_a_seat_given_back_before_the_cycle_goes_to_the_next_rank_and_not_after() -> None:
    event = open_event(2, seating=Seating.SELECTION)
    for number in range(4):
        ask(event, number)
    event_move(by=None, event=event, state=EventState.CLOSED)
    lines = selection_run(by=None, event=event, seed="s", at=NOW).lines.select_related("registration")
    ranked = [line.registration for line in lines.order_by("rank")]
    assert cancel(by=None, registration=ranked[0], at=NOW) == ranked[2]
    begun = datetime(2027, 5, 4, 18, 0, tzinfo=BRUSSELS)
    assert cancel(by=None, registration=ranked[1], at=begun) is None


@pytest.mark.django_db
def test_only_those_who_came_evaluate() -> None:
    event = open_event(1)
    seated, waiting = ask(event, 1), ask(event, 2)
    session = event.sessions.get()
    with pytest.raises(ValidationError):
        evaluation_put(registration=seated, at=NOW, useful=5, well_run=4, comment="")
    assert check_in_set(by=None, session=session, present={seated.pk, waiting.pk}, at=NOW) == 1
    evaluation_put(registration=seated, at=NOW, useful=5, well_run=4, comment="Merci")
    evaluation_put(registration=seated, at=NOW, useful=3, well_run=None, comment="")
    assert Evaluation.objects.get().useful == 3
    assert check_in_set(by=None, session=session, present=set(), at=NOW) == 1
