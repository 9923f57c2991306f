"""The files that must each get a clear answer and change nothing."""

import io
import zipfile

import xlsxwriter

MIB = 1024 * 1024


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_row(0, 0, ["Code", "Nom"])
    book.close()
    return buffer.getvalue()


def two_sheets() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, row, line in (("2026", ["LUN", "La Lune"], 0), ("2027", ["SOL", "Le Soleil"], 3)):
        sheet = book.add_worksheet(name)
        sheet.write_row(line, 0, ["Code", "Nom"])
        sheet.write_row(line + 1, 0, row)
    book.close()
    return buffer.getvalue()


def zip_bomb() -> bytes:
    """An XLSX of some 70 KB that unpacks to 64 MB."""
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/trou.xml", b"0" * (64 * MIB))
    return buffer.getvalue()


def with_macros() -> bytes:
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return buffer.getvalue()


def thirty_megabytes() -> bytes:
    line = b"LUN;La Lune\n"
    return b"Code;Nom\n" + line * (30 * MIB // len(line))


LATIN_1 = "Code;Nom\nÉCU;Les Écureuils\nLÉG;Léglise\n".encode("latin-1")
HEADER_ON_LINE_4 = "LISTE\nMise à jour du 1er mai\n\nCode;Nom\nLUN;La Lune\nSOL;Le Soleil\n".encode()
#: file name, content, what the answer says
REFUSED = {
    "30 MB": ("gros.csv", thirty_megabytes, "gros.csv pèse 30,0\xa0Mio"),
    "zip bomb": ("bombe.xlsx", zip_bomb, "bombe.xlsx gonfle bien plus qu’un tableau"),
    "empty": ("vide.csv", lambda: b"", "vide.csv est vide"),
    "PDF": ("lieux.csv", lambda: b"%PDF-1.7\n1 0 obj\nCode;Nom\n", "c’est un document PDF"),
    "no headings": ("nombres.csv", lambda: b"1;2;3\n4;5;6\n", "aucune ligne de titres"),
    "macros": ("lieux.xlsm", with_macros, "contient des macros"),
}
