"""What a checked paper says, as a list of blocks that any writer can follow: paragraphs, lists, tables, pictures.

`read` takes the element of `contract.check`; it decides nothing about looks.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lxml import etree

from ribambelle.papers.contract import BLOCKS
from ribambelle.papers.table_shape import shape

MARKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "b": {"bold": True},
    "em": {"italic": True},
    "i": {"italic": True},
    "cite": {"italic": True},
    "u": {"underline": True},
    "ins": {"underline": True},
    "s": {"strike": True},
    "del": {"strike": True},
    "sub": {"level": "sub"},
    "sup": {"level": "sup"},
    "small": {"small": True},
    "code": {"mono": True},
}
HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
LEAST_COLUMN = 9  # characters: a column is never thinner than that


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. `picture` names a picture instead of words; `note` calls the note of that name."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    small: bool = False
    mono: bool = False
    level: Literal["", "sub", "sup"] = ""
    link: str = ""
    picture: str = ""
    alt: str = ""
    note: str = ""
    is_break: bool = False


@dataclass(slots=True)
class Text:
    """A paragraph. Kinds: body, title, heading (level 1 to 3), quote, caption, term, definition, parts of a letter."""

    runs: list[Run]
    kind: str = "body"
    level: int = 0
    align: str = ""
    starts_page: bool = False


@dataclass(slots=True)
class Item:
    """One entry of a list, `level` deep from 0. `list_number` tells one list from the next: counting restarts."""

    runs: list[Run]
    level: int
    is_ordered: bool
    list_number: int
    start: int = 1


@dataclass(slots=True)
class Cell:
    blocks: list["Block"]
    is_head: bool
    across: int = 1
    down: int = 1
    align: str = ""


@dataclass(slots=True)
class Table:
    """`rows` hold one entry a column; None where a cell above or before reaches. `weights` share out the width."""

    caption: list[Run]
    rows: list[list[Cell | None]]
    head_rows: int
    foot_rows: int
    weights: list[float]


@dataclass(slots=True)
class Box:
    kind: str
    blocks: list["Block"]


@dataclass(slots=True)
class Mark:
    """A rule across the page, the table of contents, or nothing but a new page."""

    kind: Literal["rule", "contents", "page"]


Block = Text | Item | Table | Box | Mark


@dataclass(slots=True)
class Paper:
    """`notes` by name, in the order they are called."""

    blocks: list[Block]
    notes: dict[str, list[Run]] = field(default_factory=dict)


def read(root: etree._Element) -> Paper:
    """Return the blocks of a checked fragment, with its notes in the order they are called."""
    shape(root)
    notes = {item.get("id", ""): item for item in root.iterfind(".//section[@role='doc-endnotes']//li")}
    for section in root.findall(".//section[@role='doc-endnotes']"):
        section.getparent().remove(section)
    reader = _Reader()
    blocks = list(reader.blocks(root))
    called = dict.fromkeys(
        link.get("href", "").removeprefix("#") for link in root.iterfind(".//a[@role='doc-noteref']")
    )
    return Paper(blocks, {name: list(_runs_of(notes[name])) for name in called if name in notes})


def _runs_of(element: etree._Element) -> Iterator[Run]:
    """The words of an element, whatever blocks it holds, on one line."""
    yield from _trimmed(list(_inline(element, Run(), through_blocks=True)))


def _inline(element: etree._Element, look: Run, *, through_blocks: bool = False) -> Iterator[Run]:
    if element.text:
        yield replace(look, text=element.text)
    for child in element:
        if isinstance(child.tag, str) and (through_blocks or child.tag not in BLOCKS):
            yield from _mark(child, look, through_blocks=through_blocks)
        if child.tail:
            yield replace(look, text=child.tail)


def _mark(child: etree._Element, look: Run, *, through_blocks: bool) -> Iterator[Run]:
    if child.tag == "br":
        yield replace(look, is_break=True)
    elif child.tag == "img":
        yield replace(look, picture=child.get("src", ""), alt=child.get("alt", ""))
    elif child.get("role") == "doc-noteref":
        yield replace(look, note=child.get("href", "").removeprefix("#"))
    elif child.tag == "q":
        yield replace(look, text="«\u202f")
        yield from _inline(child, look, through_blocks=through_blocks)
        yield replace(look, text="\u202f»")
    else:
        changes: dict[str, Any] = {"link": child.get("href", "")} if child.tag == "a" else MARKS.get(child.tag, {})
        yield from _inline(child, replace(look, **changes), through_blocks=through_blocks)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without blank at either end: those spaces only stood between the tags."""
    while runs and _is_blank(runs[0]):
        runs = runs[1:]
    while runs and _is_blank(runs[-1]):
        runs = runs[:-1]
    return runs


def _is_blank(run: Run) -> bool:
    return not (run.text.strip(" ") or run.picture or run.note or run.is_break)


class _Reader:
    """Walks the fragment once; counts its lists."""

    def __init__(self) -> None:
        self.lists = 0

    def blocks(self, parent: etree._Element, *, kind: str = "body", align: str = "") -> Iterator[Block]:
        """The blocks of a container; words that stand in it directly become a paragraph."""
        loose: list[Run] = [Run(text=parent.text)] if parent.text else []
        for child in parent:
            if isinstance(child.tag, str) and child.tag in BLOCKS:
                yield from self._paragraph(loose, kind, align)
                loose = []
                if child.get("data-break") is not None:
                    yield Mark("page")
                yield from self._block(child, kind, align)
            elif isinstance(child.tag, str):
                loose += _mark(child, Run(), through_blocks=False)
            if child.tail:
                loose.append(Run(text=child.tail))
        yield from self._paragraph(loose, kind, align)

    def _paragraph(self, runs: list[Run], kind: str, align: str) -> Iterator[Text]:
        if runs := _trimmed(runs):
            yield Text(runs, kind, align=align)

    def _block(self, element: etree._Element, kind: str, align: str) -> Iterator[Block]:  # one branch an element
        tag, letter = element.tag, element.get("data-letter")
        kind = letter or kind
        if tag in HEADINGS:
            level = HEADINGS[tag]
            yield Text(list(_runs_of(element)), "heading" if level else "title", level)
        elif tag in {"p", "figcaption"}:
            yield from self._paragraph(list(_inline(element, Run())), "caption" if tag == "figcaption" else kind, align)
        elif tag in {"ul", "ol"}:
            yield from self._list(element, 0)
        elif tag == "table":
            yield self._table(element)
        elif tag == "hr":
            yield Mark("rule")
        elif tag == "nav":
            yield Mark("contents")
        elif tag == "aside":
            yield Box(element.get("data-kind", "info"), list(self.blocks(element)))
        elif tag in {"dt", "dd", "blockquote"}:
            kinds = {"dt": "term", "dd": "definition", "blockquote": "quote"}
            yield from self.blocks(element, kind=kinds[tag], align=align)
        else:
            yield from self.blocks(element, kind=kind, align=align)

    def _list(self, element: etree._Element, level: int) -> Iterator[Block]:
        self.lists += 1
        number, is_ordered = self.lists, element.tag == "ol"
        start = int(element.get("start") or 1)
        for item in element.iterfind("li"):
            yield Item(list(self._item_words(item)), level, is_ordered, number, start)
            for child in item.iter("ul", "ol"):
                if next(child.iterancestors("li")) is item:
                    yield from self._list(child, level + 1)

    def _item_words(self, item: etree._Element) -> Iterator[Run]:
        """The words of an entry without those of the lists inside it; its paragraphs are parted by line breaks."""
        parts = [_trimmed(list(_inline(item, Run())))]
        parts += [list(_runs_of(child)) for child in item if isinstance(child.tag, str) and self._is_words(child)]
        for rank, part in enumerate(part for part in parts if part):
            if rank:
                yield Run(is_break=True)
            yield from part

    @staticmethod
    def _is_words(child: etree._Element) -> bool:
        return child.tag in BLOCKS and child.tag not in {"ul", "ol", "table"}

    def _table(self, element: etree._Element) -> Table:
        caption = element.find("caption")
        lines = list(element.iter("tr"))
        grid: dict[tuple[int, int], Cell | None] = {}
        for y, line in enumerate(lines):
            x = 0
            for found in line.iter("th", "td"):
                while (y, x) in grid:
                    x += 1
                cell = self._cell(found)
                cell.down = min(cell.down, len(lines) - y)
                grid |= {(y + down, x + along): None for down in range(cell.down) for along in range(cell.across)}
                grid[y, x] = cell
                x += cell.across
        width = 1 + max((x for _y, x in grid), default=0)
        empty = Cell([], is_head=False)
        return Table(
            caption=list(_runs_of(caption)) if caption is not None else [],
            rows=[[grid.get((y, x), empty) for x in range(width)] for y in range(len(lines))],
            head_rows=sum(line.getparent().tag == "thead" for line in lines),
            foot_rows=sum(line.getparent().tag == "tfoot" for line in lines),
            weights=_weights(grid, width, {id(cell): len(text) for cell, text in self._texts(grid)}),
        )

    def _cell(self, element: etree._Element) -> Cell:
        align = "end" if element.get("data-align") == "end" else ""
        blocks = list(self.blocks(element, align=align))
        across, down = (int(element.get(name) or 1) for name in ("colspan", "rowspan"))
        return Cell(blocks, element.tag == "th", across, down, align)

    @staticmethod
    def _texts(grid: dict[tuple[int, int], Cell | None]) -> Iterator[tuple[Cell, str]]:
        for cell in grid.values():
            if cell is not None:
                yield cell, " ".join(words_of(block) for block in cell.blocks)


def _weights(grid: dict[tuple[int, int], Cell | None], width: int, lengths: dict[int, int]) -> list[float]:
    """By the square root of the longest cell: a text of four times the length gets twice the width."""
    longest = [LEAST_COLUMN] * width
    for (_y, x), cell in grid.items():
        if cell is not None and cell.across == 1:
            longest[x] = max(longest[x], lengths[id(cell)])
    total = sum(math.sqrt(length) for length in longest)
    return [math.sqrt(length) / total for length in longest]


def words_of(block: Block) -> str:
    """The words of a block, without looks."""
    if isinstance(block, Text | Item):
        return "".join(run.text for run in block.runs)
    if isinstance(block, Box):
        return " ".join(words_of(each) for each in block.blocks)
    return ""


def headings_of(paper: Paper) -> list[tuple[int, str]]:
    """The headings under the title, with their level from 1: what a table of contents lists."""
    return [(b.level, words_of(b)) for b in paper.blocks if isinstance(b, Text) and b.kind == "heading"]
