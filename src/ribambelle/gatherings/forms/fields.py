"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ribambelle.kernel.tables import CellError, parse_cents


class LinkField(forms.URLField):
    """A web address; `https` where the scheme is left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class PriceField(forms.CharField):
    """Euros as typed; cleans to integer cents. Empty is free."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}".replace(".", ",") if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        try:
            cents = parse_cents(typed) or 0
        except CellError as error:
            raise forms.ValidationError(str(error)) from error
        if cents < 0:
            raise forms.ValidationError(_("A price is 0 or more: %(typed)s is less.") % {"typed": typed})
        return cents
