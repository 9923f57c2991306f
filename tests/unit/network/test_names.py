"""Spellings of one name."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ribambelle.network.rules import name_key, name_likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CCAS", "C.C.A.S."),
        ("CCAS de Niort", "C.C.A.S. de NIORT"),
        ("CEL (ASBL)", "A.S.B.L. CEL"),
        ("L’Arche des Bambins", "l'arche  des bambins"),
        ("Léglise", "LEGLISE"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("CPAS de Libin", "Commune de Libin"), ("Les Coccinelles", "Les Marmouzets")]
)
def test_names_of_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
    assert name_likeness(one, other) < 80


def test_a_shortened_name_is_a_question_for_a_person() -> None:
    assert name_key("Enfance en Marche") != name_key("Enfance et Jeunesse en Marche")
    assert name_likeness("Enfance en Marche", "Enfance et Jeunesse en Marche") >= 80
    assert name_likeness("Enfants en Marche", "Enfance et Jeunesse en Marche") < 100


@given(st.text(max_size=40))
@example("𝞐")  # a letter that is lowered only once it is a plain one
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_does_not_depend_on_who_comes_first(one: str, other: str) -> None:
    assert name_likeness(one, other) == name_likeness(other, one)
    assert 0 <= name_likeness(one, other) <= 100
