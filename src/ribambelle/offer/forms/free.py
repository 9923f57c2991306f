"""What is free from when: what the list is narrowed to."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.offer.enums import SettingKind
from ribambelle.offer.forms.filters import MOST_MONTHS, commune_choices
from ribambelle.offer.selectors.free import AHEAD, FreeFilter
from ribambelle.ui.fields import DayField, WeekField
from ribambelle.ui.widgets import WeekPicker


class FreeForm(forms.Form):
    """A period, and what a child would need."""

    since = DayField(label=pgettext_lazy("period", "From"), required=False)
    until = DayField(label=pgettext_lazy("period", "Until"), required=False)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: [("", _("all")), *SettingKind.choices])
    age = forms.IntegerField(label=_("Age (months)"), required=False, min_value=0, max_value=MOST_MONTHS)
    least = forms.TypedChoiceField(
        label=_("Free for"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(("", _("any length")), (30, _("a month at least")), (90, _("three months at least"))),
    )
    week = WeekField(label=_("Half-days, one of them at least"), required=False, widget=WeekPicker(is_small=True))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["commune"].choices = [("", _("everywhere")), *commune_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end is not after the beginning: correct one of the two."))
        return found

    def narrowed(self, today: date, *, setting: str = "") -> FreeFilter:
        """What was understood; a value that means nothing is left out, and said beside its field."""
        self.is_valid()
        found = self.cleaned_data
        since = found.get("since") or today
        last = found.get("until")
        return FreeFilter(
            since=since,
            until=last + timedelta(days=1) if last else since + AHEAD,
            commune=found.get("commune", ""),
            kind=found.get("kind", ""),
            setting=setting,
            age_months=found.get("age"),
            slots=found.get("week") or 0,
            least_days=found.get("least") or 0,
        )
