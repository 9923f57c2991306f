"""What people type about bodies, people, members, agreements and spellings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.kernel.tables import CellError, parse_cents
from ribambelle.network.enums import BodyKind, TerritoryKind
from ribambelle.network.models import (
    Agreement,
    AgreementParty,
    Body,
    Commitment,
    Mandate,
    Membership,
    Organisation,
    Person,
    Territory,
)
from ribambelle.ui.fields import DayField


class BodyFilters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("all")), *BodyKind.choices], required=False
    )


class TextFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False)


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = ["name", "kind", "is_external", "host", "zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = Territory.objects.exclude(kind=TerritoryKind.COMMUNE).order_by("name")  # type: ignore[attr-defined]


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "phone"]


class MandateForm(forms.ModelForm):
    class Meta:
        model = Mandate
        fields = ["person", "organisation", "title", "starts_on", "ends_on"]
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        help_texts = {"ends_on": gettext_lazy("the first day without the mandate")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("It ends before it begins. Check both dates."))
        return cleaned


class EndForm(forms.Form):
    """The day something ends: the first day without it."""

    on = DayField(label=gettext_lazy("Ends on"))


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["organisation", "zone", "starts_on"]
        field_classes = {"starts_on": DayField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = Territory.objects.exclude(kind=TerritoryKind.COMMUNE).order_by("name")  # type: ignore[attr-defined]


class FeesForm(forms.Form):
    """The fee of a year, the same for all members."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2199)
    amount = forms.CharField(label=gettext_lazy("Amount (euros)"))
    due_on = DayField(label=gettext_lazy("To be paid before"), required=False)

    def clean_amount(self) -> int:
        typed = self.cleaned_data["amount"]
        try:
            cents = parse_cents(typed)
        except CellError as error:
            raise ValidationError(str(error)) from error
        if not cents or cents <= 0:
            raise ValidationError(_("%(typed)s: a fee is more than 0.") % {"typed": typed})
        return cents


class AgreementForm(forms.ModelForm):
    parties = forms.ModelMultipleChoiceField(Organisation.objects.all(), label=gettext_lazy("Parties"))

    class Meta:
        model = Agreement
        fields = ["title", "signed_on", "starts_on", "ends_on", "renews", "source"]
        field_classes = {"signed_on": DayField, "starts_on": DayField, "ends_on": DayField}
        help_texts = {"ends_on": gettext_lazy("the first day without the agreement")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("It ends before it begins. Check both dates."))
        if len(cleaned.get("parties") or ()) == 1:
            self.add_error("parties", _("An agreement binds at least two organisations. Choose the other party."))
        return cleaned


class CommitmentForm(forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ["text", "party", "due_on"]
        field_classes = {"due_on": DayField}

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = AgreementParty.objects.filter(agreement=agreement).select_related("organisation")
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]
        self.fields["party"].label_from_instance = lambda party: str(party.organisation)  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Two records that are one organisation: which to keep, which to fold into it."""

    keep = forms.ModelChoiceField(Organisation.objects.all(), to_field_name="reference", label=gettext_lazy("Keep"))
    gone = forms.ModelChoiceField(
        Organisation.objects.all(), to_field_name="reference", label=gettext_lazy("Fold into it")
    )


class VariantForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=gettext_lazy("Organisation"))
    name = forms.CharField(label=gettext_lazy("Is also written"), max_length=200)
