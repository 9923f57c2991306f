"""HTML to tagged PDF (PDF/UA-1), by Typst reading the XHTML itself: content is data and never markup."""

import datetime
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst
from django.utils.translation import gettext as _
from lxml import etree

from ribambelle.papers.contract import PaperError, check
from ribambelle.papers.row_headers import tag_row_headers
from ribambelle.papers.table_shape import shape

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates_typst"
FONTS = HERE / "fonts"
Layout = Literal["plain", "letter", "booklet", "wide"]
#: Typst keeps what it laid out until it has made so many papers more: a hundred megabytes for fifty letters.
KEPT_BY_TYPST = 10
#: A paper of so many characters is long enough to make it let go at once.
LONG = 100_000


def render_pdf(
    html: str,
    *,
    title: str,
    author: str,
    lang: str = "fr",
    layout: Layout = "plain",
    assets: Mapping[str, bytes] | None = None,
    created_at: datetime.datetime | None = None,
) -> bytes:
    """Render a semantic HTML fragment (see `contract`) as an accessible PDF.

    Parameters
    ----------
    html : the fragment.
    title, author : of the document; the title also stands in the foot of the page.
    lang : of the document, for example `fr` or `fr-BE`.
    layout : `letter` puts the recipient in the window of the envelope; `booklet` opens with a title block and
        numbers its pages; `wide` is A3 landscape, for grids; `plain` is neither.
    assets : pictures by name, cited as `asset:NAME`.
    created_at : date written in the file; by default none, so that the same content gives the same bytes.

    Raises
    ------
    PaperError
        The fragment breaks the contract; everything wrong is listed.

    Notes
    -----
    Nothing outside the arguments is read: no system font, no file, no address. Cost: 0.2 s for ten pages.
    """
    if not title.strip():
        raise PaperError([_("The paper has no title. Give it one: readers and screen readers begin there.")])
    checked = check(html, assets=assets or {})
    shape(checked.root)
    xhtml = etree.tostring(checked.root, encoding="unicode", method="xml")
    with tempfile.TemporaryDirectory(prefix="ribambelle-paper-") as folder:
        root = Path(folder)
        for path in TEMPLATES.iterdir():
            (root / path.name).write_bytes(path.read_bytes())
        for name, content in checked.pictures.items():
            (root / name).write_bytes(content)
        inputs = {"html": xhtml, "title": title, "author": author, "lang": lang, "layout": layout}
        if created_at:
            inputs["dated"] = "yes"
        pdf = _compile(root, inputs, created_at)
        if len(xhtml) > LONG:
            _let_go(root)
        return tag_row_headers(pdf, checked.root)


def _let_go(root: Path) -> None:
    """Make Typst forget what it keeps of long papers, by as many empty ones as it waits for: 30 ms."""
    empty = root / "empty.typ"
    empty.write_text("")
    for _paper in range(KEPT_BY_TYPST + 1):
        typst.compile(empty, root=root, ignore_system_fonts=True)


def _compile(root: Path, inputs: dict[str, str], created_at: datetime.datetime | None) -> bytes:
    """Compile; a symbol that no font holds (an emoji) becomes `□`, a letter that none holds is a problem named."""
    letters: list[str] = []
    while True:
        try:
            pdf = typst.compile(
                root / "walk.typ",
                root=root,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                sys_inputs=inputs,
                pdf_standards=["ua-1"],
                timestamp=created_at or 0,  # without it, the clock of the machine would enter the file
            )
        except typst.TypstError as error:
            unknown = _unknown_characters(error.message)
            if not unknown & set("".join(inputs.values())):
                message = _("The paper cannot be laid out: %(problem)s. Check its pictures and its headings.")
                raise PaperError([message % {"problem": error.message}]) from error
            letters += [c for c in sorted(unknown) if unicodedata.category(c)[0] in "LM"]
            inputs = {name: _without(text, unknown) for name, text in inputs.items()}
            continue
        if letters:
            message = _("Our fonts have no letter for “%(letters)s”. Write these words in Latin letters.")
            raise PaperError([message % {"letters": " ".join(letters)}])
        return pdf


def _unknown_characters(message: str) -> set[str]:
    """The characters the engine found in no font; ASCII, which ours hold, only comes along as their neighbour."""
    match = re.search(r'the text `"(.*)"` could not be displayed', message, re.DOTALL)
    if not match:
        return set()
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), match[1])
    return {character for character in text if not character.isascii()}


def _without(text: str, characters: set[str]) -> str:
    return "".join("□" if character in characters else character for character in text)
