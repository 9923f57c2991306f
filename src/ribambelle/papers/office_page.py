"""What the writers of Word and OpenDocument files share: pages, colours, and archives without the hour."""

import datetime
import io
import zipfile

#: Width and height of the page, margin, in centimetres, by layout.
PAGES = {"wide": (42.0, 29.7, 1.5), "booklet": (21.0, 29.7, 2.0)}
PLAIN = (21.0, 29.7, 2.2)
INK = "2B251E"
FONT = "Atkinson Hyperlegible"
#: Left indent of the parts of a letter, in centimetres.
LETTER_INDENT = {"recipient": 9.5, "place": 9.5}
BOX_COLOURS = {"info": "E8EEF2", "wait": "F8EED8", "stop": "F6E3DF", "ok": "E4EFE4"}
HEAD_COLOUR = "F1EBE1"
#: The moment written into a file that is given none: the same content then gives the same bytes.
LONG_AGO = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 (the formats have no zone)


def timeless(content: bytes) -> bytes:
    """The same archive without the hour it was made at; an entry `mimetype` stands first, as it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(buffer, "w") as kept:
        for entry in sorted(made.infolist(), key=lambda entry: entry.filename != "mimetype"):
            compression = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            kept.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), compression)
    return buffer.getvalue()
