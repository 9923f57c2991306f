"""The contract of every paper: one semantic HTML fragment, checked here, rendered elsewhere.

Blocks    h1 (the title, once) h2 h3 h4, p, ul ol li, dl dt dd, table, figure, blockquote, aside, address, hr, div,
          section, article, header, footer, nav (only `data-contents`: the table of contents)
Marks     strong b, em i, a, br, sub sup, small, code, mark, abbr, time, span, q, s del, u ins
Pictures  `<img src="asset:NAME" alt="…">`, NAME being a key of the assets given beside; or a `data:` address.
          Nothing else is ever read: no file, no network. An empty `alt` says that the picture is decoration.
Notes     `<a role="doc-noteref" href="#n1">` and, at the end, `<section role="doc-endnotes"><ol><li id="n1">`.
Boxes     `<aside data-kind="info|wait|stop|ok">`
Letters   `data-letter="sender|recipient|place|subject|legal"` on a block; `data-window="fr|be"` on the recipient;
          `<section data-letter="one">` around each, when several are printed at one go (their titles are then h2)

Whatever is wrong is said at once, all of it.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _
from lxml import etree, html

BLOCKS = frozenset(
    (
        *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "hr", "div", "section", "article"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("figure", "figcaption", "blockquote", "aside", "address", "header", "footer", "nav", "main"),
    )
)
MARKS = frozenset(
    (
        *("strong", "b", "em", "i", "a", "br", "sub", "sup", "small", "code", "mark", "abbr", "time", "span"),
        *("q", "cite", "s", "del", "u", "ins", "img"),
    )
)
FRAME = frozenset({"html", "head", "body", "title", "meta"})
KEPT_ATTRIBUTES = frozenset({"id", "href", "src", "alt", "scope", "colspan", "rowspan", "start", "role", "lang"})
SAFE_LINKS = ("https://", "http://", "mailto:", "tel:", "#")
HEADINGS = ("h1", "h2", "h3", "h4")
GAPS = re.compile(r"[ \t\r\n\f]+")  # not the no-break spaces
SVG_LINK = re.compile(r"(?i)(href|src)$")
SVG_OUTSIDE = re.compile(r"(?i)@import|url\(\s*['\"]?(?!#|['\"]?#|data:)")
MAX_PICTURE_BYTES = 10 * 1024 * 1024


class PaperError(ValueError):
    """A paper that cannot be made as asked. `problems` lists everything that is wrong, in the reader's language."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Checked(NamedTuple):
    """A fragment that keeps the contract: an `article` element and its pictures by the name the element cites."""

    root: etree._Element
    pictures: dict[str, bytes]


def check(source: str, *, assets: Mapping[str, bytes]) -> Checked:
    """Parse the fragment and check it against the contract.

    Raises
    ------
    PaperError
        Forbidden elements or addresses, pictures missing or without alternative text, headings that skip a level,
        notes without text. Everything found is listed.
    """
    problems: list[str] = []
    root = _parse(source, problems)
    _check_headings(root, problems)
    _check_links(root, problems)
    pictures = _take_pictures(root, assets, problems)
    _check_tables(root, problems)
    if problems:
        raise PaperError(problems)
    _collapse_spaces(root)
    return Checked(root, pictures)


def _parse(source: str, problems: list[str]) -> etree._Element:
    if not source.strip():
        raise PaperError([_("The paper is empty. Write its content first.")])
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", source)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    page = html.document_fromstring(clean.encode(), parser=parser)
    _keep_known(page, problems)
    body = page.find("body")
    root = etree.Element("article")
    root.text = body.text
    root.extend(list(body))
    return root


def elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _keep_known(root: etree._Element, problems: list[str]) -> None:
    for element in list(elements(root)):
        if element.tag not in BLOCKS | MARKS | FRAME:
            message = _("<%(tag)s> has no place in a paper. Remove it, or use the elements of the contract.")
            problems.append(message % {"tag": element.tag})
        for name in list(element.attrib):
            if name not in KEPT_ATTRIBUTES and not name.startswith("data-"):
                del element.attrib[name]


def _check_headings(root: etree._Element, problems: list[str]) -> None:
    if len(root.findall(".//h1")) > 1:
        problems.append(_("There are several titles (h1). Keep one, and make the others h2."))
    level = 1
    for heading in root.iter(*HEADINGS):
        found = HEADINGS.index(heading.tag) + 1
        if found > level + 1:
            message = _("The heading “%(text)s” skips a level (h%(found)s after h%(level)s). Make it h%(good)s.")
            shown = {"text": text_of(heading), "found": found, "level": level, "good": level + 1}
            problems.append(message % shown)
        level = found


def _check_links(root: etree._Element, problems: list[str]) -> None:
    notes = {item.get("id") for item in root.iterfind(".//section[@role='doc-endnotes']//li")}
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        if target and not target.lower().startswith(SAFE_LINKS):
            message = _("The link to “%(target)s” is not allowed. Use an https or mailto address.")
            problems.append(message % {"target": target[:80]})
        if link.get("role") == "doc-noteref" and target.removeprefix("#") not in notes:
            problems.append(_("The note “%(target)s” has no text. Add it at the end.") % {"target": target})


def _take_pictures(root: etree._Element, assets: Mapping[str, bytes], problems: list[str]) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}
    for rank, image in enumerate(root.iter("img"), 1):
        source = (image.get("src") or "").strip()
        if image.get("alt") is None:
            message = _("The picture “%(source)s” has no alternative text. Say what it shows, or leave alt empty.")
            problems.append(message % {"source": source[:60]})
        content = _picture(source, assets)
        suffix = _suffix(content) if content else ""
        if not suffix:
            message = _(
                "The picture “%(source)s” is not accepted: a paper only holds PNG, JPEG or SVG pictures given with it, "
                "and reads no file and no address. Add the picture to the document."
            )
            problems.append(message % {"source": source[:60]})
            continue
        name = f"picture-{rank}.{suffix}"
        pictures[name] = content
        image.set("src", name)
    return pictures


def _picture(source: str, assets: Mapping[str, bytes]) -> bytes:
    if source.startswith("asset:"):
        return assets.get(source.removeprefix("asset:"), b"")
    match = re.fullmatch(r"data:image/[\w.+-]+(;charset=[\w-]+)?(;base64)?,(.*)", source, re.DOTALL)
    if not match or len(source) > 2 * MAX_PICTURE_BYTES:
        return b""
    try:
        data = match[3]
        return base64.b64decode(data, validate=True) if match[2] else unquote_to_bytes(data)
    except binascii.Error:
        return b""


def _suffix(content: bytes) -> str:
    if len(content) > MAX_PICTURE_BYTES:
        return ""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if is_closed_svg(content) else ""


def is_closed_svg(content: bytes) -> bool:
    """Whether the bytes are an SVG drawing that refers to nothing outside itself."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    if etree.QName(root).localname != "svg" or root.getroottree().docinfo.doctype:
        return False
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if etree.QName(element).localname in {"script", "foreignObject", "iframe"}:
            return False
        for name, value in element.attrib.items():
            outside = SVG_LINK.search(name) and not value.strip().startswith(("#", "data:image/png", "data:image/jpeg"))
            if outside or SVG_OUTSIDE.search(value):
                return False
        if element.text and SVG_OUTSIDE.search(element.text):
            return False
    return True


def _check_tables(root: etree._Element, problems: list[str]) -> None:
    for table in root.iter("table"):
        caption = table.find("caption")
        name = text_of(caption) if caption is not None else _("without caption")
        head = table.find("thead")
        if head is None or not head.findall(".//th"):
            message = _("The table “%(name)s” has no headings. Put them in <thead>, one <th> for each column.")
            problems.append(message % {"name": name})
        if table.find(".//table") is not None:
            problems.append(_("The table “%(name)s” holds another table. Make two of them.") % {"name": name})
        spans = [cell.get(span, "1") for cell in table.iter("th", "td") for span in ("colspan", "rowspan")]
        if not all(re.fullmatch("[1-9][0-9]{0,2}", span) for span in spans):
            message = _("The table “%(name)s”: a cell spans a number of cells that makes no sense. Write 1 to 999.")
            problems.append(message % {"name": name})


def text_of(element: etree._Element) -> str:
    """The text of the element, on one line."""
    return GAPS.sub(" ", "".join(element.itertext())).strip()


def _collapse_spaces(root: etree._Element) -> None:
    """Spaces as a browser shows them: runs become one, none at the edges of a block."""
    for element in elements(root):
        element.text = GAPS.sub(" ", element.text or "")
        element.tail = GAPS.sub(" ", element.tail or "")
    for element in elements(root):
        if element.tag in BLOCKS:
            element.text = (element.text or "").lstrip(" ")
            element.tail = (element.tail or "").lstrip(" ")
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "").rstrip(" ")
            elif element.getparent() is not None:
                element.getparent().text = (element.getparent().text or "").rstrip(" ")
            if len(element):
                element[-1].tail = (element[-1].tail or "").rstrip(" ")
            else:
                element.text = element.text.rstrip(" ")
        elif element.tag == "br":
            element.tail = (element.tail or "").lstrip(" ")
