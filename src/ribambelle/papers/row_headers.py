"""The first cell of a row as a heading in the tags of a PDF.

The PDF engine tags the headings of columns but, called from Python, has no switch for those of rows. They are told
here, by an incremental update: the changed tags are appended with their own cross-reference table (ISO 32000-1,
7.5.6), and nothing of the file is rewritten. Same content, same bytes still.
"""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

ELEMENT = re.compile(rb"(\d+) 0 obj\n(<</Type/StructElem/S/(\w+)/P.*?)\nendobj", re.DOTALL)
TREE = re.compile(rb"<</Type/StructTreeRoot.*?\nendobj", re.DOTALL)
KIDS = re.compile(rb"/K ?(\[[^\]]*\]|\d+ 0 R)")
REFERENCE = re.compile(rb"(\d+) 0 R")
TRAILER = re.compile(rb"trailer\n<<(/Size \d+.*)>>\nstartxref\n(\d+)\n%%EOF\s*$", re.DOTALL)


def tag_row_headers(pdf: bytes, root: etree._Element) -> bytes:
    """Return the PDF with each `th` outside `thead` tagged as the heading of its row.

    The cells of the tags are matched with those of the source in order; when their numbers differ the PDF comes
    back as it was, readable but with ordinary cells.
    """
    wanted = [list(_is_row_header(table)) for table in root.iter("table")]
    if not any(map(any, wanted)):
        return pdf
    tags = {int(number): (kind, body) for number, body, kind in ELEMENT.findall(pdf)}
    tables = [list(_walk(tags, [table], (b"TH", b"TD"))) for table in _tables(pdf, tags)]
    if [len(cells) for cells in tables] != [len(cells) for cells in wanted]:
        return pdf
    pairs = zip(chain.from_iterable(tables), chain.from_iterable(wanted), strict=True)
    return _updated(pdf, {number: _as_row_header(tags[number][1]) for number, is_header in pairs if is_header})


def _is_row_header(table: etree._Element) -> Iterator[bool]:
    """One answer for each cell, in the order of the template: head, body, lines without a part, foot."""
    body = [*table.iterfind("tbody/tr"), *table.iterfind("tr")]
    for row in [*table.iterfind("thead/tr"), *body, *table.iterfind("tfoot/tr")]:
        for cell in row.iterchildren("th", "td"):
            yield cell.tag == "th" and row.getparent().tag != "thead"


def _tables(pdf: bytes, tags: dict[int, tuple[bytes, bytes]]) -> list[int]:
    tree = TREE.search(pdf)
    return list(_walk(tags, _kids(tree[0]), (b"Table",))) if tree else []


def _walk(tags: dict[int, tuple[bytes, bytes]], numbers: list[int], kinds: tuple[bytes, ...]) -> Iterator[int]:
    """The elements of these kinds, in the order of reading."""
    for number in numbers:
        if number not in tags:
            continue
        kind, body = tags[number]
        if kind in kinds:
            yield number
        else:
            yield from _walk(tags, _kids(body), kinds)


def _kids(body: bytes) -> list[int]:
    found = KIDS.findall(body)
    return [int(number) for number in REFERENCE.findall(found[-1])] if found else []


def _as_row_header(body: bytes) -> bytes:
    changed = body.replace(b"/S/TD/", b"/S/TH/", 1)
    if b"<</O/Table" in changed:
        return changed.replace(b"<</O/Table", b"<</O/Table/Scope/Row", 1)
    return changed.replace(b"/K[", b"/A[<</O/Table/Scope/Row>>]/K[", 1)


def _updated(pdf: bytes, objects: dict[int, bytes]) -> bytes:
    trailer = TRAILER.search(pdf)
    if not trailer:
        return pdf
    added = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    entries = []
    for number, body in sorted(objects.items()):
        entries.append(b"%d 1\n%010d 00000 n\r\n" % (number, len(added)))
        added += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(added)
    added += b"xref\n" + b"".join(entries)
    added += b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer[1], trailer[2], start)
    return bytes(added)
