"""Forms of the network."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ribambelle.network.enums import OrganisationKind
from ribambelle.network.models import Organisation
from ribambelle.network.rules import bare_number, communes_written
from ribambelle.network.selectors import communes
from ribambelle.ui.fields import DayField, PhoneField


class OrganisationFilterForm(forms.Form):
    """The filter bar of the list; a value that means nothing narrows nothing."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: [("", _("all")), *OrganisationKind.choices]
    )
    commune = forms.ChoiceField(label=_("Commune"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        known = [(commune.reference, commune.name) for commune in communes() if commune.valid_to is None]
        self.fields["commune"].choices = [("", _("all")), *known]  # type: ignore[attr-defined]

    def narrowed(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {"text": found.get("q", ""), "kind": found.get("kind", ""), "commune": found.get("commune", "")}


class OrganisationForm(forms.ModelForm):
    """Who it is, and how to reach it."""

    commune = forms.ModelChoiceField(label=_("Commune"), queryset=communes(), to_field_name="reference", required=False)
    bce = forms.CharField(label=_("Company number (BCE)"), max_length=20, required=False)
    siret = forms.CharField(label=_("SIRET number"), max_length=24, required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("name", "kind", "parent", "commune", "address", "phone", "email", "website", "bce", "siret", "fase")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["commune"] = self.instance.commune  # the choices go by code, not by key
            self.fields["parent"].queryset = Organisation.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean_bce(self) -> str:
        return bare_number(self.cleaned_data["bce"])

    def clean_siret(self) -> str:
        return bare_number(self.cleaned_data["siret"])


class CommunesForm(forms.Form):
    """Communes to add, one a line."""

    communes = forms.CharField(
        label=_("Communes to add"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: official code (INSEE in France, REFNIS in Belgium), then name. Example: 65039 Arreau"),
    )

    def clean_communes(self) -> list[tuple[str, str]]:
        found, wrong = communes_written(self.cleaned_data["communes"])
        if wrong:
            raise ValidationError(
                [
                    _("Line %(n)s, “%(text)s”: write the code (five signs), then the name.") % {"n": n, "text": text}
                    for n, text in wrong
                ]
            )
        return found


class CommuneMergeForm(forms.Form):
    """A commune that becomes part of another."""

    commune = forms.ModelChoiceField(label=_("This commune"), queryset=None, to_field_name="reference")
    into = forms.ModelChoiceField(label=_("becomes part of"), queryset=None, to_field_name="reference")
    on = DayField(label=_("from the"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("commune", "into"):
            self.fields[name].queryset = communes().filter(valid_to__isnull=True)  # type: ignore[attr-defined]
