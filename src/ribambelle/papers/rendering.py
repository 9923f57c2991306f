"""One semantic HTML fragment, whatever the format asked for: PDF to keep, Word and OpenDocument to go on writing."""

import datetime
from collections.abc import Callable, Mapping

from ribambelle.papers.open_text import render_odt
from ribambelle.papers.pdf import render_pdf
from ribambelle.papers.spreadsheets import FileKind
from ribambelle.papers.word import render_docx

PAPERS: dict[str, FileKind] = {
    "pdf": FileKind("pdf", "application/pdf", "PDF"),
    "docx": FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX (Word)"),
    "odt": FileKind("odt", "application/vnd.oasis.opendocument.text", "ODT (LibreOffice)"),
}
WRITERS: dict[str, Callable[..., bytes]] = {"pdf": render_pdf, "docx": render_docx, "odt": render_odt}


def render_paper(
    html: str,
    fmt: str,
    *,
    title: str,
    author: str,
    lang: str = "fr",
    layout: str = "plain",
    assets: Mapping[str, bytes] | None = None,
    created_at: datetime.datetime | None = None,
) -> bytes:
    """Render a fragment (see `contract`) in one of `PAPERS`; the arguments are those of `render_pdf`.

    Raises
    ------
    KeyError
        Unknown format.
    PaperError
        The fragment breaks the contract; everything wrong is listed.
    """
    write = WRITERS[fmt]
    return write(html, title=title, author=author, lang=lang, layout=layout, assets=assets, created_at=created_at)
