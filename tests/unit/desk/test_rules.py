"""Which column is which field, and cells kept as JSON."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.desk.rules import MappingProblem, mapping_problems, pack_cell, propose_mapping, unpack_cell
from ribambelle.desk.targets import Field

FIELDS = [
    Field("name", "Nom", required=True, synonyms=("nom de l’installation",)),
    Field("places", "Places", synonyms=("places totales au permis", "capacité")),
    Field("funded", "Places financées", synonyms=("places_cofinancees",)),
    Field("town", "Commune", synonyms=("municipalité",)),
]


def test_headings_of_real_files_find_their_field() -> None:
    quebec = ["Nom de l'installation", "Région administrative", "Municipalité", "Places totales au permis"]
    luxembourg = ["code", "nom", "commune", "places", "places_cofinancees"]

    assert propose_mapping(FIELDS, quebec) == {
        "name": "Nom de l'installation",
        "places": "Places totales au permis",
        "town": "Municipalité",
    }
    assert propose_mapping(FIELDS, luxembourg) == {
        "name": "nom",
        "places": "places",
        "funded": "places_cofinancees",
        "town": "commune",
    }


def test_the_same_words_win_over_a_beginning_and_a_beginning_over_a_part() -> None:
    assert propose_mapping(FIELDS, ["Places financées", "Places"])["places"] == "Places"
    assert propose_mapping(FIELDS, ["Total des places", "Places (agréées)"])["places"] == "Places (agréées)"
    assert propose_mapping(FIELDS, ["Total des places"])["places"] == "Total des places"
    assert "name" not in propose_mapping(FIELDS, ["Prénom", "Surnom"])


@given(st.permutations(["Nom", "Places", "Places financées", "Commune", "Autre"]))
def test_the_order_of_columns_changes_nothing_when_headings_are_exact(columns: list[str]) -> None:
    assert propose_mapping(FIELDS, columns) == {
        "name": "Nom",
        "places": "Places",
        "funded": "Places financées",
        "town": "Commune",
    }


@given(st.lists(st.text("Nomplaces éÉ-_ ", max_size=12), unique=True))
def test_a_column_serves_one_field_at_most(columns: list[str]) -> None:
    used = list(propose_mapping(FIELDS, columns).values())

    assert len(used) == len(set(used))
    assert set(used) <= set(columns)


def test_everything_wrong_with_a_choice_is_said_at_once() -> None:
    found = mapping_problems(
        {"places": "A", "town": "A", "moon": "B", "funded": "Z"}, fields=FIELDS, columns=["A", "B"]
    )

    assert found == [
        MappingProblem("unknown-field", field="moon"),
        MappingProblem("unknown-column", field="funded", column="Z"),
        MappingProblem("twice", field="town", column="A"),
        MappingProblem("missing", field="name"),
    ]
    assert mapping_problems({"name": "A"}, fields=FIELDS, columns=["A"]) == []


cells = st.one_of(st.none(), st.text(), st.booleans(), st.integers(), st.dates(), st.times(), st.datetimes())


@given(cells)
def test_a_cell_survives_its_stay_in_the_database(cell: object) -> None:
    kept = unpack_cell(json.loads(json.dumps(pack_cell(cell))))

    assert kept == cell
    assert type(kept) is type(cell)


def test_a_day_is_not_a_moment() -> None:
    assert pack_cell(datetime.date(2027, 1, 2)) == {"date": "2027-01-02"}
    with pytest.raises(KeyError):
        unpack_cell({"other": "x"})
