"""All that can be read of a file by whoever receives it: its text, its parts unzipped, what it says of itself."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator

import pikepdf
import pytest


def names_in(data: bytes, names: Iterable[str]) -> list[str]:
    """The names that stand anywhere in a file, whatever its case."""
    text = "\n".join(parts(data)).casefold()
    assert text.strip(), "nothing could be read of this file"
    return [name for name in names if name.casefold() in text]


def parts(data: bytes) -> Iterator[str]:
    """The bytes as they are, then what is inside them: members of an archive, text and metadata of a PDF."""
    yield data.decode("utf-8", errors="replace")
    yield data.decode("utf-16-le", errors="ignore")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from parts(archive.read(name))
    elif data.startswith(b"%PDF-"):
        yield from _of_pdf(data)


def _of_pdf(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        yield str(dict(document.docinfo))
        with document.open_metadata() as about:
            yield str(about)
        for held in document.objects:
            if isinstance(held, pikepdf.Stream) and held.get("/Subtype") != "/Image":
                try:
                    yield held.read_bytes().decode("latin-1")
                except pikepdf.PdfError:
                    continue
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    yield subprocess.run([tool, "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
