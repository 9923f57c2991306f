"""What the page of components shows: each piece once, with its states. All content is invented."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.kernel.weeks import mask_of
from ribambelle.ui.fields import DayField, HourField, WeekField
from ribambelle.ui.steps import steps
from ribambelle.ui.week import Cell
from ribambelle.ui.widgets import WeekPicker

CELLS = (
    Cell(value="3", text=pgettext_lazy("half-days", "free")),
    Cell(value="1", text=pgettext_lazy("half-days", "free")),
    Cell("full", value="0", text=pgettext_lazy("half-day", "full")),
    Cell("over", text=pgettext_lazy("half-day", "+1 above")),
    Cell("none", text=pgettext_lazy("half-day", "closed")),
    Cell("ask", value="2", text=pgettext_lazy("half-day", "asked")),
    Cell("yes", value="71", icon="check"),
    Cell("no", value="82", icon="x"),
    Cell("part", value="10/12", level=83),
    Cell("off", text="·", spoken=pgettext_lazy("half-day", "not asked for")),
)
SMALL_CELLS = (
    Cell("full", "0"),
    Cell("full", "0"),
    Cell("over", "+1", spoken=pgettext_lazy("half-day", "one above capacity")),
    Cell("", "1"),
    Cell("none", "–", spoken=pgettext_lazy("half-day", "closed")),
    Cell("none", "–", spoken=pgettext_lazy("half-day", "closed")),
    Cell("chg", "2"),
    Cell("", "1"),
    Cell("", "1"),
    Cell("", "3"),
)


class SampleForm(forms.Form):
    """Every kind of field, two of them wrong."""

    name = forms.CharField(
        label=_("First name of the child"),
        required=False,
        help_text=_("As you write it; it never appears before the commission."),
    )
    entry_on = DayField(label=_("From"), help_text=_("The day you need care."))
    opens_at = HourField(label=_("Opens at"))
    mode = forms.ChoiceField(
        label=_("Kind of care"),
        choices=[("regular", _("Regular")), ("urgent", _("Urgent"))],
        widget=forms.RadioSelect,
        required=False,
    )
    week = WeekField(label=_("Half-days wanted"), widget=WeekPicker(closed=mask_of(["wed-pm"])))
    search_week = WeekField(label=_("Half-days wanted, small"), widget=WeekPicker(is_small=True), required=False)
    is_told = forms.BooleanField(label=_("Tell me by e-mail"), help_text=_("Otherwise, by post."), required=False)


def context(query: Any) -> dict[str, Any]:
    """The variables of the page; the sample form is bound, so that its errors show."""
    days = ["mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am"]
    form = SampleForm({"entry_on": "31/09/2027", "opens_at": "25 h", "week": days, "search_week": days})
    labels = (_("Prepare"), _("Freeze"), pgettext_lazy("step", "Check"), _("Compute"), _("Decide"), _("Seal"))
    return {
        "form": form,
        "cells": CELLS,
        "rows": [
            {"label": _("Babies · 12"), "cells": SMALL_CELLS},
            {"label": _("Older ones · 18"), "cells": SMALL_CELLS},
        ],
        "steps": steps(labels, here=4),
        "page": Paginator(range(214), 20).get_page(query.get("page")),
        "two_days": mask_of(["mon-am", "mon-pm", "tue-am", "tue-pm"]),
        "missed": mask_of(["tue-am"]),
        "unknown": None,
        "states": ("ok", "wait", "stop", "info", "draft", "off"),
        "icons": icon_names(),
    }


def icon_names() -> list[str]:
    """The icons there are, read from the drawing itself."""
    drawing = Path(__file__).parent / "static" / "ui" / "icons.svg"
    return re.findall(r'id="i-([a-z]+)"', drawing.read_text("utf-8"))
