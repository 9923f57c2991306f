"""The offer of the demo: the facts stay facts, what is assumed says so."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.config.demo import offer, offer_life
from ribambelle.network.models import Organisation
from ribambelle.offer import selectors
from ribambelle.offer.models import Availability, Closure, Occupancy, Section, Setting
from ribambelle.offer.rules import Wish

TODAY = date(2026, 11, 22)
BEGINS = date(2026, 9, 1)


@pytest.fixture
def seeded(person: Callable[[Role], User]) -> None:
    offer.seed(by=person(Role.COORDINATOR), today=TODAY)


@pytest.mark.usefixtures("seeded")
def test_assumptions_never_change_the_facts() -> None:
    assert selectors.settings_count().value == 16
    assert (selectors.authorised_places(on=TODAY).value, selectors.funded_places(on=TODAY).value) == (313, 263)
    wish = Wish(weekday=0, at=time(6, 30), mode="emergency", age_months=8)
    found = selectors.search_settings(wish, among=Setting.objects.all(), on=TODAY)
    assert " ".join(m.facts.reference for m in found.to_confirm) == "AUB VSS TAR DUR MAR BAS CHI FAU"
    assert (found.certain, len(found.out)) == ((), 8)
    assert set(Section.objects.values_list("source", flat=True)) == {offer.ASSUMPTION}


@pytest.mark.usefixtures("seeded")
def test_weeks_add_up_to_the_authorised_places_and_keep_some_free() -> None:
    weeks = selectors.section_weeks(Section.objects.all(), on=TODAY).values()
    assert {sum(week.halves[slot].places for week in weeks) for slot in range(10)} == {313}
    taken = sum(half.taken for week in weeks for half in week.halves)
    assert 0.4 < taken / 3130 < 0.85
    assert all(half.free >= 0 for week in weeks for half in week.halves)


@pytest.mark.usefixtures("seeded")
def test_every_setting_stands_on_the_map_and_the_front_desk_has_its_relay() -> None:
    assert not Setting.objects.filter(latitude__isnull=True).exists()
    assert Organisation.objects.filter(reference="relais-demo").exists()
    assert set(Occupancy.objects.values_list("starts_on", flat=True)) == {BEGINS}


@pytest.mark.usefixtures("seeded")
def test_the_week_shows_departures_closures_and_what_childminders_declare(
    person: Callable[[Role], User], client_of: Callable[[Role], Client]
) -> None:
    offer_life.seed(by=person(Role.COORDINATOR), today=TODAY)
    leaving = Occupancy.objects.filter(ends_on__gt=TODAY)
    assert leaving.count() == offer_life.DEPARTURES
    assert Closure.objects.filter(is_yearly=True).exists()
    soon = Closure.objects.filter(is_yearly=False, starts_on__range=(TODAY, TODAY + timedelta(days=7)))
    assert soon.exists()
    said = {each.setting.name: each.slots for each in Availability.objects.select_related("setting")}
    assert sorted(map(bool, said.values())) == [False, True, True]  # declared none free, which is not “nobody said”
    assert selectors.authorised_places(on=TODAY).value == 313  # the facts stay facts
    client = client_of(Role.COORDINATOR)
    service = Organisation.objects.get(name=offer_life.SERVICE)
    last_day = leaving[0].ends_on - timedelta(days=1)
    pages = {
        reverse("offer:service_record", args=[service.reference]): "Coccinelle",
        reverse("offer:closure_list", args=[soon[0].setting.reference]): "Journée de formation",
        reverse("offer:placement_list", args=[leaving[0].section.setting.reference]): f"{last_day:%d/%m/%Y}",
    }
    with time_machine.travel(TODAY):
        for url, words in pages.items():
            assert words in client.get(url).content.decode(), url
