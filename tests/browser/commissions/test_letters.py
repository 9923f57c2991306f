"""From the seal to the next in order: a family declines by its link, another is proposed the place, all is replayed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.commissions.rules.sealing import replay
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import token_of
from ribambelle.demand.services import link_give
from tests.browser.checks import press

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def test_a_family_declines_and_the_next_is_proposed(
    site: str, browser: Browser, signed_in: Callable[[Role | None], Page]
) -> None:
    page = signed_in(Role.COORDINATOR)
    place = declinable()
    session = place.session
    decline_by_link(browser, site, place.request)

    page.goto(f"/commissions/seances/{session.reference}/lettres/")
    expect(page.get_by_role("heading", name="Suivants dans l’ordre")).to_be_visible()
    press(page.get_by_role("button", name="Les proposer aux suivants dans l’ordre"))
    expect(page.get_by_text("est préparée : gelez-la")).to_be_visible()
    sequel = Session.objects.get(reference=page.url.rstrip("/").rsplit("/", 1)[-1])
    assert sequel.parent == session
    to_its_seal(page, sequel)
    with page.expect_download() as file:
        page.get_by_role("link", name="Fichier à rejouer, toute la séance").click()
    assert replay(file.value.path().read_bytes()).same

    page.goto(f"/commissions/seances/{sequel.reference}/lettres/")
    press(page.get_by_role("button", name="Envoyer toutes les lettres"))
    expect(page.get_by_text("lettres sont écrites")).to_be_visible()
    following = PlaceOffer.objects.filter(session=sequel).select_related("request__party__household").first()
    assert following is not None, "what opened again is proposed to the next in order"
    phone = opened(browser, site, following.request)
    expect(phone.get_by_role("link", name="Accepter ou décliner")).to_be_visible()
    expect(phone.get_by_role("heading", name="Pourquoi")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.context.close()


def declinable() -> PlaceOffer:
    """A place awaited whose half-days somebody else of its session waits for."""
    awaited = PlaceOffer.objects.filter(state="pending", session__parent=None, session__scope="ordinary")
    for place in awaited.select_related("request__party__household", "session").order_by("pk"):
        others = Request.objects.filter(
            state="active", wishes__setting=place.setting, needed_slots=place.slots, register_number__gt=0
        )
        if any(place.section.min_age_months <= other.age_at_start < place.section.max_age_months for other in others):
            return place
    raise LookupError("no awaited place of the demo is wished by another: change the demo families.")


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
