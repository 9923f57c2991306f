"""Forms of meetings, presences, agenda, minutes and series."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ribambelle.gatherings.enums import MeetingState
from ribambelle.gatherings.forms.fields import LinkField
from ribambelle.gatherings.models import ActionPoint, AgendaItem, Decision, Meeting, Series
from ribambelle.network.models import Body, Organisation, Person
from ribambelle.ui.fields import DayField, HourField

HOURS = {"starts_at": HourField, "ends_at": HourField}


class MeetingFilters(forms.Form):
    """What a list of meetings is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    body = forms.ChoiceField(label=gettext_lazy("Body"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Reporting year"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", gettext_lazy("all"))]
        self.fields["body"].choices = anything + list(Body.objects.values_list("reference", "name"))  # type: ignore[attr-defined]
        self.fields["year"].choices = anything + [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["state"].choices = anything + list(MeetingState.choices)  # type: ignore[attr-defined]


class MeetingForm(forms.ModelForm):
    """When, where, why. The body is chosen once."""

    class Meta:
        model = Meeting
        fields = [
            "body",
            "title",
            "held_on",
            "starts_at",
            "ends_at",
            "ends_on",
            "place",
            "link",
            "series",
            "reporting_year",
            "purpose",
        ]
        field_classes = HOURS | {"held_on": DayField, "ends_on": DayField, "link": LinkField}
        help_texts = {
            "ends_on": gettext_lazy("only for a meeting of several days"),
            "reporting_year": gettext_lazy("the year whose report it counts in; empty: the year of its date"),
            "purpose": gettext_lazy("for a meeting that others convene: which mission sends us there"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["body"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        held_on, ends_on = cleaned.get("held_on"), cleaned.get("ends_on")
        if ends_at and not starts_at:
            self.add_error("starts_at", _("The end is known and not the beginning. Write when it begins."))
        elif starts_at and ends_at and ends_at <= starts_at and not (ends_on and held_on and ends_on > held_on):
            self.add_error("ends_at", _("It ends before it begins. Check both hours."))
        if held_on and ends_on and ends_on < held_on:
            self.add_error("ends_on", _("The last day is before the first. Check both dates."))
        if held_on and not cleaned.get("reporting_year"):
            cleaned["reporting_year"] = held_on.year
        return cleaned


class DeclareForm(forms.Form):
    """Numbers of a source that gives no list."""

    persons = forms.IntegerField(label=gettext_lazy("Persons"), min_value=0, required=False)
    services = forms.IntegerField(label=gettext_lazy("Services"), min_value=0, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it is cancelled"), max_length=240)


class AttendanceForm(forms.Form):
    """Someone already known, or a new person by name; and the services they represent."""

    person = forms.ModelChoiceField(
        Person.objects.all(), label=gettext_lazy("Person"), required=False, empty_label=gettext_lazy("a new person:")
    )
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.all(), label=gettext_lazy("Services represented"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("person") and not cleaned.get("last_name"):
            raise ValidationError(_("Nobody is named. Choose a person of the list, or write a last name."))
        return cleaned


class AgendaForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "proposed_by", "minutes"]


class ProposalForm(forms.Form):
    """A point that a member proposes from their own page."""

    title = forms.CharField(label=gettext_lazy("The point you propose"), max_length=200)


class DecisionForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["text", "item"]

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.agenda.all()  # type: ignore[attr-defined]


class ActionPointForm(forms.ModelForm):
    class Meta:
        model = ActionPoint
        fields = ["text", "owner", "due_on"]
        field_classes = {"due_on": DayField}


class ApproveForm(forms.Form):
    """The day, and the later meeting where the minutes were approved."""

    approved_on = DayField(label=gettext_lazy("Approved on"))
    approved_in = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=gettext_lazy("At the meeting"),
        required=False,
        empty_label=pgettext_lazy("feminine", "none"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Meeting.objects.filter(body=meeting.body_id, held_on__gte=meeting.held_on).exclude(pk=meeting.pk)
        self.fields["approved_in"].queryset = later  # type: ignore[attr-defined]


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = [
            "name",
            "body",
            "reporting_year",
            "rule",
            "starts_on",
            "starts_at",
            "duration_minutes",
            "place",
            "declared_distinct_services",
            "declared_distinct_persons",
            "source",
        ]
        field_classes = {"starts_on": DayField, "starts_at": HourField}
        help_texts = {
            "rule": gettext_lazy("for instance FREQ=MONTHLY;BYDAY=1TU: the first Tuesday of each month"),
            "declared_distinct_services": gettext_lazy("only when a source gives the number and no list"),
        }


class UntilForm(forms.Form):
    until = DayField(label=gettext_lazy("Plan up to"))
