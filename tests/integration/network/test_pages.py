"""Organisations on screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml.html import fromstring

from ribambelle.accounts.enums import Role
from ribambelle.network.models import Organisation
from ribambelle.network.services import organisation_create, territories_load

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Role], Client]


def test_as_many_queries_for_one_row_as_for_three_hundred(
    client_of: ClientOf, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("network:organisation_list")
    Organisation.objects.create(reference="o", name="O")
    client.get(url)
    with django_assert_max_num_queries(10) as first:
        client.get(url)
    Organisation.objects.bulk_create(Organisation(reference=f"o-{n}", name=f"O {n}") for n in range(299))
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_an_organisation_is_recorded_found_and_changed(client_of: ClientOf) -> None:
    territories_load(by=None)
    client = client_of(Role.COORDINATOR)
    data = {"name": "CPAS de Libramont", "kind": "cpas", "commune": "84077"}
    response = client.post(reverse("network:organisation_new"), data)
    assert response["Location"] == reverse("network:organisation_record", args=["cpas-de-libramont"])
    edit = reverse("network:organisation_edit", args=["cpas-de-libramont"])
    form = max(fromstring(client.get(edit).content.decode()).forms, key=lambda one: len(one.fields))
    typed = {name: value or "" for name, value in form.form_values()}
    client.post(edit, typed | {"phone": "061 00 00 00"})
    organisation = Organisation.objects.get()
    assert (organisation.phone, organisation.commune.name) == ("061 00 00 00", "Libramont-Chevigny")
    found = client.get(reverse("network:organisation_list") + "?q=libramont&kind=cpas&commune=84077").context["page"]
    assert [one.name for one in found] == ["CPAS de Libramont"]
    assert "CPAS de Libramont" in client.get(reverse("ui:search") + "?q=libramont").content.decode()


def test_what_was_typed_is_kept_and_everything_wrong_is_said(client_of: ClientOf) -> None:
    data = {"name": "", "email": "pas une adresse", "kind": "moon", "phone": "abc"}
    response = client_of(Role.COORDINATOR).post(reverse("network:organisation_new"), data)
    assert set(response.context["form"].errors) == {"name", "email", "kind", "phone"}
    assert 'value="abc"' in response.content.decode()
    assert not Organisation.objects.exists()


def test_a_member_reads_and_writes_nothing(client_of: ClientOf) -> None:
    organisation = organisation_create(by=None, name="Relais")
    client = client_of(Role.MEMBER)
    assert client.get(reverse("network:organisation_record", args=["relais"])).status_code == 200
    assert client.post(reverse("network:organisation_edit", args=["relais"]), {"name": "Pris"}).status_code == 403
    organisation.refresh_from_db()
    assert organisation.name == "Relais"
