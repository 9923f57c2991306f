"""Pages of the offer: what was typed is kept, unknown stays unknown, scopes hold, exports hold what is filtered."""

import io
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from lxml.html import fromstring

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.kernel.tables import read_table
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.imports import Judged
from ribambelle.offer.models import Authorisation, Opening, Section, Setting
from ribambelle.offer.navigation import key_places
from ribambelle.offer.selectors import free_places
from ribambelle.offer.services import occupancy_create, section_put, setting_create
from tests.integration.offer.conftest import STRUCTURES

ClientOf = Callable[[Role], Client]
MANY = 300


def many_settings(number: int) -> None:
    manager, _ = Organisation.objects.get_or_create(reference="m", name="Manager")
    commune, _ = Territory.objects.get_or_create(reference="1", name="Commune", kind="commune")
    existing = Setting.objects.count()
    settings = Setting.objects.bulk_create(
        Setting(reference=f"S-{n}", name=f"Setting {n:03}", kind="creche", manager=manager, commune=commune)
        for n in range(existing, existing + number)
    )
    Opening.objects.bulk_create(
        Opening(setting=one, weekday=0, opens_at=time(7), closes_at=time(18)) for one in settings
    )
    Authorisation.objects.bulk_create(Authorisation(setting=one, places=10) for one in settings)
    Section.objects.bulk_create(
        Section(setting=one, code="a", name="A", min_age_months=0, max_age_months=36) for one in settings
    )


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("offer:setting_list", ""),
        ("offer:setting_list", "?export=csv"),
        ("offer:search", "?age=8&week=mon-am"),
        ("offer:public_search", "?age=8&week=mon-am"),
    ],
)
def test_as_many_queries_for_one_row_as_for_three_hundred(
    name: str, query: str, client_of: ClientOf, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse(name) + query
    many_settings(1)
    client.get(url)  # what is read once and kept
    with django_assert_max_num_queries(20) as first:
        client.get(url)
    many_settings(MANY - 1)
    with django_assert_num_queries(len(first)):
        assert client.get(url).status_code == 200


def test_the_list_says_sixteen_places_authorised_and_funded(portfolio: list[Judged], client_of: ClientOf) -> None:
    response = client_of(Role.MEMBER).get(reverse("offer:setting_list"))
    assert response.context["totals"] == {"settings": 16, "total_authorised": 313, "total_funded": 263}
    assert len(response.context["map"].pins) == 16
    assert len(response.context["map"].drawing.shapes) == 44
    page = response.content.decode()
    assert "à confirmer" in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("commune=82039", {"BAS", "BER"}),
        ("kind=mcae", {"PAL-M", "BER"}),
        ("mode=inclusive", {"CHI", "LIB"}),
        ("age=50&kind=halte-accueil", {"DUR", "GOU"}),
        ("q=tarentelle", {"TAR"}),
        ("manager=commune-de-paliseul", {"PAL-M", "PAL-H"}),
        ("status=closed", set()),
        ("kind=moon&age=many", None),
    ],
)
def test_filters_and_the_file_of_exactly_what_is_filtered(
    query: str, references: set[str] | None, portfolio: list[Judged], client_of: ClientOf
) -> None:
    expected = {one.row.reference for one in portfolio} if references is None else references
    client = client_of(Role.FRONT_DESK)
    shown = client.get(f"{reverse('offer:setting_list')}?{query}").context["page"]
    assert {setting.reference for setting in shown} == expected
    for fmt in ("csv", "xlsx", "ods"):
        content = client.get(f"{reverse('offer:setting_list')}?{query}&export={fmt}").content
        if expected:
            rows = read_table(io.BytesIO(content), filename=f"offre.{fmt}").rows
            assert {cells["Référence"] for _, cells in rows} == expected


def test_unknown_is_an_empty_cell_in_the_file(portfolio: list[Judged], client_of: ClientOf) -> None:
    content = client_of(Role.COORDINATOR).get(reverse("offer:setting_list") + "?q=Chiny&export=csv").content
    ((_, cells),) = read_table(io.BytesIO(content), filename="offre.csv").rows
    assert (cells["inclusif"], cells["urgence"], cells["À partir de (mois)"]) == ("oui", None, None)


def test_a_director_sees_and_edits_their_setting_only(portfolio: list[Judged], client_of: ClientOf) -> None:
    client = client_of(Role.DIRECTOR)
    shown = client.get(reverse("offer:setting_list")).context["page"]
    assert [setting.reference for setting in shown] == ["AUB"]
    for name in (
        "setting_record",
        "setting_edit",
        "setting_places",
        "setting_confirm",
        "setting_history",
        "section_new",
    ):
        assert client.get(reverse(f"offer:{name}", args=["AUB"])).status_code == 200
        assert client.get(reverse(f"offer:{name}", args=["MAR"])).status_code == 404
    assert client.post(reverse("offer:setting_edit", args=["MAR"]), {"name": "Pris"}).status_code == 404
    assert not Setting.objects.filter(name="Pris").exists()
    assert client.get(reverse("offer:setting_new")).status_code == 403


GOOD = {
    "name": "Les Lutins",
    "kind": "creche",
    "reference": "LUT",
    "status": "open",
    "min_age_months": "3",
    "mode_emergency": "yes",
    "mode_sick": "no",
    "opens_at_0": "6 h 30",
    "closes_at_0": "18h30",
    "portal_0": "accueildesenfants.be",
}


def test_a_setting_is_created_with_what_was_said_and_nothing_else(client_of: ClientOf) -> None:
    response = client_of(Role.COORDINATOR).post(reverse("offer:setting_new"), GOOD)
    assert response.status_code == 302
    setting = Setting.objects.get(reference="LUT")
    assert dict(setting.modes.values_list("mode", "is_offered")) == {"emergency": True, "sick": False}
    assert list(setting.openings.values_list("weekday", "opens_at")) == [(0, time(6, 30))]
    assert (setting.min_age_months, setting.max_age_months) == (3, None)
    assert list(setting.listings.values_list("portal", "listed_since")) == [("accueildesenfants.be", None)]
    assert {line.topic for line in setting.confirmations.all()} == {"opening", "ages", "modes", "listings"}


def test_every_error_at_once_and_what_was_typed_is_kept(client_of: ClientOf) -> None:
    wrong = {
        **GOOD,
        "name": "",
        "email": "pas une adresse",
        "opens_at_0": "25 h",
        "opens_at_1": "8 h",
        "opens_at_any": "7 h",
        "closes_at_any": "6 h",
        "min_age_months": "36",
        "max_age_months": "3",
        "since_0": "31/09/2027",
    }
    response = client_of(Role.COORDINATOR).post(reverse("offer:setting_new"), wrong)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert {"name", "email", "opens_at_0", "closes_at_1", "closes_at_any", "since_0"} <= set(errors)
    page = response.content.decode()
    for typed in ("pas une adresse", "25 h", "31/09/2027", "accueildesenfants.be"):
        assert typed in page
    assert '<details class="more" open>' in page, "what is wrong is not under a fold"
    blank = client_of(Role.COORDINATOR).get(reverse("offer:setting_new")).content.decode()
    assert '<details class="more">' in blank, "a name and a kind are enough"
    assert not Setting.objects.exists()


def test_a_reference_already_taken_is_said(setting: Setting, client_of: ClientOf) -> None:
    response = client_of(Role.COORDINATOR).post(reverse("offer:setting_new"), GOOD)
    assert "déjà prise" in str(response.context["form"].errors["reference"])
    for word in ("nouveau", "chercher"):
        response = client_of(Role.COORDINATOR).post(
            reverse("offer:setting_new"), {**GOOD, "name": "Autre", "reference": word}
        )
        assert word in str(response.context["form"].errors)


def test_a_setting_of_the_same_name_is_asked_about_once(setting: Setting, client_of: ClientOf) -> None:
    client, new = client_of(Role.COORDINATOR), reverse("offer:setting_new")
    twin = GOOD | {"name": f" {setting.name.upper()}", "reference": ""}
    asked = client.post(new, twin)
    assert "rien n’est encore enregistré" in asked.content.decode()
    assert Setting.objects.count() == 1
    assert client.post(new, twin | {"other_than": asked.context["other_than"]}).status_code == 302
    assert Setting.objects.count() == 2


def test_a_mode_can_become_unknown_again(portfolio: list[Judged], client_of: ClientOf) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("offer:setting_edit", args=["AUB"])
    data = typed_in(client.get(url)) | {"mode_emergency": "", "name": "Crèche d’Aubange"}
    assert client.post(url, data).status_code == 302
    setting = Setting.objects.get(reference="AUB")
    assert dict(setting.modes.values_list("mode", "is_offered")) == {"flexible": True}
    assert (setting.name, setting.openings.count()) == ("Crèche d’Aubange", 5)
    assert (setting.manager.name, setting.commune.name) == ("Commune d'Aubange", "Aubange"), (
        "what was not touched stays"
    )
    history = client.get(reverse("offer:setting_history", args=["AUB"])).content.decode()
    assert "modes d’accueil" in history


def test_both_registers_of_places(portfolio: list[Judged], client_of: ClientOf) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("offer:setting_places", args=["TAR"])
    data = {
        "a-TOTAL_FORMS": "2",
        "a-INITIAL_FORMS": "1",
        "a-0-places": "75",
        "a-0-valid_to": "01/01/2027",
        "a-1-places": "80",
        "a-1-valid_from": "01/06/2026",
        "f-TOTAL_FORMS": "2",
        "f-INITIAL_FORMS": "1",
        "f-0-places": "25",
        "f-0-programme": "ONE 2017",
        "f-0-DELETE": "on",
        "f-1-places": "",
    }
    response = client.post(url, data)
    assert "en même temps" in response.context["problem"]
    assert "01/06/2026" in response.content.decode(), "what was typed is kept"
    assert Setting.objects.get(reference="TAR").authorisations.get().places == 75
    assert client.post(url, data | {"a-1-valid_from": "01/01/2027"}).status_code == 302
    setting = Setting.objects.get(reference="TAR")
    assert list(setting.authorisations.values_list("places", flat=True)) == [75, 80]
    assert not setting.funded.exists()


def typed_in(response: Any) -> dict[str, str]:
    """The fields of the page's own form, as a browser would send them back untouched."""
    form = max(fromstring(response.content.decode()).forms, key=lambda one: len(one.fields))
    return {name: value or "" for name, value in form.form_values()}


def grid(**more: str) -> dict[str, str]:
    return {"name": "Bébés", "min_age_months": "3", "max_age_months": "18", "valid_from": "01/09/2027", **more}


def test_an_end_before_its_start_is_said_as_it_is(setting: Setting, client_of: ClientOf) -> None:
    url = reverse("offer:section_new", args=["LUT"])
    form = client_of(Role.COORDINATOR).post(url, grid(min_age_months="36", max_age_months="12")).context["form"]
    assert "n’est pas après le début" in str(form.errors["max_age_months"])
    assert form["max_age_months"].value() == "12"


def test_a_section_with_its_grid(setting: Setting, client_of: ClientOf) -> None:
    client = client_of(Role.COORDINATOR)
    response = client.post(reverse("offer:section_new", args=["LUT"]), grid(everywhere="6", slot_4="0"))
    assert response.status_code == 302
    section = Section.objects.get()
    assert free_places(section, on=date(2027, 9, 1)) == (6, 6, 6, 6, 0, 6, 6, 6, 6, 6)
    occupancy_create(by=None, section=section, slots=1, starts_on=date(2027, 9, 1), opaque_reference="R-SECRET")
    response = client.post(reverse("offer:section_edit", args=["LUT", "bebes"]), grid(everywhere="0"))
    assert "lundi matin" in str(response.context["form"].non_field_errors())
    response = client.post(reverse("offer:section_remove", args=["LUT", "bebes"]), follow=True)
    assert "l’histoire doit rester exacte" in response.content.decode()
    assert Section.objects.exists()


def test_confirming_says_by_whom_and_when(portfolio: list[Judged], client_of: ClientOf) -> None:
    client, url = client_of(Role.DIRECTOR), reverse("offer:setting_confirm", args=["AUB"])
    offered = [value for value, _ in client.get(url).context["form"].fields["topics"].choices]
    assert "ages" not in offered, "nobody can confirm what nobody told"
    response = client.post(url, {"topics": ["opening"], "said_by": "la direction", "on": "20/11/2026"})
    assert response.status_code == 302
    line = Setting.objects.get(reference="AUB").confirmations.get(topic="opening")
    assert (line.confirmed_on, line.source) == (date(2026, 11, 20), "la direction")


def test_families_never_learn_who_is_there_nor_what_is_closed(setting: Setting, client: Client) -> None:
    section = section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=0,
        max_age_months=36,
        places=[3] * 10,
        valid_from=date(2020, 1, 1),
    )
    occupancy_create(by=None, section=section, slots=1, starts_on=date(2020, 1, 1), opaque_reference="R-SECRET")
    page = client.get(reverse("offer:public_setting", args=["LUT"])).content.decode()
    assert "R-SECRET" not in page
    assert "<b>2</b>" in page
    found = client.get(reverse("offer:public_search") + "?week=mon-am").context
    assert [line.setting.reference for line in found["certain"]] == ["LUT"]
    Setting.objects.update(status="closed")
    assert client.get(reverse("offer:public_setting", args=["LUT"])).status_code == 404
    assert not client.get(reverse("offer:public_search")).context["certain"]


def test_the_search_on_screen(portfolio: list[Judged], client: Client) -> None:
    url = reverse("offer:public_search") + "?weekday=0&at=6h30&mode=emergency&age=8"
    context = client.get(url).context
    assert context["certain"] == []
    assert [line.setting.reference for line in context["to_confirm"]] == [
        "AUB",
        "VSS",
        "TAR",
        "DUR",
        "MAR",
        "BAS",
        "CHI",
        "FAU",
    ]
    assert context["out_count"] == 8
    wrong = client.get(reverse("offer:public_search") + "?at=25h&age=many")
    assert set(wrong.context["form"].errors) == {"at", "age"}
    page = wrong.content.decode()
    assert "25h" in page
    assert page.index('id="resultats"') < page.index("2 choses à corriger"), "the address leads below the form"
    assert "enregistré" not in page


def test_the_desk_brings_in_the_sixteen_settings(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_table", "settings", str(STRUCTURES), "--apply")
    assert Setting.objects.count() == 16
    assert Setting.objects.get(reference="TAR").funded.get().places == 25
    call_command("import_table", "settings", str(STRUCTURES), "--apply")
    assert Setting.objects.count() == 16


def test_the_week_of_another_day(section: Section, client_of: ClientOf) -> None:
    client, url = client_of(Role.FRONT_DESK), reverse("offer:setting_record", args=["LUT"])
    assert client.get(url + "?on=01/09/2027").context["free_total"] == 20
    assert client.get(url + "?on=31/08/2027").context["free_total"] is None
    section.setting.closures.create(starts_on=date(2027, 9, 7), ends_on=date(2027, 9, 8), reason="Journée pédagogique")
    shut = client.get(url + "?on=08/09/2027")
    assert shut.context["free_total"] == 20 - 2 * 2, "nothing is free on a day that is closed"
    assert shut.content.decode().count("fermé") >= 2
    assert client.get(url + "?on=15/09/2027").context["free_total"] == 20
    wrong = client.get(url + "?on=31/09/2027")
    assert "31/09/2027" in wrong.content.decode()
    assert wrong.context["on"] == localdate()


def test_a_new_setting_teaches_what_comes_next(client_of: ClientOf, db: None) -> None:
    setting_create(by=None, on=date(2026, 1, 1), name="Seul", kind="mam", reference="SEUL")
    page = client_of(Role.COORDINATOR).get(reverse("offer:setting_record", args=["SEUL"])).content.decode()
    assert "Ajouter une section" in page
    assert "à confirmer" in page


def test_a_long_search_comes_in_pages(client: Client, db: None) -> None:
    many_settings(120)
    first = client.get(reverse("offer:public_search") + "?weekday=0").context
    assert (first["certain_count"], len(first["certain"]), first["certain"][0].number) == (120, 50, 1)
    last = client.get(reverse("offer:public_search") + "?weekday=0&page=3").context
    assert (len(last["certain"]), last["certain"][0].number) == (20, 101)


def test_the_places_of_the_home_are_those_of_the_settings_one_sees(
    portfolio: list[Judged], person: Callable[[Role], User]
) -> None:
    today = date(2026, 11, 22)
    assert key_places(person(Role.COORDINATOR), today)[0] == 313
    value, hint = key_places(person(Role.DIRECTOR), today)
    assert (value, "25" in hint) == (25, True)


def test_a_director_confirms_and_a_coordinator_has_it_confirmed(portfolio: list[Judged], client_of: ClientOf) -> None:
    section_put(
        by=None,
        setting=Setting.objects.get(reference="AUB"),
        name="Bébés",
        min_age_months=0,
        max_age_months=36,
        places=[2] * 10,
        valid_from=date(2026, 1, 1),
    )
    url = reverse("offer:setting_record", args=["AUB"])
    labels = {}
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        [button] = fromstring(client_of(role).get(url).content).xpath("//main//a[@class='btn'][1]")
        labels[role] = " ".join(button.text_content().split()[:2])
    assert labels[Role.COORDINATOR] == "Faire confirmer"
    assert labels[Role.DIRECTOR].startswith("Confirmer ")


def test_a_need_typed_in_the_box_is_sent_to_the_right_form(client_of: ClientOf) -> None:
    form = f'href="{reverse("offer:search")}"'
    page = client_of(Role.FRONT_DESK).get(reverse("ui:search"), {"q": "bébé lundi matin"}).content.decode()
    assert form in page
    assert "Qui peut accueillir cet enfant" in page
    assert form not in client_of(Role.KEY_HOLDER).get(reverse("ui:search"), {"q": "bébé lundi"}).content.decode()
