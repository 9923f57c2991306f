"""How wide the columns of a table want to be, and which hold figures: read from the cells, told to the template."""

import math
import re

from lxml import etree

from ribambelle.papers.contract import text_of

FIGURE = re.compile(r"[-+−±]?[\d\s\u00a0\u202f.,:/%€‰]*\d[\d\s\u00a0\u202f.,:/%€‰h]*|[-–—·]|")
LONG = 18  # characters above which a column shares the width with the other long ones
MAY_BREAK = 600  # characters above which a cell may run over two pages


def shape(root: etree._Element) -> None:
    """Give each table `data-columns` (Typst widths) and each column of figures `data-align="end"` on its cells."""
    for table in root.iter("table"):
        columns = _columns(table)
        longest = [max((len(text_of(cell)) for cell in cells), default=0) for cells in columns]
        table.set("data-columns", ",".join(_widths(longest)))
        for cell in table.iter("th", "td"):
            if len(text_of(cell)) > MAY_BREAK:
                cell.set("data-long", "")
        for cells in columns:
            body = [cell for cell in cells if cell.getparent().getparent().tag != "thead"]
            texts = [text_of(cell) for cell in body]
            if any(texts) and all(len(text) <= LONG and FIGURE.fullmatch(text) for text in texts):
                for cell in cells:
                    cell.set("data-align", "end")


def _widths(longest: list[int]) -> list[str]:
    if all(length <= LONG for length in longest):
        return ["1fr", *["auto"] * (len(longest) - 1)]
    # by the square root: a text of four times the length wants twice the width, and more lines
    return [f"{math.sqrt(length):.2f}fr" if length > LONG else "auto" for length in longest]


def _columns(table: etree._Element) -> list[list[etree._Element]]:
    """The cells under each column; a cell over several columns counts in none. Rows above it are respected."""
    columns: list[list[etree._Element]] = []
    busy: dict[tuple[int, int], bool] = {}
    for line, row in enumerate(table.iter("tr")):
        rank = 0
        for cell in row.iter("th", "td"):
            while (line, rank) in busy:
                rank += 1
            across, down = (int(cell.get(name) or 1) for name in ("colspan", "rowspan"))
            busy.update({(line + y, rank + x): True for y in range(down) for x in range(across)})
            while len(columns) < rank + across:
                columns.append([])
            if across == 1:
                columns[rank].append(cell)
            rank += across
    return columns
