"""Every page of the URL × role table, in the browser: wide and narrow, light and dark.

A role whose page holds the same as one already looked at is not looked at again.
"""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from ribambelle.accounts.enums import Role
from tests.browser import checks
from tests.browser.conftest import NARROW, WIDE
from tests.integration.access import Row
from tests.integration.test_access import table

pytestmark = pytest.mark.browser
CONTRAST = ["color-contrast", "link-in-text-block"]
#: GET addresses that are not pages: files, redirections
PAGES = {name: row for name, row in table().items() if row.method == "get"}
_prepared: set[object] = set()


def prepare(row: Row) -> None:
    """Make the record of a row, unless the demo or another row made it already."""
    if row.prepare is None or row.prepare in _prepared:
        return
    _prepared.add(row.prepare)
    try:
        with transaction.atomic():
            row.prepare()
    except IntegrityError:
        pass  # it is there


def roles_of(row: Row) -> list[Role | None]:
    """Who opens it: strangers where they may, the coordinator first among the others."""
    roles: list[Role | None] = [role for role in Role if role in row.allowed]
    return [None, *roles] if row.anonymous == "allowed" else roles


def content_of(context: BrowserContext, url: str) -> str:
    """What a page holds between its header and its footer; nothing for a file or an address that leads elsewhere."""
    response = context.request.get(url, max_redirects=0)
    if response.status != 200 or "text/html" not in response.headers.get("content-type", ""):
        return ""
    main = re.search(r"<main.*</main>", response.text(), re.DOTALL)
    assert main, f"{url} has no <main>"
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", main[0])


def everything_wrong(page: Page, *, is_thorough: bool) -> dict[str, list[str]]:
    """Wide then narrow, light then dark, on one loaded page; the less thorough look skips what a role cannot change."""
    problems = {"English": checks.left_in_english(page), "axe, wide": checks.accessibility(page)}
    if is_thorough:
        problems["focus"] = checks.unseen_focus(page)
        page.emulate_media(color_scheme="dark")
        problems["axe, wide, dark"] = checks.accessibility(page, rules=CONTRAST)
        page.emulate_media(color_scheme="light")
    problems["sideways, wide"] = checks.sideways(page)
    page.set_viewport_size(NARROW)
    problems["sideways, narrow"] = checks.sideways(page)
    if is_thorough:
        problems["axe, narrow"] = checks.accessibility(page)
        page.emulate_media(color_scheme="dark")
        problems["axe, narrow, dark"] = checks.accessibility(page, rules=CONTRAST)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return problems


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(name: str, site: str, context_of: Callable[[Role | None], BrowserContext]) -> None:
    row = PAGES[name]
    prepare(row)
    url = reverse(name, kwargs=row.kwargs)
    wrong: dict[str, list[str]] = {}
    seen: set[str] = {""}
    for role in roles_of(row):
        content = content_of(context_of(role), url)
        if content in seen:
            continue
        page = context_of(role).new_page()
        watch = checks.Watch(page)
        page.goto(url, wait_until="load")
        problems = everything_wrong(page, is_thorough=len(seen) == 1)
        problems["console"] = watch.complaints()
        wrong |= {f"{role or 'anyone'}: {where}": what for where, what in problems.items() if what}
        page.close()
        seen.add(content)
    assert not wrong, f"{url}\n{checks.report(wrong)}"
