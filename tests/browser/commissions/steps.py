"""Steps of a commission in the browser that several journeys take."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.selectors.outcomes import Outcome, outcomes_of, standing_outcome
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import token_of
from ribambelle.demand.services import link_give
from tests.browser.checks import press

PHONE = {"width": 390, "height": 844}


def waiting_single(session: Session) -> list[Outcome]:
    """Families of one child that wait although half-days of their first wish are open, the first of them first."""
    parties = {party["party"]: party for party in session.snapshot.parsed["dossiers"]}
    found = [each for each in outcomes_of(session) if each.kind == "waiting" and not each.keeps]
    return [each for each in found if len(parties[each.party]["children"]) == 1 and first_wish(session, each.party)]


def first_wish(session: Session, party: str) -> Given | None:
    dossier = next(each for each in session.snapshot.parsed["dossiers"] if each["party"] == party)
    child = dossier["children"][0]
    offer = {entry["setting"]: entry for entry in session.snapshot.parsed["offer"]}
    for section in offer[child["wishes"][0]]["sections"] if child["wishes"] else []:
        slots = tuple(slot for slot in child["slots"] if (section["free"] or {}).get(slot))
        if slots and section["min_age_months"] <= max(child["age_months"], 0) < section["max_age_months"]:
            return Given(child["child"], child["wishes"][0], section["section"], slots)
    return None


def given_away(session: Session, but: set[str]) -> tuple[Outcome, Given]:
    """A family of one child that waits, and a half-day it wishes of which every place is given."""
    ranking = standing_outcome(session)
    full = [
        half for half, held in ranking.holders.items() if half[1] != "*" and ranking.capacity.get(half) == len(held)
    ]
    for each in outcomes_of(session):
        (child, *siblings) = ranking.parties[each.party]["children"]
        half = next((half for half in full if half[0] in child["wishes"]), None)
        if half and not siblings and each.kind == "waiting" and not each.keeps and each.party not in but:
            return each, Given(child["child"], half[0], half[1], (half[2],))
    raise AssertionError("every half-day wished by who waits has a place left")


def depart(
    page: Page, session: Session, outcome: Outcome, text: str, *, place: Given | None = None, costs: bool = True
) -> None:
    """Ask for the first wish of a family, or for `place`, and read what that costs the others."""
    place = place or first_wish(session, outcome.party)
    assert place is not None
    page.goto(f"/commissions/seances/{session.reference}/decider/{outcome.rank}/")
    page.get_by_label("donner les places ci-dessous").check()
    page.get_by_label("Lieu d’accueil et section").select_option(value=f"{place.setting}|{place.section}")
    for box in page.locator("input[name=p0-slots]").all():
        box.uncheck(force=True)
    for slot in place.slots:
        page.locator(f"input[name=p0-slots][value={slot}]").check(force=True)
    page.get_by_label("Motif").select_option(value="siblings")
    page.get_by_label("En clair, pour le procès-verbal").fill(text)
    press(page.get_by_role("button", name="Voir ce que cela coûte aux autres"))
    if costs:
        expect(page.get_by_text("Ce que cela coûte aux autres")).to_be_visible()


def opened(browser: Browser, site: str, request: Request) -> Page:
    """The page of a family on a telephone without JavaScript."""
    link = link_give(by=None, at=datetime.now(UTC), household=request.party.household)
    context = browser.new_context(base_url=site, viewport=PHONE, java_script_enabled=False, locale="fr-BE")
    page = context.new_page()
    page.goto(f"/suivi/{token_of(link)}/?demande={request.reference}")
    return page


def decline_by_link(browser: Browser, site: str, request: Request) -> None:
    phone = opened(browser, site, request)
    phone.get_by_role("link", name="Accepter ou décliner").click()
    phone.get_by_label("Nous la déclinons, et notre demande reste en liste d’attente").check()
    phone.get_by_label("Si déclinée, pourquoi").select_option(label="trop loin du domicile ou du travail")
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.get_by_text("la place va à une autre famille")).to_be_visible()
    phone.context.close()


def to_its_seal(page: Page, session: Session) -> None:
    """Freeze, calculate, take the composition over, keep everything, seal."""
    press(page.get_by_role("button", name="Geler la séance"))
    press(page.get_by_role("button", name="Tirer au sort"))
    press(page.get_by_role("button", name="Calculer", exact=True))
    page.goto(f"/commissions/seances/{session.reference}/composition/")
    press(page.get_by_role("button", name="Reprendre la composition"))
    for select in page.locator("select[name$=presence]").all():
        select.select_option(label="présent")
    press(page.get_by_role("button", name="Enregistrer la composition"))
    page.goto(f"/commissions/seances/{session.reference}/decider/")
    press(page.get_by_role("button", name=re.compile("Garder tous")))
    page.get_by_role("link", name="Sceller la séance").click()
    press(page.get_by_role("button", name="Sceller, pour toujours"))
    expect(page.get_by_text("est scellée : empreinte")).to_be_visible()
