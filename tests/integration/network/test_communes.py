"""Communes on screen: shipped ones, typed ones, mergers."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.network.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


def typed(client: Client, text: str) -> str:
    return client.post(reverse("network:commune_list"), {"communes": text}, follow=True).content.decode()


def test_communes_are_typed_one_a_line_and_known_ones_stay(coordinator: Client) -> None:
    assert "2 communes sont ajoutées" in typed(coordinator, "65039 Arreau\n65388;Saint-Lary-Soulan\n")
    again = typed(coordinator, "65039 Autrement\n65258 Lançon")
    assert "1 commune est ajoutée. Les autres étaient déjà connues." in again
    assert Territory.objects.get(reference="65039").name == "Arreau"
    assert Event.objects.filter(verb="territory.create").count() == 3


def test_every_wrong_line_is_named_and_nothing_is_written(coordinator: Client) -> None:
    page = typed(coordinator, "65039 Arreau\nSaint-Lary\n12 Trop court")
    assert "Ligne 2" in page
    assert "Ligne 3" in page
    assert "65039 Arreau" in page, "what was typed is kept"
    assert not Territory.objects.exists()


def test_shipped_communes_come_once(coordinator: Client) -> None:
    for _ in range(2):
        coordinator.post(reverse("network:communes_load"), {"region": "luxembourg-be"})
    assert Event.objects.filter(verb="territories.load").count() == 1
    text = coordinator.get(f"{reverse('network:commune_list')}?export=csv").content.decode("utf-8-sig")
    assert "Bertogne" in text


def test_a_merger_is_noted_and_not_into_itself(coordinator: Client) -> None:
    typed(coordinator, "65001 Ancienne\n65002 Nouvelle")
    merge = {"commune": "65001", "into": "65001", "on": "01/01/2025"}
    page = coordinator.post(reverse("network:commune_merge"), merge).content.decode()
    assert "ne peut pas se réunir à elle-même" in page
    coordinator.post(reverse("network:commune_merge"), {**merge, "into": "65002"})
    old = Territory.objects.get(reference="65001")
    assert old.merged_into == Territory.objects.get(reference="65002")
    assert Event.objects.filter(verb="territory.merge").count() == 1
