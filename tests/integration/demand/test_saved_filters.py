"""Filters kept under a name: for oneself, or for the office; never a searched name for others."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand.models import SavedFilter
from ribambelle.portal.models import ToldChange
from ribambelle.portal.services import change_apply, change_tell
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
LIST, KEEP = reverse("demand:request_list"), reverse("demand:filter_keep")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


def test_a_filter_is_kept_used_said_anew_and_taken_out(coordinator: Client) -> None:
    urgent = build.request(is_urgent=True)
    build.request()
    sent = {"name": "Urgentes", "query": "urgent=on&page=2&export=csv&commune="}
    answer = coordinator.post(KEEP, sent)
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.is_shared, answer["Location"]) == ("urgent=on", False, f"{LIST}?urgent=on")
    page = coordinator.get(LIST).content.decode()
    assert 'href="?urgent=on"' in page
    assert "Urgentes" in page
    assert [each.reference for each in coordinator.get(answer["Location"]).context["page"]] == [urgent.reference]
    coordinator.post(KEEP, {"name": "Urgentes", "query": "urgent=on&state=active"})
    assert SavedFilter.objects.get().query == "urgent=on&state=active"
    coordinator.post(reverse("demand:filter_drop", args=[kept.pk]))
    assert not SavedFilter.objects.exists()
    assert list(Event.objects.filter(kind="demand.filter").order_by("pk").values_list("verb", flat=True)) == [
        "filter.save",
        "filter.save",
        "filter.remove",
    ]


def test_what_is_shared_is_seen_by_the_office_and_nothing_else(
    client_of: Callable[[Role], Client],
) -> None:
    desk, coordinator = client_of(Role.FRONT_DESK), client_of(Role.COORDINATOR)
    desk.post(KEEP, {"name": "Mes urgences", "query": "urgent=on"})
    desk.post(KEEP, {"name": "Les fratries", "query": "siblings=on", "is_shared": "on"})
    page = coordinator.get(LIST).content.decode()
    assert "Les fratries" in page
    assert "Mes urgences" not in page
    own, shared = SavedFilter.objects.get(is_shared=False), SavedFilter.objects.get(is_shared=True)
    refused = coordinator.post(reverse("demand:filter_drop", args=[own.pk]), follow=True).content.decode()
    assert "quelqu’un d’autre" in refused
    coordinator.post(reverse("demand:filter_drop", args=[shared.pk]))
    assert SavedFilter.objects.get() == own


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "Tout", "query": "page=2"}, "Rien n’est filtré ici"),
        ({"name": "", "query": "urgent=on"}, "n’a pas de nom"),
        ({"name": "Une famille", "query": "q=Coquelicot", "is_shared": "on"}, "Un nom cherché ne se partage pas"),
    ],
)
def test_what_cannot_be_kept_says_why(sent: dict[str, str], words: str, coordinator: Client) -> None:
    answer = coordinator.post(KEEP, sent, follow=True)
    assert words in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_the_sheet_says_who_gave_each_field_and_what_the_family_told(
    coordinator: Client, person: Callable[[Role], User]
) -> None:
    made = build.request(answers={"resident": 1, "income-to-18000": 1}, minimum_days=2)
    told = change_tell(at=AT, request=made, facts={"minimum_days": 1})
    assert isinstance(told, ToldChange)
    change_apply(by=person(Role.COORDINATOR), at=AT, told=told)
    url = reverse("demand:request_detail", args=[made.reference])
    page = coordinator.get(url).content.decode()
    assert "dit par la famille sur sa page" in page
    assert "Début souhaité" in page
    assert coordinator.get(url, {"volet": "criteria"}).status_code == 200
    family = reverse("demand:household_detail", args=[made.party.household.reference])
    assert "Revenus annuels nets jusqu’à 18" in coordinator.get(family).content.decode()
