"""From an empty installation to a first commission, in the browser alone, as docs/tutorial tells it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from ribambelle.kernel.formats import day
from tests.browser.checks import Watch, press

pytestmark = pytest.mark.browser
PASSWORD = "quatre mots sans rapport"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
TODAY = timezone.localdate()
ENTRY = TODAY + timedelta(days=90)
#: Ten families: child, age in months today, days asked, first wish, whether they live in the territory.
FAMILIES = (
    ("Abricot", 6, 5, "Les Marmottes", True),
    ("Brugnon", 7, 5, "Les Marmottes", False),
    ("Cassis", 10, 3, "Les Marmottes", True),
    ("Datte", 9, 2, "Le Terrier", False),
    ("Figue", 24, 5, "Le Terrier", True),
    ("Groseille", 27, 4, "Le Terrier", False),
    ("Kiwi", 5, 5, "Les Marmottes", False),
    ("Litchi", 26, 5, "Le Terrier", True),
    ("Mirabelle", 6, 5, "Les Marmottes", False),
    ("Quetsche", 8, 3, "Le Terrier", False),
)


@pytest.fixture
def welcome(tmp_path: Path) -> Iterator[str]:
    """The address where the first account of an empty installation is opened, as the server itself tells it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RIBAMBELLE_", "DJANGO_"))}
    environment |= {
        "RIBAMBELLE_DATA": str(tmp_path),
        "RIBAMBELLE_HTTPS": "0",
        "RIBAMBELLE_URL": f"http://127.0.0.1:{port}",
        "RIBAMBELLE_BODY": "Syndicat de la vallée",
    }
    command = [str(Path(sys.executable).with_name("ribambelle")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    told = ""
    while "/bienvenue/" not in told:
        line = server.stdout.readline()
        assert line, f"the server stopped: {told}"
        told += line
    yield re.findall(r"http://\S+/bienvenue/\S+", told)[0]
    server.terminate()
    server.wait(timeout=30)
    server.stdout.close()


def test_from_nothing_to_a_first_commission(welcome: str, browser: Browser) -> None:
    context = browser.new_context(base_url=welcome.split("/bienvenue/")[0], locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(8000)
    watch = Watch(page)
    page.goto(welcome)
    open_first_account(page)
    add_communes(page)
    for name in ("Les Marmottes", "Le Terrier"):
        record_setting(page, name)
    adopt_a_rule(page)
    name_the_commission(page)
    page.goto("/demandes/nouvelle/")
    for family in FAMILIES:
        enter_request(page, *family)
    prepare_and_run(page)
    decide_and_seal(page)
    send_the_letters(page)
    assert watch.complaints() == []
    context.close()


def field(page: Page, label: str, *, exact: bool = False) -> Locator:
    """A field of the page itself, not of the search box above it."""
    return page.locator("main").get_by_label(label, exact=exact)


def open_first_account(page: Page) -> None:
    field(page, "Prénom et nom").fill("Claire Fictive")
    field(page, "Adresse de courriel").fill("claire@example.org")
    field(page, "Mot de passe", exact=True).fill(PASSWORD)
    field(page, "Le même, encore une fois").fill(PASSWORD)
    page.get_by_label("France").check()
    press(page.get_by_role("button", name="Ouvrir mon compte et entrer"))
    expect(page.get_by_role("heading", name="Pour commencer")).to_be_visible()


def add_communes(page: Page) -> None:
    page.get_by_role("link", name="Ajouter des communes").click()
    field(page, "Communes à ajouter").fill("65059 Arreau\n65388 Saint-Lary-Soulan")
    press(page.get_by_role("button", name="Ajouter ces communes"))


def record_setting(page: Page, name: str) -> None:
    page.get_by_role("link", name="Offre").first.click()
    page.get_by_role("link", name="Enregistrer un lieu").first.click()
    field(page, "Nom", exact=True).fill(name)
    field(page, "Type").select_option(label="crèche")
    field(page, "Commune (facultatif)").select_option(label="Arreau")
    press(page.get_by_role("button", name="Enregistrer ce lieu"))
    for section, youngest, oldest in (("Bébés", "2", "18"), ("Grands", "18", "42")):
        page.get_by_role("link", name="Ajouter une section").first.click()
        field(page, "Nom", exact=True).fill(section)
        field(page, "À partir de (mois)").fill(youngest)
        field(page, "Jusqu’à (mois)").fill(oldest)
        field(page, "Cette grille compte à partir du").fill(day(TODAY - timedelta(days=30)))
        field(page, "Le même nombre partout").fill("2")
        press(page.get_by_role("button", name="Enregistrer cette section"))


def adopt_a_rule(page: Page) -> None:
    page.get_by_role("link", name="Règles").first.click()
    press(page.get_by_role("button", name="Charger les grilles publiées"))
    page.get_by_role("link", name="Médoc Estuaire").click()
    field(page, "Titre du nouveau texte").fill("Règlement de la vallée")
    press(page.get_by_role("button", name="Copier dans un brouillon"))
    field(page, "Délibération").fill("Conseil syndical, délibération 4")
    field(page, "Adoptée le").fill(day(TODAY - timedelta(days=30)))
    press(page.get_by_role("button", name="Enregistrer l’adoption"))
    field(page, "En vigueur depuis").fill(day(TODAY))
    press(page.get_by_role("button", name="La mettre en vigueur"))


def name_the_commission(page: Page) -> None:
    page.get_by_role("link", name="Bureau").first.click()
    page.get_by_role("link", name="Enregistrer la commission").click()
    field(page, "Nom", exact=True).fill("Commission de la vallée")
    field(page, "Nom court").fill("vallee")
    expect(field(page, "Droit applicable")).to_have_value("FR")
    press(page.get_by_role("button", name="Enregistrer cette commission"))


def enter_request(page: Page, name: str, months: int, days: int, wish: str, is_local: bool) -> None:
    field(page, "Prénom de l’enfant").fill(name)
    field(page, "Né le").fill(day(TODAY - timedelta(days=31 * months)))
    field(page, "Nom du premier parent", exact=True).fill(f"{name}-Fictif")
    field(page, "Téléphone", exact=True).fill("05 62 00 00 00")
    field(page, "Commune où vit la famille").select_option(label="Arreau")
    field(page, "Début souhaité").fill(day(ENTRY))
    for weekday in WEEKDAYS[:days]:
        for half in ("am", "pm"):
            page.locator(f"[name=needed_slots][value={weekday}-{half}]").check()
    other = "Le Terrier" if wish == "Les Marmottes" else "Les Marmottes"
    field(page, "Souhait 1").select_option(label=f"{wish} (Arreau)")
    field(page, "Souhait 2").select_option(label=f"{other} (Arreau)")
    page.locator("[name=answer_resident]").select_option(label="oui" if is_local else "non")
    press(page.get_by_role("button", name="Enregistrer, mettre en attente et saisir la suivante"))
    expect(page.get_by_text("attend une place").first).to_be_visible()


def prepare_and_run(page: Page) -> None:
    page.get_by_role("link", name="Bureau").first.click()
    page.get_by_role("link", name="Préparer une séance").click()
    field(page, "Commission").select_option(label="Commission de la vallée")
    field(page, "Titre").fill("Commission de printemps")
    field(page, "Tenue le").fill(day(TODAY + timedelta(days=14)))
    field(page, "Demandes reçues jusqu’au").fill(day(TODAY))
    field(page, "Pour une entrée le").fill(day(ENTRY))
    field(page, "Règle").select_option(index=1)
    press(page.get_by_role("button", name="Préparer cette séance"))
    press(page.get_by_role("button", name="Geler la séance"))
    press(page.get_by_role("button", name="Tirer au sort"))
    press(page.get_by_role("button", name="Calculer", exact=True))
    expect(page.get_by_role("heading", name="Les propositions, côte à côte")).to_be_visible()


def decide_and_seal(page: Page) -> None:
    page.get_by_role("link", name="Décider", exact=True).first.click()
    page.get_by_role("link", name="Composer la séance").click()
    press(page.get_by_role("button", name="Reprendre la composition"))
    press(page.get_by_role("button", name="Enregistrer la composition"))
    page.locator("main").get_by_role("link", name="Décider", exact=True).first.click()
    press(page.get_by_role("button", name="Garder tous les autres comme proposé"))
    page.get_by_role("link", name="Sceller la séance").click()
    press(page.get_by_role("button", name="Sceller, pour toujours"))
    expect(page.get_by_text("scellée").first).to_be_visible()


def send_the_letters(page: Page) -> None:
    page.get_by_role("link", name="Lettres et réponses").click()
    press(page.get_by_role("button", name="Envoyer toutes les lettres"))
    with page.expect_download() as letters:
        page.get_by_role("link", name="Lettres à poster (PDF)").click()
    assert letters.value.path().read_bytes().startswith(b"%PDF-")
