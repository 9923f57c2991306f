"""Cells of a directory to facts; what is blank stays unknown."""

from datetime import time

import pytest

from ribambelle.kernel.tables import CellError
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.imports import parse_row, propose
from ribambelle.offer.imports.parsing import parse_days
from ribambelle.offer.rules import Hours

HEADINGS = ["Nom", "Type", "Places", "age_min_ans", "age_max_ans", "jours", "ouverture", "fermeture", "urgence"]
MAPPING = propose(HEADINGS)


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
    row, reader = parse_row({"Nom": "Les Lutins", "Type": "crèche", "Places": None, "urgence": None}, MAPPING)
    assert (reader.problems, reader.doubts) == ([], [])
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
    row, reader = parse_row(cells, MAPPING)
    assert reader.problems == []
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
    _, reader = parse_row(cells, MAPPING)
    assert len(reader.problems) == 6


def test_a_word_that_means_two_things_is_asked_about() -> None:
    row, reader = parse_row({"Nom": "Les Lutins", "Type": "Garderie"}, MAPPING)
    assert (row.kind, reader.problems, len(reader.doubts)) == (SettingKind.CRECHE, [], 1)


def test_a_heading_serves_one_field() -> None:
    mapping = propose(["Nom", "Nom de l'installation", "Adresse", "Adresse courriel", "Inconnu"])
    assert mapping == {"name": "Nom", "address": "Adresse", "email": "Adresse courriel"}
