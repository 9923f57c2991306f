"""Tables as people make them: encodings, delimiters, headings anywhere, feet, blanks."""

import io

import pytest
import xlsxwriter

from ribambelle.kernel.tables import EmptyFile, NoHeader, Table, read_table
from tests.shared import shared


def read(text: str, encoding: str = "utf-8", **options: object) -> Table:
    return read_table(text.encode(encoding), filename="lieux.csv", **options)


FRENCH = "Nom;Commune;Places\nLes Écureuils;Neufchâteau;24\nL’Île aux trésors;Étalle;14\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_cells(encoding: str, found: str) -> None:
    table = read(FRENCH, encoding)

    assert table.encoding == found
    assert table.columns == ("Nom", "Commune", "Places")
    assert table.rows == [
        (2, {"Nom": "Les Écureuils", "Commune": "Neufchâteau", "Places": "24"}),
        (3, {"Nom": "L’Île aux trésors", "Commune": "Étalle", "Places": "14"}),
    ]


def test_latin_1_is_recognised_when_windows_1252_would_read_the_same() -> None:
    table = read(FRENCH.replace("’", "'"), "latin-1")

    assert table.encoding == "latin-1"
    assert table.rows[1][1]["Nom"] == "L'Île aux trésors"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = read(FRENCH.replace(";", delimiter))

    assert table.delimiter == delimiter
    assert len(table.columns) == 3


def test_a_decimal_comma_does_not_pass_for_a_delimiter() -> None:
    table = read("Commune;Taux\nArlon;38,5\nVirton;41,2\nBastogne;36,9\n")

    assert table.delimiter == ";"
    assert [row["Taux"] for _line, row in table.rows] == ["38,5", "41,2", "36,9"]


def test_blank_dash_null_and_a_single_space_are_unknown_but_zero_is_zero() -> None:
    table = read('Nom;a;b;c;d;e\nLune;;-; ;null;0\nSoleil;"";—;NULL;\u00a0;00\n')

    assert [list(row.values()) for _line, row in table.rows] == [
        ["Lune", None, None, None, None, "0"],
        ["Soleil", None, None, None, None, "00"],
    ]


def test_headings_on_line_four_after_titles() -> None:
    table = read("LISTE DES LIEUX;;\nMise à jour le 1er novembre;;\n;;\nNom;Commune;Places\nLune;Arlon;12\n")

    assert table.header_line == 4
    assert table.rows == [(5, {"Nom": "Lune", "Commune": "Arlon", "Places": "12"})]
    assert [(aside.line, aside.text) for aside in table.set_aside] == [
        (1, "LISTE DES LIEUX"),
        (2, "Mise à jour le 1er novembre"),
    ]
    assert table.notes == ["Titres de colonnes trouvés à la ligne 4."]


def test_years_are_headings() -> None:
    table = read("Commune;2019;2020;2021\nArlon;5;6;7\n")

    assert table.columns == ("Commune", "2019", "2020", "2021")


def test_the_line_of_headings_can_be_given() -> None:
    assert read("a;b\nc;d\ne;f\n", header_line=2).columns == ("c", "d")
    with pytest.raises(NoHeader):
        read("a;b\n;\n", header_line=2)


@pytest.mark.parametrize(
    "text",
    ["6700;Arlon;5,81;49,68\n6720;Habay;5,64;49,72\n", "Un seul mot par ligne\nencore\n", "12;13\n14;15\n"],
)
def test_a_file_without_headings_is_refused_rather_than_losing_its_first_line(text: str) -> None:
    with pytest.raises(NoHeader, match=r"lieux\.csv"):
        read(text)


def test_totals_legends_and_sources_are_set_aside_with_their_reason() -> None:
    table = read(
        "Nom;Commune;Places;Agréées;Ouverture;Type\n"
        "Lune;Arlon;12;12;6h30;crèche\n"
        "Soleil;Virton;14;14;7h;crèche\n"
        "Comète;Étalle;7;;;co-accueil\n"
        "Total;;33;26;;\n"
        ";;;;;\n"
        "Légende;;;;;\n"
        "* sous réserve;;;;;\n"
    )

    assert [row["Nom"] for _line, row in table.rows] == ["Lune", "Soleil", "Comète"]
    assert [(aside.line, aside.reason) for aside in table.set_aside] == [
        (5, "additionne d’autres lignes"),
        (7, "sous le tableau"),
        (8, "sous le tableau"),
    ]


def test_a_setting_called_total_and_a_thin_last_line_are_data() -> None:
    table = read("Nom;Commune;Places;Type\nTotal Énergies;Arlon;12;crèche\nLune;Virton;7;crèche\nÀ nommer;;;\n")

    assert [row["Nom"] for _line, row in table.rows] == ["Total Énergies", "Lune", "À nommer"]
    assert table.set_aside == []


def test_repeated_headings_are_numbered_and_said() -> None:
    table = read("Nom;Jour;Jour;Jour (2);\nLune;lundi;mardi;mercredi;resto\n")

    assert table.columns == ("Nom", "Jour", "Jour (2)", "Jour (2) (2)", "Colonne 5")
    assert list(table.rows[0][1].values()) == ["Lune", "lundi", "mardi", "mercredi", "resto"]
    assert len(table.notes) == 2


def test_headings_printed_again_on_the_next_page_are_not_data() -> None:
    table = read("Nom;Commune\nLune;Arlon\nNom;Commune\nSoleil;Virton\n")

    assert [line for line, _row in table.rows] == [2, 4]
    assert [aside.line for aside in table.set_aside] == [3]


def test_a_line_with_too_many_cells_is_reported_not_cut() -> None:
    table = read("Nom;Commune\nLune;Arlon\nSoleil;Virton;perdu\n")

    assert [line for line, _row in table.rows] == [2]
    assert table.set_aside[0].line == 3
    assert table.set_aside[0].text == "Soleil · Virton · perdu"


def test_a_short_line_has_unknown_cells() -> None:
    assert read("Nom;Commune;Places\nLune\nSoleil;Virton;3\n").rows[0] == (
        2,
        {"Nom": "Lune", "Commune": None, "Places": None},
    )


def test_line_numbers_survive_cells_of_several_lines() -> None:
    table = read('Nom;Adresse\n"Lune";"rue Haute\n6700 Arlon"\nSoleil;Virton\n')

    assert [line for line, _row in table.rows] == [2, 4]
    assert table.rows[0][1]["Adresse"] == "rue Haute\n6700 Arlon"


def test_blank_lines_are_counted() -> None:
    assert "2 lignes vides ignorées." in read("Nom;Commune\nLune;Arlon\n;\n\nSoleil;Virton\n").notes


def test_headings_give_a_signature_that_ignores_accents_and_case_but_not_order() -> None:
    first, same = read("Nom;Âge\nLune;3\n"), read("NOM;age \nSoleil;4\n")
    other = read("Âge;Nom\n3;Lune\n")

    assert first.signature == same.signature != other.signature


@pytest.mark.parametrize(
    ("path", "rows", "columns", "header_line", "encoding"),
    [
        ("data/real/be-codes-postaux/be-dictionary-luxembourg-latin1.csv", 1553, 14, 1, "latin-1"),
        ("data/real/be-refnis/TU_COM_REFNIS.txt", 2769, 8, 1, "utf-8-sig"),
        ("data/real/be-refnis/fusies-2025.csv", 14, 2, 1, "utf-8"),
        ("data/real/de-flensburg-kitas/kitas_in_flensburg.csv", 70, 17, 1, "utf-8"),
        ("data/real/fr-communes-insee/communes.csv", 36208, 19, 1, "utf-8"),
        ("data/real/jp-yokohama-2025/structures_geo.csv", 1100, 9, 1, "utf-8"),
        ("facts/luxembourg-2017/structures.csv", 16, 18, 1, "utf-8"),
    ],
)
def test_real_text_files(path: str, rows: int, columns: int, header_line: int, encoding: str) -> None:
    table = read_table(shared(path).read_bytes(), filename=path)

    assert (len(table.rows), len(table.columns)) == (rows, columns)
    assert (table.header_line, table.encoding) == (header_line, encoding)


def test_leading_zeros_of_codes_survive() -> None:
    table = read_table(shared("data/real/fr-communes-insee/communes.csv").read_bytes(), filename="communes.csv")

    assert table.rows[0][1]["insee_com"] == "01001"


@pytest.mark.parametrize("name", ["zipcode-belgium.csv"])
def test_real_files_without_headings(name: str) -> None:
    with pytest.raises(NoHeader):
        read_table(shared(f"data/real/be-codes-postaux/{name}").read_bytes(), filename=name)


def test_the_quebec_workbook_has_headings_on_line_four_and_a_legend() -> None:
    path = shared("data/real/ca-quebec-monteregie-2022/repertoire16-sdg.xlsx")
    table = read_table(io.BytesIO(path.read_bytes()), filename=path.name)

    assert (table.header_line, len(table.rows), len(table.columns)) == (4, 592, 14)
    assert sum(row["Places totales au permis"] for _line, row in table.rows) == 38_900
    assert sum(row["Places 17 mois ou moins"] or 0 for _line, row in table.rows) == 5_661
    assert {row["Coordonnées géographiques"] for _line, row in table.rows} == {None}
    assert [aside.line for aside in table.set_aside] == [1, 2, 598, 599, 600]
    assert table.rows[0][0] == 5


def test_the_sheet_that_holds_a_table_is_read_unless_another_is_named() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("Lisez-moi").write(0, 0, "Bonjour")
    book.add_worksheet("2026").write_row(0, 0, ["Nom", "Places"])
    book.worksheets()[1].write_row(1, 0, ["Lune", 12])
    book.add_worksheet("2027").write_row(0, 0, ["Nom", "Agréées"])
    book.worksheets()[2].write_row(1, 0, ["Soleil", 14])
    book.add_worksheet("Cachée").hide()
    book.close()

    found = read_table(buffer.getvalue(), filename="lieux.xlsx")
    named = read_table(buffer.getvalue(), filename="lieux.xlsx", sheet="2027")

    assert (found.sheet, found.sheets) == ("2026", ("Lisez-moi", "2026", "2027"))
    assert found.notes == ["Feuille lue\u202f: 2026. Non lues\u202f: Lisez-moi, 2027."]
    assert (named.sheet, named.rows) == ("2027", [(2, {"Nom": "Soleil", "Agréées": 14})])
    with pytest.raises(EmptyFile):
        read_table(buffer.getvalue(), filename="lieux.xlsx", sheet="absente")
