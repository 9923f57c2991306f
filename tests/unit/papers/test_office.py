"""Papers as Word and OpenDocument files: what a program that opens them finds, read back by other eyes."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from odfdo import Document as OdfDocument

from ribambelle.papers.contract import PaperError
from ribambelle.papers.rendering import PAPERS, render_paper
from tests.unit.papers.test_pdf import FULL, PNG, SVG

ODF = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}
OFFICE = ("docx", "odt")


def made(fmt: str, html: str = FULL, **options: object) -> bytes:
    options = {"title": "Séance", "author": "La coordination", "assets": {"barres": SVG}, **options}
    return render_paper(html, fmt, **options)


def word(**options: object) -> "docx.document.Document":
    return docx.Document(io.BytesIO(made("docx", **options)))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def content_of(**options: object) -> etree._Element:
    return part(made("odt", **options), "content.xml")


def said(fmt: str, html: str) -> str:
    """All the words of the body, whatever marks are around them."""
    content = made(fmt, html)
    root = part(content, "word/document.xml" if fmt == "docx" else "content.xml")
    space, name = (qn("w:t"), None) if fmt == "docx" else (f"{{{ODF['text']}}}p", None)
    return " ".join("".join(element.itertext()) for element in root.iter(space, f"{{{ODF['text']}}}h", name or space))


def test_word_has_real_styles_headings_and_properties() -> None:
    document = word()
    styles = [
        (p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading", "Cap"))
    ]
    assert styles == [
        ("Title", "Commission du 20 avril"),
        ("Heading 1", "Étapes"),
        ("Heading 2", "Images"),
        ("Caption", "Demandes"),
        ("Heading 1", "Propositions"),
        ("Caption", "Dans l’ordre"),
        ("Heading 1", "Notes"),
    ]
    about = document.core_properties
    assert (about.title, about.author) == ("Séance", "La coordination")
    assert document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == "fr-FR"


def test_the_heading_row_repeats_on_each_page() -> None:
    table = next(t for t in word().tables if len(t.rows) > 2)
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated == [True] + [False] * (len(repeated) - 1)
    assert [cell.text for cell in table.rows[0].cells] == ["Enfant", "Âge", "Points"]
    root = content_of()
    heads = root.findall(".//table:table-header-rows/table:table-row", ODF)
    assert ["".join(cell.itertext()) for cell in heads[0]] == ["Enfant", "Âge", "Points"]


def test_pictures_keep_their_alternative_text_and_drawings_become_png() -> None:
    told = [shape._inline.docPr.get("descr") for shape in word().inline_shapes]
    assert told == ["Trois barres", ""]
    frames = content_of().findall(".//draw:frame", ODF)
    assert [frame.findtext("svg:desc", namespaces=ODF) for frame in frames] == ["Trois barres", None]
    for fmt in OFFICE:
        with zipfile.ZipFile(io.BytesIO(made(fmt))) as archive:
            pictures = [name for name in archive.namelist() if name.endswith((".png", ".svg"))]
            assert pictures
            assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)


def test_each_numbered_list_counts_from_its_start() -> None:
    html = "<h1>x</h1><ol><li>a</li><li>b</li></ol><p>y</p><ol start='4'><li>c</li></ol>"
    document = word(html=html)
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = document.part.numbering_part.element.xpath(f"./w:num[@w:numId='{numbers[2]}']//w:startOverride/@w:val")
    assert starts == ["4"]
    lists = content_of(html=html).findall(".//text:list", ODF)
    assert [len(found) for found in lists] == [2, 1]
    assert lists[1][0].get(f"{{{ODF['text']}}}start-value") == "4"


def test_lists_within_lists_stay_within() -> None:
    html = "<h1>x</h1><ul><li>a<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol></li><li>e</li></ul><ul><li>f</li></ul>"
    outer = content_of(html=html).find(".//text:list", ODF)
    depth = {}
    for item in outer.iter(f"{{{ODF['text']}}}list-item"):
        above = len(list(item.iterancestors(f"{{{ODF['text']}}}list")))
        depth[item.findtext("text:p", namespaces=ODF)] = above
    assert depth == {"a": 1, "b": 2, "c": 3, "d": 2, "e": 1}
    names = [p.style.name for p in word(html=html).paragraphs if p.style.name.startswith("List")]
    assert names == ["List Bullet", "List Number 2", "List Bullet 3", "List Number 2", "List Bullet", "List Bullet"]


def test_cells_that_reach_over_others() -> None:
    html = (
        "<h1>x</h1><table><caption>t</caption><thead><tr><th scope='col' rowspan='2'>A</th><th colspan='2'>B</th></tr>"
        "<tr><th scope='col'>C</th><th scope='col'>D</th></tr></thead><tbody>"
        "<tr><th scope='row'>1</th><td>2</td><td>3</td></tr></tbody></table>"
    )
    table = word(html=html).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["A", "B", "B"],
        ["A", "C", "D"],
        ["1", "2", "3"],
    ]
    rows = content_of(html=html).findall(".//table:table-row", ODF)
    assert [len(row) for row in rows] == [3, 3, 3]
    assert [etree.QName(cell).localname for cell in rows[1]] == ["covered-table-cell", "table-cell", "table-cell"]


def test_the_wide_layout_is_a3_lying_down() -> None:
    section = word(layout="wide").sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (42.0, 29.7)
    look = part(made("odt", layout="wide"), "styles.xml").find(".//style:page-layout-properties", ODF)
    assert (look.get(f"{{{ODF['fo']}}}page-width"), look.get(f"{{{ODF['style']}}}print-orientation")) == (
        "42.0cm",
        "landscape",
    )


def test_notes_links_and_contents() -> None:
    root = content_of()
    assert "".join(root.find(".//text:note-body", ODF).itertext()) == "Le texte de la note."
    assert len(root.findall(".//text:table-of-content//text:p", ODF)) == 3
    document = word()
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert links == ["https://exemple.test/"]
    assert "1. Le texte de la note." in [p.text for p in document.paragraphs]
    assert any('TOC \\o "1-3"' in (t.text or "") for t in document.element.iter(qn("w:instrText")))


@pytest.mark.parametrize("fmt", OFFICE)
def test_the_same_content_gives_the_same_bytes(fmt: str) -> None:
    assert made(fmt) == made(fmt)


@pytest.mark.parametrize("fmt", sorted(PAPERS))
def test_nothing_outside_the_paper_is_read(fmt: str) -> None:
    for source in ("/etc/passwd", "file:///etc/passwd", "https://example.org/x.png"):
        with pytest.raises(PaperError):
            made(fmt, f'<h1>x</h1><p><img src="{source}" alt="x"></p>')


def test_a_picture_wider_than_the_page_is_fitted() -> None:
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100"><rect width="9" height="9"/></svg>'
    shape = word(html='<h1>x</h1><p><img src="asset:barres" alt=""></p>', assets={"barres": wide}).inline_shapes[0]
    assert round(shape.width.cm, 1) == 16.6
    document = OdfDocument(io.BytesIO(made("odt", '<h1>x</h1><p><img src="asset:b" alt="y"></p>', assets={"b": PNG})))
    assert document.body.get_elements("//draw:frame")


WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffe\uffff") | st.just(" "),
    min_size=1,
    max_size=30,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_whatever_is_written_arrives_and_never_becomes_markup(texts: list[str]) -> None:
    from html import escape

    def plain(text: str) -> str:
        return re.sub(r"\s+", "", text)

    html = "<h1>x</h1>" + "".join(f"<p>a <b>{escape(t)}</b></p><ul><li>{escape(t)}</li></ul>" for t in texts)
    for fmt in OFFICE:
        found = plain(said(fmt, html))
        for text in texts:
            assert found.count(plain(text)) >= 2 or not plain(text)


def test_what_only_a_word_processor_may_open_is_well_formed_archive() -> None:
    for fmt, first in (("docx", "[Content_Types].xml"), ("odt", "mimetype")):
        with zipfile.ZipFile(io.BytesIO(made(fmt))) as archive:
            assert archive.namelist()[0] == first
            assert archive.testzip() is None
            assert not any("Thumbnails" in name for name in archive.namelist() if fmt == "odt")
