"""What people do first: come in, choose light or dark, search, find the way with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from tests.browser.checks import press

pytestmark = pytest.mark.browser


def test_one_click_enters_the_demo(site: str, browser: Browser, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/compte/login/")
    press(page.get_by_role("button", name="Entrer comme Ondine Girouette"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette semaine")
    page.get_by_role("link", name="Mon compte").first.click()
    press(page.get_by_role("button", name="Se déconnecter"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    context.close()


def test_dark_is_chosen_without_a_script(site: str, browser: Browser) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/compte/login/?next=/bureau/")
    press(page.get_by_role("button", name="Sombre"))
    expect(page).to_have_url(f"{site}/compte/login/?next=/bureau/")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(27, 26, 30)")
    context.close()


def test_the_slash_key_leads_to_the_search(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/journal/")
    page.keyboard.press("/")
    expect(page.get_by_role("search").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("rien de tel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trouvé pour « rien de tel »")


def test_the_slash_key_is_a_letter_inside_a_field(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/journal/")
    field = page.get_by_label("Acte, fiche ou personne")
    field.fill("a")
    field.press("/")
    expect(field).to_have_value("a/")


def test_the_first_tab_skips_to_the_content(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/bureau/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/bureau/#contenu")
