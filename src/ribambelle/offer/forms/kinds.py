"""What a setting was over time, and whose law it stands under."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.enums import Law
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.services import KindLine
from ribambelle.ui.fields import DayField


class KindLineForm(forms.Form):
    """A kind from a day to a day."""

    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [("", "—"), *SettingKind.choices])
    valid_from = DayField(label=_("Since"), required=False)
    valid_to = DayField(label=_("Until (excluded)"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        begins, ends = found.get("valid_from"), found.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("The end is not after the beginning: correct one of the two."))
        return found


KindFormSet = forms.formset_factory(KindLineForm, extra=1, can_delete=True)


def kind_lines_of(formset: Any) -> list[KindLine]:
    """The lines that were filled in and not struck out."""
    return [
        KindLine(**{name: value for name, value in form.cleaned_data.items() if name != "DELETE"})
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class LawForm(forms.Form):
    """Whose law, and whether placements are checked against it."""

    law = forms.ChoiceField(label=_("Law"), choices=Law.choices)
    keeps_to_law = forms.BooleanField(
        label=_("Check every placement against this law"),
        required=False,
        help_text=_(
            "Where the law allows more children than authorised places, a section may then hold "
            "more than its grid says, up to that limit."
        ),
    )
