"""Forms of the offer: they read what people type; services decide."""

from ribambelle.offer.forms.availability import ServiceForms
from ribambelle.offer.forms.closures import ClosureForm
from ribambelle.offer.forms.confirming import ConfirmForm
from ribambelle.offer.forms.filters import FilterForm, SearchForm, WeekOnForm
from ribambelle.offer.forms.free import FreeForm
from ribambelle.offer.forms.kinds import KindFormSet, LawForm, kind_lines_of
from ribambelle.offer.forms.placements import ChangeForm, DepartureForm, PlacementFilterForm, PlacementForm
from ribambelle.offer.forms.places import AuthorisedFormSet, FundedFormSet, lines_of
from ribambelle.offer.forms.sections import SectionForm
from ribambelle.offer.forms.settings import SettingForm

__all__ = [
    "AuthorisedFormSet",
    "ChangeForm",
    "ClosureForm",
    "ConfirmForm",
    "DepartureForm",
    "FilterForm",
    "FreeForm",
    "FundedFormSet",
    "KindFormSet",
    "LawForm",
    "PlacementFilterForm",
    "PlacementForm",
    "SearchForm",
    "SectionForm",
    "ServiceForms",
    "SettingForm",
    "WeekOnForm",
    "kind_lines_of",
    "lines_of",
]
