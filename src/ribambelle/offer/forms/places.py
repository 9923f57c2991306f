"""Both registers of places, line by line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.offer.services import PlacesLine
from ribambelle.ui.fields import DayField


class LineForm(forms.Form):
    """Places from a day to a day."""

    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=2000)
    valid_from = DayField(label=_("Since"), required=False)
    valid_to = DayField(label=_("Until (excluded)"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        begins, ends = found.get("valid_from"), found.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("The end is not after the beginning: correct one of the two."))
        return found


class AuthorisedLineForm(LineForm):
    young_places = forms.IntegerField(label=_("of which for the youngest"), min_value=0, required=False)
    young_under_months = forms.IntegerField(label=_("under (months)"), min_value=1, max_value=72, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        young, under, places = (found.get(name) for name in ("young_places", "young_under_months", "places"))
        if (young is None) != (under is None):
            missing = "young_under_months" if under is None else "young_places"
            self.add_error(missing, _("Give both the places for the youngest and their age, or neither."))
        if young is not None and places is not None and young > places:
            self.add_error("young_places", _("A part of the places cannot exceed them all: correct one of them."))
        return found


class FundedLineForm(LineForm):
    programme = forms.CharField(label=_("Programme"), max_length=120)
    field_order = ("programme", "places", "valid_from", "valid_to", "source")


AuthorisedFormSet = forms.formset_factory(AuthorisedLineForm, extra=1, can_delete=True)
FundedFormSet = forms.formset_factory(FundedLineForm, extra=1, can_delete=True)


def lines_of(formset: Any) -> list[PlacesLine]:
    """The lines that were filled in and not struck out."""
    return [
        PlacesLine(**{name: value for name, value in form.cleaned_data.items() if name != "DELETE"})
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
