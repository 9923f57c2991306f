"""Forms of the offer: they read what people type; services decide."""

from ribambelle.offer.forms.confirming import ConfirmForm
from ribambelle.offer.forms.filters import FilterForm, SearchForm, WeekOnForm
from ribambelle.offer.forms.free import FreeForm
from ribambelle.offer.forms.placements import ChangeForm, DepartureForm, PlacementFilterForm, PlacementForm
from ribambelle.offer.forms.places import AuthorisedFormSet, FundedFormSet, lines_of
from ribambelle.offer.forms.sections import SectionForm
from ribambelle.offer.forms.settings import SettingForm

__all__ = [
    "AuthorisedFormSet",
    "ChangeForm",
    "ConfirmForm",
    "DepartureForm",
    "FilterForm",
    "FreeForm",
    "FundedFormSet",
    "PlacementFilterForm",
    "PlacementForm",
    "SearchForm",
    "SectionForm",
    "SettingForm",
    "WeekOnForm",
    "lines_of",
]
