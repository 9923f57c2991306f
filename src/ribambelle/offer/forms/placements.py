"""A placement as people type it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.offer.models import Section, Setting
from ribambelle.ui.fields import DayField, WeekField


def section_choices(setting: Setting) -> list[tuple[str, str]]:
    return [(section.code, section.name) for section in setting.sections.all()]


class PlacementForm(forms.Form):
    """Which half-days of which section are taken, from when until when."""

    section = forms.ChoiceField(label=_("Section"))
    week = WeekField(label=_("Half-days taken"))
    starts_on = DayField(label=_("First day"))
    last_on = DayField(
        label=_("Last day, if it is known"),
        required=False,
        help_text=_("The half-days are free again the day after."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        required=False,
        help_text=_("For instance R-2031. Blank: a place held outside this tool. Never a name."),
    )

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["section"].choices = section_choices(setting)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("starts_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first: correct one of the two."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        found = self.cleaned_data
        last: date | None = found["last_on"]
        return {
            "section": Section.objects.get(setting=self.setting, code=found["section"]),
            "slots": found["week"],
            "starts_on": found["starts_on"],
            "ends_on": last + timedelta(days=1) if last else None,
            "opaque_reference": found["reference"].strip(),
        }


class ChangeForm(forms.Form):
    """Other half-days, or another section, from a day on."""

    from_on = DayField(label=_("From"), help_text=_("Until the day before, the placement stays as it is."))
    section = forms.ChoiceField(label=_("Section"))
    week = WeekField(label=_("Half-days taken"))

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["section"].choices = section_choices(setting)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        found = self.cleaned_data
        section = Section.objects.get(setting=self.setting, code=found["section"])
        return {"from_on": found["from_on"], "slots": found["week"], "section": section}


class DepartureForm(forms.Form):
    """The last day of a child."""

    last_on = DayField(label=_("Last day"), help_text=_("The half-days are free again the day after."))

    @property
    def ends_on(self) -> date:
        return self.cleaned_data["last_on"] + timedelta(days=1)


class PlacementFilterForm(forms.Form):
    """What the list of placements is narrowed to."""

    q = forms.CharField(label=_("Reference"), required=False, max_length=80)
    section = forms.ChoiceField(label=_("Section"), required=False)
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=(
            ("running", _("there at the moment")),
            ("coming", _("to come")),
            ("leaving", _("with a departure announced")),
            ("over", _("over")),
            ("all", _("all")),
        ),
    )

    def __init__(self, data: Any, *, setting: Setting) -> None:
        super().__init__(data)
        self.fields["section"].choices = [("", _("all")), *section_choices(setting)]  # type: ignore[attr-defined]

    def narrowed(self) -> dict[str, Any]:
        """What was understood; a value that means nothing is left out, and said beside its field."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "text": found.get("q", "").strip(),
            "section": found.get("section", ""),
            "when": found.get("when") or "running",
        }
