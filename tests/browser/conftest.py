"""A real Chromium on a live server, with the demo territory: made once, shared by all journeys.

The browser is Debian's `chromium` (or RIBAMBELLE_CHROMIUM); where there is none, these tests skip and say so.
Journeys leave the records they found: one may not count on being the first.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from tests.browser.checks import Watch
from tests.integration.conftest import make_person

CHROMIUM = os.environ.get("RIBAMBELLE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: The day the demo is made for: a Monday in spring, a session behind and one ahead.
TODAY = date(2027, 4, 5)
#: The server lives on that day too; the clock goes on from its morning.
NOW = datetime(2027, 4, 5, 9, tzinfo=ZoneInfo("Europe/Brussels"))
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", action="store_true", help="only redraw the pictures of docs/screens")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only_screens = config.getoption("--screens")
    items[:] = [item for item in items if item.path.name == "test_screens.py" or not only_screens]
    items[:] = [item for item in items if item.path.name != "test_screens.py" or only_screens]
    if CHROMIUM:
        return
    absent = pytest.mark.skip(reason="no Chromium here: install Debian's package chromium, or set RIBAMBELLE_CHROMIUM")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a live server on a database of its own, filled with the demo.

    Not pytest-django's database: that one is emptied, or rolled back, after each test.
    """
    from ribambelle.config.demo import seed

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True):
        databases = setup_databases(verbosity=0, interactive=False)
        seed(today=TODAY, say=lambda _text: None)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        teardown_databases(databases, verbosity=0)
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def context_of(site: str, browser: Browser) -> Iterator[Callable[[Role | None], BrowserContext]]:
    """`context_of(Role.COORDINATOR)`: a browser signed in as that role (None: nobody), kept from test to test."""
    contexts: dict[Role | None, BrowserContext] = {}

    def get(role: Role | None) -> BrowserContext:
        if role not in contexts:
            contexts[role] = browser.new_context(base_url=site, locale="fr-BE", viewport=WIDE)
            if role is not None:
                contexts[role].add_cookies([session_cookie(role, site)])
        return contexts[role]

    yield get
    for context in contexts.values():
        context.close()


def session_cookie(role: Role, site: str) -> Any:
    """The cookie of a session of that role, made without the sign-in page (which has its own journey)."""
    return cookie_of(make_person(role), site)


def cookie_of(user: User, site: str) -> Any:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}


@pytest.fixture
def signed_in(context_of: Callable[[Role | None], BrowserContext]) -> Iterator[Callable[[Role | None], Page]]:
    """`signed_in(Role.DIRECTOR)`: a page of that role; at the end of the test its console must have stayed silent."""
    watches = []

    def open_page(role: Role | None) -> Page:
        page = context_of(role).new_page()
        watches.append(Watch(page))
        return page

    yield open_page
    for watch in watches:
        complaints = watch.complaints()
        watch.page.close()
        assert not complaints
