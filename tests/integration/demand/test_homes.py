"""Two parents at two addresses: recorded for each, used where residence counts, told to nobody else."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand.imports.columns import FIELDS
from ribambelle.demand.models import DuplicatePair, Guardian, Request
from ribambelle.demand.selectors.homes import home_of, homes_of
from ribambelle.demand.services import request_adjust
from ribambelle.demand.services.duplicates import likeness_write
from ribambelle.demand.services.telling import acknowledgement_html
from ribambelle.papers.letters import copies
from ribambelle.portal.forms import ChangeForm
from tests.integration.demand import build
from tests.integration.demand.test_pages import NEW, TYPED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def apart(**values: Any) -> tuple[Request, Guardian, Guardian]:
    """A request whose second parent lives in Virton."""
    made = build.request(**values)
    home = made.party.household
    home.address = "Rue Haute 1"
    home.save()
    first = home.guardians.get(position=1)
    other = build.commune("85045", "Virton")
    second = Guardian.objects.create(
        household=home, position=2, first_name="Basile", last_name="Mésange", address="Rue Basse 2", commune=other
    )
    return made, first, second


def test_a_guardian_lives_with_the_household_unless_said_otherwise() -> None:
    made, first, second = apart()
    mine, theirs = homes_of(made.party.household)
    assert (mine.guardians, mine.line) == ((first,), "Rue Haute 1, Arlon")
    assert (theirs.guardians, theirs.line) == ((second,), "Rue Basse 2, Virton")
    second.address, second.commune = "rue haute 1", None  # the same house, written otherwise
    second.save()
    (home,) = homes_of(made.party.household)
    assert home.guardians == (first, second)
    second.address, second.commune = "", build.commune("85045", "Virton")
    assert home_of(made.party.household, second).line == "Virton"  # the street of the other parent is not theirs


def test_both_addresses_are_typed_shown_and_kept(client_of: Callable[[Role], Client]) -> None:
    build.setting("COC"), build.setting("AUB"), build.commune("85045", "Virton")
    client = client_of(Role.COORDINATOR)
    second = {"guardian_2_last_name": "Mésange", "guardian_2_address": "Rue Basse 2", "guardian_2_commune": "85045"}
    answer = client.post(NEW, TYPED | second)
    made = Request.objects.get()
    assert answer.status_code == 302
    assert made.party.household.guardians.get(position=2).commune.reference == "85045"
    shown = client.get(reverse("demand:request_detail", args=[made.reference])).content.decode()
    assert "Virton" in shown
    assert "Rue Basse 2" in shown
    criteria = client.get(reverse("demand:request_detail", args=[made.reference]) + "?volet=criteria").content.decode()
    assert "Les parents vivent séparément" in criteria
    family = reverse("demand:household_detail", args=[made.party.household.reference])
    assert "Virton" in client.get(family).content.decode()
    edit = reverse("demand:request_edit", args=[made.reference])
    assert client.get(edit).context["form"]["guardian_2_commune"].value() == "85045"
    client.post(edit, TYPED | second | {"guardian_2_commune": ""})
    assert made.party.household.guardians.get(position=2).commune is None
    assert "guardian-2.commune" in Event.objects.get(verb="request.edit").after["personal"]


def test_the_list_of_a_commune_holds_the_families_of_either_parent(client_of: Callable[[Role], Client]) -> None:
    made, _first, _second = apart()
    build.request(commune=None)
    client = client_of(Role.COORDINATOR)
    for commune in ("81001", "85045"):
        page = client.get(reverse("demand:request_list"), {"commune": commune}).context["page"]
        assert [each.reference for each in page] == [made.reference]
    content = client.get(reverse("demand:request_list"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "Commune du second parent, si elle est autre" in content
    assert "Virton" in content


def test_the_list_as_a_file_holds_the_addresses_of_requests_one_may_see(client_of: Callable[[Role], Client]) -> None:
    apart(desk=build.desk("ailleurs"))
    url = reverse("demand:request_list")
    lines = client_of(Role.COORDINATOR).get(url, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    row = next(csv.DictReader(lines, delimiter=";"))
    assert row["Adresse"] == "Rue Haute 1"
    assert row["Adresse du premier parent, si elle est autre"] == ""
    assert row["Adresse du second parent, si elle est autre"] == "Rue Basse 2"
    assert row["Commune du second parent, si elle est autre"] == "Virton"
    named = {str(field.label) for field in FIELDS}
    assert {name for name in row if name.startswith("Adresse")} <= named, "the import reads them back"
    assert "Rue" not in client_of(Role.FRONT_DESK).get(url, {"export": "csv"}).content.decode("utf-8-sig")


def test_each_parent_is_written_to_at_its_own_address_and_sees_no_other() -> None:
    made, _first, _second = apart(state="received", received_on=date(2026, 11, 2))
    one, two = copies(acknowledgement_html(made, at=AT))
    assert "Rue Haute 1" in one
    assert "Rue Basse 2" not in one
    assert "Rue Basse 2" in two
    assert "Rue Haute 1" not in two
    assert one.count("<h1>") == two.count("<h1>") == 1


def test_a_parent_who_lives_apart_moves_alone(person: Callable[[Role], User]) -> None:
    made, first, second = apart()
    form = ChangeForm(None, subject=made, guardian=second)
    assert form.known["address"] == "Rue Basse 2"  # and not that of the other parent
    by = person(Role.COORDINATOR)
    request_adjust(by=by, at=AT, request=made, facts={"address": "Rue Neuve 3"}, guardian=second)
    second.refresh_from_db()
    made.party.household.refresh_from_db()
    assert (second.address, made.party.household.address) == ("Rue Neuve 3", "Rue Haute 1")
    request_adjust(by=by, at=AT, request=made, facts={"address": "Rue Longue 4"}, guardian=first)
    made.party.household.refresh_from_db()
    assert made.party.household.address == "Rue Longue 4"


def test_the_address_of_the_other_parent_makes_a_duplicate_more_likely() -> None:
    made, _first, _second = apart(first_name="")
    other = build.request(first_name="")
    home = other.party.household
    home.address = "rue basse 2"
    home.save()
    likeness_write([made, other])
    assert "address" in DuplicatePair.objects.get().reasons
