"""A section and its weekly grid: ten numbers, blank where nobody knows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_NAMES
from ribambelle.ui.fields import DayField


class SectionForm(forms.Form):
    """Name, ages in months, places for each half-day from a day on."""

    name = forms.CharField(label=_("Name"), max_length=80)
    min_age_months = forms.IntegerField(label=_("From (months)"), min_value=0, max_value=216)
    max_age_months = forms.IntegerField(
        label=_("Up to (months)"), min_value=1, max_value=216, help_text=_("That age excluded.")
    )
    valid_from = DayField(label=_("This grid counts from"))
    everywhere = forms.IntegerField(
        label=_("Same number everywhere"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=_("Fills the half-days left blank below."),
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in ALL_SLOTS:
            label = _("%(day)s, %(half)s") % {"day": WEEKDAY_NAMES[slot.weekday], "half": HALF_NAMES[slot.half]}
            self.fields[f"slot_{slot.number}"] = forms.IntegerField(
                label=label, min_value=0, max_value=500, required=False
            )

    @property
    def grid(self) -> list[tuple[Any, list[Any]]]:
        """Two rows of five fields, morning then afternoon."""
        return [
            (name, [self[f"slot_{slot.number}"] for slot in ALL_SLOTS if slot.half == half])
            for half, name in enumerate(HALF_NAMES)
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        low, high = found.get("min_age_months"), found.get("max_age_months")
        if low is not None and high is not None and high <= low:
            self.add_error("max_age_months", _("The end is not after the beginning: correct one of the two."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        found = self.cleaned_data
        everywhere = found["everywhere"]
        numbers = [found[f"slot_{slot.number}"] for slot in ALL_SLOTS]
        names = ("name", "min_age_months", "max_age_months", "valid_from", "source")
        return {name: found[name] for name in names} | {
            "places": [everywhere if number is None else number for number in numbers]
        }
