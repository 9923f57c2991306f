"""Pictures as word processors take them: drawings (SVG) become PNG at 200 dots an inch, by the engine of the PDF."""

import struct
import tempfile
from pathlib import Path
from typing import NamedTuple

import typst
from django.utils.translation import gettext as _

from ribambelle.papers.contract import PaperError

DOTS_AN_INCH = 200
CM_AN_INCH = 2.54
SCREEN_DOTS = 96  # what a picture that does not say is taken to have


class Picture(NamedTuple):
    """PNG or JPEG, and its natural width in centimetres with the ratio of its height to its width."""

    content: bytes
    width_cm: float
    ratio: float


def prepare(name: str, content: bytes) -> Picture:
    """Return a picture that Word and LibreOffice both show.

    Raises
    ------
    PaperError
        When the drawing cannot be drawn.
    """
    dots = SCREEN_DOTS
    if name.endswith(".svg"):
        content, dots = _drawn(name, content), DOTS_AN_INCH
    width, height = _png_size(content) if content.startswith(b"\x89PNG") else _jpeg_size(content)
    return Picture(content, width / dots * CM_AN_INCH, height / width if width else 1.0)


def _drawn(name: str, content: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ribambelle-picture-") as folder:
        (Path(folder) / name).write_bytes(content)
        source = Path(folder) / "page.typ"
        source.write_text(f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}")\n', "utf-8")
        try:
            drawn = typst.compile(source, format="png", ppi=DOTS_AN_INCH, ignore_system_fonts=True)
        except typst.TypstError as error:
            message = _("A drawing cannot be put into this format: %(problem)s. Replace it by a PNG picture.")
            raise PaperError([message % {"problem": error.message}]) from error
    return drawn if isinstance(drawn, bytes) else drawn[0]


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the first frame header."""
    position = 2
    while position + 9 < len(content):
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + length
    raise PaperError([_("A JPEG picture is damaged. Save it again, or replace it by a PNG picture.")])
