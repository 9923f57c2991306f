"""A choice among names that may be thousands: a list to unfold while it is short, a line to type in once it is long."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.tables import fold

#: A longer list is typed rather than unfolded: nobody reads it, and it would weigh more than the page around it.
LONGEST = 300
SHOWN = 3  # names said when several are meant
UNKNOWN = _("“%(typed)s” is no name of the list. Write a part of the name, or the reference.")
SEVERAL = _("“%(typed)s” is in %(count)s names: %(names)s… Write more of the one you mean.")


class Names:
    """Codes and their names, in order, found by what people type; shared by the fields of a page."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.pairs = [(code, str(name)) for code, name in pairs]

    @property
    def is_long(self) -> bool:
        return len(self.pairs) > LONGEST

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """The name of each code; two that bear the same carry their code."""
        times = Counter(name for _code, name in self.pairs)
        return {code: f"{name} · {code}" if times[name] > 1 else name for code, name in self.pairs}

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {code: fold(name) for code, name in self.shown.items()}

    @cached_property
    def options(self) -> SafeString:
        """The names as a browser suggests them."""
        return format_html_join("", '<option value="{}"></option>', ((name,) for name in self.shown.values()))

    def find(self, typed: str) -> list[str]:
        """The codes someone may mean: that very code or name, else every name that holds all the words."""
        if typed in self.shown:
            return [typed]
        wanted = fold(typed)
        if exact := [code for code, name in self._folded.items() if name == wanted]:
            return exact
        words = wanted.split()
        return [code for code, name in self._folded.items() if words and all(word in name for word in words)]

    def the_one(self, typed: str) -> str:
        """The code of what was typed.

        Raises
        ------
        ValidationError
            Nothing bears that name, or several do: they are named.
        """
        found = self.find(typed)
        if len(found) == 1:
            return found[0]
        params = {"typed": typed, "count": len(found), "names": ", ".join(self.shown[code] for code in found[:SHOWN])}
        raise ValidationError(SEVERAL if found else UNKNOWN, code="several" if found else "unknown", params=params)


class PickInput(forms.TextInput):
    """A line with what a browser may suggest; `options` are written once a page, by the first field that names them."""

    template_name = "ui/widgets/pick_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, options: str = "") -> None:
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.options = options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["options"] = self.options
        return context


class PickField(forms.ChoiceField):
    """One of some names, by its code; `among` says which. Beyond `LONGEST` names one types a part of it.

    What could not be found, or may be several, is said with its remedy; what was typed stays.
    """

    names: Names | None = None

    def among(self, names: Names, *, nothing: str | Promise, suggested_in: str = "", writes: bool = False) -> None:
        """Take the names of a page.

        Parameters
        ----------
        nothing
            What a short list shows when nothing is chosen.
        suggested_in
            The page's list of suggestions this field names; the field that `writes` holds it. None by default.
        """
        if not names.is_long:
            self.choices = [("", nothing), *names.pairs]
            return
        self.names = names
        attrs = {"list": suggested_in} if suggested_in else {"placeholder": _("part of the name")}
        self.widget = PickInput(attrs, options=names.options if writes else "")
        self.widget.is_required = self.required

    def prepare_value(self, value: Any) -> Any:
        return self.names.shown.get(value, value) if self.names else super().prepare_value(value)

    def to_python(self, value: Any) -> str:
        typed: str = super().to_python(value).strip()
        return self.names.the_one(typed) if self.names and typed else typed

    def valid_value(self, value: Any) -> bool:
        return self.names is not None or super().valid_value(value)


class PickManyField(forms.MultipleChoiceField):
    """Some of the names, by their codes: boxes to tick, or beyond `LONGEST` names a part of each on a line."""

    widget: Any = forms.CheckboxSelectMultiple
    names: Names | None = None

    def among(self, names: Names) -> None:
        """Take the names of a page."""
        if not names.is_long:
            self.choices = names.pairs
            return
        self.names = names
        self.widget = forms.Textarea({"rows": 4, "placeholder": _("part of a name, one a line")})
        self.widget.is_required = self.required

    def prepare_value(self, value: Any) -> Any:
        if self.names is None or isinstance(value, str):
            return value
        return "\n".join(self.names.shown.get(code, code) for code in value or ())

    def to_python(self, value: Any) -> list[str]:
        if self.names is None:
            return super().to_python(value)
        found, problems = [], []
        for typed in (line.strip() for line in (value or "").splitlines()):
            if typed:
                try:
                    found.append(self.names.the_one(typed))
                except ValidationError as problem:
                    problems.append(problem)
        if problems:
            raise ValidationError(problems)
        return list(dict.fromkeys(found))

    def valid_value(self, value: Any) -> bool:
        return self.names is not None or super().valid_value(value)
