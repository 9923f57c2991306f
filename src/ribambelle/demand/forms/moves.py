"""Changes of state, and brothers and sisters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.enums import RefusalGround, Together
from ribambelle.demand.models import Request
from ribambelle.demand.rules import Move
from ribambelle.demand.rules.grounds import SOURCE

TOGETHER = [(value, label) for value, label in Together.choices if value != Together.ALONE]


class MoveForm(forms.Form):
    """The reason of a change of state; required when the table of moves says so."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=240,
        help_text=_("One sentence, shown in the history. No detail about health."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, move: Move, grounds: Sequence[RefusalGround] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grounds:
            self.fields["ground"] = forms.ChoiceField(
                label=_("Ground of the refusal"),
                choices=[(ground.value, ground.label) for ground in grounds],
                widget=forms.RadioSelect,
                help_text=_("The register admits these grounds alone. Source: %(source)s.") % {"source": SOURCE},
                error_messages={"required": _("No ground is chosen. Choose one: a refusal rests on no other.")},
            )
            self.order_fields(["ground", "reason"])
        self.fields["reason"].required = move.needs_reason
        self.fields["reason"].error_messages["required"] = _("The reason is missing. Write it in one sentence.")


class SiblingField(forms.CharField):
    """The reference of a request this person may see; cleans to the request, None when left empty."""

    def __init__(self, *, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.by = by

    def clean(self, value: Any) -> Request | None:
        typed = super().clean(value)
        if not typed:
            return None
        reference = selectors.reference_of(typed) or typed
        found = Request.objects.visible_to(self.by).filter(reference=reference)
        request: Request | None = found.select_related("party__household", "child").first()
        if request is None:
            message = _("No request “%(typed)s” in your list. Check the reference, for example R-0031.")
            raise forms.ValidationError(message, params={"typed": typed})
        return request


class SiblingForm(forms.Form):
    """Which brother or sister, and together how."""

    other = SiblingField(label=_("Request of the brother or sister"), help_text=_("Its reference, for example R-0031."))
    together = forms.ChoiceField(label=_("The children apply"), choices=TOGETHER, initial=Together.IF_POSSIBLE)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, SiblingField)
        field.by = by
