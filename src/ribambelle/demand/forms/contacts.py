"""Exchanges with a family, desks that share a request, births, answers to a confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.enums import ContactChannel, ContactKind, FamilyAnswer
from ribambelle.network.models import Organisation
from ribambelle.ui.fields import DayField

#: What a desk notes by hand; the other kinds are written by what they tell of.
NOTED = (ContactKind.VISIT, ContactKind.ANSWERED, ContactKind.REMINDED)
BY_HAND = (ContactChannel.PHONE, ContactChannel.DESK, ContactChannel.PAPER, ContactChannel.MAIL)


class ContactForm(forms.Form):
    """One exchange, in a sentence."""

    kind = forms.ChoiceField(label=_("What it was about"), choices=[(each, each.label) for each in NOTED])
    channel = forms.ChoiceField(label=_("How"), choices=[(each, each.label) for each in BY_HAND])
    desk = forms.ModelChoiceField(
        label=_("At which desk"), queryset=Organisation.objects.none(), required=False, to_field_name="reference"
    )
    text = forms.CharField(
        label=_("In one sentence"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No detail about health or protection."),
    )

    def __init__(self, *args: Any, desks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = desks


class ShareForm(forms.Form):
    """With which desk a request is shared."""

    shared_with = forms.ModelChoiceField(
        label=_("Which desk"), queryset=Organisation.objects.order_by("name"), to_field_name="reference"
    )


class BirthForm(forms.Form):
    """The day of the birth, and the first name when it is known."""

    born_on = DayField(label=_("Born on"))
    first_name = forms.CharField(label=_("First name of the child"), max_length=80, required=False)


class FamilyAnswerForm(forms.Form):
    """What the family answers to “do you still need this place?”."""

    answer = forms.ChoiceField(
        label=_("Do you still need this place?"), choices=FamilyAnswer.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What has changed?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A move, other days, another date. No detail about health: tell us that in person."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("answer") == FamilyAnswer.CHANGED and not values.get("text", "").strip():
            self.add_error("text", _("Something has changed: tell us what, in a sentence."))
        return values
