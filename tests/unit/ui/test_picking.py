"""Among names that may be thousands: a short list is unfolded, a long one is typed, and both clean to the same code."""

import pytest
from django import forms

from ribambelle.ui.picking import LONGEST, Names, PickField, PickManyField

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


class Several(forms.Form):
    some = PickManyField(label="Plusieurs", required=False)


def several(pairs: list[tuple[str, str]], typed: object = None, initial: object = ()) -> Several:
    form = Several(None if typed is None else {"some": typed}, initial={"some": initial})
    field = form.fields["some"]
    assert isinstance(field, PickManyField)
    field.among(Names(pairs))
    return form


def test_some_of_a_short_list_are_ticked() -> None:
    form = several(MANY, ["L0007", "L0009"])
    assert str(form["some"]).count('type="checkbox"') == len(MANY)
    assert form.is_valid()
    assert form.cleaned_data["some"] == ["L0007", "L0009"]
    assert not several(MANY, ["L9999"]).is_valid()


def test_some_of_a_long_list_are_typed_one_a_line() -> None:
    form = several(MANY + TWINS, "lutins 0007\n\n eleonore \nL0007\n")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["some"] == ["L0007", "C"]
    drawn = str(several(MANY + TWINS, initial=["L0007", "A"])["some"])
    assert "Les Lutins 0007 (Arlon)\nLa Ronde (Virton) · A</textarea>" in drawn
    assert "checkbox" not in drawn


def test_all_that_is_wrong_in_a_long_list_is_said_at_once_and_what_was_typed_stays() -> None:
    form = several(MANY + TWINS, "Farfadets\nL0007\nLa Ronde")
    assert not form.is_valid()
    assert [error.split(" ")[0:2] for error in form.errors["some"]] == [
        ["«\u202fFarfadets\u202f»", "n’est"],
        ["«\u202fLa", "Ronde\u202f»"],
    ]
    assert "Farfadets\nL0007\nLa Ronde</textarea>" in str(form["some"])
