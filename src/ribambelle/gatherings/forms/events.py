"""Forms of events, sessions, registrations and evaluations."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.gatherings.enums import EventKind, EventState, FeedKind
from ribambelle.gatherings.forms.fields import LinkField, PriceField
from ribambelle.gatherings.models import Event, EventSession
from ribambelle.ui.fields import DayField, HourField

MARKS = [("", gettext_lazy("no answer")), *((str(mark), str(mark)) for mark in range(1, 6))]


class EventFilters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("all")), *EventKind.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("all")), *EventState.choices], required=False
    )


class EventForm(forms.ModelForm):
    """What, where, for how many."""

    price_cents = PriceField(label=gettext_lazy("Price (euros)"), required=False, initial=0)
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=5000)

    class Meta:
        model = Event
        fields = [
            "title",
            "kind",
            "seating",
            "description",
            "place",
            "link",
            "price_cents",
            "closes_on",
            "reporting_year",
            "body",
        ]
        field_classes = {"closes_on": DayField, "link": LinkField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["seats"], self.fields["seating"]


class SessionForm(forms.ModelForm):
    class Meta:
        model = EventSession
        fields = ["held_on", "starts_at", "ends_at", "place"]
        field_classes = {"held_on": DayField, "starts_at": HourField, "ends_at": HourField}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It ends before it begins. Check both hours."))
        return cleaned


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=0, max_value=5000)


class RegistrationForm(forms.Form):
    """What a person writes to ask for a seat: nothing more than what is needed to seat and warn them."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=160)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), help_text=gettext_lazy("to tell you where your registration stands")
    )
    organisation = forms.CharField(
        label=gettext_lazy("Your service"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("the crèche, association or service you work for, if any"),
    )
    note = forms.CharField(
        label=gettext_lazy("What we should know"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("for instance an access need; never anything about health that is not needed"),
    )


class EvaluationForm(forms.Form):
    """Marks from 1 to 5; nothing is compulsory."""

    useful = forms.TypedChoiceField(
        label=gettext_lazy("Useful for my work: from 1 (no) to 5 (yes)"),
        choices=MARKS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    well_run = forms.TypedChoiceField(
        label=gettext_lazy("Well organised: from 1 (no) to 5 (yes)"),
        choices=MARKS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    comment = forms.CharField(
        label=gettext_lazy("What you would like to add"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class FeedForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Follows"), choices=FeedKind.choices)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=60)
