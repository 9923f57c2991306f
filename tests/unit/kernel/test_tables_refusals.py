"""Files that must be refused, each with a clear sentence, and without costing more than allowed."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ribambelle.kernel.tables import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    Limits,
    MacroFile,
    TableError,
    TooComplex,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    WrongContent,
    ZipBomb,
    read_table,
)

MIB = 1024 * 1024


def refuse(
    kind: type[TableError] | tuple[type[TableError], ...], data: object, filename: str = "lieux.xlsx", **limits: int
) -> str:
    with pytest.raises(kind) as caught:
        read_table(data, filename=filename, limits=Limits(**limits))
    assert filename in str(caught.value)
    return str(caught.value)


def workbook(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same bytes every day
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    return buffer.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


PLAIN = workbook([["Nom", "Places"], ["Lune", 12]])


class Endless(io.RawIOBase):
    """A stream that never ends and remembers how much was asked of it."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.given += size
        return b"x" * size


def test_thirty_megabytes_are_refused_from_the_announced_size_without_reading() -> None:
    class Upload(io.BytesIO):
        size = 30 * MIB

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("must not be read")

    message = refuse(TooLarge, Upload(), "gros.csv")

    assert message == (
        "gros.csv pèse 30,0\u00a0Mio\u202f; la limite est de 20,0\u00a0Mio. "
        "Retirez les colonnes inutiles, ou coupez le fichier en plusieurs."
    )


def test_a_stream_is_never_read_further_than_one_byte_past_the_limit() -> None:
    stream = Endless()

    refuse(TooLarge, stream, "sans-fin.csv", max_bytes=3 * MIB)

    assert stream.given == 3 * MIB + 1


@pytest.mark.parametrize("data", [b"", b"  \r\n \n", b"\xef\xbb\xbf;;\n;;\n"])
def test_an_empty_file(data: bytes) -> None:
    assert "est vide" in refuse(EmptyFile, data, "vide.csv")


def test_an_empty_workbook() -> None:
    refuse(EmptyFile, workbook([]))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\nNom;Places\n", "un document PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "une image"),
        (b"<!DOCTYPE html><table><tr><td>Nom</td></tr></table>", "une page web"),
        (b'[\r\n  {"Nom": "Lune"}\r\n]', "un document JSON"),
        (b"{\\rtf1 Nom;Places}", "un document texte (RTF)"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "un fichier binaire"),
        (b"\x1f\x8b\x08\0", "une archive compressée"),
    ],
)
def test_content_decides_and_the_name_does_not(data: bytes, found: str) -> None:
    assert found in refuse(WrongContent, data, "lieux.csv")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"word/document.xml": b"<w/>"}, "un document d’un autre genre"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
            "d’un autre genre",
        ),
        ({"photos/1.jpg": b"x"}, "une archive compressée"),
    ],
)
def test_a_zip_that_is_no_workbook(parts: dict[str, bytes], found: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert found in refuse(WrongContent, out.getvalue())


def test_a_bomb_that_says_its_size_is_not_unpacked() -> None:
    bomb = repacked(PLAIN, {"xl/media/trou.xml": b"0" * (250 * MIB)})
    assert len(bomb) < MIB

    assert "Rien n’a été lu" in refuse(ZipBomb, bomb)


def test_a_bomb_of_moderate_size_is_seen_by_its_ratio() -> None:
    refuse(ZipBomb, repacked(PLAIN, {"xl/media/trou.xml": b"0" * (50 * MIB)}))


def test_a_bomb_that_lies_about_its_size_never_reaches_the_reader() -> None:
    honest = repacked(PLAIN, {"xl/worksheets/sheet1.xml": b"0" * (300 * MIB)})
    size = (300 * MIB).to_bytes(4, "little")
    lying = honest.replace(size, (4096).to_bytes(4, "little"))
    assert lying != honest

    refuse(BrokenFile, lying)


def test_a_bomb_of_entries() -> None:
    refuse(ZipBomb, repacked(PLAIN, {f"xl/p{n}.xml": b"<x/>" for n in range(1100)}))


def test_a_cell_at_the_far_corner_of_the_sheet_does_not_take_the_memory() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    far = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    refuse((TooComplex, TooManyColumns), repacked(PLAIN, {"xl/worksheets/sheet1.xml": far.encode()}))


def test_a_text_repeated_without_end_does_not_take_the_memory() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}"><si><t>{"a" * MIB}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    data = repacked(PLAIN, {"xl/sharedStrings.xml": strings.encode(), "xl/worksheets/sheet1.xml": sheet.encode()})

    refuse(TooComplex, data, max_memory_bytes=512 * MIB)


def test_macros_are_refused() -> None:
    assert "macros" in refuse(MacroFile, repacked(PLAIN, {"xl/vbaProject.bin": b"x"}), "lieux.xlsm")


def test_a_password_is_said() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "mot de passe" in refuse(EncryptedFile, ole + "EncryptedPackage".encode("utf-16-le"))
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>")
    refuse(EncryptedFile, ods.getvalue(), "lieux.ods")


def test_an_old_office_document_that_is_no_workbook() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    refuse(WrongContent, ole + "WordDocument".encode("utf-16-le"), "lieux.xls")
    refuse(MacroFile, ole + "Workbook_VBA_PROJECT".encode("utf-16-le"), "lieux.xls")
    refuse(BrokenFile, ole + "Workbook".encode("utf-16-le"), "lieux.xls")


@pytest.mark.parametrize("cut", [200, 1500, -30])
def test_a_truncated_workbook(cut: int) -> None:
    refuse(BrokenFile, PLAIN[:cut])


def test_a_quotation_mark_never_closed() -> None:
    data = 'Nom;Commune\nLune;Arlon\n"Soleil;Virton\n' + "x;y\n" * 50_000
    assert "ligne 3" in refuse(BrokenFile, data.encode(), "lieux.csv")


def test_too_many_rows_or_columns() -> None:
    lines = b"Nom;Places\n" + b"Lune;1\n" * 50
    refuse(TooManyRows, lines, "lieux.csv", max_rows=20)
    refuse(TooManyColumns, b"a;b;c;d\n1;2;3;4\n", "lieux.csv", max_columns=3)
    refuse(TooManyRows, workbook([["Nom", "Places"]] * 30), max_rows=20)
    refuse(TooManyColumns, workbook([["Nom"] * 30] * 2), max_columns=20)


def test_a_refusal_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    refuse(ZipBomb, repacked(PLAIN, {"xl/media/trou.xml": b"0" * (50 * MIB)}))

    assert list(tmp_path.iterdir()) == []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text("abÉé;,|\t\"'\n\r-0 ", max_size=200).map(lambda text: text.encode("cp1252")))
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    try:
        table = read_table(data, filename="n’importe quoi.csv")
    except TableError as error:
        assert "n’importe quoi.csv" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert all(set(row) == set(table.columns) for _line, row in table.rows)
        lines = [line for line, _row in table.rows] + [aside.line for aside in table.set_aside]
        assert len(lines) == len(set(lines))
        assert len(set(table.columns)) == len(table.columns)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused(position: int, value: int) -> None:
    try:
        read_table(PLAIN[:position] + bytes([value]) + PLAIN[position + 1 :], filename="lieux.xlsx")
    except TableError as error:
        assert "lieux.xlsx" in str(error)  # noqa: PT017 - either outcome is right


def test_a_part_without_a_name_is_a_broken_archive() -> None:
    directory = PLAIN.index(b"PK\x01\x02")
    nameless = bytearray(PLAIN)
    nameless[directory + 28] = 0  # the length of its name
    refuse(BrokenFile, bytes(nameless))
