"""A five-column grid filled in place, and a balance claim built from its vouchers; once with script, once without."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from tests.browser.checks import accessibility, press
from tests.browser.conftest import session_cookie

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, site: str, browser: Browser) -> Iterator[Page]:
    """The coordinator's page."""
    context = browser.new_context(base_url=site, java_script_enabled=request.param, accept_downloads=True)
    context.add_cookies([session_cookie(Role.COORDINATOR, site)])
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_grid_is_filled_in_place(page: Page) -> None:
    page.goto("/plans/nouveau/")
    page.get_by_label("Nom du plan").fill("Plan de la vallée")
    page.locator("[name=kind]").select_option("territorial")
    page.locator("[name=starts_on]").fill("01/01/2027")
    page.locator("[name=ends_on]").fill("01/01/2028")
    press(page.get_by_role("button", name="Ouvrir le plan"))
    for text in ("Pérenniser la commission", "Organiser des échanges"):
        page.get_by_role("link", name="Ajouter un objectif ou une mission").click()
        page.get_by_label("Objectif ou mission").fill(text)
        page.locator("[name=kind]").select_option("operational")
        press(page.get_by_role("button", name="L’ajouter"))
    page.get_by_role("link", name="Remplir la grille").click()

    page.get_by_role("link", name="Remplir la ligne Pérenniser la commission").click()
    page.get_by_label("Action", exact=True).fill("Deux commissions par an")
    page.get_by_label("État").select_option("done")
    page.get_by_label("Effets attendus, un par ligne").fill("Projet partagé\nÉquilibre des modes d’accueil")
    page.get_by_label("Résultats constatés, un par ligne").fill("2 commissions tenues")
    page.get_by_label("Perspectives, une par ligne").fill("Confier la coordination à une seule personne")
    press(page.get_by_role("button", name="Enregistrer la ligne"))
    row = page.get_by_role("row", name="Pérenniser la commission")
    for text in ("Deux commissions par an", "Projet partagé", "Équilibre des modes d’accueil", "2 commissions tenues"):
        expect(row).to_contain_text(text)

    page.get_by_role("link", name="Remplir la ligne Organiser des échanges").click()
    page.get_by_label("Action", exact=True).fill("Pas d’organisation faite")
    page.get_by_label("État").select_option("not-done")
    press(page.get_by_role("button", name="Enregistrer la ligne"))
    expect(page.get_by_role("alert")).to_contain_text("dit pourquoi")
    expect(page.get_by_label("Action", exact=True)).to_have_value("Pas d’organisation faite")
    page.locator("[name=reason]").fill("personne n’était libre")
    press(page.get_by_role("button", name="Enregistrer la ligne"))
    expect(page.get_by_role("row", name="Organiser des échanges")).to_contain_text("personne n’était libre")
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF A3").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF-1.")


def enter_cost(page: Page, label: str, on: str, amount: str) -> None:
    page.goto("/financements/couts/nouveau/")
    page.locator("[name=kind]").select_option("invoice")
    page.locator("[name=label]").fill(label)
    page.locator("[name=on]").fill(on)
    page.locator("[name=amount_cents]").fill(amount)
    page.locator("input[type=file]").set_input_files(
        {"name": f"{label}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + label.encode()}
    )
    page.locator("[name=parts-0-points]").fill("80")
    page.locator("[name=parts-0-heading]").select_option(label="Subside d’essai · Location de salle")
    page.locator("[name=parts-1-points]").fill("20")
    press(page.get_by_role("button", name="Enregistrer la dépense"))
    press(page.get_by_role("button", name="Accepter la dépense"))
    expect(page.get_by_role("main")).to_contain_text("acceptée")


def test_a_balance_claim_is_built_from_its_vouchers(page: Page) -> None:
    from ribambelle.funding.models import Claim, Cost, Grant

    for claim in Claim.objects.filter(grant__name="Subside d’essai"):
        claim.lines.all().delete()
        claim.delete()
    Cost.objects.filter(shares__grant__name="Subside d’essai").delete()
    for grant in Grant.objects.filter(name="Subside d’essai"):
        grant.payments.all().delete()
        grant.delete()
    page.goto("/financements/subventions/nouvelle/")
    page.locator("[name=name]").fill("Subside d’essai")
    page.locator("[name=funder]").select_option(label="ONE")
    page.locator("[name=starts_on]").fill("01/01/2026")
    page.locator("[name=ends_on]").fill("01/01/2027")
    page.locator("[name=ceiling_cents]").fill("5 000")
    page.locator("[name=rate_points]").fill("100")
    page.locator("[name=advance_points]").fill("80")
    page.locator("[name=claim_due_on]").fill("31/03/2027")
    press(page.get_by_role("button", name="La noter"))
    page.locator("[name=heading-name]").fill("Location de salle")
    page.locator("[name=heading-cap_cents]").fill("600")
    press(page.get_by_role("button", name="Ajouter la rubrique"))
    page.locator("[name=payment-amount_cents]").fill("400")
    page.locator("[name=payment-on]").fill("15/02/2026")
    press(page.get_by_role("button", name="Noter le paiement"))

    enter_cost(page, "Salle de juin", "03/06/2026", "500")
    enter_cost(page, "Salle de mars", "04/03/2026", "400,01")
    page.goto("/financements/")
    page.get_by_role("link", name="Subside d’essai").click()
    page.get_by_role("link", name="Préparer le dossier de solde").click()

    # 80 % of 500 and of 400,01 is 720,01; the heading admits 600; 400 were paid
    expect(page.locator("#balance")).to_have_text(re.compile(r"200\s€"))
    numbers = page.get_by_role("row").filter(has_text="Salle de")
    expect(numbers.nth(0)).to_contain_text("Salle de mars")
    expect(numbers.nth(1)).to_contain_text("Salle de juin")
    with page.expect_download() as archive:
        page.get_by_role("link", name="ZIP avec les pièces").click()
    names = zipfile.ZipFile(io.BytesIO(Path(archive.value.path()).read_bytes())).namelist()
    assert [name.rpartition("/")[2] for name in names] == [
        "solde.pdf",
        "solde.xlsx",
        "001-salle-de-mars.pdf",
        "002-salle-de-juin.pdf",
    ]
    press(page.get_by_role("button", name="Déposer le dossier"))
    expect(page.get_by_role("main")).to_contain_text("Déposé le")
    expect(page.get_by_role("button", name="Déposer le dossier")).to_have_count(0)


def test_the_checks_of_truth_keep_a_reason(page: Page) -> None:
    page.goto("/controles/")
    errors = page.get_by_role("region", name="Erreurs")
    expect(errors).to_contain_text("M6")
    finding = errors.get_by_role("article").filter(has_text="· M6")
    finding.get_by_text("L’accepter").click()
    finding.get_by_label("Pourquoi").fill("mission abandonnée en cours d’année")
    press(finding.get_by_role("button", name="Accepter pour cette raison"))
    accepted = page.get_by_role("region", name="Acceptés avec une raison")
    expect(accepted).to_contain_text("mission abandonnée en cours d’année")
    press(accepted.get_by_role("button", name="Rouvrir").first)
    expect(page.get_by_role("region", name="Erreurs")).to_contain_text("· M6")


@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_pages_with_facts_are_accessible(page: Page) -> None:
    for address in (
        "/controles/",
        "/chiffres/",
        "/plans/vallee-2018-2021/grille/",
        "/plans/coordination-2021/matrice/",
    ):
        page.goto(address)
        assert not accessibility(page), address
