"""The address of a button, opened as a page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role

pytestmark = pytest.mark.django_db


def test_the_address_of_a_button_says_what_to_do(client_of: Callable[[Role], Client]) -> None:
    response = client_of(Role.COORDINATOR).get(reverse("network:communes_load"))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "rien n’a été enregistré" in response.content.decode()
