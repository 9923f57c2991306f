"""The checks of the browser find what they look for: each is shown a page that is wrong on purpose."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from ribambelle.accounts.enums import Role
from tests.browser import checks
from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser
WRONG = """<!doctype html><html lang="fr"><title>Essai</title><main><h1>Essai</h1>
<p>Skip to the content</p><p>Oui : Go to the home page.</p><p><code>Main navigation</code></p>
<style>.bare:focus{outline:none} .wide{width:900px} .pale{color:#bbb;background:#fff}</style>
<input type="text"><button class="bare">Envoyer</button><p class="pale">trop pâle</p>
<div class="wide">large</div></main>"""


def test_each_check_finds_its_fault(context_of: Callable[[Role | None], BrowserContext]) -> None:
    page = context_of(None).new_page()
    page.set_viewport_size(NARROW)
    watch = checks.Watch(page)
    page.set_content(WRONG)
    page.evaluate("console.error('rien ne va')")
    assert checks.left_in_english(page) == ["Go to the home page", "Skip to the content"]
    assert {line.split(":")[0] for line in checks.accessibility(page)} == {"label", "color-contrast"}
    assert len(checks.sideways(page)) == 1
    assert "wide" in checks.sideways(page)[0]
    assert [text for text in checks.unseen_focus(page) if "bare" in text]
    assert watch.complaints() == ["error: rien ne va"]
    page.close()


def test_a_page_may_not_load_or_run_anything_from_elsewhere(
    context_of: Callable[[Role | None], BrowserContext],
) -> None:
    page = context_of(None).new_page()
    watch = checks.Watch(page)
    page.goto("/compte/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    assert any("Content Security Policy" in complaint for complaint in watch.complaints())
    page.close()
