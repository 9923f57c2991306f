"""`ribambelle import`: the same report, the same sentences, exit codes a script can trust."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ribambelle.accounts.models import Event, User
from ribambelle.desk.models import ImportRun, RememberedMapping
from ribambelle.network.models import Organisation
from tests.integration.desk import files
from tests.integration.desk.organisations import FILE, TARGET

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieux(tmp_path: Path) -> Path:
    path = tmp_path / "lieux.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def bring(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    call_command("import_table", TARGET.code, *map(str, arguments))
    return capsys.readouterr().out


def nothing(stored: Any) -> bool:
    counts = [model.objects.count() for model in (ImportRun, Organisation, RememberedMapping)]
    return counts == [0, 0, 0] and stored() == [] and not Event.objects.filter(verb__startswith="import.").exists()


def test_without_apply_the_report_is_printed_and_nothing_is_kept(
    lieux: Path, capsys: pytest.CaptureFixture[str], stored: Any
) -> None:
    out = bring(capsys, lieux)

    assert "Titres de colonnes trouvés à la ligne 3." in out
    assert "Places → Places (places)" in out
    assert "     6  Refusée" in out
    assert "     7  Douteuse" in out
    assert "Gardée : 2, Douteuse : 1, Refusée : 3, Hors tableau : 2" in out
    assert out.rstrip().endswith("Ajoutez --apply pour importer les lignes gardées.")
    assert nothing(stored)


def test_with_apply_the_lines_kept_come_in(lieux: Path, capsys: pytest.CaptureFixture[str], stored: Any) -> None:
    User.objects.create_user(email="coordination@example.org", name="Coordination")
    out = bring(capsys, lieux, "--apply", "--by", "coordination@example.org")

    assert "2 lignes importées." in out
    assert Organisation.objects.count() == 2
    assert ImportRun.objects.get().applied_by.email == "coordination@example.org"
    assert len(stored()) == 1
    assert "Aucune ligne à importer" in bring(capsys, lieux, "--apply")
    assert (ImportRun.objects.count(), len(stored())) == (1, 1)


def test_doubtful_lines_and_columns_by_hand(lieux: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = bring(capsys, lieux, "--apply", "--accept-doubtful", "--mapping", "Téléphone=phone", "--mapping", "Nom=name")

    assert "3 lignes importées." in out
    assert Organisation.objects.get(reference="LUN").name == "La Lune bis"


@pytest.mark.parametrize("case", files.REFUSED)
def test_a_bad_file_says_why_and_changes_nothing(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], stored: Any
) -> None:
    name, content, sentence = files.REFUSED[case]
    path = tmp_path / name
    path.write_bytes(content())

    with pytest.raises(CommandError) as caught:
        bring(capsys, path, "--apply")

    if case != "30 MB":  # the size of a stream is not known before its end
        assert sentence in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.returncode == 2
    assert nothing(stored)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--mapping", "Lune=name"], "Il n’y a pas de colonne"),
        (["--mapping", "Nom=moon"], "n’est pas un champ"),
        (["--header-line", "88"], "aucune ligne de titres"),
        (["--by", "personne@example.org"], "Aucun compte"),
    ],
)
def test_wrong_options_are_explained(
    lieux: Path, capsys: pytest.CaptureFixture[str], stored: Any, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        bring(capsys, lieux, *arguments, "--apply")

    assert caught.value.returncode == 2
    assert nothing(stored)


def test_an_unknown_target_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=TARGET.code) as caught:
        call_command("import_table", "moon", "x.csv")
    assert caught.value.returncode == 2
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("import_table", TARGET.code, str(tmp_path / "absent.csv"))
