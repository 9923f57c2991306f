"""One cell to one value: half-days as people write them, closed lists, criteria."""

from contextlib import suppress

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.enums import Channel, CriterionOrigin, RequestKind, RequestState, Together
from ribambelle.demand.imports import cells
from ribambelle.demand.imports.cells import parse_answer, parse_criteria, parse_names, parse_week
from ribambelle.demand.imports.columns import FIELDS
from ribambelle.desk.rules import propose_mapping
from ribambelle.kernel.tables import CellError
from ribambelle.kernel.weeks import FULL_WEEK, SLOTS, codes_of, describe, mask_of

MASKS = st.integers(1, FULL_WEEK)
FRENCH = dict(zip(SLOTS, [f"{d}-{h}" for d in ("lun", "mar", "mer", "jeu", "ven") for h in ("am", "pm")], strict=True))


@given(mask=MASKS, separator=st.sampled_from([" ", ", ", ";", " + ", " / "]))
def test_codes_are_read_back_in_both_languages(mask: int, separator: str) -> None:
    assert parse_week(separator.join(codes_of(mask))) == mask
    assert parse_week(separator.join(FRENCH[code] for code in codes_of(mask))) == mask


@settings(deadline=None)  # so does this one
@given(mask=MASKS, language=st.sampled_from(["fr", "en"]))
def test_what_an_export_writes_is_read_back(mask: int, language: str) -> None:
    with override(language):
        assert parse_week(describe(mask)) == mask


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("lun mar jeu", "mon-am mon-pm tue-am tue-pm thu-am thu-pm"),
        ("Lundi, Mardi et jeudi", "mon-am mon-pm tue-am tue-pm thu-am thu-pm"),
        ("lun-am mar-pm", "mon-am tue-pm"),
        ("lundi matin, mercredi après-midi", "mon-am wed-pm"),
        ("lundi matin et après-midi", "mon-am mon-pm"),
        ("le mardi toute la journée", "tue-am tue-pm"),
        ("tous les matins", "mon-am tue-am wed-am thu-am fri-am"),
        ("ven lun", "mon-am mon-pm fri-am fri-pm"),
    ],
)
def test_half_days_as_people_write_them(text: str, codes: str) -> None:
    assert parse_week(text) == mask_of(codes.split())


@pytest.mark.parametrize("text", ["toute la semaine", "Temps plein", "*", "du lundi au vendredi", "5 jours", "LUN-VEN"])
def test_a_whole_week(text: str) -> None:
    assert parse_week(text) == FULL_WEEK


@pytest.mark.parametrize("text", ["samedi", "lun sam", "matin", "3 jours", "et le", "?"])
def test_what_is_no_half_day_is_named(text: str) -> None:
    with pytest.raises(CellError, match="toute la semaine"):
        parse_week(text)


def test_a_blank_stays_unknown() -> None:
    parsers = (parse_week, parse_criteria, parse_names, cells.parse_kind, cells.parse_state)
    assert [parse(None) for parse in parsers] == [None] * 5
    assert parse_answer("resident", None) is None


@pytest.mark.parametrize(
    ("parse", "members"),
    [
        (cells.parse_kind, RequestKind),
        (cells.parse_channel, Channel),
        (cells.parse_together, Together),
    ],
)
def test_every_label_of_a_closed_list_is_read_back(parse: object, members: type[RequestKind]) -> None:
    assert callable(parse)
    for member in members:
        with override("fr"):
            assert parse(str(member.label)) == member
        assert parse(member.value) == member


def test_a_state_that_cannot_be_brought_in_is_refused() -> None:
    assert cells.parse_state("En attente") == RequestState.ACTIVE
    with pytest.raises(CellError, match="entrée"):
        cells.parse_state("entrée")


def test_criteria_in_one_cell_by_code_or_by_label() -> None:
    with override("fr"):
        assert parse_criteria("resident; Famille monoparentale ;commissions-sat=2") == {
            "resident": 1,
            "single-parent": 1,
            "commissions-sat": 2,
        }
        with pytest.raises(CellError, match="lune"):
            parse_criteria("resident; lune")


def test_every_criterion_can_be_a_column_of_its_own() -> None:
    for definition in CATALOGUE:
        if definition.origin == CriterionOrigin.COMPUTED:
            continue
        assert parse_answer(definition.code, "0") == 0
        assert parse_answer(definition.code, str(definition.maximum)) == definition.maximum
        with pytest.raises(CellError):
            parse_answer(definition.code, "moon")


def test_names_in_one_cell() -> None:
    assert parse_names("COC; Aubange\nLune,") == ["COC", "Aubange", "Lune"]


def test_the_usual_headings_find_their_field() -> None:
    line = (
        "Référence;Enfant prénom;Enfant nom;Naissance;Terme;Responsable prénom;Responsable nom;Téléphone;Courriel;"
        "Commune;Date de demande;Début souhaité;Demi-journées;Souhait 1;Souhait 2;Fratrie;Critères;Naissance multiple"
    )
    with override("fr"):
        mapping = propose_mapping(FIELDS, line.split(";"))
    assert mapping == {
        "reference": "Référence",
        "first_name": "Enfant prénom",
        "last_name": "Enfant nom",
        "born_on": "Naissance",
        "due_on": "Terme",
        "guardian_1_first_name": "Responsable prénom",
        "guardian_1_last_name": "Responsable nom",
        "guardian_1_phone": "Téléphone",
        "guardian_1_email": "Courriel",
        "commune": "Commune",
        "received_on": "Date de demande",
        "wished_start_on": "Début souhaité",
        "needed_slots": "Demi-journées",
        "wish_1": "Souhait 1",
        "wish_2": "Souhait 2",
        "sibling": "Fratrie",
        "criteria": "Critères",
        "criterion-multiple-birth": "Naissance multiple",
    }


@settings(deadline=None)  # the first call reads the translations
@given(st.text(max_size=40))
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (parse_week, parse_criteria, parse_names, cells.parse_kind):
        with suppress(CellError):
            parse(text)
