"""With more settings than anyone would unfold, the list and the form of a request stay light, and work the same."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from ribambelle.accounts.enums import Role
from ribambelle.demand.models import Request
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Setting
from ribambelle.ui.picking import LONGEST
from tests.integration.demand import build
from tests.integration.demand.test_pages import LIST, NEW, TODAY, TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    build.commune()
    build.setting("COC")
    build.setting("AUB")
    Setting.objects.bulk_create(
        Setting(reference=f"N{number:04}", name=f"Les Nombreux {number:04}", kind=SettingKind.CRECHE)
        for number in range(LONGEST)
    )
    return client_of(Role.COORDINATOR)


@time_machine.travel(TODAY, tick=False)
def test_a_wish_is_typed_by_a_part_of_its_name_and_found_by_it(coordinator: Client) -> None:
    page = coordinator.get(NEW).content.decode()
    assert page.count("Les Nombreux 0007") == 1
    coordinator.post(NEW, TYPED | {"wish_1": "nombreux 0007", "wish_2": "AUB"})
    request = Request.objects.get()
    assert [wish.setting.reference for wish in request.wishes.all()] == ["N0007", "AUB"]
    for typed, found in (("N0007", 1), ("nombreux 0007", 1), ("N0008", 0)):
        shown = coordinator.get(LIST, {"setting": typed})
        assert len(shown.context["page"]) == found
        assert "Les Nombreux 0200" not in shown.content.decode()


@time_machine.travel(TODAY, tick=False)
def test_a_wish_nobody_knows_is_said_and_stays(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED | {"wish_1": "Farfadets", "wish_2": "nombreux"})
    assert set(response.context["form"].errors) == {"wish_1", "wish_2"}
    assert 'value="Farfadets"' in response.content.decode()
    assert not Request.objects.exists()


def test_the_weight_of_the_list_does_not_follow_the_settings(coordinator: Client) -> None:
    before = len(coordinator.get(LIST).content)
    Setting.objects.bulk_create(
        Setting(reference=f"P{number:04}", name=f"Les Pluriels {number:04}", kind=SettingKind.CRECHE)
        for number in range(LONGEST)
    )
    assert len(coordinator.get(LIST).content) == before
