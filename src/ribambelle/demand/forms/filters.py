"""The filters of the list."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.enums import Channel, RequestKind, RequestState
from ribambelle.demand.forms.choices import Choices
from ribambelle.demand.rules import months_after
from ribambelle.demand.selectors import Filters
from ribambelle.demand.selectors.requests import WAITING_STATES
from ribambelle.kernel.formats import day_in_words
from ribambelle.offer.enums import Mode
from ribambelle.ui.picking import PickField

DUES = [
    ("", _("any")),
    ("late", _("a legal delay has passed")),
    ("reminder", _("a reminder is due")),
    ("birth", _("a birth is awaited")),
    ("to-read", _("a change told by the family")),
    ("evidence", _("a document expires soon")),
]
MONTHS_BACK, MONTHS_AHEAD = 6, 24


class FilterForm(forms.Form):
    """Filters by GET; a value that is not a choice filters nothing rather than fail."""

    q = forms.CharField(label=_("Reference or name"), required=False, max_length=120)
    state = forms.ChoiceField(label=_("State"), required=False)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    setting = PickField(label=_("Wished setting"), required=False)
    start = forms.ChoiceField(label=_("Wished start"), required=False)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    due = forms.ChoiceField(label=_("What waits"), required=False, choices=DUES)
    mode = forms.ChoiceField(label=_("Mode of care"), required=False, choices=[("", _("any")), *Mode.choices])
    urgent = forms.BooleanField(label=_("Urgent requests"), required=False)
    siblings = forms.BooleanField(label=_("Siblings together"), required=False)

    def __init__(self, data: Any, *, choices: Choices, today: date) -> None:
        super().__init__(data)
        self.today = today
        everything = _("any")
        self._set("state", [("", everything), (WAITING_STATES, _("waiting for a place, all")), *RequestState.choices])
        self._set("commune", choices.commune_pairs(str(everything)))
        wished = self.fields["setting"]
        assert isinstance(wished, PickField)
        wished.among(choices.setting_names, nothing=str(everything))
        self._set("kind", [("", everything), *RequestKind.choices])
        self._set("channel", [("", everything), *Channel.choices])
        self._set("start", [("", everything), *_months(today)])

    def _set(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def filters(self, *, sort: str) -> Filters:
        """The filters that hold; those that do not are left out."""
        self.is_valid()
        values = self.cleaned_data
        start = values.get("start")
        return Filters(
            text=values.get("q", ""),
            state=values.get("state", ""),
            commune=values.get("commune", ""),
            setting=values.get("setting", ""),
            start_month=date.fromisoformat(f"{start}-01") if start else None,
            kind=values.get("kind", ""),
            channel=values.get("channel", ""),
            mode=values.get("mode", ""),
            is_urgent=bool(values.get("urgent")),
            has_siblings=bool(values.get("siblings")),
            due=values.get("due", ""),
            today=self.today,
            sort=sort,
        )


def _months(today: date) -> list[tuple[str, str]]:
    first = today.replace(day=1)
    months = [months_after(first, offset) for offset in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    return [(f"{month:%Y-%m}", day_in_words(month).split(" ", 1)[1]) for month in months]
