"""Fields read what people type; what they refuse names the culprit, the problem and the remedy."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.kernel import formats, weeks
from ribambelle.ui.fields import DayField, HourField, PercentField, WeekField


class Sample(forms.Form):
    on = DayField(required=False)
    at = HourField(required=False)
    week = WeekField(required=False)


@pytest.fixture(autouse=True)
def _in_french() -> object:
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    "typed", ["31/12/2027", "31.12.2027", "31-12-2027", " 31 / 12 / 2027 ", "2027-12-31", "31/12/27"]
)
def test_days_as_people_type_them(typed: str) -> None:
    assert DayField().clean(typed) == date(2027, 12, 31)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_shown_is_a_day_read(on: date) -> None:
    with translation.override("fr"):
        assert DayField().clean(DayField().prepare_value(on)) == on


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/09/2027", "31/09/2027 n’existe pas\u202f: septembre a 30 jours. Écrivez par exemple 30/09/2027."),
        ("29/02/2027", "29/02/2027 n’existe pas\u202f: février a 28 jours. Écrivez par exemple 28/02/2027."),
        (
            "12/31/2027",
            "12/31/2027 n’existe pas\u202f: il n’y a pas de mois 31. Écrivez d’abord le jour, puis le mois.",
        ),
        ("01/09/0027", "01/09/0027\u202f: l’année 27 est invraisemblable. Écrivez-la avec ses quatre chiffres."),
        (
            "demain",
            "«\u202fdemain\u202f» n’est pas une date. Écrivez le jour, le mois et l’année, par exemple 31/12/2027.",
        ),
    ],
)
def test_a_day_that_cannot_be(typed: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        DayField().clean(typed)
    assert refused.value.messages == [message]


@pytest.mark.parametrize("typed", ["7 h 30", "7h30", "7:30", "07:30", "7.30", "7 H 30"])
def test_hours_as_people_type_them(typed: str) -> None:
    assert HourField().clean(typed) == time(7, 30)


def test_a_round_hour() -> None:
    assert HourField().clean("7 h") == HourField().clean("7") == time(7)


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_shown_is_an_hour_read(hour: int, minute: int) -> None:
    with translation.override("fr"):
        assert HourField().clean(formats.clock(time(hour, minute))) == time(hour, minute)


@pytest.mark.parametrize("typed", ["25 h", "7 h 60", "sept heures"])
def test_an_hour_that_cannot_be(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        HourField().clean(typed)
    assert typed in refused.value.messages[0]
    assert "par exemple" in refused.value.messages[0]


@given(st.integers(0, weeks.FULL_WEEK))
def test_a_week_ticked_is_a_mask(mask: int) -> None:
    query = QueryDict(mutable=True)
    query.setlist("week", list(weeks.codes_of(mask)))
    form = Sample(query)
    assert form.is_valid()
    assert form.cleaned_data["week"] == mask
    ticked = str(form["week"]).count(" checked")
    assert ticked == mask.bit_count()


def test_a_week_from_a_record_is_shown_ticked() -> None:
    shown = str(Sample(initial={"week": weeks.mask_of(["mon-am", "fri-pm"])})["week"])
    assert shown.count(" checked") == 2
    assert 'value="fri-pm" id="id_week_fri-pm" checked' in shown


def test_a_required_week_needs_one_half_day() -> None:
    with pytest.raises(forms.ValidationError) as refused:
        WeekField().clean([])
    assert refused.value.messages == ["Aucune demi-journée n’est cochée. Cochez-en au moins une."]


def test_an_unknown_half_day_is_refused() -> None:
    with pytest.raises(forms.ValidationError):
        WeekField().clean(["mon-am", "sun-pm"])


def test_what_was_typed_is_kept_beside_its_error() -> None:
    form = Sample(QueryDict("on=31/09/2027"))
    assert not form.is_valid()
    shown = str(form["on"])
    assert 'value="31/09/2027"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_on_error"' in shown


class Django(forms.Form):
    """Fields of Django itself, whose messages every form of the product gets."""

    name = forms.CharField()
    places = forms.IntegerField()
    email = forms.EmailField()
    count = forms.DecimalField(required=False)
    site = forms.URLField(required=False, assume_scheme="https")
    code = forms.SlugField(required=False)


def test_the_fields_of_django_say_the_remedy_too() -> None:
    form = Django({"places": "douze", "email": "sansarobase", "count": "x", "site": "abc€", "code": "crèche 2"})
    assert form.errors["name"] == ["Rien n’est indiqué ici. Complétez : c’est nécessaire.".replace(" :", "\u202f:")]
    assert form.errors["places"] == ["Ce n’est pas un nombre entier. Écrivez seulement des chiffres."]
    assert form.errors["email"] == [
        "Cette adresse de courriel n’est pas complète. Écrivez-la par exemple nom@exemple.org."
    ]
    assert form.errors["count"] == ["Ce n’est pas un nombre. Écrivez par exemple 12,5."]
    assert form.errors["site"] == ["Ce n’est pas l’adresse d’une page. Écrivez-la par exemple https://www.exemple.be."]
    assert form.errors["code"] == [
        "Employez des lettres sans accent, des chiffres et des tirets seulement, par exemple AUB-2."
    ]


@pytest.mark.parametrize(
    ("typed", "year"), [("15/01/25", 2025), ("15.01.69", 2069), ("15-01-70", 1970), ("1 1 99", 1999)]
)
def test_a_year_of_two_figures_is_of_the_sensible_century(typed: str, year: int) -> None:
    assert DayField().clean(typed).year == year


@pytest.mark.parametrize("typed", ["10", "10 %", "10%", " 10\N{NO-BREAK SPACE}% "])
def test_a_share_is_read_with_or_without_its_sign(typed: str) -> None:
    assert PercentField().clean(typed) == 10
    with pytest.raises(ValidationError):
        PercentField().clean("10 % %")
