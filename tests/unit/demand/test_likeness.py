"""Names by sound, and when two requests look like one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.demand.rules.likeness import SUGGESTED_FROM, Likeness, Reason, by_sound, compared, phone_figures

ONE = Likeness(
    first_name=by_sound("Zoé"),
    last_name=by_sound("Coquelicot"),
    born_on=date(2026, 3, 12),
    due_on=None,
    guardians=frozenset({by_sound("Coquelicot")}),
    phones=frozenset({phone_figures("0470 00 11 22")}),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lefèvre", "Lefebvre"),
        ("Dupont", "Dupond"),
        ("Ségolène", "Segolene"),
        ("Philippe", "Filipe"),
        ("Mathieu", "Matthieu"),
        ("Kévin", "Quévin"),
        ("Catherine", "Katerine"),
        ("Hugo", "Ugo"),
        ("Thibault", "Tibo"),
        ("Anaïs", "Anais"),
        ("Van den Berghe", "Vandenberghe"),
        ("Églantine", "eglantine"),
        ("Renaud", "Renault"),
        ("Isabelle", "Ysabel"),
        ("Chloé", "chloe"),
        ("Henry", "Henri"),
    ],
)
def test_names_that_sound_alike_meet(one: str, other: str) -> None:
    assert by_sound(one) == by_sound(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Coquelicot", "Capucine"), ("Léa", "Léo"), ("Marin", "Martin"), ("Julie", "Julien"), ("Bleuet", "Blanc")],
)
def test_names_that_sound_apart_do_not(one: str, other: str) -> None:
    assert by_sound(one) != by_sound(other)


@given(st.text(max_size=40))
def test_any_text_has_a_sound_of_plain_letters_whatever_its_case(name: str) -> None:
    sound = by_sound(name)
    assert sound == "" or sound.isascii()
    assert by_sound(name.upper()) == by_sound(name.upper().lower())


@pytest.mark.parametrize("typed", ["0470 00 11 22", "+32 470 00 11 22", "0032470001122", "0470/00.11.22"])
def test_a_telephone_is_the_same_however_it_is_written(typed: str) -> None:
    assert phone_figures(typed) == "70001122"


@pytest.mark.parametrize("typed", ["", "12 34", "n'a pas"])
def test_what_is_no_number_meets_nobody(typed: str) -> None:
    assert phone_figures(typed) == ""


def test_same_date_and_name_are_proposed_and_say_why() -> None:
    score, reasons = compared(ONE, replace(ONE, phones=frozenset()))
    assert score >= SUGGESTED_FROM
    assert reasons == [Reason.DATE, Reason.CHILD, Reason.FIRST_NAME, Reason.GUARDIAN]


def test_an_announced_birth_meets_the_child_born_a_week_before() -> None:
    unborn = replace(ONE, first_name="", born_on=None, due_on=date(2026, 3, 20))
    assert compared(ONE, unborn)[0] >= SUGGESTED_FROM
    assert compared(ONE, replace(unborn, due_on=date(2026, 5, 20)))[0] == 0


def test_twins_siblings_and_a_change_of_setting_are_no_duplicates() -> None:
    assert compared(ONE, replace(ONE, first_name=by_sound("Anouk")))[0] == 0
    assert compared(ONE, replace(ONE, born_on=date(2024, 1, 2)))[0] == 0
    assert compared(replace(ONE, kind="new"), replace(ONE, kind="transfer"))[0] == 0
    assert compared(replace(ONE, party=3), replace(ONE, party=3))[0] == 0


def test_whoever_is_proposed_shares_a_key() -> None:
    for other in (
        replace(ONE, phones=frozenset()),
        replace(ONE, last_name="autre", guardians=frozenset({"autre"})),
        replace(ONE, first_name="", born_on=None, due_on=date(2026, 3, 20)),
    ):
        assert compared(ONE, other)[0] >= SUGGESTED_FROM
        assert set(ONE.keys()) & set(other.keys())


@given(
    st.builds(
        Likeness,
        first_name=st.sampled_from(["", "a", "b"]),
        last_name=st.sampled_from(["", "x", "y"]),
        born_on=st.sampled_from([None, date(2026, 3, 12), date(2026, 3, 30)]),
        due_on=st.sampled_from([None, date(2026, 3, 20)]),
        phones=st.sampled_from([frozenset(), frozenset({"1"})]),
        party=st.sampled_from([None, 1, 2]),
    ),
    st.builds(
        Likeness,
        first_name=st.sampled_from(["", "a", "b"]),
        last_name=st.sampled_from(["", "x", "y"]),
        born_on=st.sampled_from([None, date(2026, 3, 12), date(2026, 3, 30)]),
        due_on=st.sampled_from([None, date(2026, 3, 20)]),
        phones=st.sampled_from([frozenset(), frozenset({"1"})]),
        party=st.sampled_from([None, 1, 2]),
    ),
)
def test_likeness_does_not_depend_on_the_order(one: Likeness, other: Likeness) -> None:
    assert compared(one, other) == compared(other, one)
