"""What the childminders of a service have free: one form for all of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.offer.models import Setting
from ribambelle.offer.services import Declared
from ribambelle.ui.fields import DayField, WeekField
from ribambelle.ui.widgets import WeekPicker


class SaidForm(forms.Form):
    """Who said all this, and when."""

    said_by = forms.CharField(
        label=_("According to"), max_length=200, help_text=_("For instance: the childminders, by telephone.")
    )
    said_on = DayField(label=_("On"))


class AvailabilityForm(forms.Form):
    """One childminder: half-days free, from when, or “said again”."""

    week = WeekField(label=_("Half-days free"), required=False, widget=WeekPicker(is_small=True))
    free_from = DayField(label=pgettext_lazy("period", "From"), required=False)
    is_right = forms.BooleanField(label=_("Still right"), required=False)


class ServiceForms:
    """The form of a service: who said it, then one line for each of its childminders.

    A line that nobody changed nor ticked is left as it is, with its date.
    """

    def __init__(self, data: Any, *, childminders: Sequence[Setting], today: date) -> None:
        self.today = today
        self.said = SaidForm(data, initial={"said_on": today})
        self.lines = [(one, self._line(data, one)) for one in childminders]

    def _line(self, data: Any, one: Setting) -> AvailabilityForm:
        known = getattr(one, "availability", None)
        initial = {"week": known.slots, "free_from": known.free_from} if known else {}
        return AvailabilityForm(data, prefix=one.reference, initial=initial)

    @property
    def forms(self) -> list[forms.Form]:
        return [self.said, *(form for _, form in self.lines)]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def declared(self) -> list[Declared]:
        """The lines that say something new, or say it again."""
        return [
            Declared(one, form.cleaned_data["week"], form.cleaned_data["free_from"] or self.today)
            for one, form in self.lines
            if form.cleaned_data["is_right"] or form.has_changed()
        ]
