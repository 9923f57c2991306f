"""A paper as a Word file (DOCX): real styles, headings, lists, captions, header rows that repeat, alternative texts."""

import datetime
import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ribambelle.papers import blocks
from ribambelle.papers.blocks import Box, Cell, Item, Mark, Paper, Run, Table, Text
from ribambelle.papers.contract import check
from ribambelle.papers.office_page import (
    BOX_COLOURS,
    FONT,
    HEAD_COLOUR,
    INK,
    LETTER_INDENT,
    LONG_AGO,
    PAGES,
    PLAIN,
    timeless,
)
from ribambelle.papers.pictures import Picture, prepare

STYLES = {"quote": "Quote", "caption": "Caption", "term": "Term", "definition": "List Continue", "small": "Small print"}


def render_docx(
    html: str,
    *,
    title: str,
    author: str,
    lang: str = "fr",
    layout: str = "plain",
    assets: Mapping[str, bytes] | None = None,
    created_at: datetime.datetime | None = None,
) -> bytes:
    """Render a semantic HTML fragment (see `contract`) as a Word file that can be edited.

    Same arguments, same errors as `render_pdf`; the same content gives the same bytes. Notes stand at the end.
    """
    checked = check(html, assets=assets or {})
    paper = blocks.read(checked.root)
    pictures = {name: prepare(name, content) for name, content in checked.pictures.items()}
    writer = _Writer(paper, pictures, lang=lang, layout=layout)
    return writer.write(title=title, author=author, created_at=created_at)


class _Writer:
    def __init__(self, paper: Paper, pictures: dict[str, Picture], *, lang: str, layout: str) -> None:
        self.paper, self.pictures = paper, pictures
        self.document: Any = Document()
        width, height, margin = PAGES.get(layout, PLAIN)
        self.width_cm = width - 2 * margin
        self._page(width, height, margin)
        self._styles(lang)
        self.lists: dict[int, int] = {}
        self.style_ids: dict[str, Any] = {}
        self.notes = {name: rank for rank, name in enumerate(paper.notes, 1)}

    def write(self, *, title: str, author: str, created_at: datetime.datetime | None) -> bytes:
        about = self.document.core_properties
        about.title, about.author, about.last_modified_by, about.comments = title, author, author, ""
        about.created = about.modified = created_at or LONG_AGO
        self._foot(title)
        self._blocks(self.document, self.paper.blocks, self.width_cm)
        if self.notes:
            self.document.add_heading(_("Notes"), 1)
            for name, rank in self.notes.items():
                self._runs(self.document.add_paragraph(f"{rank}. "), self.paper.notes[name])
        buffer = io.BytesIO()
        self.document.save(buffer)
        return timeless(buffer.getvalue())

    # the page

    def _page(self, width: float, height: float, margin: float) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)

    def _styles(self, lang: str) -> None:
        styles, ink = self.document.styles, RGBColor.from_string(INK)
        language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), {"fr": "fr-FR"}.get(lang, lang))
        normal = styles["Normal"]
        normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10.5), ink
        normal.paragraph_format.space_after = Pt(6)
        for name, size in (("Title", 20), ("Heading 1", 15), ("Heading 2", 12.5), ("Heading 3", 11)):
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb, style.font.bold = ink, True
            _own_font(style)
        styles["Caption"].font.color.rgb, styles["Caption"].font.size = ink, Pt(10)
        styles["Caption"].paragraph_format.keep_with_next = True
        term = styles.add_style("Term", WD_STYLE_TYPE.PARAGRAPH)
        term.base_style, term.font.bold = normal, True
        term.paragraph_format.keep_with_next = True
        small = styles.add_style("Small print", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style, small.font.size = normal, Pt(8.5)
        link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        link.font.underline = True

    def _foot(self, title: str) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{title} · ")
        _field(paragraph, "PAGE", "1")

    # the blocks

    def _blocks(self, holder: Any, found: list[blocks.Block], width_cm: float) -> None:
        for block in found:
            if isinstance(block, Text):
                self._text(holder, block)
            elif isinstance(block, Item):
                self._item(holder, block)
            elif isinstance(block, Table):
                self._table(holder, block, width_cm)
            elif isinstance(block, Box):
                self._box(holder, block, width_cm)
            elif isinstance(block, Mark):
                self._mark(holder, block)

    def _paragraph(self, holder: Any, style: str) -> Any:
        """A paragraph in a style looked up once: the library reads every style again for each paragraph."""
        if style not in self.style_ids:
            self.style_ids[style] = self.document.part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
        paragraph = holder.add_paragraph()
        paragraph._p.style = self.style_ids[style]
        return paragraph

    def _text(self, holder: Any, block: Text) -> None:
        style = STYLES.get(block.kind, "Normal")
        if block.kind == "title":
            style = "Title"
        elif block.kind == "heading":
            style = f"Heading {block.level}"
        elif block.kind == "legal":
            style = "Small print"
        paragraph = self._paragraph(holder, style)
        self._runs(paragraph, block.runs, bold=block.kind == "subject")
        if block.align == "end":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if block.kind in LETTER_INDENT:
            paragraph.paragraph_format.left_indent = Cm(LETTER_INDENT[block.kind])

    def _item(self, holder: Any, block: Item) -> None:
        name = "List Number" if block.is_ordered else "List Bullet"
        paragraph = self._paragraph(holder, name + (f" {min(block.level, 2) + 1}" if block.level else ""))
        if block.is_ordered:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = self._numbering(block, paragraph.style)
        self._runs(paragraph, block.runs)

    def _numbering(self, block: Item, style: Any) -> int:
        """The numbering of this list, its own, so that each list counts from its start."""
        if block.list_number not in self.lists:
            numbering = self.document.part.numbering_part.element
            model = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
            number = numbering.add_num(model)
            number.add_lvlOverride(ilvl=0).add_startOverride(block.start)
            self.lists[block.list_number] = number.numId
        return self.lists[block.list_number]

    def _mark(self, holder: Any, block: Mark) -> None:
        if block.kind == "page":
            holder.add_paragraph().paragraph_format.page_break_before = True
        elif block.kind == "contents":
            self._contents(holder)
        else:
            _border(holder.add_paragraph(), "bottom")

    def _contents(self, holder: Any) -> None:
        """A field that the program keeps up to date, filled with the headings as they are."""
        entries = blocks.headings_of(self.paper)
        for rank, (level, words) in enumerate(entries):
            paragraph = holder.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            if rank == 0:
                _field_part(paragraph, "begin")
                _instruction(paragraph, 'TOC \\o "1-3" \\h')
                _field_part(paragraph, "separate")
            paragraph.add_run(words)
            if rank == len(entries) - 1:
                _field_part(paragraph, "end")

    def _box(self, holder: Any, block: Box, width_cm: float) -> None:
        table = holder.add_table(1, 1)
        cell = table.rows[0].cells[0]
        _shade(cell, BOX_COLOURS.get(block.kind, BOX_COLOURS["info"]))
        self._fill(cell, block.blocks, width_cm)
        holder.add_paragraph()

    def _fill(self, cell: Any, found: list[blocks.Block], width_cm: float) -> None:
        """Put blocks into a cell, which must not begin with its empty first paragraph, nor end without one."""
        first = cell.paragraphs[0]
        self._blocks(cell, found, width_cm)
        if len(cell.paragraphs) > 1:
            first._p.getparent().remove(first._p)

    def _table(self, holder: Any, block: Table, width_cm: float) -> None:
        if block.caption:
            self._runs(self._paragraph(holder, "Caption"), block.caption)
        table = holder.add_table(len(block.rows), len(block.weights))
        table.style, table.autofit = self.document.styles["Table Grid"], False
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        if look is not None:
            look.set(qn("w:firstRow"), "1")
            look.set(qn("w:firstColumn"), "1")
        widths = [Cm(width_cm * weight) for weight in block.weights]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        grid = [list(row.cells) for row in table.rows]
        for y, (row, line) in enumerate(zip(table.rows, block.rows, strict=True)):
            self._row(row, is_head=y < block.head_rows)
            for x, cell in enumerate(line):
                grid[y][x].width = widths[x]
                if cell is not None:
                    self._cell(grid, y, x, cell, widths)
        holder.add_paragraph()

    def _cell(self, grid: list[list[Any]], y: int, x: int, cell: Cell, widths: list[Any]) -> None:
        place = grid[y][x]
        if cell.across > 1 or cell.down > 1:
            place = place.merge(grid[y + cell.down - 1][x + cell.across - 1])
        self._fill(place, cell.blocks, sum(widths[x : x + cell.across]) / Cm(1))
        if cell.is_head:
            _shade(place, HEAD_COLOUR)
            for paragraph in place.paragraphs:
                for run in paragraph.runs:
                    run.bold = True
        for paragraph in place.paragraphs:
            paragraph.paragraph_format.space_after = Pt(2)

    @staticmethod
    def _row(row: Any, *, is_head: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))

    # the words

    def _runs(self, paragraph: Any, runs: list[Run], *, bold: bool = False) -> None:
        for run in runs:
            if run.is_break:
                paragraph.add_run().add_break()
            elif run.picture:
                self._picture(paragraph, run)
            elif run.note:
                paragraph.add_run(str(self.notes.get(run.note, ""))).font.superscript = True
            elif run.link:
                self._link(paragraph, run)
            else:
                _look(paragraph.add_run(run.text), run, bold=bold)

    def _picture(self, paragraph: Any, run: Run) -> None:
        picture = self.pictures[run.picture]
        width = min(picture.width_cm, self.width_cm)
        shown = paragraph.add_run().add_picture(io.BytesIO(picture.content), width=Cm(width))
        shown._inline.docPr.set("descr", run.alt)

    def _link(self, paragraph: Any, run: Run) -> None:
        link = OxmlElement("w:hyperlink")
        if run.link.startswith("#"):
            link.set(qn("w:anchor"), run.link[1:])
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        words = paragraph.add_run(run.text, style="Hyperlink")
        _look(words, run)
        link.append(words._r)
        paragraph._p.append(link)


def _look(words: Any, run: Run, *, bold: bool = False) -> None:
    font = words.font
    font.bold, font.italic, font.strike = (run.bold or bold) or None, run.italic or None, run.strike or None
    if run.underline:
        font.underline = True
    font.subscript, font.superscript = run.level == "sub" or None, run.level == "sup" or None
    if run.small:
        font.size = Pt(8.5)
    if run.mono:
        font.name = "DejaVu Sans Mono"


def _own_font(style: Any) -> None:
    """Take off the theme font that the headings of the model carry: it would win over the name."""
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _border(paragraph: Any, side: str) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "8A7A66")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _field_part(paragraph: Any, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _instruction(paragraph: Any, code: str) -> None:
    words = OxmlElement("w:instrText")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = f" {code} "
    paragraph.add_run()._r.append(words)


def _field(paragraph: Any, code: str, shown: str) -> None:
    _field_part(paragraph, "begin")
    _instruction(paragraph, code)
    _field_part(paragraph, "separate")
    paragraph.add_run(shown)
    _field_part(paragraph, "end")
