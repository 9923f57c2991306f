"""From an empty installation to a first commission, in the browser alone, as docs/tutorial tells it, and counted."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from ribambelle.kernel.formats import day
from tests.browser.checks import Watch
from tests.browser.hand import Hand
from tests.browser.installations import empty_installation

pytestmark = pytest.mark.browser
TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "premiere-commission.md"
#: What the count may reach: 29 today. The hour a newcomer has leaves as much again for hesitations no count knows.
MOST_MINUTES = 34
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
    """Where the first account of an empty installation is opened."""
    with empty_installation(tmp_path) as address:
        yield address


def test_from_nothing_to_a_first_commission_within_the_hour(welcome: str, browser: Browser) -> None:
    context = browser.new_context(base_url=welcome.split("/bienvenue/")[0], locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(8000)
    watch, hand = Watch(page), Hand(page)
    hand.read(TUTORIAL)
    for step, act in STEPS:
        hand.begin(step)
        if step == "account":
            page.goto(welcome)
        act(hand)
    assert watch.complaints() == []
    context.close()
    print(hand.told())  # noqa: T201 -- shown by `pytest -rP`: the count of this version
    assert hand.minutes() <= MOST_MINUTES, hand.told()


def open_first_account(hand: Hand) -> None:
    hand.write("Prénom et nom", "Claire Fictive")
    hand.write("Adresse de courriel", "claire@example.org")
    hand.write("Mot de passe", PASSWORD, exact=True)
    hand.write("Le même, encore une fois", PASSWORD)
    hand.write("Nom de votre organisme", "Syndicat de la vallée")
    hand.tick(hand.page.get_by_label("France"))
    hand.press("Ouvrir mon compte et entrer")
    expect(hand.page.get_by_role("heading", name="Pour commencer")).to_be_visible()


def add_communes(hand: Hand) -> None:
    hand.follow("Ajouter des communes")
    hand.write("Communes à ajouter", "65039 Arreau\n65388 Saint-Lary-Soulan")
    hand.press("Ajouter ces communes")


def record_two_settings(hand: Hand) -> None:
    for name in ("Les Marmottes", "Le Terrier"):
        hand.follow("Offre")
        hand.follow("Enregistrer un lieu")
        hand.write("Nom", name, exact=True)
        hand.choose("Type", "crèche")
        hand.choose("Commune (facultatif)", "Arreau")
        hand.press("Enregistrer ce lieu")
        for section, youngest, oldest in (("Bébés", "2", "18"), ("Grands", "18", "42")):
            hand.follow("Ajouter une section")
            hand.write("Nom", section, exact=True)
            hand.write("À partir de (mois)", youngest)
            hand.write("Jusqu’à (mois)", oldest)
            hand.write("Cette grille compte à partir du", day(TODAY - timedelta(days=30)))
            hand.write("Le même nombre partout", "2")
            hand.press("Enregistrer cette section")


def adopt_a_rule(hand: Hand) -> None:
    hand.follow("Règles")
    hand.press("Charger les grilles publiées")
    hand.follow("Médoc Estuaire")
    hand.write("Titre du nouveau texte", "Règlement de la vallée")
    hand.press("Copier dans un brouillon")
    change_the_criteria(hand)
    hand.write("Délibération", "Conseil syndical, délibération 4")
    hand.write("Adoptée le", day(TODAY - timedelta(days=30)))
    hand.press("Enregistrer l’adoption")
    hand.write("En vigueur depuis", day(TODAY))
    hand.press("La mettre en vigueur")


def change_the_criteria(hand: Hand) -> None:
    """Other points for the first line, one more criterion from the list."""
    hand.follow("Changer les critères")
    height = hand.page.evaluate("() => document.documentElement.scrollHeight")
    assert height < 3000, "one line a criterion: the page stays short"
    lines = hand.page.locator(".edits details")
    lines.first.locator("summary").click()
    lines.first.locator("[name=line-0-points]").fill("25")
    added = hand.page.locator("#add")
    added.get_by_label("Critère").select_option(label="Adoption")
    added.get_by_label("Points").fill("5")
    hand.typed(3)
    hand.press("Ajouter ce critère")
    expect(lines.last).to_contain_text("Adoption")
    hand.press("Enregistrer le brouillon")
    expect(hand.page.get_by_role("row", name=re.compile("Adoption"))).to_be_visible()


def name_the_commission(hand: Hand) -> None:
    hand.follow("Bureau")
    hand.follow("Enregistrer la commission")
    hand.write("Nom", "Commission de la vallée", exact=True)
    expect(hand.field("Droit applicable")).to_have_value("FR")
    hand.press("Enregistrer cette commission")


def enter_ten_requests(hand: Hand) -> None:
    hand.follow("Demandes")
    hand.follow("Saisir une demande")
    for family in FAMILIES:
        enter_request(hand, *family)
    hand.follow("Demandes")
    expect(hand.page.get_by_text("en attente de place").first).to_be_visible()


def enter_request(hand: Hand, name: str, months: int, days: int, wish: str, is_local: bool) -> None:
    hand.write("Prénom de l’enfant", name)
    hand.write("Né le", day(TODAY - timedelta(days=31 * months)))
    hand.write("Nom du premier parent", f"{name}-Fictif", exact=True)
    hand.write("Téléphone (facultatif)", "05 62 00 00 00", exact=True)
    hand.choose("Commune où vit la famille", "Arreau")
    hand.write("Début souhaité", day(ENTRY))
    for weekday in WEEKDAYS[:days]:
        for half in ("am", "pm"):
            hand.tick(hand.page.locator(f"[name=needed_slots][value={weekday}-{half}]"))
    other = "Le Terrier" if wish == "Les Marmottes" else "Les Marmottes"
    hand.choose("Souhait 1", f"{wish} (Arreau)")
    hand.choose("Souhait 2", f"{other} (Arreau)")
    hand.page.locator("[name=answer_resident]").select_option(label="oui" if is_local else "non")
    hand.typed()
    hand.press("Enregistrer, mettre en attente et saisir la suivante")
    expect(hand.page.get_by_text("attend une place").first).to_be_visible()


def prepare_and_run(hand: Hand) -> None:
    hand.follow("Bureau")
    hand.follow("Préparer une séance")
    hand.write("Titre", "Commission de printemps")
    hand.write("Tenue le", day(TODAY + timedelta(days=14)))
    hand.write("Demandes reçues jusqu’au", day(TODAY))
    hand.write("Pour une entrée le", day(ENTRY))
    hand.press("Préparer cette séance")
    hand.press("Geler la séance")
    hand.follow("Les voir un par un")
    hand.back()
    hand.press("Tirer au sort")
    hand.press("Calculer", exact=True)
    expect(hand.page.get_by_role("heading", name="Les propositions, côte à côte")).to_be_visible()
    hand.follow("Lire le livret")
    hand.back()


def decide_and_seal(hand: Hand) -> None:
    hand.follow("Décider", exact=True)
    hand.follow("Composer la séance")
    hand.press("Reprendre la composition")
    hand.press("Enregistrer la composition")
    hand.follow("Décider", exact=True)
    hand.press("Garder tous les autres comme proposé")
    hand.follow("Sceller la séance")
    hand.press("Sceller, pour toujours")
    expect(hand.page.get_by_text("scellée").first).to_be_visible()


def send_the_letters(hand: Hand) -> None:
    hand.follow("Lettres et réponses")
    hand.press("Envoyer toutes les lettres")
    with hand.page.expect_download() as letters:
        hand.follow("Lettres à poster (PDF)")
    assert letters.value.path().read_bytes().startswith(b"%PDF-")


STEPS = (
    ("account", open_first_account),
    ("communes", add_communes),
    ("settings", record_two_settings),
    ("rule text", adopt_a_rule),
    ("commission", name_the_commission),
    ("ten requests", enter_ten_requests),
    ("session", prepare_and_run),
    ("decisions and seal", decide_and_seal),
    ("letters", send_the_letters),
)
