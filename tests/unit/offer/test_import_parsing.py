"""Cells of a directory to facts; what is blank stays unknown."""

from datetime import time

import pytest

from ribambelle.desk.rules import propose_mapping
from ribambelle.kernel.tables import Cell, CellError
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.imports import FIELDS, SettingRow, parse_row
from ribambelle.offer.imports.fields import parse_days
from ribambelle.offer.imports.judging import read_cells
from ribambelle.offer.rules import Hours

HEADINGS = ["Nom", "Type", "Places", "age_min_ans", "age_max_ans", "jours", "ouverture", "fermeture", "urgence"]
MAPPING = propose_mapping(FIELDS, HEADINGS)


def read(cells: dict[str, Cell]) -> tuple[SettingRow, list[str], list[str]]:
    """The row, its problems and its doubts."""
    values, problems = read_cells(cells, MAPPING)
    row, remarks = parse_row(values)
    return row, [*problems, *remarks.problems], remarks.doubts


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lun-ven", (0, 1, 2, 3, 4)),
        ("lundi au vendredi", (0, 1, 2, 3, 4)),
        ("du lundi au samedi", (0, 1, 2, 3, 4, 5)),
        ("Lu – Je", (0, 1, 2, 3)),
        ("lun, mar, jeu", (0, 1, 3)),
        ("lundi et mercredi", (0, 2)),
        ("mercredi", (2,)),
        ("5 jours par semaine", (None,)),
        ("5j/7", (None,)),
        ("7j/7", (0, 1, 2, 3, 4, 5, 6)),
        ("", None),
        (None, None),
    ],
)
def test_days(text: str | None, days: tuple[int | None, ...] | None) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["parfois", "ven-lun au", "8 jours", "lundi sauf férié"])
def test_days_that_say_nothing_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(CellError, match="lun-ven"):
        parse_days(text)


def test_blank_is_unknown_never_no_and_never_zero() -> None:
    row, problems, doubts = read({"Nom": "Les Lutins", "Type": "crèche", "Places": None, "urgence": None})
    assert (problems, doubts) == ([], [])
    assert (row.kind, row.places, row.modes, row.openings, row.min_age_months) == (
        SettingKind.CRECHE,
        None,
        {},
        (),
        None,
    )


def test_years_become_months_and_days_nobody_named_stay_unknown() -> None:
    cells = {
        "Nom": "Les Lutins",
        "Type": "Halte-accueil",
        "age_min_ans": 0,
        "age_max_ans": "2,5",
        "jours": "5 jours par semaine",
        "ouverture": "07:15",
        "fermeture": "18h15",
        "urgence": "oui",
    }
    row, problems, _ = read(cells)
    assert problems == []
    assert (row.min_age_months, row.max_age_months) == (0, 30)
    assert row.openings == (Hours(None, time(7, 15), time(18, 15)),)
    assert row.modes == {"emergency": True}


def test_every_problem_of_a_row_at_once() -> None:
    cells = {
        "Nom": None,
        "Type": "pension pour chats",
        "Places": "beaucoup",
        "age_min_ans": 3,
        "age_max_ans": 2,
        "jours": "parfois",
        "ouverture": "07:00",
        "fermeture": "06:00",
    }
    _, problems, _ = read(cells)
    assert len(problems) == 6


def test_a_word_that_means_two_things_is_asked_about() -> None:
    row, problems, doubts = read({"Nom": "Les Lutins", "Type": "Garderie"})
    assert (row.kind, problems, len(doubts)) == (SettingKind.CRECHE, [], 1)


def test_a_heading_serves_one_field() -> None:
    mapping = propose_mapping(FIELDS, ["Nom", "Nom de l'installation", "Adresse", "Adresse courriel", "Inconnu"])
    assert mapping == {"name": "Nom", "address": "Adresse", "email": "Adresse courriel"}
