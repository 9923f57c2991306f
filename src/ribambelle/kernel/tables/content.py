"""What a file is, told from its bytes and never from its name; and its unpacking within bounds.

A workbook is a zip archive. It is inspected, then really unpacked under a budget, then packed again without
compression: the reader behind only ever sees an archive whose sizes are true.
"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from ribambelle.kernel.tables.errors import BrokenFile, EncryptedFile, MacroFile, WrongContent, ZipBomb
from ribambelle.kernel.tables.structure import MIB, Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
STEP = 256 * 1024
RATIO_COUNTS_ABOVE = 10 * MIB
KEPT = (".xml", ".rels", "mimetype")
JSON = re.compile(rb"""\{|\[\s*[\[{"]""")
MACRO_STARTS = ("basic/", "scripts/", "xl/macrosheets/")


def kind_of(data: bytes, *, filename: str) -> str:
    """Return `zip`, `ole` or `text`.

    Raises
    ------
    WrongContent
        When the bytes are those of something that is no table: a PDF, a picture, a web page, JSON, RTF.
    """
    if data.startswith(ZIP_STARTS):
        return "zip"
    if data.startswith(OLE):
        return "ole"
    found = _foreign(data)
    if found:
        raise WrongContent(filename=filename, found=found)
    return "text"


def _foreign(data: bytes) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = start.lower()
    signs: tuple[tuple[tuple[bytes, ...], str], ...] = (
        ((b"%pdf",), _("a PDF document")),
        ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"bm6", b"ii*\x00", b"mm\x00*", b"<svg"), _("a picture")),
        ((b"\x1f\x8b", b"7z\xbc\xaf", b"rar!", b"bzh", b"\xfd7zxz"), _("a compressed archive")),
        ((b"{\\rtf",), _("a text document (RTF)")),
        ((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta"), _("a web page")),
        ((b"<?xml", b"<"), _("an XML document")),
    )
    for starts, name in signs:
        if lowered.startswith(starts):
            return name
    if JSON.match(start):
        return _("a JSON document")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    return _("a binary file") if b"\x00" in data[: 64 * 1024] else ""


def check_ole(data: bytes, *, filename: str) -> None:
    """Accept an old Excel workbook (.xls) without macros; refuse every other file of that family."""
    if _ole_name("EncryptedPackage") in data:
        raise EncryptedFile(filename=filename)
    if _ole_name("_VBA_PROJECT") in data:
        raise MacroFile(filename=filename)
    if _ole_name("Workbook") not in data and _ole_name("Book") not in data:
        raise WrongContent(filename=filename, found=_("an old Office document"))


def _ole_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def safe_archive(data: bytes, *, filename: str, limits: Limits) -> bytes:
    """Return the workbook packed again, uncompressed, with only the parts that hold cells.

    Memory and time are bounded by `limits.max_unpacked_bytes`. The directory is looked at first, so an honest
    bomb costs nothing; a lying one is cut when the budget is spent.

    Raises
    ------
    ZipBomb, EncryptedFile, MacroFile, WrongContent, BrokenFile
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, packed=len(data), filename=filename, limits=limits)
            _check_kind(archive, {entry.filename for entry in entries}, filename=filename)
            return _repack(archive, entries, packed=len(data), filename=filename, limits=limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BrokenFile(filename=filename, problem=_("its archive cannot be unpacked")) from error


def _check_directory(entries: list[zipfile.ZipInfo], *, packed: int, filename: str, limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise ZipBomb(filename=filename, limit=limits.max_unpacked_bytes)
    _check_size(sum(entry.file_size for entry in entries), packed=packed, filename=filename, limits=limits)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedFile(filename=filename)
    if not all(entry.filename for entry in entries):
        raise BrokenFile(filename=filename, problem=_("its archive cannot be unpacked"))
    names = [entry.filename.lower() for entry in entries if not entry.is_dir()]
    if any(name.endswith("vbaproject.bin") or name.startswith(MACRO_STARTS) for name in names):
        raise MacroFile(filename=filename)


def _check_size(unpacked: int, *, packed: int, filename: str, limits: Limits) -> None:
    swollen = unpacked > RATIO_COUNTS_ABOVE and unpacked > packed * limits.max_unpacked_ratio
    if unpacked > limits.max_unpacked_bytes or swollen:
        raise ZipBomb(filename=filename, limit=limits.max_unpacked_bytes)


def _check_kind(archive: zipfile.ZipFile, names: set[str], *, filename: str) -> None:
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            if part.read(len(ODS) + 1).strip() == ODS:
                return
    if any(name.startswith(("word/", "ppt/")) for name in names) or "content.xml" in names:
        raise WrongContent(filename=filename, found=_("a document of another kind (text, slides or drawing)"))
    if "xl/workbook.bin" in names:
        raise WrongContent(filename=filename, found=_("a binary Excel workbook (.xlsb)"))
    raise WrongContent(filename=filename, found=_("a compressed archive"))


def _repack(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], *, packed: int, filename: str, limits: Limits
) -> bytes:
    clean = io.BytesIO()
    unpacked = 0
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as target:
        for entry in entries:
            if not entry.filename.lower().endswith(KEPT):
                continue
            with archive.open(entry) as source, target.open(entry.filename, "w", force_zip64=True) as part:
                tail = b""
                while chunk := source.read(STEP):
                    unpacked += len(chunk)
                    _check_size(unpacked, packed=packed, filename=filename, limits=limits)
                    if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in tail + chunk:
                        raise EncryptedFile(filename=filename)
                    tail = chunk[-32:]
                    part.write(chunk)
    return clean.getvalue()
