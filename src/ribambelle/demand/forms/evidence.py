"""The document behind an answer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.ui.fields import DayField


class EvidenceForm(forms.Form):
    """Which document was seen, when, and until when it holds."""

    document = forms.CharField(label=_("Which document"), max_length=120)
    seen_on = DayField(label=_("Seen on"))
    expires_on = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("A month before, the request stands among those whose document expires soon."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_seen_on(self) -> date:
        day: date = self.cleaned_data["seen_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Give the day the document was seen."))
        return day
