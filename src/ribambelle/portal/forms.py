"""What a family writes on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.selectors.homes import home_of
from ribambelle.ui.fields import DayField, PhoneField, WeekField


class ChangeForm(forms.Form):
    """What changed. Each field begins with what we know; only what is changed is kept, beside the message."""

    needed_slots = WeekField(label=_("Half-days you need"))
    minimum_days = forms.TypedChoiceField(
        label=_("You also accept fewer days"),
        choices=[("", _("no, all of them")), *((str(n), str(n)) for n in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("The fewest days that would help you. It does not change your points."),
    )
    wished_start_on = DayField(label=_("Wished start"))
    phone = PhoneField(label=_("Your telephone"), required=False)
    email = forms.EmailField(label=_("Your e-mail"), required=False)
    address = forms.CharField(label=_("Your address"), max_length=240, required=False)
    message = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Work, family, a birth, other care found: whatever may matter. Only your desk reads it."),
    )

    def __init__(self, data: Any = None, *, subject: Request, guardian: Guardian | None, about: str = "") -> None:
        """`about`: what the family wants to tell of in its words, where there is no field for it."""
        self.about = about
        self.known: dict[str, Any] = {
            "needed_slots": subject.needed_slots,
            "minimum_days": subject.minimum_days,
            "wished_start_on": subject.wished_start_on,
            "phone": guardian.phone if guardian else "",
            "email": guardian.email if guardian else "",
            "address": home_of(subject.party.household, guardian).address,
        }
        super().__init__(data, initial=self.known)
        if guardian is None:
            del self.fields["phone"], self.fields["email"]

    def said(self) -> str:
        """The message, under the name of what it is about."""
        message: str = self.cleaned_data["message"].strip()
        return f"{self.about} : {message}" if self.about and message else message

    def told(self) -> dict[str, Any]:
        """The facts that are no longer as we know them."""
        return {
            name: self.cleaned_data[name]
            for name, was in self.known.items()
            if name in self.cleaned_data and self.cleaned_data[name] != was
        }


class SetAsideForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the family"), max_length=400, help_text=_("One sentence; it stands on the family’s page.")
    )
