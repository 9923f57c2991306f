"""The manual inside the product: the pages of `docs/` people read while they work, rendered as they are.

`portal/manual/` holds them under the names of their addresses (links to `docs/`, copied into the package), so that an
installation without the sources has the manual of its own version.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath

from django.urls import reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(__file__).resolve().parent / "manual"
#: Address of each page, and the file of `docs/` it is, in the order of the table of contents.
SOURCES = {
    "premiere-commission": "tutorial/premiere-commission.md",
    "demandes": "how-to/enter-requests.md",
    "commission": "how-to/run-a-commission.md",
    "places": "how-to/places.md",
    "import": "how-to/import.md",
    "courriels": "how-to/send-mail.md",
    "installer": "how-to/install.md",
    "reglages": "reference/settings.md",
}
PICTURES = ("seance-1280-light.png", "explication-1280-light.png")
#: The page, and the heading, that fits the pages whose name begins so.
FITTING = {
    "": ("", ""),
    "accounts:": ("premiere-commission", "1-votre-compte-2-minutes"),
    "accounts:first_account": ("premiere-commission", "1-votre-compte-2-minutes"),
    "commissions:": ("commission", ""),
    "commissions:rule_": ("commission", "avant-un-reglement"),
    "commissions:letter": ("commission", "apres-le-sceau-lettres-et-reponses"),
    "commissions:place": ("commission", "apres-le-sceau-lettres-et-reponses"),
    "commissions:deliberation": ("commission", "decider-et-sceller"),
    "commissions:sitting": ("commission", "decider-et-sceller"),
    "demand:": ("demandes", ""),
    "demand:duplicate_": ("demandes", "doublons"),
    "desk:": ("import", ""),
    "desk:mail": ("courriels", ""),
    "offer:": ("places", ""),
    "portal:home": ("premiere-commission", ""),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level, for the table of contents of a page."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page: title, first paragraph, second-level headings, and the body without the title as HTML of ours."""

    slug: str
    title: str
    lede: str
    headings: tuple[Heading, ...]
    html: str


@cache
def page_of(slug: str) -> ManualPage:
    """A page by its address, which is one of `SOURCES`. Read once: the manual changes with the version alone."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((FOLDER / f"{slug}.md").read_text("utf-8"))
    title, tokens = tokens[1].content, tokens[3:]
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            anchor = anchor_of(inline.content)
            opening.attrSet("id", anchor)
            if opening.tag == "h2":
                headings.append(Heading(inline.content, anchor))
        _point(inline, slug)
    first = next(token for token in tokens if token.type == "inline")
    lede = "".join(
        " " if child.type == "softbreak" else child.content
        for child in first.children or ()
        if child.type in {"text", "code_inline", "softbreak"}
    )
    body = reader.renderer.render(_scrolling(tokens), reader.options, {})
    return ManualPage(slug, title, lede, tuple(headings), body)


def anchor_of(heading: str) -> str:
    """What follows # in the address of a heading: “Après le sceau : lettres” is “apres-le-sceau-lettres”."""
    return slugify(heading.replace("’", "-"))


def pages() -> list[ManualPage]:
    """All the pages, in order."""
    return [page_of(slug) for slug in SOURCES]


def page_url(slug: str, anchor: str = "") -> str:
    """The address of a page, or of the table of contents; with the heading to stand at."""
    url = reverse("portal:manual_page", args=[slug]) if slug else reverse("portal:manual")
    return f"{url}#{anchor}" if anchor else url


def _point(token: Token, slug: str) -> None:
    """Links between files become links between pages, pictures are those served here."""
    for child in token.children or ():
        if child.type == "link_open":
            child.attrSet("href", _address(str(child.attrGet("href")), slug))
        elif child.type == "image":
            name = PurePosixPath(str(child.attrGet("src"))).name
            child.attrSet("src", reverse("portal:manual_picture", args=[name]))


def _address(target: str, slug: str) -> str:
    path, _hash, anchor = target.partition("#")
    if "://" in target or not path:
        return target
    file = normpath(str(PurePosixPath(SOURCES[slug]).parent / path))
    return page_url({source: page for page, source in SOURCES.items()}[file], anchor)


def _scrolling(tokens: list[Token]) -> list[Token]:
    """Tables in a frame that scrolls alone on a small screen."""
    framed: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            framed.append(Token("html_block", "", 0, content='<div class="scroll" tabindex="0">'))
        framed.append(token)
        if token.type == "table_close":
            framed.append(Token("html_block", "", 0, content="</div>"))
    return framed
