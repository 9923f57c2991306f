"""Tables out, read back in by the reader people's programs resemble."""

import csv
import datetime
import io
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from ribambelle.kernel.tables import read_table
from ribambelle.papers import spreadsheets
from ribambelle.papers.spreadsheets import FORMATS, Column, TooManyRows, write_table

COLUMNS = ["Nom", "Places", "Taux", "Ouvert le", "Vu le", "Ouvre à", "Inclusif"]
DAY = datetime.date(2027, 12, 31)
MOMENT = datetime.datetime(2027, 1, 2, 8, 30, tzinfo=datetime.UTC)
ROWS = [
    ["Les Écureuils", 24, Decimal("38.5"), DAY, MOMENT, datetime.time(6, 30), True],
    ["Nœud « d’été »", None, None, None, None, None, None],
    ["A & B <c>", 0, 0.1, None, None, None, False],
]


def sheet(content: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith("xml")}


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_workbooks_keep_types_and_unknown_is_empty(fmt: str) -> None:
    read = sheet(write_table(fmt, COLUMNS, ROWS, title="Lieux"))

    assert read[0] == COLUMNS
    assert read[1] == ["Les Écureuils", 24, 38.5, DAY, MOMENT.replace(tzinfo=None), datetime.time(6, 30), "oui"]
    assert read[2] == ["Nœud « d’été »", "", "", "", "", "", ""]
    assert read[3] == ["A & B <c>", 0, 0.1, "", "", "", "non"]


def test_csv_opens_in_a_french_excel() -> None:
    content = write_table("csv", COLUMNS, ROWS, title="Lieux")

    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Nom;Places;Taux;Ouvert le;Vu le;Ouvre à;Inclusif"
    assert lines[1] == "Les Écureuils;24;38,5;31/12/2027;02/01/2027 08:30;06:30;oui"
    assert lines[2] == "Nœud « d’été »;;;;;;"
    assert lines[3] == "A & B <c>;0;0,1;;;;non"


DANGEROUS = ["=1+1", "+32 63 22", "-5 places", "@cmd", "\t=1", "\r=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_never_runs_and_numbers_stay_numbers(text: str) -> None:
    rows = [[text, -5], ["Lune", 3]]
    written = write_table("csv", ["a", "b"], rows, title="x").decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    assert cells[1] == [f"'{text}", "-5"]

    xlsx = write_table("xlsx", ["a", "b"], rows, title="x")
    assert "<f>" not in parts(xlsx)["xl/worksheets/sheet1.xml"]
    assert 'quotePrefix="1"' in parts(xlsx)["xl/styles.xml"]
    assert sheet(xlsx)[1][1] == -5

    ods = write_table("ods", ["a", "b"], rows, title="x")
    assert "table:formula" not in parts(ods)["content.xml"]
    assert sheet(ods)[1][1] == -5


@pytest.mark.parametrize("fmt", FORMATS)
def test_our_own_exports_come_back_as_they_were(fmt: str) -> None:
    rows = [["+32 63 22 33 44", "a;b", "deux\nlignes"], ["=1+1", "38,5", "x"], ["-", None, "y"]]
    table = read_table(write_table(fmt, ["Téléphone", "Note", "Texte"], rows, title="Lieux"), filename="x")

    assert [list(row.values()) for _line, row in table.rows] == [
        ["+32 63 22 33 44", "a;b", "deux\nlignes"],
        ["=1+1", "38,5", "x"],
        [None, None, "y"],
    ]


def test_cents_are_shown_as_euros() -> None:
    columns = ["Poste", Column("Montant", "cents")]
    rows = [["Personnel", 123450], ["Inconnu", None]]

    assert b"Personnel;1234,50" in write_table("csv", columns, rows, title="x")
    assert sheet(write_table("xlsx", columns, rows, title="x"))[1:] == [["Personnel", 1234.5], ["Inconnu", ""]]
    assert sheet(write_table("ods", columns, rows, title="x"))[1] == ["Personnel", 1234.5]


def test_headings_stay_in_sight_and_can_be_filtered() -> None:
    xlsx = parts(write_table("xlsx", COLUMNS, ROWS, title="Lieux"))["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in xlsx
    assert '<autoFilter ref="A1:G4"/>' in xlsx
    ods = parts(write_table("ods", COLUMNS, ROWS, title="L'offre"))["content.xml"]
    assert "<table:table-header-rows>" in ods
    assert "table:target-range-address=\"'L offre'.A1:'L offre'.G4\"" in ods


def test_an_ods_file_is_what_the_format_asks() -> None:
    content = write_table("ods", COLUMNS, ROWS, title="Lieux")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert content[30:38] == b"mimetype"
    for text in parts(content).values():
        etree.fromstring(text.encode())


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_table_gives_the_same_bytes(fmt: str) -> None:
    assert write_table(fmt, COLUMNS, ROWS, title="Lieux") == write_table(fmt, COLUMNS, iter(ROWS), title="Lieux")


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("title", ["", "[a]:*?/\\'b'" * 5, "Été 2027\x00"])
def test_any_title_and_no_row(fmt: str, title: str) -> None:
    content = write_table(fmt, ["Nom", "Commune"], [], title=title)

    assert content
    if fmt != "csv":
        assert sheet(content) == [["Nom", "Commune"]]


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_texts_longer_than_a_cell_end_with_an_ellipsis(fmt: str) -> None:
    cell = sheet(write_table(fmt, ["a"], [["x" * 40_000]], title="x"))[1][0]

    assert len(cell) == 32_767
    assert cell.endswith("x…")


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_more_rows_than_programs_open_are_refused(fmt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)

    with pytest.raises(TooManyRows):
        write_table(fmt, ["a"], [[1]] * 4, title="x")


def test_a_row_of_another_length_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="argument"):
        write_table("csv", ["a", "b"], [[1]], title="x")


texts = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(-(2**50), 2**50)), min_size=1, max_size=5))
def test_any_text_survives(rows: list[tuple[str, int]]) -> None:
    for fmt in ("xlsx", "ods"):
        read = sheet(write_table(fmt, ["texte", "nombre"], rows, title="x"))
        for (text, number), cells in zip(rows, read[1:], strict=True):
            kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
            assert cells[1] == number
            assert "".join(str(cells[0]).split()) == "".join(kept.split())


def test_libreoffice_reads_the_same_cells(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice (LibreOffice) is not on this machine")
    (tmp_path / "lieux.ods").write_bytes(write_table("ods", COLUMNS, [*ROWS, ["=1+1", *[None] * 6]], title="L'offre"))
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "lieux.ods")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    read = sheet((tmp_path / "lieux.xlsx").read_bytes())
    assert read[0] == COLUMNS
    assert read[1][:5] == ["Les Écureuils", 24, 38.5, DAY, MOMENT.replace(tzinfo=None)]
    assert read[4][0] == "=1+1"
