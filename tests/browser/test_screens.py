"""The pictures of the documentation: `./run browser --screens` draws them again from the demo."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.explanations import explanation_rows
from tests.browser.conftest import NARROW, WIDE, cookie_of
from tests.repository.files import ROOT

pytestmark = pytest.mark.browser
FOLDER = ROOT / "docs" / "screens"
COORDINATOR = "coordination@demo.example"
MEMBER = "commission@demo.example"


def _calculated() -> Session:
    """The one session of the demo whose proposal waits for the commission."""
    return Session.objects.exclude(proposal=None).exclude(status=SessionStatus.SEALED).get()


def _its_reference() -> dict[str, str]:
    return {"reference": _calculated().reference}


def _waiting() -> dict[str, str]:
    """A request of that session that was not retained."""
    session = _calculated()
    waiting = explanation_rows(User.objects.get(email=COORDINATOR), session, result="waiting")
    return {"reference": session.reference, "request_reference": waiting[0].request.reference}


#: name of the picture: (address, its arguments, the account that looks)
PAGES = {
    "bureau": ("portal:home", {}, COORDINATOR),
    "accueil-public": ("portal:public_home", {}, ""),
    "lieux": ("offer:setting_list", {}, COORDINATOR),
    "lieu": ("offer:setting_record", {"reference": "AUB"}, COORDINATOR),
    "recherche-publique": ("offer:public_search", {}, ""),
    "demandes": ("demand:request_list", {}, COORDINATOR),
    "demande": ("demand:request_detail", {"reference": "R-0021"}, COORDINATOR),
    "commissions": ("commissions:session_list", {}, COORDINATOR),
    "seance": ("commissions:session_record", _its_reference, COORDINATOR),
    "livret": ("commissions:booklet", _its_reference, MEMBER),
    "explication": ("commissions:explanation", _waiting, COORDINATOR),
    "regles": ("commissions:rule_list", {}, COORDINATOR),
    "composants": ("ui:components", {}, COORDINATOR),
}
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")]
#: beyond, a long list tells nothing more
TALLEST = 1800


@pytest.mark.parametrize("name", PAGES)
def test_screen(name: str, site: str, browser: Browser) -> None:
    address, arguments, email = PAGES[name]
    FOLDER.mkdir(exist_ok=True)
    for size, scheme in LOOKS if name in {"bureau", "accueil-public", "lieu", "seance", "explication"} else LOOKS[:1]:
        context = browser.new_context(base_url=site, locale="fr-BE", viewport=size, color_scheme=scheme)
        if email:
            context.add_cookies([cookie_of(User.objects.get(email=email), site)])
        page = context.new_page()
        page.goto(reverse(address, kwargs=arguments() if callable(arguments) else arguments), wait_until="load")
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
        page.screenshot(path=FOLDER / f"{name}-{size['width']}-{scheme}.png", full_page=True, clip=clip)
        context.close()
