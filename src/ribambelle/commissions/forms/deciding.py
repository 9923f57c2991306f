"""Forms of the deliberation: a departure from the proposal, the places it gives, who sits, who withdraws."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.enums import DecisionKind, Departure, Office, RecusalReason
from ribambelle.commissions.models import SittingMember
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.rules.snapshot import ChildEntry, SettingEntry
from ribambelle.gatherings.enums import Presence
from ribambelle.kernel.weeks import codes_of, mask_of
from ribambelle.ui.fields import DayField, WeekField

KINDS = (DecisionKind.MOVE, DecisionKind.HOLD, DecisionKind.REFUSE)
SEPARATOR = "|"


class DepartureForm(forms.Form):
    """A departure from the proposal. `seen`: the last act that stood when what it costs was read."""

    kind = forms.ChoiceField(
        label=_("Instead of the proposal"),
        choices=[
            (DecisionKind.MOVE, _("give the places below")),
            (DecisionKind.HOLD, _("hold the dossier back: nothing is given for now")),
            (DecisionKind.REFUSE, _("refuse")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Departure.choices])
    text = forms.CharField(
        label=_("In full, for the minutes"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Neither name, nor place, nor health: it is read before it is read out."),
    )
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=999, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=999, required=False)
    votes_abstained = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=999, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """The place given to one child: a section of a setting, and half-days."""

    place = forms.ChoiceField(label=_("Setting and section"), required=False)
    slots = WeekField(label=_("Half-days"), required=False)

    def __init__(self, *args: Any, child: ChildEntry, offer: Sequence[SettingEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child["child"]
        fields: Any = self.fields
        wished = {setting: rank for rank, setting in enumerate(child["wishes"], 1)}
        ordered = sorted(offer, key=lambda entry: (wished.get(entry["setting"], len(wished) + 1), entry["label"]))
        fields["place"].choices = [("", _("no place")), *_choices(ordered, wished)]

    def given(self) -> Given | None:
        """The place, None when none is given to this child."""
        if not self.cleaned_data.get("place"):
            return None
        setting, _separator, section = self.cleaned_data["place"].partition(SEPARATOR)
        return Given(self.child, setting, section, codes_of(self.cleaned_data["slots"]))


def _choices(offer: Iterable[SettingEntry], wished: dict[str, int]) -> list[tuple[str, str]]:
    found = []
    for entry in offer:
        mark = f"{wished[entry['setting']]}. " if entry["setting"] in wished else ""
        for section in entry["sections"]:
            value = f"{entry['setting']}{SEPARATOR}{section['section']}"
            found.append((value, f"{mark}{entry['label']}, {section['label']}"))
    return found


def place_initial(place: Given | None, slots: Sequence[str]) -> dict[str, Any]:
    """What a place form shows first: the place as it stands, else the half-days asked."""
    if place is None:
        return {"place": "", "slots": mask_of(slots)}
    return {"place": f"{place.setting}{SEPARATOR}{place.section}", "slots": mask_of(place.slots)}


class MemberForm(forms.Form):
    """One line of the composition."""

    office = forms.ChoiceField(label=_("Office"), choices=Office.choices)
    has_vote = forms.BooleanField(label=_("Has a vote"), required=False)
    presence = forms.ChoiceField(label=_("Presence"), choices=Presence.choices)


class MemberLine(NamedTuple):
    """A member and the form of its line."""

    member: SittingMember
    form: MemberForm


def member_lines(members: Iterable[SittingMember], data: Any = None) -> list[MemberLine]:
    """One form a member, each with its own prefix."""
    return [
        MemberLine(
            member,
            MemberForm(
                data,
                prefix=f"m{member.pk}",
                initial={"office": member.office, "has_vote": member.has_vote, "presence": member.presence},
            ),
        )
        for member in members
    ]


class MemberAddForm(forms.Form):
    """Somebody who sits without an account here."""

    name = forms.CharField(label=_("Name"), max_length=160)
    has_vote = forms.BooleanField(label=_("Has a vote"), required=False, initial=True)


class RecusalForm(forms.Form):
    """Who withdraws, from what, why: one request, or every dossier that asks for a setting."""

    member = forms.ModelChoiceField(label=_("Member"), queryset=SittingMember.objects.none())
    request_reference = forms.CharField(
        label=_("Request"), max_length=20, required=False, help_text=_("Its reference, for example R-2031.")
    )
    setting_reference = forms.ChoiceField(label=_("or a setting"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=RecusalReason.choices)

    def __init__(
        self, *args: Any, members: Any, settings: Iterable[tuple[str, str]], requests: set[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["member"].queryset = members
        fields["setting_reference"].choices = [("", "—"), *settings]
        self.requests = requests

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        request, setting = data.get("request_reference"), data.get("setting_reference")
        if bool(request) == bool(setting):
            said = _("A recusal is about one request or one setting. Write one of the two.")
            self.add_error("request_reference", ValidationError(said))
        elif request and self.requests and request not in self.requests:
            said = _("This session examines no request “%(reference)s”. Check the reference.")
            self.add_error("request_reference", ValidationError(said, params={"reference": request}))
        return data


class CorrectionForm(forms.Form):
    """The session that corrects a sealed one."""

    title = forms.CharField(label=_("Title"), max_length=160)
    held_on = DayField(label=_("Held on"))
    why = forms.CharField(
        label=_("What is corrected"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Neither name, nor place, nor health: members read it."),
    )
