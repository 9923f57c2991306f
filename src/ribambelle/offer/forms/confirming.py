"""What someone says is still right."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.offer.selectors import Fact
from ribambelle.ui.fields import DayField


class ConfirmForm(forms.Form):
    """Tick what is still right, say who said so and when."""

    topics = forms.MultipleChoiceField(label=_("Still right"), widget=forms.CheckboxSelectMultiple)
    said_by = forms.CharField(label=_("According to"), max_length=200, help_text=_("For instance: the director."))
    on = DayField(label=_("On"))

    def __init__(self, *args: Any, known: Sequence[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (fact.topic.value, f"{fact.topic.label} : {' · '.join(fact.lines)}") for fact in known
        ]
