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
    page.get_by_text("Âges, modes d’accueil").click()
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


@pytest.fixture
def director(site: str, browser: Browser) -> Iterator[BrowserContext]:
    """The director of Aubange, as the demo has it."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([session_cookie(Role.DIRECTOR, site)])
    yield context
    context.close()


def place_by_hand(page: Page) -> None:
    """A section of one place, and the child who takes its Monday; the next child is told why not."""
    page.goto("/offre/AUB/sections/ajouter/")
    page.get_by_label("Nom", exact=True).fill("Parcours")
    page.get_by_label("À partir de (mois)").fill("40")
    page.get_by_label("Jusqu’à (mois)").fill("41")
    page.get_by_label("Cette grille compte à partir du").fill("01/01/2020")
    page.get_by_label("Le même nombre partout").fill("1")
    press(page.get_by_role("button", name="Enregistrer cette section"))
    for _ in range(2):
        page.goto("/offre/AUB/accueils/nouveau/")
        page.get_by_label("Section", exact=True).select_option(label="Parcours")
        page.get_by_label("Premier jour", exact=True).fill("05/04/2027")
        page.get_by_label("Référence", exact=False).fill("R-PARCOURS")
        for code in ("mon-am", "mon-pm"):
            page.locator(f"input[value={code}]").check(force=True)
        press(page.get_by_role("button", name="Enregistrer cet accueil"))
    expect(page.get_by_role("alert")).to_contain_text("lundi matin : complet le 05/04/2027")
    expect(page.get_by_label("Référence", exact=False)).to_have_value("R-PARCOURS")


def test_a_departure_announced_is_found_free_from_that_day(
    director: BrowserContext, coordinator: BrowserContext
) -> None:
    """The director enters a departure; the half-day appears free the day after, and the coordinator takes it away."""
    page = director.new_page()
    place_by_hand(page)
    page.goto("/offre/mes-lieux/")
    page.get_by_role("link", name="Annoncer un départ").first.click()
    page.goto("/offre/AUB/accueils/?when=all&q=PARCOURS")
    page.get_by_role("link", name="Départ R-PARCOURS").click()
    page.get_by_label("Dernier jour", exact=True).fill("31/05/2027")
    press(page.get_by_role("button", name="Enregistrer ce départ"))
    expect(page.get_by_role("status").first).to_contain_text("de nouveau libre dès le 1er juin 2027")
    desk = coordinator.new_page()
    desk.goto("/offre/libre/?since=05/04/2027&until=30/06/2027&age=40&week=mon-am")
    line = desk.get_by_role("row").filter(has_text="Parcours")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("01/06/2027")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="XLSX").click()
    rows = read_table(io.BytesIO(waiting.value.path().read_bytes()), filename="libres.xlsx").rows
    told = [cells for _, cells in rows if cells["Section"] == "Parcours"]
    assert [(str(cells["Libre dès le"])[:10], cells["lundi, matin"]) for cells in told] == [("2027-06-01", 1)]
