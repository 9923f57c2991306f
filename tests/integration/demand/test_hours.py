"""Hours and modes of a request: typed, derived, shown, exported, brought in again, frozen, checked."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand import selectors
from ribambelle.demand.imports.target import TARGET
from ribambelle.demand.models import NeededHours, Request
from ribambelle.demand.rules.modes import mask_of_modes
from ribambelle.demand.services import merge_undo, request_adjust, requests_merge
from ribambelle.desk.targets import Outcome, Row
from ribambelle.kernel.weeks import codes_of
from ribambelle.offer.enums import Mode
from tests.integration.demand import build
from tests.integration.demand.test_pages import NEW, TYPED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOURS = {"starts_at_0": "7 h 30", "ends_at_0": "17 h", "starts_at_3": "8:00", "ends_at_3": "12:00"}


@pytest.fixture
def client(client_of: Callable[[Role], Client]) -> Client:
    build.setting("COC"), build.setting("AUB")
    return client_of(Role.COORDINATOR)


def plain(answer: Any) -> str:
    """The page with ordinary blanks."""
    return re.sub("[\xa0\u202f]", " ", answer.content.decode())


def typed(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in (TYPED | values).items() if value is not None}


def test_hours_are_typed_and_the_half_days_follow(client: Client) -> None:
    answer = client.post(NEW, typed(needed_slots=["tue-am"], modes=["flexible", "sick"], weeks_per_year="44", **HOURS))
    assert answer.status_code == 302
    made = Request.objects.get()
    assert codes_of(made.needed_slots) == ("mon-am", "mon-pm", "tue-am", "thu-am")
    assert made.mode_labels == ["horaires flexibles", "enfants malades"]
    shown = plain(client.get(reverse("demand:request_detail", args=[made.reference])))
    assert "Lundi de 7 h 30 à 17 h 00, jeudi de 8 h 00 à 12 h 00" in shown
    assert "44 semaines par an" in shown
    assert "horaires flexibles, enfants malades" in shown
    event = Event.objects.get(verb="request.receive")
    assert event.after["hours"] == "mon 07:30-17:00 thu 08:00-12:00"


def test_hours_alone_are_enough(client: Client) -> None:
    assert client.post(NEW, typed(needed_slots=None, **HOURS)).status_code == 302
    assert codes_of(Request.objects.get().needed_slots) == ("mon-am", "mon-pm", "thu-am")


def test_wrong_hours_stay_and_say_what_is_wrong(client: Client) -> None:
    answer = client.post(
        NEW, typed(starts_at_0="17:00", ends_at_0="8:00", starts_at_1="8:00", ends_at_2="quatre heures")
    )
    text = plain(answer)
    assert not Request.objects.exists()
    assert "l’enfant partirait à 8 h 00, avant d’arriver à 17 h 00" in text
    assert "Mardi n’a qu’une de ses deux heures" in text
    assert "« quatre heures » n’est pas une heure" in text
    assert 'value="17:00"' in text


def test_the_database_holds_hours_in_order_once_a_day() -> None:
    made = build.request()
    NeededHours.objects.create(request=made, weekday=0, starts_at=time(8), ends_at=time(12))
    wrong = [
        {"weekday": 0, "starts_at": time(13), "ends_at": time(17)},
        {"weekday": 1, "starts_at": time(13), "ends_at": time(12)},
        {"weekday": 5, "starts_at": time(8), "ends_at": time(12)},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            NeededHours.objects.create(request=made, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=made.pk).update(modes=64)


def test_the_list_filters_by_mode_and_its_file_comes_back(client: Client, person: Callable[[Role], User]) -> None:
    client.post(NEW, typed(modes=["emergency"], weeks_per_year="40", **HOURS))
    made = Request.objects.get()
    build.request()
    page = client.get(reverse("demand:request_list"), {"mode": "emergency"}).context["page"]
    assert [each.reference for each in page] == [made.reference]
    with translation.override("fr"):
        found = selectors.requests(by=person(Role.COORDINATOR), filters=selectors.Filters(mode="emergency"))
        (line,) = selectors.export_rows(found)
        cells = dict(zip(selectors.export_columns(), line, strict=True))
        by_label = {str(field.label): field for field in TARGET.fields}
        values = {
            by_label[label].name: by_label[label].parse(cell)
            for label, cell in cells.items()
            if label in by_label and cell is not None
        }
        assert values["hours"] == tuple(each.day for each in made.hours.all())
        assert values["modes"] == mask_of_modes([Mode.EMERGENCY])
        assert values["weeks_per_year"] == 40
        (verdict,) = TARGET.check([Row(2, values)], person(Role.COORDINATOR))
    assert verdict.outcome == Outcome.UNCHANGED


def test_half_days_told_by_the_family_drop_the_hours_they_contradict(person: Callable[[Role], User]) -> None:
    made = build.request(needed_slots=0b1111)
    NeededHours.objects.create(request=made, weekday=0, starts_at=time(8), ends_at=time(17))
    NeededHours.objects.create(request=made, weekday=1, starts_at=time(8), ends_at=time(17))
    request_adjust(by=person(Role.COORDINATOR), at=AT, request=made, facts={"needed_slots": 0b0111})
    assert [each.weekday for each in made.hours.all()] == [0]


def test_hours_follow_the_half_days_of_a_merge_and_come_back(person: Callable[[Role], User]) -> None:
    kept, gone = build.request(needed_slots=0b11), build.request(needed_slots=0b01)
    NeededHours.objects.create(request=kept, weekday=0, starts_at=time(8), ends_at=time(17))
    NeededHours.objects.create(request=gone, weekday=0, starts_at=time(8), ends_at=time(12))
    by = person(Role.COORDINATOR)
    requests_merge(by=by, at=AT, kept=kept, gone=gone, chosen=["needed_slots"])
    assert [each.ends_at for each in kept.hours.all()] == [time(12)]
    merge_undo(by=by, at=AT, gone=gone)
    assert [each.ends_at for each in kept.hours.all()] == [time(17)]


def test_a_dossier_carries_hours_and_modes() -> None:
    made = build.request(needed_slots=0b11, modes=mask_of_modes([Mode.OCCASIONAL]))
    NeededHours.objects.create(request=made, weekday=0, starts_at=time(8), ends_at=time(17))
    (dossier,) = selectors.dossiers(date(2026, 12, 1))
    assert [day.weekday for day in dossier.hours] == [0]
    assert dossier.modes == made.modes
