"""Among names that may be thousands: a short list is unfolded, a long one is typed, and both clean to the same code."""

import pytest
from django import forms

from ribambelle.ui.picking import LONGEST, Names, PickField

MANY = [(f"L{number:04}", f"Les Lutins {number:04} (Arlon)") for number in range(LONGEST)]
TWINS = [("A", "La Ronde (Virton)"), ("B", "La Ronde (Virton)"), ("C", "Éléonore “5”")]


class Chosen(forms.Form):
    one = PickField(label="Un", required=False)


def form_of(pairs: list[tuple[str, str]], typed: str | None = None, initial: str = "") -> Chosen:
    form = Chosen(None if typed is None else {"one": typed}, initial={"one": initial})
    field = form.fields["one"]
    assert isinstance(field, PickField)
    field.among(Names(pairs), nothing="—", suggested_in="names", writes=True)
    return form


def test_a_short_list_is_unfolded() -> None:
    drawn = str(form_of(MANY)["one"])
    assert drawn.count("<option") == len(MANY) + 1
    assert "datalist" not in drawn


def test_a_long_list_is_typed_and_the_browser_suggests() -> None:
    drawn = str(form_of(MANY + TWINS, initial="L0007")["one"])
    assert '<input type="text" name="one" value="Les Lutins 0007 (Arlon)"' in drawn
    assert drawn.count("<datalist") == 1
    assert "Éléonore “5”" in drawn
    assert "<select" not in drawn


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("L0007", "L0007"),
        ("Les Lutins 0007 (Arlon)", "L0007"),
        ("lutins 0007", "L0007"),
        ("ELEONORE", "C"),
        ("La Ronde (Virton) · B", "B"),
        ("", ""),
    ],
)
def test_a_part_of_the_name_is_enough(typed: str, code: str) -> None:
    form = form_of(MANY + TWINS, typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["one"] == code


@pytest.mark.parametrize(("typed", "part"), [("Farfadets", "Farfadets"), ("lutins", "300"), ("La Ronde", "· A")])
def test_none_or_several_are_said_and_what_was_typed_stays(typed: str, part: str) -> None:
    form = form_of(MANY + TWINS, typed)
    assert not form.is_valid()
    assert part in form.errors["one"][0]
    assert f'value="{typed}"' in str(form["one"])


def test_what_is_shown_and_sent_back_is_no_change() -> None:
    assert form_of(MANY + TWINS, "Les Lutins 0007 (Arlon)", initial="L0007").changed_data == []
    assert form_of(MANY + TWINS, "Les Lutins 0008 (Arlon)", initial="L0007").changed_data == ["one"]
