"""The law of an installation: asked at the first visit, never guessed, changed with its consequences said."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Law, Role
from ribambelle.accounts.first_visit import first_code, forget_first_code
from ribambelle.accounts.models import Event, Installation, User
from ribambelle.accounts.selectors import law, law_stated
from ribambelle.accounts.services import law_set
from ribambelle.demand.rules.clocks import Law as LawOfDelays
from ribambelle.demand.selectors import clocks
from ribambelle.offer.services import setting_create

PASSWORD = "quatre mots sans rapport"
FIRST = {
    "name": "Marie Exemple",
    "email": "marie@example.org",
    "password": PASSWORD,
    "again": PASSWORD,
    "body_name": "Syndicat de la vallée",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def welcome() -> Iterator[str]:
    forget_first_code()
    yield reverse("accounts:first_account", args=[first_code()])
    forget_first_code()


def test_the_first_visit_asks_and_does_not_guess(client: Client, welcome: str) -> None:
    page = client.get(welcome).content.decode()
    assert page.count('name="law"') == 2
    assert "checked" not in page
    page = client.post(welcome, FIRST).content.decode()
    assert not User.objects.exists(), "no account without a law"
    assert "Marie Exemple" in page
    client.post(welcome, FIRST | {"law": "FR"})
    assert (law(), law_stated(), clocks.law()) == (Law.FR, Law.FR, LawOfDelays.FR)
    event = Event.objects.get(verb="installation.law")
    assert (event.actor, event.before, event.after) == (User.objects.get(), None, {"law": "FR"})


def test_what_the_host_set_is_proposed_and_what_is_said_on_screen_prevails(
    client: Client, welcome: str, settings: Any
) -> None:
    settings.LAW = "FR"
    assert law() == Law.FR
    assert 'value="FR" required id="id_law_1" checked' in client.get(welcome).content.decode()
    client.post(welcome, FIRST | {"law": "BE"})
    assert law() == Law.BE


def test_nobody_said_the_home_asks_and_belgium_holds_meanwhile(client_of: Callable[[Role], Client]) -> None:
    assert (law(), law_stated()) == (Law.BE, None)
    client = client_of(Role.COORDINATOR)
    home, page = reverse("portal:home"), reverse("accounts:law")
    assert page in client.get(home).content.decode()
    answer = client.post(page, {"law": "FR"})
    assert answer.status_code == 422, "the consequences were not read"
    assert law_stated() is None
    client.post(page, {"law": "FR", "has_read": "on"})
    assert law_stated() == Law.FR
    assert page not in client.get(home).content.decode()
    assert "FR" in client.get(page).content.decode()


def test_saying_it_again_changes_nothing_and_another_one_keeps_both(django_user_model: Any) -> None:
    somebody = User.objects.create_user(email="a@example.org", name="A")
    for said in (Law.FR, Law.FR, Law.BE):
        law_set(by=somebody, law=said)
    events = Event.objects.filter(verb="installation.law").order_by("id")
    assert [(event.before, event.after) for event in events] == [
        (None, {"law": "FR"}),
        ({"law": "FR"}, {"law": "BE"}),
    ]


def test_a_setting_takes_the_law_of_its_installation_and_keeps_it() -> None:
    law_set(by=None, law=Law.FR)
    made = setting_create(by=None, on=date(2026, 11, 2), name="Les Marmottes", kind="creche")
    other = setting_create(by=None, on=date(2026, 11, 2), name="Le Terrier", kind="creche", law="BE")
    law_set(by=None, law=Law.BE)
    made.refresh_from_db()
    assert (made.law, other.law) == ("FR", "BE")


@pytest.mark.parametrize("wrong", [{"pk": 2, "law": "FR"}, {"pk": 1, "law": "XX"}])
def test_the_database_holds_one_law_and_a_known_one(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(**wrong)
