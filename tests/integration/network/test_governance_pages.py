"""The pages of bodies, people, members, agreements and spellings: what they write, what they refuse."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.kernel.tables import read_table
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.registrations import dues, find_bodies, find_people
from ribambelle.network.models import (
    Agreement,
    Body,
    Commitment,
    Mandate,
    Membership,
    MembershipFee,
    NameVariant,
    Organisation,
    Person,
)


@pytest.fixture
def client(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


@pytest.fixture
def services(db: None) -> list[Organisation]:
    names = ("Enfance en Marche", "Enfance et Jeunesse en Marche")
    return [Organisation.objects.create(reference=f"o-{n}", name=name) for n, name in enumerate(names)]


def test_a_body_and_who_sits_there(client: Client, services: list[Organisation]) -> None:
    url = client.post("/reseau/instances/nouvelle/", {"name": "Comité", "kind": "steering"})["Location"]
    client.post("/reseau/personnes/nouvelle/", {"last_name": "Lavande", "email": "c@example.org"})
    person = Person.objects.get()
    wrong = client.post(url, {"person": person.pk, "starts_on": "01/01/2027", "ends_on": "01/01/2026"})
    assert set(wrong.context["form"].errors) == {"ends_on"}
    given = {"person": person.pk, "organisation": services[0].pk, "starts_on": "01/01/2027"}
    assert client.post(url, given).status_code == 302
    twice = client.post(url, given)
    assert (twice.status_code, Mandate.objects.count()) == (200, 1)
    mandate = Mandate.objects.get()
    client.post(f"/reseau/mandats/{mandate.pk}/fin/", {"on": "01/01/2028"})
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2028, 1, 1)


def test_members_owe_a_fee_once(client: Client, services: list[Organisation]) -> None:
    for service in services:
        client.post("/reseau/membres/ajouter/", {"organisation": service.pk})
    client.post("/reseau/membres/ajouter/", {"organisation": services[0].pk})
    client.post("/reseau/membres/cotisations/", {"year": "2027", "amount": "zéro"})
    assert (Membership.objects.count(), MembershipFee.objects.count()) == (2, 0)
    for _ in range(2):
        client.post("/reseau/membres/cotisations/", {"year": "2027", "amount": "50,00", "due_on": "30/06/2027"})
    assert list(MembershipFee.objects.values_list("year", "amount_cents")) == [(2027, 5000), (2027, 5000)]
    exported = client.get("/reseau/membres/?export=csv")
    assert len(read_table(exported.content, filename="membres.csv").rows) == 2


def test_an_agreement_and_what_was_promised(client: Client, services: list[Organisation]) -> None:
    alone = client.post("/reseau/conventions/nouvelle/", {"title": "Convention", "parties": [services[0].pk]})
    assert set(alone.context["form"].errors) == {"parties"}
    both = {"title": "Convention", "parties": [s.pk for s in services], "ends_on": "01/06/2027"}
    url = client.post("/reseau/conventions/nouvelle/", both)["Location"]
    client.post(url, {"text": "Deux commissions par an", "due_on": "01/12/2027"})
    commitment = Commitment.objects.get()
    client.post(f"/reseau/engagements/{commitment.pk}/tenu/")
    commitment.refresh_from_db()
    assert commitment.done_on is not None
    renewal = client.post("/reseau/conventions/nouvelle/", both | {"renews": Agreement.objects.get().pk, "ends_on": ""})
    assert renewal.status_code == 302
    assert Agreement.objects.get(renews__isnull=False).starts_on == date(2027, 6, 1)


def test_two_names_of_one_organisation(client: Client, services: list[Organisation]) -> None:
    page = client.get("/reseau/graphies/")
    assert [{one, other} for one, other, _likeness in page.context["pairs"]] == [set(services)]
    client.post("/reseau/graphies/reunir/", {"keep": services[1].reference, "gone": services[0].reference})
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Enfance et Jeunesse en Marche"]
    client.post("/reseau/graphies/", {"organisation": services[1].pk, "name": "E.J.M."})
    assert list(NameVariant.objects.values_list("key", flat=True)) == ["ejm", "enfance en marche"]


def test_what_is_due_and_found(person: Callable[[Role], User], services: list[Organisation]) -> None:
    coordinator = person(Role.COORDINATOR)
    ending = Agreement.objects.create(reference="a", title="Convention", ends_on=date(2027, 6, 1))
    Agreement.objects.create(reference="b", title="Lointaine", ends_on=date(2029, 6, 1))
    Commitment.objects.create(agreement=ending, text="Réunir", due_on=date(2027, 4, 1))
    Commitment.objects.create(agreement=ending, text="Fait", due_on=date(2027, 4, 1), done_on=date(2027, 3, 1))
    found = [(due.on, due.is_late) for due in dues(coordinator, date(2027, 5, 1))]
    assert found == [(date(2027, 4, 1), True), (date(2027, 6, 1), False)]
    Body.objects.create(reference="p", name="Plateforme des responsables", kind=BodyKind.PLATFORM)
    Person.objects.create(reference="P-1", last_name="Lavande")
    assert [f.title for f in find_bodies(coordinator, ["plate", "resp"], 9)] == ["Plateforme des responsables"]
    assert [f.title for f in find_people(coordinator, ["lavan"], 9)] == ["Lavande"]
    assert list(find_people(person(Role.DIRECTOR), ["lavan"], 9)) == []


@pytest.mark.parametrize("url", ["instances", "personnes", "membres", "conventions"])
def test_as_many_questions_for_many_rows(url: str, client: Client, db: None) -> None:
    numbers = []
    for wanted in (1, 40):
        for n in range(Body.objects.count(), wanted):
            body = Body.objects.create(reference=f"b-{n}", name=f"B{n}", kind=BodyKind.BOARD)
            person = Person.objects.create(reference=f"P-{n}", last_name=f"N{n}")
            organisation = Organisation.objects.create(reference=f"o-{n}", name=f"O{n}")
            Mandate.objects.create(body=body, person=person, organisation=organisation)
            member = Membership.objects.create(organisation=organisation)
            MembershipFee.objects.create(membership=member, year=2027, amount_cents=1)
            agreement = Agreement.objects.create(reference=f"a-{n}", title=f"A{n}")
            agreement.parties.create(organisation=organisation)
        client.get(f"/reseau/{url}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/reseau/{url}/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
