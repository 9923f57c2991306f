"""What a list or a search is narrowed to. A parameter that means nothing narrows nothing."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.weeks import WEEKDAY_NAMES
from ribambelle.network.models import Organisation
from ribambelle.network.selectors import communes
from ribambelle.offer.enums import INDIVIDUAL_KINDS, Mode, SettingKind, SettingStatus
from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Wish
from ribambelle.offer.selectors import SettingFilter
from ribambelle.ui.fields import DayField, HourField, WeekField
from ribambelle.ui.widgets import WeekPicker

SORT_CHOICES = (("name", _("name")), ("commune", _("commune")), ("kind", _("kind")), ("places", _("places")))
MOST_MONTHS = 216


def _any(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("all")), *choices]


def commune_choices() -> list[tuple[str, str]]:
    """Every commune, present and former, by code. One query."""
    return [(commune.reference, commune.name) for commune in communes() if commune.valid_to is None]


class FilterForm(forms.Form):
    """The filter bar of the list."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: _any(SettingKind.choices))
    mode = forms.ChoiceField(label=_("Mode of care"), required=False, choices=lambda: _any(Mode.choices))
    manager = forms.ChoiceField(label=_("Manager"), required=False)
    age = forms.IntegerField(label=_("Age (months)"), required=False, min_value=0, max_value=MOST_MONTHS)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=lambda: _any(SettingStatus.choices))
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=SORT_CHOICES)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["commune"].choices = [("", _("everywhere")), *commune_choices()]  # type: ignore[attr-defined]
        managers = Organisation.objects.filter(managed_settings__isnull=False).distinct()
        self.fields["manager"].choices = _any(managers.values_list("reference", "name"))  # type: ignore[attr-defined]

    def narrowed(self) -> SettingFilter:
        """What was understood; a value that means nothing is left out, and said beside its field."""
        self.is_valid()
        found = self.cleaned_data
        return SettingFilter(
            text=found.get("q", ""),
            commune=found.get("commune", ""),
            kind=found.get("kind", ""),
            mode=found.get("mode", ""),
            manager=found.get("manager", ""),
            status=found.get("status", ""),
            age_months=found.get("age"),
            sort=found.get("sort") or "name",
        )


class SearchForm(forms.Form):
    """Who can take this child? Everything is optional; what is left blank is not asked."""

    commune = forms.ChoiceField(label=_("In which commune"), required=False)
    entry = DayField(label=_("From"), required=False)
    age = forms.IntegerField(label=_("Age at entry, in months"), required=False, min_value=0, max_value=MOST_MONTHS)
    mode = forms.ChoiceField(label=_("Mode of care"), required=False, choices=lambda: _any(Mode.choices))
    weekday = forms.ChoiceField(
        label=_("Open on"),
        required=False,
        choices=lambda: [("", _("any day")), *((str(number), name) for number, name in enumerate(WEEKDAY_NAMES))],
    )
    at = HourField(label=_("Open at"), required=False)
    care = forms.ChoiceField(
        label=_("Kind of care"),
        required=False,
        choices=(
            ("", _("all")),
            ("collective", _("in a group: crèches and the like")),
            ("individual", _("at any childminder’s")),
        ),
    )
    week = WeekField(label=_("Your half-days"), required=False, widget=WeekPicker(is_small=True))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["commune"].choices = [("", _("everywhere")), *commune_choices()]  # type: ignore[attr-defined]

    @property
    def is_asked(self) -> bool:
        return bool(self.data)

    def wish(self) -> Wish:
        """What was understood; what could not be read is not asked, and said beside its field."""
        self.is_valid()
        found = self.cleaned_data
        weekday = found.get("weekday")
        return Wish(
            weekday=int(weekday) if weekday else None,
            at=found.get("at"),
            slots=found.get("week") or 0,
            mode=found.get("mode", ""),
            age_months=found.get("age"),
            commune=found.get("commune", ""),
        )

    def narrow_care(self, among: QuerySet[Setting]) -> QuerySet[Setting]:
        """Childminders alone, or all but them; a service that only attaches childminders is neither."""
        care = self.cleaned_data.get("care")
        if care == "individual":
            return among.filter(kind__in=INDIVIDUAL_KINDS)
        if care == "collective":
            return among.exclude(kind__in=[*INDIVIDUAL_KINDS, SettingKind.CHILDMINDING_SERVICE])
        return among

    def entry_on(self, today: date) -> date:
        return self.cleaned_data.get("entry") or today


class WeekOnForm(forms.Form):
    """The day the week is shown for."""

    on = DayField(label=_("Week of"), required=False)

    def chosen(self, today: date) -> date:
        return self.cleaned_data.get("on") or today if self.is_valid() else today
