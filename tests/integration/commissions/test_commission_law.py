"""A commission under another law than its installation is recorded only by whoever says that it is meant."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import Commission

pytestmark = pytest.mark.django_db
TYPED = {"name": "Commission", "reference": "commission", "quorum": "none"}


def recorded(client: Client, **typed: str) -> tuple[int, str]:
    answer = client.post(reverse("commissions:commission_create"), {**TYPED, **typed})
    return answer.status_code, answer.content.decode()


def test_another_law_is_asked_about_and_what_was_typed_stays(
    client_of: Callable[[Role], Client], settings: object
) -> None:
    settings.LAW = "BE"  # type: ignore[attr-defined]
    client = client_of(Role.COORDINATOR)
    assert "is_meant" not in client.get(reverse("commissions:commission_create")).content.decode()
    status, page = recorded(client, jurisdiction="FR")
    assert status == 422
    assert "Cette installation travaille sous le droit" in page
    assert 'name="is_meant"' in page
    assert 'value="Commission"' in page
    assert not Commission.objects.exists()
    assert recorded(client, jurisdiction="FR", is_meant="on")[0] == 302
    assert Commission.objects.get().jurisdiction == "FR"


def test_the_same_law_is_recorded_at_once(client_of: Callable[[Role], Client], settings: object) -> None:
    settings.LAW = "FR"  # type: ignore[attr-defined]
    assert recorded(client_of(Role.COORDINATOR), jurisdiction="FR")[0] == 302
