"""Light, dark, or as the device says: kept in a cookie, without leaving the site."""

import pytest
from django.test import Client
from django.urls import reverse


def choose(client: Client, scheme: str, back: str = "/compte/login/") -> object:
    return client.post(reverse("ui:scheme"), {"scheme": scheme, "next": back})


@pytest.mark.django_db
def test_the_choice_is_kept(client: Client) -> None:
    assert choose(client, "dark")["Location"] == "/compte/login/"
    assert 'data-scheme="dark"' in client.get("/compte/login/").content.decode()
    choose(client, "auto")
    assert "data-scheme" not in client.get("/compte/login/").content.decode()


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", ""])
def test_it_leads_nowhere_else(client: Client, back: str) -> None:
    assert choose(client, "dark", back)["Location"] == "/"


def test_an_unknown_choice_changes_nothing(client: Client) -> None:
    choose(client, "neon")
    assert "scheme" not in client.cookies
