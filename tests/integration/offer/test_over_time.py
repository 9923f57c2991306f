"""Closures, kinds over time, the law, what childminders declare, the home of a director: written, told, counted."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from icalendar import Calendar

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import Event, User
from ribambelle.accounts.services import role_assign
from ribambelle.gatherings.enums import FeedKind
from ribambelle.gatherings.services.feeds import feed_open
from ribambelle.kernel.tables import read_table
from ribambelle.kernel.weeks import FULL_WEEK, mask_of
from ribambelle.network.models import Organisation
from ribambelle.offer.models import Authorisation, Availability, Closure, Section, Setting
from ribambelle.offer.rules import Question, Wish
from ribambelle.offer.selectors import free_places, search_settings
from ribambelle.offer.services import (
    BeyondTheLaw,
    ClosureTooLong,
    Declared,
    KindLine,
    NoPlaceLeft,
    PeriodsOverlap,
    PlacesLine,
    WrongKind,
    availabilities_declare,
    closure_add,
    kinds_replace,
    law_set,
    occupancy_create,
    occupancy_end,
    places_replace,
    section_put,
    setting_create,
    setting_update,
)
from tests.integration.offer.conftest import TODAY

ClientOf = Callable[[Role], Client]
MONDAY = mask_of(["mon-am", "mon-pm"])


def place(section: Section, slots: int, starts_on: date = TODAY) -> Any:
    return occupancy_create(by=None, section=section, slots=slots, starts_on=starts_on)


@pytest.fixture
def french(section: Section, setting: Setting) -> Section:
    """Ten authorised places, ten in the grid, under French law, checked."""
    section_put(
        by=None,
        setting=setting,
        section=section,
        name="Bébés",
        min_age_months=3,
        max_age_months=18,
        places=[10] * 10,
        valid_from=TODAY,
    )
    places_replace(by=None, on=TODAY, setting=setting, authorised=[PlacesLine(10, TODAY)])
    law_set(by=None, on=TODAY, setting=setting, law="FR", keeps_to_law=True)
    return section


def test_twelve_at_one_moment_where_ten_are_authorised(french: Section) -> None:
    for _ in range(12):
        place(french, 1)
    with pytest.raises(BeyondTheLaw, match=r"lundi matin.*13.*12"):
        place(french, 1)
    assert free_places(french, on=TODAY)[0] == -2


def test_never_more_than_the_week_holds(french: Section) -> None:
    for _ in range(10):
        place(french, FULL_WEEK)
    with pytest.raises(BeyondTheLaw, match=r"101.*100"):
        place(french, 1)


def test_under_belgian_law_or_unchecked_the_grid_is_the_limit(french: Section, setting: Setting) -> None:
    for _ in range(10):
        place(french, 1)
    law_set(by=None, on=TODAY, setting=setting, law="BE", keeps_to_law=True)
    with pytest.raises(NoPlaceLeft):
        place(french, 1)
    law_set(by=None, on=TODAY, setting=setting, law="FR", keeps_to_law=False)
    with pytest.raises(NoPlaceLeft):
        place(french, 1)


def test_the_authorised_places_bind_the_sections_together(setting: Setting, section: Section) -> None:
    """Two sections of two places, three authorised: each section has room, the setting has not."""
    other = section_put(
        by=None, setting=setting, name="Grands", min_age_months=18, max_age_months=36, places=[2] * 10, valid_from=TODAY
    )
    places_replace(by=None, on=TODAY, setting=setting, authorised=[PlacesLine(3, TODAY)])
    law_set(by=None, on=TODAY, setting=setting, law="BE", keeps_to_law=True)
    for one in (section, section, other):
        place(one, 1)
    with pytest.raises(BeyondTheLaw, match=r"4.*3"):
        place(other, 1)


def test_what_already_passes_a_limit_is_told_before_it_is_checked(section: Section, setting: Setting) -> None:
    place(section, 1)
    place(section, 1)
    with pytest.raises(BeyondTheLaw, match="ne sont pas connues"):
        law_set(by=None, on=TODAY, setting=setting, law="BE", keeps_to_law=True)
    places_replace(by=None, on=TODAY, setting=setting, authorised=[PlacesLine(1, TODAY)])
    with pytest.raises(BeyondTheLaw):
        law_set(by=None, on=TODAY, setting=setting, law="BE", keeps_to_law=True)
    setting.refresh_from_db()
    assert not setting.keeps_to_law


def test_before_the_rule_nothing_goes_beyond_the_authorisation(setting: Setting) -> None:
    """The French rule counts from 8 October 2021: the day before, the grid binds again."""
    long_ago = date(2021, 9, 1)
    section = section_put(
        by=None,
        setting=setting,
        name="Tous",
        min_age_months=0,
        max_age_months=36,
        places=[10] * 10,
        valid_from=long_ago,
    )
    places_replace(by=None, on=TODAY, setting=setting, authorised=[PlacesLine(10, long_ago)])
    law_set(by=None, on=TODAY, setting=setting, law="FR", keeps_to_law=True)
    for _ in range(10):
        place(section, 1, long_ago)
    with pytest.raises(NoPlaceLeft, match="07/10/2021"):
        place(section, 1, date(2021, 10, 7))
    assert place(section, 1, date(2021, 10, 8)).pk


def test_the_page_of_the_law(french: Section, client_of: ClientOf) -> None:
    for _ in range(11):
        place(french, 1)
    page = client_of(Role.COORDINATOR).get(reverse("offer:law_page", args=["LUT"]) + "?on=2027-09-06").content.decode()
    for text in ("115", "R.2324-27", "sur 100 permises", "1 pour 6", "lu de seconde main"):
        assert text in page
    Authorisation.objects.all().delete()
    page = client_of(Role.MEMBER).get(reverse("offer:law_page", args=["LUT"])).content.decode()
    assert "à confirmer" in page
    assert "None" not in page
    response = client_of(Role.MEMBER).post(reverse("offer:law_page", args=["LUT"]), {"law": "BE"})
    assert (response.status_code, Setting.objects.get(reference="LUT").law) == (200, "FR"), "who reads does not write"


def test_a_closure_is_told_on_the_week_the_calendar_and_to_families(
    section: Section, setting: Setting, client_of: ClientOf, client: Client
) -> None:
    soon = localdate() + timedelta(days=3)
    free = free_places(section, on=TODAY)
    writer = client_of(Role.COORDINATOR)
    url = reverse("offer:closure_list", args=["LUT"])
    assert writer.post(url, {"starts_on": f"{soon:%d/%m/%Y}", "reason": "Journée de l’équipe"}).status_code == 302
    closure = Closure.objects.get()
    assert (closure.starts_on, closure.ends_on) == (soon, soon + timedelta(days=1))
    assert free_places(section, on=TODAY) == free, "a closure frees no place and takes none"
    assert Event.objects.get(verb="closure.add").after["reason"] == "Journée de l’équipe"
    for page in (url, reverse("offer:setting_history", args=["LUT"])):
        assert "Journée de l’équipe" in writer.get(page).content.decode()
    if soon.weekday() < 5:
        week = writer.get(reverse("offer:setting_record", args=["LUT"]) + f"?on={soon}").content.decode()
        assert "Journée de l’équipe" in week
    assert "Journée de l’équipe" in client.get(reverse("offer:public_setting", args=["LUT"])).content.decode()
    feed = feed_open(by=None, kind=FeedKind.SETTING, reference="LUT")
    calendar = Calendar.from_ical(client.get(f"/agenda/{feed.token}.ics").content)
    assert soon in [event["dtstart"].dt for event in calendar.walk("VEVENT") if "Journée" in event["summary"]]
    content = writer.get(f"{url}?export=csv").content
    rows = read_table(io.BytesIO(content), filename="fermetures.csv").rows
    assert any(cells["Motif"] == "Journée de l’équipe" for _, cells in rows)
    writer.post(reverse("offer:closure_remove", args=["LUT", closure.pk]))
    assert not Closure.objects.exists()


def test_two_closures_at_once_and_half_a_year_every_year_are_refused(setting: Setting) -> None:
    closure_add(by=None, setting=setting, starts_on=TODAY, ends_on=TODAY + timedelta(days=5), reason="Travaux")
    with pytest.raises(PeriodsOverlap, match=r"05/09/2027.*Travaux"):
        closure_add(by=None, setting=setting, starts_on=TODAY + timedelta(4), ends_on=TODAY + timedelta(9), reason="x")
    year = {"setting": setting, "reason": "x", "is_yearly": True, "by": None}
    with pytest.raises(ClosureTooLong, match="200"):
        closure_add(starts_on=TODAY, ends_on=TODAY + timedelta(days=200), **year)
    assert closure_add(starts_on=TODAY, ends_on=TODAY + timedelta(days=9), **year).pk


def test_a_drop_in_centre_before_the_decree_is_a_creche_after(setting: Setting) -> None:
    lines = [
        KindLine("halte-accueil", date(2010, 1, 1), date(2020, 1, 1), "agrément ONE"),
        KindLine("creche", date(2020, 1, 1), None, "décret du 21 février 2019"),
    ]
    kinds_replace(by=None, on=date(2019, 12, 31), setting=setting, lines=lines)
    setting.refresh_from_db()
    assert setting.kind == "halte-accueil"
    kinds_replace(by=None, on=date(2020, 1, 1), setting=setting, lines=lines)
    setting.refresh_from_db()
    assert setting.kind == "creche"
    assert Event.objects.filter(verb="setting.kinds").count() == 2
    setting_update(by=None, on=TODAY, setting=setting, kind="micro-creche")
    kinds = list(setting.kinds.values_list("kind", flat=True))
    assert kinds == ["halte-accueil", "micro-creche"], "a correction of the record corrects the line of the present"
    with pytest.raises(PeriodsOverlap):
        kinds_replace(by=None, on=TODAY, setting=setting, lines=[lines[0], KindLine("creche", date(2019, 1, 1))])


def test_kinds_are_edited_with_their_dates_and_source(setting: Setting, client_of: ClientOf) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("offer:kinds_edit", args=["LUT"])
    typed = {
        "k-TOTAL_FORMS": "2",
        "k-INITIAL_FORMS": "0",
        "k-0-kind": "halte-accueil",
        "k-0-valid_to": "01/01/2020",
        "k-0-source": "rapport 2017",
        "k-1-kind": "creche",
        "k-1-valid_from": "01/01/2019",
    }
    page = client.post(url, typed).content.decode()
    assert "rapport 2017" in page
    assert "courent en même temps" in page
    assert client.post(url, typed | {"k-1-valid_from": "01/01/2020"}).status_code == 302
    page = client.get(reverse("offer:setting_history", args=["LUT"])).content.decode()
    assert "rapport 2017" in page
    assert "31/12/2019" in page


@pytest.fixture
def service(db: None) -> Organisation:
    service = Organisation.objects.create(reference="sae", name="Service des Tournesols")
    for number in range(1, 4):
        setting_create(
            by=None,
            on=TODAY,
            name=f"Accueillante {number}",
            kind="childminder",
            reference=f"ACC-{number}",
            attached_to=service,
            min_age_months=0,
            max_age_months=36,
        )
    return service


def declare(reference: str, slots: int, on: date = TODAY, free_from: date = TODAY) -> None:
    line = Declared(Setting.objects.get(reference=reference), slots, free_from)
    availabilities_declare(by=None, on=on, said_by="le service", lines=[line])


def test_any_childminder_with_what_they_declared(service: Organisation, setting: Setting) -> None:
    declare("ACC-1", MONDAY)
    declare("ACC-2", 0)
    wish = Wish(slots=MONDAY, age_months=8)
    found = search_settings(wish, among=Setting.objects.filter(kind="childminder"), on=TODAY)
    assert [match.facts.reference for match in found.certain] == ["ACC-1"]
    assert [(match.facts.reference, match.against) for match in found.out] == [("ACC-2", (Question.PLACES,))]
    assert [match.facts.reference for match in found.to_confirm] == ["ACC-3"], "who said nothing is not full"
    later = TODAY + timedelta(days=181)
    found = search_settings(wish, among=Setting.objects.filter(kind="childminder"), on=later, today=later)
    assert [match.facts.reference for match in found.to_confirm] == ["ACC-1", "ACC-2", "ACC-3"], "too old to count"


def test_families_look_for_any_childminder(service: Organisation, setting: Setting, client: Client) -> None:
    page = client.get(reverse("offer:public_search") + "?care=individual").content.decode()
    assert "Accueillante 1" in page
    assert "Les Lutins" not in page
    page = client.get(reverse("offer:public_search") + "?care=collective").content.decode()
    assert "Accueillante 1" not in page
    assert "Les Lutins" in page


def test_a_service_declares_for_all_in_one_form(service: Organisation, client: Client) -> None:
    declare("ACC-2", MONDAY)
    declare("ACC-3", MONDAY)
    user = User.objects.create_user(email="service@example.org", name="Service", password=None)
    role_assign(by=None, user=user, role=Role.DIRECTOR, scope_kind=ScopeKind.ORGANISATION, scope_reference="sae")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("offer:service_record", args=["sae"])
    same = {"week": ["mon-am", "mon-pm"], "free_from": "01/09/2027"}
    typed = {f"ACC-{n}-{key}": value for n in (2, 3) for key, value in same.items()}
    typed |= {"said_on": "02/10/2027", "said_by": "par téléphone"}
    page = client.post(url, typed).content.decode()
    assert "Rien n’est changé ni coché" in page
    response = client.post(
        url, typed | {"ACC-1-week": ["tue-am"], "ACC-1-free_from": "04/10/2027", "ACC-2-is_right": "on"}
    )
    assert response.status_code == 302
    told = {one.setting.reference: one for one in Availability.objects.select_related("setting")}
    assert (told["ACC-1"].slots, told["ACC-1"].free_from) == (mask_of(["tue-am"]), date(2027, 10, 4))
    assert {key: one.confirmed_on for key, one in told.items()} == {
        "ACC-1": date(2027, 10, 2),
        "ACC-2": date(2027, 10, 2),
        "ACC-3": TODAY,
    }, "a line nobody touched keeps its date"
    assert Event.objects.filter(verb="availability.declare", actor=user).count() == 2
    content = client.get(f"{url}?export=ods").content
    rows = read_table(io.BytesIO(content), filename="a.ods").rows
    assert [cells["Référence"] for _, cells in rows] == ["ACC-1", "ACC-2", "ACC-3"]


def test_where_places_are_counted_by_section_nothing_is_declared(section: Section, setting: Setting) -> None:
    with pytest.raises(WrongKind, match="Les Lutins"):
        declare("LUT", MONDAY)


def test_a_service_asks_the_database_the_same_number_of_times(
    service: Organisation, client_of: ClientOf, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("offer:service_record", args=["sae"])
    client.get(url)
    with django_assert_max_num_queries(20) as first:
        client.get(url)
    for number in range(4, 34):
        setting_create(
            by=None, on=TODAY, name=f"A {number}", kind="childminder", reference=f"B-{number}", attached_to=service
        )
    with django_assert_num_queries(len(first)):
        client.get(url)


@pytest.fixture
def aubange(db: None) -> Section:
    setting = setting_create(by=None, on=TODAY, name="Aubange", kind="creche", reference="AUB")
    return section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=3,
        max_age_months=18,
        places=[1] * 10,
        valid_from=date(2026, 1, 1),
    )


def test_the_home_of_a_director(aubange: Section, setting: Setting, client_of: ClientOf) -> None:
    today = localdate()
    leaving = place(aubange, FULL_WEEK & ~MONDAY, today - timedelta(days=1))
    occupancy_end(by=None, occupancy=leaving, ends_on=today + timedelta(days=10))
    closure_add(
        by=None,
        setting=aubange.setting,
        starts_on=today + timedelta(days=20),
        ends_on=today + timedelta(days=21),
        reason="Excursion",
    )
    client, url = client_of(Role.DIRECTOR), reverse("offer:own_list")
    page = client.get(url).content.decode()
    for text in ("Aubange", "lundi", "1 enfant présent", "1 annoncé", "Excursion", "Elles sont justes aujourd’hui"):
        assert text in page
    assert "Les Lutins" not in page
    assert reverse("offer:own_list") in client.get(reverse("portal:home")).content.decode(), "what is due leads there"
    response = client.post(reverse("offer:week_confirm", args=["AUB"]), {"next": url})
    assert response["Location"] == url
    response = client.post(reverse("offer:week_confirm", args=["AUB"]), {"next": "https://example.org/"})
    assert response["Location"] == reverse("offer:setting_record", args=["AUB"])
    assert "Elles sont justes aujourd’hui" not in client.get(url).content.decode()


def test_my_settings_ask_the_database_the_same_number_of_times(
    client_of: ClientOf, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("offer:own_list")
    Setting.objects.create(reference="S-0", name="S 0", kind="creche")
    client.get(url)
    with django_assert_max_num_queries(20) as first:
        client.get(url)
    Setting.objects.bulk_create(Setting(reference=f"S-{n}", name=f"S {n}", kind="creche") for n in range(1, 19))
    with django_assert_num_queries(len(first)):
        client.get(url)
