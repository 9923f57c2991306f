"""When something goes wrong, the page says what to do; it stands even when nothing else does."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import bad_request, server_error


@pytest.mark.django_db
def test_an_unknown_address(client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Vérifiez l’adresse" in response.content.decode()


@pytest.mark.django_db
def test_a_page_of_another_role(client_of: object) -> None:
    from ribambelle.accounts.enums import Role

    response = client_of(Role.MEMBER).get(reverse("accounts:event_list"))  # type: ignore[operator]
    assert response.status_code == 403
    assert "priez la coordination" in response.content.decode()


@pytest.mark.django_db
def test_an_expired_form() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.content.decode()


def test_a_request_that_cannot_be_read() -> None:
    response = bad_request(RequestFactory().get("/"), ValueError("two addresses"))
    assert response.status_code == 400
    assert "rien n’est enregistré" in response.content.decode()


def test_a_failure_of_ours_needs_nothing_to_be_said() -> None:
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "rien n’est fait à moitié" in response.content.decode()
