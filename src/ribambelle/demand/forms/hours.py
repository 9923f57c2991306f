"""From when to when, day by day, beside the half-days of the form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ribambelle.demand.models import Request
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.selectors.hours import half_day_limits
from ribambelle.kernel.formats import clock
from ribambelle.kernel.weeks import WEEKDAY_NAMES, WEEKDAYS
from ribambelle.ui.fields import HourField

RANGE = range(len(WEEKDAYS))


class HourFields:
    """Two fields a weekday, `starts_at_0` … `ends_at_4`: what they hold, and what is wrong with it."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        for day in RANGE:
            names = {"day": str(WEEKDAY_NAMES[day]).capitalize()}
            form.fields[f"starts_at_{day}"] = HourField(label=_("%(day)s, from") % names, required=False)
            form.fields[f"ends_at_{day}"] = HourField(label=_("%(day)s, until") % names, required=False)
        if any(form.data.get(f"starts_at_{day}") for day in RANGE):
            form.fields["needed_slots"].required = False  # the hours say the half-days

    @staticmethod
    def initial(request: Request) -> dict[str, Any]:
        """The hours of a request as the form shows them."""
        values: dict[str, Any] = {}
        for each in request.hours.all():
            values |= {f"starts_at_{each.weekday}": each.starts_at, f"ends_at_{each.weekday}": each.ends_at}
        return values

    @property
    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """One line a weekday: its name, from, until."""
        for day in RANGE:
            yield str(WEEKDAY_NAMES[day]), self.form[f"starts_at_{day}"], self.form[f"ends_at_{day}"]

    @property
    def is_open(self) -> bool:
        """Whether anything was typed, so that the table is unfolded."""
        return any(start.value() or end.value() for _name, start, end in self.rows)

    @property
    def rule(self) -> str:
        """How hours become half-days, in one sentence."""
        limits = half_day_limits()
        return _(
            "The morning ends at %(noon)s. A half-day is needed when the child is there for more than %(margin)s "
            "minutes of it: the half-days of a day with hours follow from its hours."
        ) % {"noon": clock(limits.noon), "margin": limits.margin}

    def check(self) -> None:
        """An hour without its fellow is said at the field that misses."""
        values = self.form.cleaned_data
        for day in RANGE:
            names = (f"starts_at_{day}", f"ends_at_{day}")
            given = [name for name in names if values.get(name) is not None]
            if len(given) == 1 and not set(names) & set(self.form.errors):
                missing = next(name for name in names if name not in given)
                message = _("%(day)s has only one of its two hours. Give the other one, or leave both empty.")
                self.form.add_error(missing, message % {"day": str(WEEKDAY_NAMES[day]).capitalize()})

    def days(self) -> tuple[DayHours, ...]:
        """The hours that could be read, days of which one hour misses left out."""
        values = self.form.cleaned_data
        pairs = [(day, values.get(f"starts_at_{day}"), values.get(f"ends_at_{day}")) for day in RANGE]
        return tuple(DayHours(day, start, end) for day, start, end in pairs if start is not None and end is not None)
