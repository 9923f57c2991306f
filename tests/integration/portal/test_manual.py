"""The manual inside the product: the pages of docs/, their links, the page that fits, in French."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.portal.manual_pages import FITTING, FOLDER, PICTURES, SOURCES, page_of, page_url
from ribambelle.ui.guides import guide_url

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db
#: Words that only an English sentence holds.
ENGLISH = re.compile(r"\b(the|and|of the|is|are|with|when|which)\b")


class Seen(HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {found["id"] or ""} if "id" in found else set()
        self.links += [found[name] or "" for name in ("href", "src") if name in found]


def test_the_package_holds_the_manual_of_the_sources() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(SOURCES)
    assert {path.name for path in FOLDER.glob("*.png")} == set(PICTURES)
    for slug, source in SOURCES.items():
        assert (FOLDER / f"{slug}.md").read_bytes() == (ROOT / "docs" / source).read_bytes()
    told = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / "how-to").glob("*.md")}
    assert told <= set(SOURCES.values()), "every how-to is read inside the product"


@pytest.mark.parametrize("slug", SOURCES)
def test_every_link_of_a_page_leads_somewhere(client: Client, slug: str) -> None:
    page = Seen(page_of(slug).html)
    for link in page.links:
        if link.startswith("https://"):
            continue
        path, _hash, anchor = link.partition("#")
        answer = client.get(path or page_url(slug))
        assert answer.status_code == 200, link
        if anchor:
            target = path.rstrip("/").rsplit("/", 1)[-1] if path else slug
            assert anchor in Seen(page_of(target).html).anchors, link


@pytest.mark.parametrize("slug", SOURCES)
def test_a_page_is_in_french_with_its_table_of_contents(client: Client, slug: str) -> None:
    page = page_of(slug)
    spoken = re.sub(r"<(code|pre)>.*?</\1>", "", page.html, flags=re.DOTALL)
    assert ENGLISH.findall(re.sub(r"<[^>]+>", "", spoken)) == []
    shown = client.get(page_url(slug)).content.decode()
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page.html)).split())
    assert page.lede
    assert page.lede in text, "its words stand apart as on the page"
    for heading in page.headings:
        assert f'href="#{heading.anchor}"' in shown
        assert shown.count(f'id="{heading.anchor}"') == 1


@pytest.mark.parametrize("code", FITTING)
def test_the_page_that_fits_exists_and_so_does_its_heading(code: str) -> None:
    slug, anchor = FITTING[code]
    assert guide_url(code) == page_url(slug, anchor)
    if anchor:
        assert anchor in Seen(page_of(slug).html).anchors


def test_help_stands_on_every_page_and_fits_it(client: Client, client_of: Callable[[Role], Client]) -> None:
    coordinator = client_of(Role.COORDINATOR)
    for name, slug in (
        ("portal:home", "premiere-commission"),
        ("demand:request_create", "demandes"),
        ("offer:setting_list", "places"),
        ("commissions:rule_list", "commission"),
        ("desk:mail_list", "courriels"),
        ("network:organisation_list", ""),
    ):
        page = coordinator.get(reverse(name)).content.decode()
        assert f'class="aid" href="{guide_url(name)}"' in page
        assert guide_url(name).startswith(page_url(slug))
    assert page_url("") in client.get(reverse("account_login")).content.decode()


def test_nothing_but_the_manual_is_served(client: Client) -> None:
    for name in ("../settings.py", "settings.py", "seance-1280-light.png.md"):
        assert client.get(f"/aide/images/{name}").status_code == 404
    assert client.get("/aide/architecture/").status_code == 404


def test_what_a_text_writes_as_html_is_shown_and_not_obeyed() -> None:
    assert "<script" not in "".join(page_of(slug).html for slug in SOURCES)
    assert "&lt;" not in page_of("demandes").html
