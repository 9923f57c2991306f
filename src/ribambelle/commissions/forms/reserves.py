"""The form of reserves: one line for each group places are kept for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.reserves import ReserveLine
from ribambelle.commissions.selectors.reserving import group_choices, section_choices, setting_choices
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.ui.fields import WeekField
from ribambelle.ui.picking import Names, PickField

#: Lines a session may have.
MOST_LINES = 40


class ReserveForm(forms.Form):
    """One line: for whom, how many, where, when; given back or not."""

    group = forms.ChoiceField(label=_("For whom"))
    places = forms.IntegerField(
        label=_("Number of places"), min_value=1, max_value=999, help_text=_("On each half-day ticked below.")
    )
    setting = PickField(
        label=_("Setting"),
        required=False,
        help_text=_("In each setting: a setting with fewer free places keeps all of them."),
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    slots = WeekField(label=_("Half-days"), initial=FULL_WEEK, help_text=_("A half-day that is closed keeps nothing."))
    is_released = forms.BooleanField(
        label=_("Give unused places back to the other families"),
        required=False,
        initial=True,
        help_text=_("Not ticked: a place nobody of the group takes stays empty."),
    )

    def __init__(self, *args: Any, choices: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name, known in choices.items():
            if isinstance(known, Names):
                fields[name].among(known, nothing=_("each setting of the session"))
            else:
                fields[name].choices = known

    @property
    def told(self) -> str:
        """The group as it is chosen so far, for the line that is closed."""
        chosen = self["group"].value()
        fields: Any = self.fields
        groups = (pair for _heading, pairs in fields["group"].choices if isinstance(pairs, list) for pair in pairs)
        return next((label for value, label in groups if value == chosen), "")


class BaseReserves(forms.BaseFormSet):
    """The lines of a session; one that is ticked for removal, or left as it came, goes."""

    @property
    def kept(self) -> list[Any]:
        """The forms that make a line, in their order."""
        return [form for form in self.forms if form.cleaned_data.get("group") and not form.cleaned_data.get("DELETE")]

    def lines(self) -> list[ReserveLine]:
        found = []
        for form in self.kept:
            data = form.cleaned_data
            kind, _colon, value = data["group"].partition(":")
            places = {name: data[name] for name in ("setting", "section", "slots", "places", "is_released")}
            found.append(ReserveLine(kind=kind, value=value, **places))
        return found


ReserveFormSet = forms.formset_factory(
    ReserveForm, formset=BaseReserves, extra=1, can_delete=True, max_num=MOST_LINES, validate_max=True
)


def reserve_lines(session: Session, data: Any, lines: list[ReserveLine]) -> Any:
    """The form of a session: the lines it has, and one more to fill in."""
    choices = {
        "group": group_choices(session),
        "setting": Names(setting_choices(session)),
        "section": section_choices(),
    }
    initial = [{**line._asdict(), "group": f"{line.kind}:{line.value}"} for line in lines]
    return ReserveFormSet(data, initial=initial, form_kwargs={"choices": choices}, prefix="reserve")
