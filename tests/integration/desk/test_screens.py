"""Imports through the real pages: no script, what was chosen is kept, every bad file gets a sentence."""

import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.desk.models import ImportRun
from ribambelle.kernel.tables import read_table
from ribambelle.network.models import Organisation
from tests.integration.desk import files
from tests.integration.desk.organisations import FILE, TARGET
from tests.shared import shared

pytestmark = pytest.mark.django_db
NEW = "/imports/nouveau/"


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


def send(client: Client, content: bytes, name: str = "lieux.csv") -> Any:
    return client.post(NEW, {"target": TARGET.code, "file": SimpleUploadedFile(name, content)})


def choices(client: Client, url: str) -> dict[str, str]:
    """What the form of the columns proposes, as a browser would send it back."""
    form = client.get(url).context["form"]
    return {field.html_name: field.initial or "" for field in form}


def reported(client: Client, content: bytes, name: str = "lieux.csv") -> str:
    columns = send(client, content, name)["Location"]
    return client.post(columns, choices(client, columns))["Location"]


def text_of(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_from_the_file_to_the_lines(coordinator: Client) -> None:
    report = reported(coordinator, FILE.encode())
    page = text_of(coordinator.get(report))

    assert "Importer les 2 lignes" in page
    assert "« douze » n’est pas un nombre" in page.replace("\u202f", " ")
    assert "Déjà à la ligne 4." in page
    assert Organisation.objects.count() == 0

    coordinator.post(f"{report}decisions/", {"shown": ["7"], "accepted": ["7"]})
    assert "Importer les 3 lignes" in text_of(coordinator.get(report))
    done = coordinator.post(f"{report}importer/", follow=True)
    assert "3 lignes importées." in text_of(done)
    assert sorted(Organisation.objects.values_list("reference", flat=True)) == ["LUN", "SOL"]
    again = coordinator.post(f"{report}importer/", follow=True)
    assert "rien n’a été fait deux fois" in text_of(again)
    assert Event.objects.filter(verb="import.apply").count() == 1
    assert "lieux.csv" in text_of(coordinator.get("/imports/"))


@pytest.mark.parametrize("case", files.REFUSED)
def test_a_bad_file_gets_a_clear_sentence_and_changes_nothing(case: str, coordinator: Client, stored: Any) -> None:
    name, content, sentence = files.REFUSED[case]
    events = Event.objects.count()
    response = send(coordinator, content(), name)

    assert response.status_code == 422
    assert sentence.replace("\xa0", " ") in text_of(response).replace("\xa0", " ")
    assert f'value="{TARGET.code}" selected' in response.content.decode()
    assert (ImportRun.objects.count(), Organisation.objects.count(), stored()) == (0, 0, [])
    assert Event.objects.count() == events


def test_the_same_file_again_says_there_is_nothing_to_do(coordinator: Client) -> None:
    good = b"Code;Nom;Places\nLUN;La Lune;12\nSOL;Le Soleil;3\n"
    coordinator.post(f"{reported(coordinator, good)}importer/")
    again = text_of(coordinator.get(reported(coordinator, good)))
    assert "Tout ce que contient ce fichier est déjà là" in again
    assert "Cochez des lignes douteuses" not in again


def test_a_latin_1_file_keeps_its_accents(coordinator: Client) -> None:
    report = reported(coordinator, files.LATIN_1)
    coordinator.post(f"{report}importer/")

    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Les Écureuils", "Léglise"]


def test_headings_on_line_four_are_found_and_said(coordinator: Client) -> None:
    columns = send(coordinator, files.HEADER_ON_LINE_4)["Location"]
    assert "Titres à la ligne 4." in text_of(coordinator.get(columns))
    report = coordinator.post(columns, choices(coordinator, columns))["Location"]
    coordinator.post(f"{report}importer/")

    assert Organisation.objects.count() == 2


def test_headings_can_be_moved_by_hand(coordinator: Client) -> None:
    columns = send(coordinator, b"Un;Deux\nCode;Nom\nLUN;La Lune\n")["Location"]
    page = coordinator.post(columns.replace("colonnes", "titres"), {"header_line": "2"}, follow=True)
    assert "Titres à la ligne 2." in text_of(page)
    wrong = coordinator.post(columns.replace("colonnes", "titres"), {"header_line": "99"}, follow=True)
    assert "aucune ligne de titres" in text_of(wrong)


def test_another_sheet_can_be_chosen(coordinator: Client) -> None:
    columns = send(coordinator, files.two_sheets(), "lieux.xlsx")["Location"]
    assert "Feuille : 2026." in text_of(coordinator.get(columns)).replace("\u202f", " ")
    moved = coordinator.post(columns.replace("colonnes", "titres"), {"sheet": "2027", "header_line": "1"}, follow=True)
    assert "Feuille : 2027." in text_of(moved).replace("\u202f", " ")
    report = coordinator.post(columns, choices(coordinator, columns))["Location"]
    coordinator.post(f"{report}importer/")

    assert Organisation.objects.get().name == "Le Soleil"


def test_no_file_is_said(coordinator: Client) -> None:
    response = coordinator.post(NEW, {"target": TARGET.code})

    assert response.status_code == 422
    assert "Aucun fichier n’est choisi" in text_of(response)


def test_what_the_file_holds_is_never_guessed(coordinator: Client) -> None:
    first = coordinator.get(NEW).context["form"]["target"]
    assert (first.value(), first.field.choices[0][0]) == ("", "")
    assert coordinator.get(NEW, {"cible": TARGET.code}).context["form"]["target"].value() == TARGET.code
    response = coordinator.post(NEW, {"target": "", "file": SimpleUploadedFile("lieux.csv", FILE.encode())})

    assert response.status_code == 422
    assert "Choisissez-le dans la liste" in text_of(response)
    assert ImportRun.objects.count() == 0


def test_a_wrong_choice_of_columns_is_kept_on_screen_with_its_problems(coordinator: Client) -> None:
    columns = send(coordinator, FILE.encode())["Location"]
    response = coordinator.post(columns, {"column-0": "name", "column-1": "name"})

    assert response.status_code == 422
    page = text_of(response)
    assert "est déjà donné par la colonne" in page
    assert "Aucune colonne ne donne" in page
    assert response.content.decode().count('value="name" selected') == 2
    assert Organisation.objects.count() == 0


def test_the_report_is_filtered_and_taken_away(coordinator: Client) -> None:
    report = reported(coordinator, FILE.encode())
    refused = text_of(coordinator.get(report, {"outcome": "refused"}))
    assert "La Comète" in refused
    assert "Le Soleil" not in refused.split("Ligne par ligne")[1]
    assert "Aucune ligne dans ce filtre" in text_of(coordinator.get(report, {"q": "introuvable"}))

    for kind in ("csv", "xlsx", "ods"):
        response = coordinator.get(report, {"outcome": "refused", "export": kind})
        table = read_table(io.BytesIO(response.content), filename=f"rapport.{kind}")
        assert [row["Ligne"] for _line, row in table.rows] in ([6, 8, 9], ["6", "8", "9"])
        assert f".{kind}" in response["Content-Disposition"]


def test_the_number_of_queries_does_not_grow_with_the_report(
    coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    small = reported(coordinator, b"Code;Nom\nA;A\n")
    many = "".join(f"R{n};Lieu {n}\n" for n in range(300))
    large = reported(coordinator, b"Code;Nom\n" + many.encode())
    for url in (small, large, "/imports/"):
        with django_assert_max_num_queries(12):
            assert coordinator.get(url).status_code == 200


def test_line_numbers_above_a_thousand_can_be_ticked(coordinator: Client) -> None:
    lines = "".join(f"R{n};Lieu {n}\n" for n in range(1_200)) + "R0;Encore\n"
    report = reported(coordinator, b"Code;Nom\n" + lines.encode())

    assert 'name="accepted" value="1202"' in coordinator.get(report, {"outcome": "doubtful"}).content.decode()


def test_an_abandoned_import_brings_nothing(coordinator: Client) -> None:
    report = reported(coordinator, FILE.encode())
    assert "est abandonné" in text_of(coordinator.post(f"{report}abandonner/", follow=True))
    coordinator.post(f"{report}importer/")

    assert Organisation.objects.count() == 0
    assert coordinator.get(report).status_code == 200


def test_the_stored_file_has_no_address(coordinator: Client) -> None:
    reported(coordinator, FILE.encode())
    run = ImportRun.objects.get()

    for url in (f"/files/imports/{run.file.name}", f"/imports/{run.file.name}", f"/static/imports/{run.file.name}"):
        assert coordinator.get(url, follow=True).status_code == 404


def test_the_form_is_protected_against_forgery(coordinator: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = coordinator.cookies

    assert send(strict, FILE.encode()).status_code == 403
    assert ImportRun.objects.count() == 0


def test_a_real_directory_of_592_lines(coordinator: Client) -> None:
    content = shared("data/real/ca-quebec-monteregie-2022/repertoire16-sdg.xlsx").read_bytes()
    columns = send(coordinator, content, "repertoire16-sdg.xlsx")["Location"]
    proposed = choices(coordinator, columns)
    assert proposed["column-0"] == "name"
    assert proposed["column-9"] == "places"
    report = coordinator.post(columns, proposed)["Location"]
    counts = coordinator.get(report).context["counts"]

    assert counts["aside"] == 5
    assert sum(counts[name] for name in ("kept", "doubtful", "refused", "unchanged")) == 592
