"""A filter to keep: its name, and whom it serves."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

#: What an address may say that is not a filter.
NOT_KEPT = ("page", "export")


class SaveFilterForm(forms.Form):
    """The filter in force, under a name."""

    name = forms.CharField(
        label=_("Name of this filter"),
        max_length=60,
        error_messages={"required": _("The filter has no name. Give it one.")},
    )
    is_shared = forms.BooleanField(label=_("Share it with the office"), required=False)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        said = QueryDict(values.get("query", ""), mutable=True)
        for name in NOT_KEPT:
            said.pop(name, None)
        for name in [name for name in said if not any(said.getlist(name))]:
            del said[name]
        if not said and "query" not in self.errors:
            self.add_error(None, _("Nothing is filtered here. Choose a filter first, then keep it."))
        if values.get("is_shared") and said.get("q"):
            message = _("A searched name is not shared. Empty the search, or keep the filter for you.")
            self.add_error("is_shared", message)
        return values | {"query": said.urlencode()}
