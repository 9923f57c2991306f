"""A meeting called, attended and approved; a cycle asked for by more people than it has seats. By the pages alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.gatherings.enums import EventKind, Seating
from ribambelle.gatherings.models import Event, Meeting, Registration
from ribambelle.gatherings.services.meetings import meeting_cancel
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.services import body_create, mandate_open, person_create
from ribambelle.network.models import Organisation
from ribambelle.network.services import organisation_create
from tests.browser.checks import accessibility, press

pytestmark = pytest.mark.browser
SignedIn = Callable[[Role | None], Page]


def service(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    return found or organisation_create(by=None, name=name)


def test_call_a_meeting_record_who_came_approve_the_minutes(site: str, signed_in: SignedIn) -> None:
    body = body_create(by=None, name="Plateforme du parcours", kind=BodyKind.PLATFORM)
    for name, email in (("Lavande", "capucine@example.org"), ("Bourdon", "hector@example.org")):
        person = person_create(by=None, last_name=name, email=email)
        mandate_open(by=None, body=body, person=person, organisation=service("La Farandole du parcours"))
    page = signed_in(Role.COORDINATOR)

    page.goto("/reunions/nouvelle/")
    page.locator("select[name=body]").select_option(label="Plateforme du parcours")
    page.locator("input[name=held_on]").fill("06/04/2027")
    page.locator("input[name=starts_at]").fill("14 h")
    press(page.get_by_role("button", name="Inscrire la réunion"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Plateforme du parcours")
    expect(page.get_by_role("row", name="Lavande")).to_contain_text("La Farandole du parcours")

    page.get_by_role("navigation", name="Réunion", exact=True).get_by_role("link", name="Ordre du jour").click()
    page.locator("input[name=title]").fill("Bilan de l’année")
    press(page.get_by_role("button", name="Le mettre à l’ordre du jour"))
    page.get_by_role("link", name="Convocation", exact=True).first.click()
    press(page.get_by_role("button", name="Envoyer la convocation"))
    # few: they leave at once; behind many others, or without a mail server, they wait in the queue
    expect(page.get_by_text(re.compile(r"2 (messages sont partis|courriers attendent de partir)\."))).to_be_visible()
    page.goto("/courriers/?q=capucine@example.org")
    expect(page.get_by_role("row", name="Plateforme du parcours")).to_have_count(1)
    page.go_back()

    page.get_by_role("link", name="Présences", exact=True).click()
    assert accessibility(page) == []
    page.get_by_role("radiogroup", name="Lavande").get_by_role("radio", name="présent").check()
    page.get_by_role("radiogroup", name="Bourdon").get_by_role("radio", name="excusé").check()
    press(page.get_by_role("button", name="Enregistrer les présences"))
    expect(page.get_by_text("sur 2 attendues")).to_be_visible()

    page.get_by_role("link", name="Compte rendu et suites").click()
    page.get_by_label("1. Bilan de l’année").fill("Une année pleine.")
    press(page.get_by_role("button", name="Garder le compte rendu"))
    page.get_by_label("Décision", exact=True).fill("On continue.")
    press(page.get_by_role("button", name="Noter la décision"))
    page.locator("input[name=approved_on]").fill("01/06/2027")
    press(page.get_by_role("button", name="Approuver et figer le compte rendu"))
    expect(page.get_by_text("Plus rien ne change ; l’empreinte est")).to_be_visible()
    expect(page.get_by_role("button", name="Garder le compte rendu")).to_have_count(0)
    meeting = Meeting.objects.get(body=body)
    assert meeting.approved is not None
    assert meeting.approved.content["agenda"] == [{"title": "Bilan de l’année", "notes": "Une année pleine."}]


def test_a_cycle_with_more_requests_than_seats(site: str, signed_in: SignedIn, browser: Browser) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/evenements/nouveau/")
    page.locator("input[name=title]").fill("Intervision du parcours")
    page.locator("select[name=kind]").select_option(EventKind.CYCLE)
    page.locator("select[name=seating]").select_option(Seating.SELECTION)
    page.locator("input[name=seats]").fill("2")
    press(page.get_by_role("button", name="L’inscrire en brouillon"))
    page.locator("input[name=held_on]").fill("04/05/2027")
    page.locator("input[name=starts_at]").fill("14 h")
    page.locator("input[name=ends_at]").fill("16 h")
    press(page.get_by_role("button", name="Ajouter la séance"))
    press(page.get_by_role("button", name="Ouvrir les inscriptions"))

    public = browser.new_context(base_url=site, java_script_enabled=False)
    stranger = public.new_page()
    for number in range(4):
        stranger.goto("/rendez-vous/")
        stranger.get_by_role("link", name="Intervision du parcours").click()
        stranger.get_by_label("Votre nom").fill(f"Personne {number}")
        stranger.get_by_label("Votre adresse électronique").fill(f"parcours{number}@example.org")
        stranger.get_by_label("Votre service").fill(f"Service {number % 3} du parcours")
        press(stranger.get_by_role("button", name="Demander une place"))
        expect(stranger.get_by_text("Nous avons noté votre demande de place.")).to_be_visible()
    own_page = stranger.url

    page.reload()
    press(page.get_by_role("button", name="Fermer les inscriptions"))
    press(page.get_by_role("button", name="Donner les places par la règle"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Comment les places ont été données")
    expect(page.get_by_role("row").filter(has_text="a une place")).to_have_count(2)
    assert accessibility(page) == []
    stranger.goto(own_page)
    expect(stranger.get_by_text("Vous êtes arrivé au rang")).to_be_visible()

    event = Event.objects.get(title="Intervision du parcours")
    seated = Registration.objects.filter(event=event, seat__isnull=False).select_related("selection_line")
    first = seated.get(selection_line__rank=1)
    stranger.goto(f"/inscription/{first.token}/")
    press(stranger.get_by_role("button", name="Rendre ma place"))
    expect(stranger.get_by_text("Votre inscription est annulée.").first).to_be_visible()
    third = Registration.objects.get(event=event, selection_line__rank=3)
    assert third.seat is not None
    public.close()


def test_what_is_cancelled_stays_and_says_why(site: str, signed_in: SignedIn) -> None:
    body = body_create(by=None, name="Comité du parcours", kind=BodyKind.STEERING)
    meeting = Meeting.objects.create(reference="M-parcours", body=body, held_on="2027-05-03")
    meeting_cancel(by=None, meeting=meeting, reason="neige")
    page = signed_in(Role.FRONT_DESK)
    page.goto("/reunions/?q=parcours&state=cancelled")
    page.get_by_role("link", name="Comité du parcours").click()
    expect(page.get_by_text("Cette réunion est annulée : neige")).to_be_visible()
