"""Money, shares and hours as people type them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ribambelle.funding.rules import WHOLE, in_percent
from ribambelle.kernel.formats import euros
from ribambelle.kernel.money import UnreadableAmount, parse_cents


class MoneyField(forms.Field):
    """Euros, typed `1 234,50`; cleans to integer cents, None when left empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "1 234,50"})

    def __init__(self, *, allow_negative: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allow_negative = allow_negative

    def prepare_value(self, value: Any) -> Any:
        return euros(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            cents = parse_cents(str(value).replace("−", "-"))
        except UnreadableAmount as error:
            raise ValidationError(
                _("“%(typed)s” is not an amount. Write euros and cents, for example 1 234,50."),
                params={"typed": value},
            ) from error
        if cents < 0 and not self.allow_negative:
            raise ValidationError(
                _("%(typed)s is less than nothing. Write the amount without sign."), params={"typed": value}
            )
        return cents


class PercentField(forms.Field):
    """A share, typed `80` or `33,33`; cleans to basis points, None when left empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return in_percent(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.sub(r"[\s\u00a0\u202f%]", "", str(value)))
        points = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else WHOLE + 1
        if points > WHOLE:
            raise ValidationError(
                _("“%(typed)s” is not a share. Write a percentage from 0 to 100, two decimals at most."),
                params={"typed": value},
            )
        return points


class HoursField(forms.Field):
    """A length of time, typed `7 h 30`, `7:30` or `7,5`; cleans to minutes, None when left empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "7 h 30"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60} h {value % 60:02d}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        typed = re.sub(r"[\s\u00a0\u202f]", "", str(value))
        if match := re.fullmatch(r"(\d{1,5})(?:h|:)(\d{2})?", typed):
            return int(match[1]) * 60 + int(match[2] or 0)
        if match := re.fullmatch(r"(\d{1,5})(?:[.,](\d))?", typed):
            return int(match[1]) * 60 + int(match[2] or 0) * 6
        raise ValidationError(
            _("“%(typed)s” is not a length of time. Write for example 7 h 30."), params={"typed": value}
        )
