"""Forms of the demand."""

from ribambelle.demand.forms.choices import Choices
from ribambelle.demand.forms.filters import FilterForm
from ribambelle.demand.forms.initial import initial_of_family_answers, initial_of_household, initial_of_request
from ribambelle.demand.forms.moves import MoveForm, SiblingForm
from ribambelle.demand.forms.request import RequestForm

__all__ = [
    "Choices",
    "FilterForm",
    "MoveForm",
    "RequestForm",
    "SiblingForm",
    "initial_of_family_answers",
    "initial_of_household",
    "initial_of_request",
]
