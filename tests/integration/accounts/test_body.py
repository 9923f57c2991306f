"""What the coordinating body is called: asked at the first visit, said otherwise on screen, borne by what leaves."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Law, Role
from ribambelle.accounts.first_visit import first_code, forget_first_code
from ribambelle.accounts.models import Event, User
from ribambelle.accounts.selectors import CoordinatingBody, body_name, coordinating_body, law_stated
from ribambelle.accounts.services import body_set, law_set
from ribambelle.demand.services.telling import acknowledgement_html
from tests.integration.accounts.test_law import FIRST
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def welcome() -> Iterator[str]:
    forget_first_code()
    yield reverse("accounts:first_account", args=[first_code()])
    forget_first_code()


def test_the_first_visit_asks_and_every_page_bears_it(client: Client, welcome: str) -> None:
    page = client.post(welcome, FIRST | {"law": "FR", "body_name": " "}).content.decode()
    assert not User.objects.exists(), "no account before the body has a name"
    assert "Marie Exemple" in page
    client.post(welcome, FIRST | {"law": "FR"})
    assert coordinating_body() == CoordinatingBody("Syndicat de la vallée", "")
    assert "<small>Syndicat de la vallée</small>" in client.get(reverse("portal:home")).content.decode()
    event = Event.objects.get(verb="installation.body")
    assert (event.actor, event.before) == (User.objects.get(), None)


def test_what_the_host_set_holds_until_somebody_says_otherwise(client: Client, welcome: str, settings: Any) -> None:
    assert body_name() == "Coordination de la petite enfance"
    settings.BODY_NAME = "Relais du plateau"
    assert body_name() == "Relais du plateau"
    assert 'value="Relais du plateau"' in client.get(welcome).content.decode()
    law_set(by=None, law=Law.FR)
    assert body_name() == "Relais du plateau", "the law says nothing of the name"
    body_set(by=None, name="Syndicat de la vallée", contact="")
    assert (body_name(), law_stated()) == ("Syndicat de la vallée", Law.FR)


def test_the_name_alone_says_no_law() -> None:
    body_set(by=None, name="Syndicat de la vallée", contact="")
    assert law_stated() is None
    law_set(by=None, law=Law.BE)
    assert Event.objects.get(verb="installation.law").before is None


def test_said_on_screen_it_heads_letters_and_stands_at_the_foot_of_public_pages(
    client_of: Callable[[Role], Client],
) -> None:
    client, page = client_of(Role.COORDINATOR), reverse("accounts:body")
    answer = client.post(page, {"body_name": "", "body_contact": "Rue Haute 1"})
    assert (answer.status_code, Event.objects.filter(verb="installation.body").count()) == (422, 0)
    assert "Rue Haute 1" in answer.content.decode(), "the form keeps what was typed"
    said = {"body_name": "Syndicat <de> la vallée", "body_contact": "Rue Haute 1 \r\n\r\n 012 34 56 78"}
    for _time in range(2):
        assert client.post(page, said).status_code == 302
    event = Event.objects.get(verb="installation.body")  # saying it again changes nothing
    assert event.after == {"body_name": "Syndicat <de> la vallée", "body_contact": "Rue Haute 1\n012 34 56 78"}
    made = build.request(state="received", received_on=date(2026, 11, 2))
    sender = "Syndicat &lt;de&gt; la vallée<br>Rue Haute 1<br>012 34 56 78"
    assert sender in acknowledgement_html(made, at=AT)
    assert sender in Client().get(reverse("portal:public_home")).content.decode()
