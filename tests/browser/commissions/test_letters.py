"""From the seal to the next in order: a family declines by its link, another is proposed the place, all is replayed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.commissions.rules.sealing import replay
from ribambelle.demand.models import Request
from tests.browser.checks import press
from tests.browser.commissions.steps import PHONE, decline_by_link, opened, to_its_seal

pytestmark = pytest.mark.browser


def test_a_family_declines_and_the_next_is_proposed(
    site: str, browser: Browser, signed_in: Callable[[Role | None], Page]
) -> None:
    page = signed_in(Role.COORDINATOR)
    place = declinable()
    session = place.session
    decline_by_link(browser, site, place.request)

    page.goto(f"/commissions/seances/{session.reference}/lettres/")
    expect(page.get_by_role("heading", name="Suivants dans l’ordre")).to_be_visible()
    press(page.get_by_role("button", name="Préparer la séance qui suit à la main, pour délibérer"))
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
