"""A paper request typed with the keyboard alone, found in the list, joined by a sister, taken away as a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.kernel.tables import read_table
from tests.browser.checks import press
from tests.browser.paper import type_request

pytestmark = pytest.mark.browser

#: What is typed, field after field, in the order of the page; None leaves the field as it is.
KEYS = [
    ("Prénom de l’enfant", "Ysolde"),
    ("Nom de l’enfant", None),
    ("Né le", "12/03/2026"),
    ("Ou terme prévu le", None),
    ("Prénom du premier parent", "Gaspard"),
    ("Nom du premier parent", "Perce-Neige"),
    ("Téléphone", "0470 00 11 22"),
    ("Courriel", None),
    ("Commune où vit la famille", "Arlon"),
    ("Adresse", None),
    ("Second parent", None),
    ("Début souhaité", "01/09/2027"),
    ("Si toute la semaine", None),
]
TICKED = ["mon-am", "mon-pm", "thu-am"]


def test_a_paper_request_from_the_keyboard_to_the_file(
    signed_in: Callable[[Role | None], Page], tmp_path: Path
) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/demandes/")
    page.get_by_role("link", name="Saisir une demande").click()
    assert type_request(page, KEYS, ticked=TICKED, wish="Aub") <= 60
    page.wait_for_url("**/demandes/R-*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ysolde Perce-Neige")
    expect(page.get_by_text("lundi, jeudi matin").first).to_be_visible()
    reference = page.locator(".head .lede b").inner_text()

    page.goto("/demandes/?q=perce+neige")
    row = page.get_by_role("row").filter(has_text="Ysolde")
    expect(row.get_by_role("link", name=reference)).to_be_visible()
    row.get_by_role("link", name=reference).click()

    page.get_by_role("link", name="Frères et sœurs").click()
    page.get_by_role("link", name="Saisir une demande pour un frère ou une sœur").click()
    expect(page.get_by_label("Nom du premier parent", exact=True)).to_have_value("Perce-Neige")
    page.get_by_label("Prénom de l’enfant").fill("Aurélien")
    page.get_by_label("Né le").fill("31/06/2024")
    page.get_by_label("Début souhaité").fill("01/09/2027")
    page.locator("label.tog").filter(has_text="Matin").first.click()
    press(page.get_by_role("button", name="Inscrire au registre"))
    expect(page.get_by_role("alert")).to_contain_text("juin a 30 jours")
    expect(page.get_by_label("Prénom de l’enfant")).to_have_value("Aurélien")
    page.get_by_label("Né le").fill("30/06/2024")
    press(page.get_by_role("button", name="Inscrire au registre"))
    expect(page.get_by_text("ensemble si possible").first).to_be_visible()

    page.goto("/demandes/?q=perce+neige")
    expect(page.locator("table.list tbody tr")).to_have_count(2)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="XLSX").click()
    waiting.value.save_as(tmp_path / "demandes.xlsx")
    table = read_table((tmp_path / "demandes.xlsx").read_bytes(), filename="demandes.xlsx")
    assert sorted(str(cells["Prénom de l’enfant"]) for _line, cells in table.rows) == ["Aurélien", "Ysolde"]


def test_the_next_step_is_taken_and_taken_back(signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/demandes/?state=received")
    page.locator("table.list tbody th a").first.click()
    chip = page.locator(".head .chip").first
    expect(chip).to_have_text("reçue")
    press(page.get_by_role("button", name="Envoyer l’accusé de réception"))
    expect(chip).to_have_text("accusée")
    press(page.get_by_role("button", name="Noter la demande comme complète"))
    expect(chip).to_have_text("complète")
    press(page.get_by_role("button", name="Annuler"))
    expect(chip).to_have_text("accusée")


def test_the_entry_form_works_without_a_script(
    site: str, browser: Browser, context_of: Callable[[Role | None], BrowserContext]
) -> None:
    cookies = context_of(Role.COORDINATOR).cookies()
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="fr-BE")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/demandes/nouvelle/")
    page.get_by_label("Nom du premier parent", exact=True).fill("Edelweiss")
    page.get_by_label("Ou terme prévu le").fill("20/09/2027")
    page.get_by_label("Début souhaité").fill("02/11/2027")
    page.locator("label.tog").filter(has_text="Matin").first.click()
    press(page.get_by_role("button", name="Inscrire au registre"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Edelweiss")
    context.close()


def test_hours_typed_for_a_day_say_its_half_days(signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/demandes/nouvelle/")
    page.get_by_label("Né le").fill("23/05/2026")
    page.get_by_label("Nom du premier parent", exact=True).fill("Campanule")
    page.get_by_label("Début souhaité").fill("01/09/2027")
    page.get_by_text("Heures, modes d’accueil").click()
    page.get_by_label("Lundi, de").fill("7 h 30")
    page.get_by_label("Lundi, jusqu’à").fill("17 h")
    page.get_by_label("Vendredi, de").fill("8 h")
    page.get_by_label("Vendredi, jusqu’à").fill("12 h 30")
    page.get_by_label("horaires flexibles").check()
    page.get_by_role("button", name="Inscrire au registre").first.click()
    expect(page.get_by_text("lundi, vendredi matin").first).to_be_visible()
    expect(page.get_by_text("horaires flexibles").first).to_be_visible()
