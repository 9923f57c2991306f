"""A session of the demo from its freeze to the letter: coordinator, member and key holder, each at their own desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.sealing import replay
from ribambelle.commissions.selectors.freezing import offer_of
from ribambelle.commissions.selectors.outcomes import Outcome
from ribambelle.demand.enums import CriterionOrigin
from ribambelle.demand.models import Criterion, CriterionAnswer, Guardian
from tests.browser.checks import press
from tests.browser.commissions.steps import PHONE, depart, first_wish, given_away, waiting_single
from tests.browser.conftest import WIDE

pytestmark = pytest.mark.browser


def test_freeze_run_read_and_explain(site: str, signed_in: Callable[[Role | None], Page]) -> None:
    page = signed_in(Role.COORDINATOR)
    page.goto("/commissions/")
    page.get_by_role("link", name="Deuxième commission pour septembre").click()
    reserve_on_a_telephone(page)
    press(page.get_by_role("button", name="Geler la séance"))
    expect(page.get_by_text("est gelée : empreinte")).to_be_visible()
    expect(page.get_by_role("button", name="Calculer", exact=True)).to_have_count(0)
    press(page.get_by_role("button", name="Tirer au sort"))
    expect(page.get_by_text("Le sort a été tiré le")).to_be_visible()
    press(page.get_by_role("button", name="Calculer", exact=True))
    expect(page.get_by_role("heading", name="Les propositions, côte à côte")).to_be_visible()
    with page.expect_download() as instance:
        page.get_by_role("link", name="instance (dossier CSV)").first.click()
    assert re.search(r"-stable-\d+-instance\.zip$", instance.value.suggested_filename)
    page.get_by_role("link", name="Voir pour qui").click()
    expect(page.get_by_role("heading", name="Activité des parents")).to_be_visible()
    page.go_back()

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
    decided_and_sealed(page, Session.objects.get(reference=reference))


def reserve_on_a_telephone(page: Page) -> None:
    """Too many places first, said with what can be kept; then one, for a group nobody is of, given back in the end."""
    page.emulate_media(reduced_motion="reduce")  # no page fades into the next while its boxes are clicked
    page.get_by_role("link", name="Réserver des places à un groupe").click()
    expect(page.get_by_role("heading", name="Une ligne par groupe")).to_be_visible()
    page.set_viewport_size(PHONE)
    offer = offer_of(Session.objects.get(title="Deuxième commission pour septembre"))
    sections = ((entry["setting"], each) for entry in offer for each in entry["sections"])
    setting, section = next(each for each in sections if (each[1]["free"] or {}).get("mon-am", 0) > 0)
    met = CriterionAnswer.objects.filter(value__gt=0).values("criterion")
    nobody = (
        Criterion.objects.filter(origin=CriterionOrigin.ASKED, is_sensitive=False)
        .exclude(pk__in=met)
        .values_list("code", flat=True)[0]
    )
    page.get_by_label("Pour qui").select_option(value=f"criterion:{nobody}")
    page.get_by_label("Lieu", exact=True).select_option(value=setting)
    page.get_by_label("Section", exact=True).select_option(value=section["section"])
    page.get_by_label("Nombre de places").fill("99")
    press(page.get_by_role("button", name="Enregistrer les réserves"))
    expect(page.get_by_text(re.compile("99 places seraient réservées")).first).to_be_visible()
    expect(page.get_by_label("Nombre de places")).to_have_value("99")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for box in page.locator("input[name=reserve-0-slots]").all()[1:]:
        box.uncheck()
    page.get_by_label("Nombre de places").fill("1")
    press(page.get_by_role("button", name="Enregistrer les réserves"))
    expect(page.get_by_text("Les réserves sont enregistrées.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(WIDE)
    page.emulate_media(reduced_motion="no-preference")


def decided_and_sealed(page: Page, session: Session) -> None:
    """Two departures with what they cost, a third refused because its places are given, the seal, the replay."""
    page.goto(f"/commissions/seances/{session.reference}/composition/")
    press(page.get_by_role("button", name="Reprendre la composition"))
    page.locator("select[name$=presence]").first.select_option(label="présent")
    page.locator("select[name$=presence]").last.select_option(label="présent")
    press(page.get_by_role("button", name="Enregistrer la composition"))
    expect(page.get_by_text("La composition est enregistrée.")).to_be_visible()
    first, elsewhere = two_waiting(session)
    depart(page, session, first, "Fratrie à ne pas séparer, vu en séance.")
    press(page.get_by_role("button", name="Enregistrer l’écart"))
    expect(page.get_by_text("La décision n° 1 est enregistrée.")).to_be_visible()
    depart(page, session, elsewhere, "Accueil déjà commencé, à poursuivre.")
    press(page.get_by_role("button", name="Enregistrer l’écart"))
    expect(page.get_by_text("La décision n° 2 est enregistrée.")).to_be_visible()
    press(page.get_by_role("button", name="Garder tous les autres comme proposé"))
    expect(page.get_by_text("sont gardés comme proposé")).to_be_visible()
    rival, place = given_away(session, {first.party, elsewhere.party})
    depart(page, session, rival, "Motif de la troisième demande.", place=place, costs=False)
    expect(page.get_by_role("alert").filter(has_text="par décision").first).to_be_visible()
    expect(page.get_by_label("En clair, pour le procès-verbal")).to_have_value("Motif de la troisième demande.")
    page.goto(f"/commissions/seances/{session.reference}/decider/")
    page.get_by_role("link", name="Sceller la séance").click()
    press(page.get_by_role("button", name="Sceller, pour toujours"))
    expect(page.get_by_text("est scellée : empreinte")).to_be_visible()
    with page.expect_download() as minutes:
        page.get_by_role("link", name="Procès-verbal PDF").click()
    assert minutes.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as file:
        page.get_by_role("link", name="Fichier à rejouer, toute la séance").click()
    assert replay(file.value.path().read_bytes()).same


def two_waiting(session: Session) -> tuple[Outcome, Outcome]:
    """A family that waits, and one whose first wish is elsewhere."""
    first, *others = waiting_single(session)
    place = first_wish(session, first.party)
    wanted = ((each, first_wish(session, each.party)) for each in others)
    return first, next(each for each, wish in wanted if wish and place and wish.setting != place.setting)


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
