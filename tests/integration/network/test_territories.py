"""The province of Luxembourg as shipped, its merger of 2025, and names as people write them."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from ribambelle.accounts.models import Event
from ribambelle.network import selectors
from ribambelle.network.enums import TerritoryKind
from ribambelle.network.models import Organisation, Territory
from ribambelle.network.services import organisation_create, organisation_update, territories_load

pytestmark = pytest.mark.django_db


def test_communes_with_their_accents_outlines_and_arrondissement() -> None:
    loaded = territories_load(by=None)
    assert (loaded.created, loaded.changed, loaded.same) == (52, 0, 0)
    communes = Territory.objects.filter(kind=TerritoryKind.COMMUNE)
    assert communes.filter(outline__isnull=False).count() == 44
    vaux = communes.get(reference="82036")
    assert (vaux.name, vaux.parent.name, vaux.parent.parent.name) == (
        "Vaux-sur-Sûre",
        "Arrondissement de Bastogne",
        "Province du Luxembourg",
    )
    assert {"Léglise", "Neufchâteau", "Saint-Léger"} <= set(communes.values_list("name", flat=True))


def test_a_merger_keeps_its_history() -> None:
    territories_load(by=None)
    before, after = date(2024, 12, 31), date(2025, 1, 1)
    codes = {day: {commune.reference for commune in selectors.communes(on=day)} for day in (before, after)}
    assert (len(codes[before]), len(codes[after])) == (44, 43)
    assert codes[before] - codes[after] == {"82003", "82005"}
    assert codes[after] - codes[before] == {"82039"}
    bertogne = Territory.objects.get(reference="82005")
    assert (bertogne.merged_into.reference, bertogne.merged_into.name) == ("82039", "Bastogne")


def test_loading_again_changes_nothing() -> None:
    territories_load(by=None)
    loaded = territories_load(by=None)
    assert (loaded.created, loaded.changed, loaded.same) == (0, 0, 52)
    assert Event.objects.filter(verb="territories.load").count() == 1


def test_the_name_of_a_merged_commune_means_the_one_in_force_that_day() -> None:
    territories_load(by=None)
    today = selectors.CommuneNames(on=date(2026, 11, 22))
    assert today.find("Bastogne").reference == "82039"
    assert selectors.CommuneNames(on=date(2017, 6, 1)).find("bastogne").reference == "82003"
    assert today.find("Bertogne").reference == "82005", "a former commune stays findable"
    assert today.find("Libramont").name == "Libramont-Chevigny"
    assert today.find("Acton Vale") is None


def test_the_map_draws_the_44_outlines_in_one_query(django_assert_num_queries: object) -> None:
    territories_load(by=None)
    with django_assert_num_queries(1):
        drawing = selectors.communes_drawing()
    assert len(drawing.shapes) == 44
    assert all(0 <= s.x <= drawing.width and 0 <= s.y <= drawing.height for s in drawing.shapes)


def test_a_merged_commune_must_have_ended() -> None:
    territories_load(by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.filter(reference="81001").update(merged_into=Territory.objects.get(reference="82039"))


def test_an_unknown_region_says_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="luxembourg-be"):
        call_command("territories", "atlantis")
    call_command("territories")
    assert "52 created" in capsys.readouterr().out


def test_an_organisation_changes_with_one_event_of_what_changed() -> None:
    organisation = organisation_create(by=None, name="Baby Service", kind="childminding-service")
    twin = organisation_create(by=None, name="Baby service")
    assert (organisation.reference, twin.reference) == ("baby-service", "baby-service-2")
    organisation_update(by=None, organisation=organisation, phone="063 00 00 00", name="Baby Service")
    organisation_update(by=None, organisation=organisation, phone="063 00 00 00")
    event = Event.objects.get(verb="organisation.update")
    assert (event.before, event.after) == ({"phone": ""}, {"phone": "063 00 00 00"})
    assert Organisation.objects.get(reference="baby-service").phone == "063 00 00 00"
