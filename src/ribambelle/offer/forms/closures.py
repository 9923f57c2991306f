"""Days on which a setting is closed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.ui.fields import DayField


class ClosureForm(forms.Form):
    """First and last day closed, and why."""

    starts_on = DayField(label=_("First day closed"))
    last_on = DayField(label=_("Last day closed"), required=False, help_text=_("Blank: that one day."))
    reason = forms.CharField(
        label=_("Reason"), max_length=120, help_text=_("Families read it: for instance, training of the team.")
    )
    is_yearly = forms.BooleanField(label=_("Every year at the same dates"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("starts_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first: correct one of the two."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        found = self.cleaned_data
        last = found["last_on"] or found["starts_on"]
        return {
            "starts_on": found["starts_on"],
            "ends_on": last + timedelta(days=1),
            "reason": found["reason"],
            "is_yearly": found["is_yearly"],
        }
