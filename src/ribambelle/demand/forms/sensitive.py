"""What is known beyond “met” of the sensitive criteria a request answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.models import Request
from ribambelle.demand.rules.sensitive import PROTECTION
from ribambelle.demand.selectors.sensitive import content_of_request


class SensitiveForm(forms.Form):
    """One text for each sensitive criterion the request answers, and one for what protects the family."""

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels: dict[str, Any] = {code: BY_CODE[code].label for code in content_of_request(request).answers}
        labels[PROTECTION] = _("Protection of the family")
        for code, label in labels.items():
            widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
            self.fields[code] = forms.CharField(label=label, required=False, max_length=2000, widget=widget)
        self.fields[PROTECTION].help_text = _("An address to keep secret, a decision of a judge, who may not be told.")

    def show(self, details: Mapping[str, str]) -> None:
        """Start from what is kept."""
        self.initial = dict(details)

    def details(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(code, "") for code in self.fields}
