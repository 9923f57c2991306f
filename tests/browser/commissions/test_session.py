"""A session of the demo from its freeze to the letter: coordinator, member and key holder, each at their own desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import Session
from ribambelle.demand.models import Guardian
from tests.browser.checks import press

pytestmark = pytest.mark.browser


def test_freeze_run_read_and_explain(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/commissions/")
    page.get_by_role("link", name="Deuxième commission pour septembre").click()
    press(page.get_by_role("button", name="Geler la séance"))
    expect(page.get_by_text("est gelée : empreinte")).to_be_visible()
    page.get_by_label("Graine du tirage").fill("48213")
    press(page.get_by_role("button", name="Calculer", exact=True))
    expect(page.get_by_role("heading", name="Les propositions, côte à côte")).to_be_visible()
    with page.expect_download() as instance:
        page.get_by_role("link", name="instance (dossier CSV)").first.click()
    assert instance.value.suggested_filename.endswith("-stable-48213-instance.zip")

    reference = page.url.rstrip("/").rsplit("/", 1)[-1]
    read_by_a_member(signed_in(Role.MEMBER), reference)

    page.get_by_role("link", name="Expliquer aux familles").click()
    page.get_by_label("Proposition").select_option(label="en attente")
    press(page.get_by_role("button", name="Filtrer"))
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pourquoi")
    expect(page.get_by_role("heading", name="À chaque souhait")).to_be_visible()
    page.get_by_role("link", name="Chercher le plus petit changement").click()
    expect(page.get_by_text(re.compile("Trouvé en refaisant le calcul|Aucun changement seul"))).to_be_visible()
    with page.expect_download() as letter:
        page.get_by_role("link", name="Emporter la lettre (PDF)").click()
    assert letter.value.path().read_bytes().startswith(b"%PDF-")


def read_by_a_member(page: Page, reference: str) -> None:
    page.goto("/commissions/")
    page.get_by_role("link", name=f"Lire le livret {reference}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deuxième commission pour septembre")
    expect(page.locator(".rank").first).to_have_text("1")
    # the surnames of the demo are plants too: a pseudonym is a tree and a number, a surname stands alone
    names = set(Guardian.objects.values_list("last_name", flat=True))
    text = page.content()
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b(?! \d\d)", text)] == []
    assert not re.search(r"\bR-\d", text)
    with page.expect_download() as booklet:
        page.get_by_role("link", name="Emporter le livret (PDF)").click()
    assert booklet.value.suggested_filename == f"livret-{reference}.pdf"


def test_the_key_holder_reads_the_key_and_nothing_else(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.KEY_HOLDER)
    page.goto("/commissions/")
    page.get_by_role("link", name="Ouvrir la clé").last.click()
    expect(page.get_by_role("columnheader")).to_have_text(["Pseudonyme", "Demande"])
    assert Session.objects.filter(status="run").exists()
    assert page.request.get(page.url.replace("/cle/", "/livret/")).status == 403
