"""A coordinator records a setting with its section and its week, finds it in the list and takes the list away;
a family then finds it. Without a line of JavaScript."""

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.kernel.tables import read_table
from tests.browser.checks import press
from tests.browser.conftest import session_cookie

pytestmark = pytest.mark.browser
NAME = "Les Tournesols du parcours"


@pytest.fixture
def coordinator(site: str, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site, java_script_enabled=False, accept_downloads=True)
    context.add_cookies([session_cookie(Role.COORDINATOR, site)])
    yield context
    context.close()


def record_setting(page: Page) -> None:
    page.goto("/offre/nouveau/")
    page.get_by_label("Nom", exact=True).fill(NAME)
    page.get_by_label("Jusqu’à (mois)").fill("2")
    page.get_by_label("À partir de (mois)").fill("3")
    press(page.get_by_role("button", name="Enregistrer ce lieu"))
    # everything wrong at once, what was typed is kept
    expect(page.get_by_role("alert")).to_contain_text("Type")
    expect(page.get_by_label("Nom", exact=True)).to_have_value(NAME)
    page.get_by_label("Type", exact=True).select_option("creche")
    page.get_by_label("Commune (facultatif)").select_option(label="Arlon")
    page.get_by_label("Jusqu’à (mois)").fill("36")
    page.get_by_label("Urgence").select_option("yes")
    page.get_by_label("lundi, ouvre à").fill("6 h 30")
    page.get_by_label("lundi, ferme à").fill("18 h 30")
    press(page.get_by_role("button", name="Enregistrer ce lieu"))
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


def add_section(page: Page) -> None:
    page.get_by_role("link", name="Ajouter une section").first.click()
    page.get_by_label("Nom", exact=True).fill("Tous ensemble")
    page.get_by_label("À partir de (mois)").fill("3")
    page.get_by_label("Jusqu’à (mois)").fill("36")
    page.get_by_label("Cette grille compte à partir du").fill("01/01/2020")
    page.get_by_label("Le même nombre partout").fill("7")
    page.get_by_label("mercredi, après-midi").fill("0")
    press(page.get_by_role("button", name="Enregistrer cette section"))
    expect(page.get_by_role("table", name="Tous ensemble").locator("tbody td").first).to_contain_text("0/7")


def test_from_the_record_to_the_family(coordinator: BrowserContext) -> None:
    page = coordinator.new_page()
    record_setting(page)
    add_section(page)
    page.goto("/offre/?q=Tournesols&kind=creche")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    content = waiting.value.path().read_bytes()
    rows = read_table(io.BytesIO(content), filename="offre.csv").rows
    assert [(cells["Nom"], cells["urgence"], cells["inclusif"]) for _, cells in rows] == [(NAME, "oui", None)]
    page.goto("/lieux/")
    page.get_by_label("Âge à l’entrée, en mois").fill("8")
    page.get_by_label("Mode d’accueil").select_option("emergency")
    page.get_by_label("Ouvert le").select_option("0")
    page.get_by_label("Ouvert à").fill("6 h 30")
    page.get_by_label("lundi matin", exact=False).check(force=True)
    press(page.get_by_role("button", name="Voir les places"))
    expect(page.locator("li.place").first).to_contain_text(NAME)
    expect(page.locator("li.place").first).to_contain_text("1 sur 1 libres")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
