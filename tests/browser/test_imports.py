"""A spreadsheet comes in through the pages alone: no script, a clear answer to a bad file, nothing before a yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from tests.browser.checks import accessibility, press
from tests.browser.conftest import session_cookie

pytestmark = pytest.mark.browser
LINES = "Liste des lieux;;\n;;\nNom;Type;Places\nCrèche de l’essai;crèche;14\nCrèche du doute;crèche;douze\n"


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """The coordinator's page, without JavaScript."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([session_cookie(Role.COORDINATOR, site)])
    yield context.new_page()
    context.close()


def send(page: Page, path: Path) -> None:
    page.goto("/imports/nouveau/")
    page.get_by_label("Ce que contient le fichier").select_option("settings")
    page.locator("input[type=file]").set_input_files(path)
    press(page.get_by_role("button", name="Lire ce fichier"))


def test_a_bad_file_gets_a_sentence_and_the_choice_is_kept(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_bytes(b"%PDF-1.7 not a table")
    send(page, path)

    expect(page.get_by_role("alert")).to_contain_text("lieux.csv n’est pas un tableau")
    expect(page.get_by_label("Ce que contient le fichier")).to_have_value("settings")


def test_file_columns_report(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(LINES, encoding="cp1252")
    send(page, path)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Quelle colonne dit quoi")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("name")
    page.get_by_label("Nom", exact=True).select_option("")
    press(page.get_by_role("button", name="Montrer le rapport"))
    expect(page.get_by_role("alert")).to_contain_text("Aucune colonne ne donne")
    page.get_by_label("Nom", exact=True).select_option("name")
    press(page.get_by_role("button", name="Montrer le rapport"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui serait importé")
    expect(page.get_by_role("row", name="Crèche du doute")).to_contain_text("douze")
    expect(page.get_by_role("row", name="Crèche de l’essai")).to_contain_text("Gardée")
    expect(page.get_by_role("button", name="Importer 1 ligne")).to_be_visible()
    press(page.get_by_role("button", name="Abandonner cet import"))
    expect(page.get_by_role("row", name="lieux.csv").first).to_contain_text("Abandonné")


def test_the_pages_of_an_import_are_accessible(site: str, browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(LINES, encoding="utf-8")
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=site, color_scheme=scheme)  # type: ignore[arg-type]
        context.add_cookies([session_cookie(Role.COORDINATOR, site)])
        page = context.new_page()
        send(page, path)
        assert accessibility(page) == []
        press(page.get_by_role("button", name="Montrer le rapport"))
        assert accessibility(page) == []
        press(page.get_by_role("button", name="Abandonner cet import"))
        context.close()
