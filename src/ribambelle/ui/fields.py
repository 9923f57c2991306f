"""Form fields that read what people type, and say what is wrong with it: culprit, problem, remedy."""

import calendar
import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel import formats, weeks
from ribambelle.ui.widgets import WeekPicker

_DAY = re.compile(r"^\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*$")
_ISO_DAY = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")
_PHONE = re.compile(r"\+?[\d\s./()\-]+")
_HOUR = re.compile(r"^\s*(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?\s*(?:min)?\s*$", re.IGNORECASE)


class FigureInput(forms.TextInput):
    """A line for a number: what was typed stays, whatever it is, and the field says what is wrong with it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))


class PercentField(forms.DecimalField):
    """A share in percent, with or without its sign: `10`, `10 %`."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().removesuffix("%").strip() if isinstance(value, str) else value)


class PhoneField(forms.CharField):
    """A telephone number as people write it: figures, with blanks, dots, slashes and a leading +."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed and (not _PHONE.fullmatch(typed) or len(re.sub(r"\D", "", typed)) < 6):
            raise ValidationError(
                _("“%(typed)s” is not a telephone number. Write its figures: 06 12 34 56 78, 0470 12 34 56, +352 621…"),
                params={"typed": typed},
            )
        return typed


def say_what_to_write() -> None:
    """Give the fields of Django, once and for every form, messages that say the problem and the remedy."""
    # a number input throws away the letters one typed before the form could say anything about them
    forms.IntegerField.widget = FigureInput
    forms.Field.default_error_messages["required"] = _("Nothing is given here. Fill it in: it is needed.")
    forms.IntegerField.default_error_messages["invalid"] = _("This is not a whole number. Write figures only.")
    forms.DecimalField.default_error_messages["invalid"] = _("This is not a number. Write it for example 12.5.")
    forms.URLField.default_error_messages["invalid"] = _(
        "This is not the address of a page. Write it for example https://www.example.org."
    )
    forms.SlugField.default_error_messages = {
        "invalid": _("Use letters without accents, figures and hyphens only, for example AUB-2.")
    }
    forms.EmailField.default_error_messages = {
        "invalid": _("This is not a whole e-mail address. Write it for example name@example.org.")
    }


class DayField(forms.Field):
    """A day, typed `31/12/2027` (also `31.12.2027`, `31/12/27`, `2027-12-31`); cleans to a `date`, None when empty."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "31/12/2027"})

    def prepare_value(self, value: Any) -> Any:
        return formats.day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        typed = str(value).strip()
        if match := _DAY.match(typed):
            number, month, year = (int(part) for part in match.groups())
            year = year if len(match[3]) == 4 else _century(year)
        elif match := _ISO_DAY.match(typed):
            year, month, number = (int(part) for part in match.groups())
        else:
            raise ValidationError(
                _("“%(typed)s” is not a date. Write day, month and year, for example 31/12/2027."),
                params={"typed": typed},
            )
        return _existing_day(typed, year, month, number)


def _century(year: int) -> int:
    """The year two figures stand for: from 1970 to 2069, as computers have always read them."""
    return year + (2000 if year < 70 else 1900)


def _existing_day(typed: str, year: int, month: int, number: int) -> date:
    if not 1 <= month <= 12:
        raise ValidationError(
            _("%(typed)s does not exist: there is no month %(month)s. Write the day first, then the month."),
            params={"typed": typed, "month": month},
        )
    if not 1900 <= year <= 2199:
        raise ValidationError(
            _("%(typed)s: the year %(year)s is not likely. Write it with four figures."),
            params={"typed": typed, "year": str(year)},
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        month_name = formats.day_in_words(date(year, month, 2)).split(" ")[1]
        raise ValidationError(
            _("%(typed)s does not exist: %(month)s has %(last)s days. Write for example %(example)s."),
            params={
                "typed": typed,
                "month": month_name,
                "last": last,
                "example": formats.day(date(year, month, last)),
            },
        )
    return date(year, month, number)


class HourField(forms.Field):
    """An hour of the day, typed `7 h 30`, `7h30`, `7:30` or `7`; cleans to a `time`, None when left empty."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "7 h 30"})

    def prepare_value(self, value: Any) -> Any:
        return formats.clock(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        typed = str(value).strip()
        match = _HOUR.match(typed)
        if not match:
            raise ValidationError(
                _("“%(typed)s” is not an hour. Write it for example 7 h 30."), params={"typed": typed}
            )
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            raise ValidationError(
                _("%(typed)s does not exist: hours go to 23, minutes to 59. Write it for example 18 h 30."),
                params={"typed": typed},
            )
        return time(hour, minute)


class WeekField(forms.Field):
    """Half-days of a week; cleans to a 10-bit mask. Required means one half-day at least."""

    widget = WeekPicker

    def clean(self, value: Any) -> int:
        try:
            mask = value if isinstance(value, int) else weeks.mask_of(value or ())
        except weeks.UnknownSlot as error:
            raise ValidationError(_("This half-day does not exist. Tick the boxes of the week again.")) from error
        if not mask and self.required:
            raise ValidationError(_("No half-day is ticked. Tick at least one."), code="required")
        return mask

    def has_changed(self, initial: Any, data: Any) -> bool:
        return weeks.mask_of(code for code in data or () if code in weeks.SLOTS) != (initial or 0)
