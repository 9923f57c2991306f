"""A paper as an OpenDocument text (ODT): real styles, headings, lists, captions, header rows, notes."""

import datetime
import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from odfdo import Document, Element

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

#: Words: the marks of a run, in the order of the bits of its style name.
LOOKS = {
    "bold": 'fo:font-weight="bold"',
    "italic": 'fo:font-style="italic"',
    "underline": 'style:text-underline-style="solid" style:text-underline-width="auto"',
    "strike": 'style:text-line-through-style="solid"',
    "small": 'fo:font-size="8.5pt"',
    "mono": 'style:font-name="DejaVu Sans Mono"',
}
LEVELS = {"sub": 'style:text-position="sub 66%"', "sup": 'style:text-position="super 66%"'}
PARAGRAPHS = {
    "body": ("Text_20_body", "", ""),
    "end": ("Text_20_body", 'fo:text-align="end"', ""),
    "quote": ("Text_20_body", 'fo:margin-left="1cm" fo:margin-right="1cm"', 'fo:font-style="italic"'),
    "term": ("Text_20_body", 'fo:keep-with-next="always"', 'fo:font-weight="bold"'),
    "definition": ("Text_20_body", 'fo:margin-left="0.8cm"', ""),
    "subject": ("Text_20_body", "", 'fo:font-weight="bold"'),
    "legal": ("Text_20_body", "", 'fo:font-size="8.5pt"'),
    "rule": ("Text_20_body", 'fo:border-bottom="0.75pt solid #8a7a66"', ""),
    "page": ("Text_20_body", 'fo:break-before="page"', ""),
    "cell-head": ("Text_20_body", 'fo:margin-bottom="0.05cm"', 'fo:font-weight="bold"'),
    "cell-head-end": (
        "Text_20_body",
        'fo:margin-bottom="0.05cm" fo:text-align="end"',
        'fo:font-weight="bold"',
    ),
    "cell": ("Text_20_body", 'fo:margin-bottom="0.05cm"', ""),
    "cell-end": ("Text_20_body", 'fo:margin-bottom="0.05cm" fo:text-align="end"', ""),
} | {kind: ("Text_20_body", f'fo:margin-left="{indent}cm"', "") for kind, indent in LETTER_INDENT.items()}


def render_odt(
    html: str,
    *,
    title: str,
    author: str,
    lang: str = "fr",
    layout: str = "plain",
    assets: Mapping[str, bytes] | None = None,
    created_at: datetime.datetime | None = None,
) -> bytes:
    """Render a semantic HTML fragment (see `contract`) as an OpenDocument text that can be edited.

    Same arguments, same errors as `render_pdf`; the same content gives the same bytes.
    """
    checked = check(html, assets=assets or {})
    paper = blocks.read(checked.root)
    pictures = {name: prepare(name, content) for name, content in checked.pictures.items()}
    writer = _Writer(paper, pictures, layout=layout)
    return writer.write(title=title, author=author, lang=lang, created_at=created_at)


def _styled(family: str, name: str, parent: str, inside: str) -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{inside}</style:style>'


class _Writer:
    """Builds the body as XML text, block by block; the library keeps package, styles and numbering in order."""

    def __init__(self, paper: Paper, pictures: dict[str, Picture], *, layout: str) -> None:
        self.paper, self.pictures = paper, pictures
        self.document: Any = Document("text")
        self.page = PAGES.get(layout, PLAIN)
        self.width_cm = self.page[0] - 2 * self.page[2]
        self.notes = {name: rank for rank, name in enumerate(paper.notes, 1)}
        self.used: dict[str, str] = {}
        self.frames = 0
        self.tables = 0
        self.paths: dict[str, str] = {}

    def write(self, *, title: str, author: str, lang: str, created_at: datetime.datetime | None) -> bytes:
        document = self.document
        for name, picture in self.pictures.items():
            suffix = "png" if picture.content.startswith(b"\x89PNG") else "jpg"
            self.paths[name] = f"Pictures/{name.rpartition('.')[0]}.{suffix}"
            kind = "image/png" if suffix == "png" else "image/jpeg"
            document.container.set_part(self.paths[name], picture.content)
            document.manifest.add_full_path(self.paths[name], kind)
        _without_picture_of_the_model(document)
        body = document.body
        body.clear()
        for xml in self._blocks(self.paper.blocks, self.width_cm):
            body.append(Element.from_tag(xml))
        for xml in self.used.values():
            document.insert_style(Element.from_tag(xml), automatic=True)
        self._common_styles(lang)
        self._page_style(title)
        self._about(title, author, lang, created_at or LONG_AGO)
        buffer = io.BytesIO()
        document.save(buffer)
        return timeless(buffer.getvalue())

    # the document

    def _common_styles(self, lang: str) -> None:
        language, _dash, country = {"fr": "fr-FR"}.get(lang, lang).partition("-")
        for element in self.document.styles.get_elements("//style:default-style"):
            words = element.get_element("style:text-properties")
            if words is not None:
                words.set_attribute("fo:language", language)
                words.set_attribute("fo:country", country or "none")
                words.set_attribute("style:font-name", FONT)
                words.set_attribute("fo:font-size", "10.5pt")
                words.set_attribute("fo:color", f"#{INK}")
        self.document.insert_style(
            Element.from_tag(
                f'<style:font-face style:name="{FONT}" svg:font-family="&apos;{FONT}&apos;"'
                ' style:font-family-generic="swiss"/>'
            )
        )
        sizes = {"Title": 20, "Heading_20_1": 15, "Heading_20_2": 12.5, "Heading_20_3": 11, "Caption": 10}
        for name, size in sizes.items():
            weight = "" if name == "Caption" else ' fo:font-weight="bold"'
            level = f' style:default-outline-level="{name[-1]}"' if name.startswith("Heading_20_") else ""
            xml = (
                f'<style:style style:name="{name}" style:display-name="{name.replace("_20_", " ")}"'
                f' style:family="paragraph" style:parent-style-name="Standard" style:class="text"{level}>'
                '<style:paragraph-properties fo:keep-with-next="always" fo:margin-top="0.35cm"'
                ' fo:margin-bottom="0.15cm"/>'
                f'<style:text-properties fo:font-size="{size}pt"{weight}/></style:style>'
            )
            self.document.insert_style(Element.from_tag(xml))

    def _page_style(self, title: str) -> None:
        width, height, margin = self.page
        layout = self.document.styles.get_element("//style:page-layout/style:page-layout-properties")
        sizes = {"fo:page-width": width, "fo:page-height": height}
        sizes |= {f"fo:margin-{side}": margin for side in ("top", "bottom", "left", "right")}
        for name, size in sizes.items():
            layout.set_attribute(name, f"{size}cm")
        layout.set_attribute("style:print-orientation", "landscape" if width > height else "portrait")
        master = self.document.styles.get_element("//style:master-page")
        foot = f'{escape(title)} · <text:page-number text:select-page="current">1</text:page-number>'
        master.append(
            Element.from_tag(f'<style:footer><text:p text:style-name="Standard">{foot}</text:p></style:footer>')
        )

    def _about(self, title: str, author: str, lang: str, moment: datetime.datetime) -> None:
        about = self.document.meta
        about.title, about.creator, about.initial_creator, about.language = title, author, author, lang
        about.creation_date = about.date = moment.replace(tzinfo=None)
        about.generator = "Ribambelle"

    # styles that the text asks for

    def _style(self, key: str, xml: str) -> str:
        self.used.setdefault(key, xml)
        return key

    def _paragraph_style(self, kind: str) -> str:
        if kind not in PARAGRAPHS:
            return "Text_20_body"
        parent, paragraph, words = PARAGRAPHS[kind]
        if not paragraph and not words:
            return parent
        inside = f"<style:paragraph-properties {paragraph}/>" if paragraph else ""
        inside += f"<style:text-properties {words}/>" if words else ""
        return self._style(f"P{kind}", _styled("paragraph", f"P{kind}", parent, inside))

    def _word_style(self, run: Run) -> str:
        looks = [name for name in LOOKS if getattr(run, name)]
        if run.level:
            looks.append(run.level)
        if not looks:
            return ""
        name = "T-" + "-".join(looks)
        properties = " ".join((LOOKS | LEVELS)[look] for look in looks)
        return self._style(name, _styled("text", name, "", f"<style:text-properties {properties}/>"))

    # the blocks

    def _blocks(self, found: list[blocks.Block], width_cm: float, *, kind: str = "") -> list[str]:
        parts: list[str] = []
        for rank, block in enumerate(found):
            if isinstance(block, Text):
                parts.append(self._text(block, kind))
            elif isinstance(block, Item):
                if block.level == 0 and not _goes_on(found, rank):
                    parts.append(self._list(_list_from(found, rank)))
            elif isinstance(block, Table):
                parts += self._table(block, width_cm)
            elif isinstance(block, Box):
                parts += self._box(block, width_cm)
            else:
                parts.append(self._mark(block))
        return parts

    def _text(self, block: Text, kind: str) -> str:
        words = self._words(block.runs)
        if block.kind == "heading":
            name = f"Heading_20_{block.level}"
            return f'<text:h text:style-name="{name}" text:outline-level="{block.level}">{words}</text:h>'
        if block.kind in {"title", "caption"}:
            name = block.kind.capitalize()
        elif block.kind == "body":
            name = self._paragraph_style(f"{kind}-end".lstrip("-") if block.align else kind or "body")
        else:
            name = self._paragraph_style(block.kind)
        return f'<text:p text:style-name="{name}">{words}</text:p>'

    def _list(self, items: list[Item]) -> str:
        """Nested lists from entries that know their depth."""
        parts, depth = [], -1
        for item in items:
            if item.level > depth:
                parts += [self._list_start(item)] * (item.level - depth)
            else:
                parts.append("</text:list-item>" + "</text:list></text:list-item>" * (depth - item.level))
            depth = item.level
            start = f' text:start-value="{item.start}"' if item.start != 1 else ""
            parts.append(
                f'<text:list-item{start}><text:p text:style-name="Text_20_body">{self._words(item.runs)}</text:p>'
            )
        return "".join(parts) + "</text:list-item></text:list>" * (depth + 1)

    def _list_start(self, item: Item) -> str:
        kind = "ordered" if item.is_ordered else "bullets"
        levels = "".join(
            (
                f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">'
                if item.is_ordered
                else f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•">'
            )
            + '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="{0.7 * level:.1f}cm"'
            ' fo:text-indent="-0.6cm"/></style:list-level-properties>'
            + ("</text:list-level-style-number>" if item.is_ordered else "</text:list-level-style-bullet>")
            for level in range(1, 6)
        )
        name = self._style(f"L{kind}", f'<text:list-style style:name="L{kind}">{levels}</text:list-style>')
        return f'<text:list text:style-name="{name}">'

    def _mark(self, block: Mark) -> str:
        if block.kind == "contents":
            lines = "".join(
                f'<text:p text:style-name="Contents_20_{level}">{escape(words)}</text:p>'
                for level, words in blocks.headings_of(self.paper)
            )
            source = '<text:table-of-content-source text:outline-level="3"/>'
            return (
                f'<text:table-of-content text:name="{escape(_("Contents"))}">{source}'
                f"<text:index-body>{lines}</text:index-body></text:table-of-content>"
            )
        return f'<text:p text:style-name="{self._paragraph_style(block.kind)}"/>'

    def _box(self, block: Box, width_cm: float) -> list[str]:
        self.tables += 1
        colour = BOX_COLOURS.get(block.kind, BOX_COLOURS["info"])
        name = self._cell_style(f"Box{block.kind}", f'fo:background-color="#{colour}" fo:padding="0.2cm"')
        inside = "".join(self._blocks(block.blocks, width_cm))
        cell = f'<table:table-cell table:style-name="{name}">{inside}</table:table-cell>'
        return [
            f'<table:table table:name="T{self.tables}"><table:table-column/>'
            f"<table:table-row>{cell}</table:table-row></table:table>"
        ]

    def _cell_style(self, name: str, properties: str) -> str:
        inside = f"<style:table-cell-properties {properties}/>"
        return self._style(name, _styled("table-cell", name, "", inside))

    def _table(self, block: Table, width_cm: float) -> list[str]:
        self.tables += 1
        number = self.tables
        caption = [f'<text:p text:style-name="Caption">{self._words(block.caption)}</text:p>'] if block.caption else []
        columns = []
        for rank, weight in enumerate(block.weights):
            name = f"C{number}-{rank}"
            width = f'<style:table-column-properties style:column-width="{width_cm * weight:.2f}cm"/>'
            self._style(name, _styled("table-column", name, "", width))
            columns.append(f'<table:table-column table:style-name="{name}"/>')
        look = f'<style:table-properties style:width="{width_cm:.2f}cm" table:align="margins"/>'
        table = self._style(f"Table{number}", _styled("table", f"Table{number}", "", look))
        lines = [self._line(line, block.weights, width_cm) for line in block.rows]
        head = "".join(lines[: block.head_rows])
        head = f"<table:table-header-rows>{head}</table:table-header-rows>" if head else ""
        body = "".join(lines[block.head_rows :])
        title = escape("".join(run.text for run in block.caption))
        title = f"<table:title>{title}</table:title>" if title else ""
        return [
            *caption,
            f'<table:table table:name="T{number}" table:style-name="{table}">{title}{"".join(columns)}{head}{body}'
            "</table:table>",
            '<text:p text:style-name="Text_20_body"/>',
        ]

    def _line(self, line: list[Cell | None], weights: list[float], width_cm: float) -> str:
        row = self._style(
            "Row", _styled("table-row", "Row", "", '<style:table-row-properties fo:keep-together="always"/>')
        )
        parts = []
        for x, cell in enumerate(line):
            if cell is None:
                parts.append("<table:covered-table-cell/>")
                continue
            border = 'fo:border="0.5pt solid #c9bda9" fo:padding="0.12cm"'
            name = (
                self._cell_style("HeadCell", f'{border} fo:background-color="#{HEAD_COLOUR}"')
                if cell.is_head
                else self._cell_style("BodyCell", border)
            )
            spans = f' table:number-columns-spanned="{cell.across}"' if cell.across > 1 else ""
            spans += f' table:number-rows-spanned="{cell.down}"' if cell.down > 1 else ""
            kind = "cell-head" if cell.is_head else "cell"
            width = width_cm * sum(weights[x : x + cell.across])
            inside = "".join(self._blocks(cell.blocks, width, kind=kind)) or '<text:p text:style-name="Text_20_body"/>'
            parts.append(
                f'<table:table-cell table:style-name="{name}" office:value-type="string"{spans}>{inside}'
                "</table:table-cell>"
            )
        return f'<table:table-row table:style-name="{row}">{"".join(parts)}</table:table-row>'

    # the words

    def _words(self, runs: list[Run]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        if run.is_break:
            return "<text:line-break/>"
        if run.picture:
            return self._picture(run)
        if run.note:
            return self._note(run.note)
        words = escape(run.text)
        if style := self._word_style(run):
            words = f'<text:span text:style-name="{style}">{words}</text:span>'
        if run.link:
            words = f'<text:a xlink:type="simple" xlink:href={quoteattr(run.link)}>{words}</text:a>'
        return words

    def _note(self, name: str) -> str:
        rank, words = self.notes.get(name, 0), self._words(self.paper.notes.get(name, []))
        return (
            f'<text:note text:id="ftn{rank}" text:note-class="footnote"><text:note-citation>{rank}</text:note-citation>'
            f'<text:note-body><text:p text:style-name="Footnote">{words}</text:p></text:note-body></text:note>'
        )

    def _picture(self, run: Run) -> str:
        picture = self.pictures[run.picture]
        width = min(picture.width_cm, self.width_cm)
        self.frames += 1
        told = f"<svg:desc>{escape(run.alt)}</svg:desc>" if run.alt else ""
        return (
            f'<draw:frame draw:name="Image{self.frames}" text:anchor-type="as-char" svg:width="{width:.2f}cm"'
            f' svg:height="{width * picture.ratio:.2f}cm"><draw:image xlink:type="simple" xlink:show="embed"'
            f' xlink:actuate="onLoad" xlink:href="{self.paths[run.picture]}"/>{told}</draw:frame>'
        )


def _without_picture_of_the_model(document: Any) -> None:
    """Take off the small picture of its first page that the library's empty text carries."""
    name = "Thumbnails/thumbnail.png"
    document.container.del_part(name)
    document.manifest.del_full_path(name)


def _goes_on(found: list[blocks.Block], rank: int) -> bool:
    """Whether this entry belongs to the list that the block before it is in."""
    before = found[rank - 1] if rank else None
    if not isinstance(before, Item):
        return False
    item = found[rank]
    outer = next((b for b in reversed(found[:rank]) if isinstance(b, Item) and b.level == 0), None)
    return isinstance(item, Item) and outer is not None and outer.list_number == item.list_number


def _list_from(found: list[blocks.Block], rank: int) -> list[Item]:
    """The entries of the list that begins here, those inside it included."""
    first = found[rank]
    items: list[Item] = []
    for block in found[rank:]:
        if not isinstance(block, Item) or not isinstance(first, Item):
            break
        if block.level == 0 and block.list_number != first.list_number:
            break
        items.append(block)
    return items
