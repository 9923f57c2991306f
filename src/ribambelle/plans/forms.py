"""Forms of the plans. What only the room can judge is left to its services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.kernel.figures import every_figure
from ribambelle.network.models import Organisation
from ribambelle.plans.enums import ActionStatus, Basis, ObjectiveKind, PlanKind
from ribambelle.plans.evidence import evidence_kinds
from ribambelle.plans.models import Action, Indicator, Objective, Plan
from ribambelle.plans.selectors.evidence import rule_choices
from ribambelle.ui.fields import DayField


def _ordered(cleaned: dict[str, Any], form: forms.Form) -> None:
    starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        form.add_error("ends_on", _("The end comes before the beginning. Write the day after the last day."))


class PeriodForm(forms.Form):
    """A half-open period, checked once for all forms that have one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _ordered(cleaned, self)
        return cleaned


class PlanForm(PeriodForm):
    name = forms.CharField(label=_("Name of the plan"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(
        label=_("Day after the last day"), required=False, help_text=_("For a calendar year: 1 January of the next.")
    )
    perimeter = forms.CharField(label=_("Perimeter"), max_length=200, required=False)
    lead = forms.ModelChoiceField(
        label=_("Lead partner"), queryset=Organisation.objects.all(), required=False, to_field_name="reference"
    )
    follows = forms.ModelChoiceField(
        label=_("Follows the plan"), queryset=Plan.objects.all(), required=False, to_field_name="reference"
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)


class ObjectiveForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ObjectiveKind.choices)
    code = forms.CharField(label=_("Code"), max_length=20, required=False, help_text=_("As actions cite it: OS1, M1A."))
    text = forms.CharField(label=_("Objective or mission"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Objective.objects.none(), required=False, to_field_name="reference"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = plan.objectives.all()  # type: ignore[attr-defined]


class ActionForm(PeriodForm):
    text = forms.CharField(label=_("Action"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    theme = forms.CharField(label=_("Theme"), max_length=80, required=False)
    owner = forms.CharField(label=_("Who carries it"), max_length=200, required=False)
    owner_organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.all(),
        required=False,
        to_field_name="reference",
    )
    partners = forms.CharField(label=_("Partners"), max_length=300, required=False)
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Day after the last day"), required=False)
    status = forms.ChoiceField(label=pgettext_lazy("action", "Status"), choices=ActionStatus.choices)
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Needed when it is stopped or not done.")
    )
    objective_codes = forms.CharField(
        label=_("Objectives cited"), required=False, help_text=_("Their codes: OS1, OS4 or OS1-OS8.")
    )
    mission_codes = forms.CharField(label=_("Missions cited"), required=False, help_text=_("Their codes: M1A, M2."))


class RowForm(forms.Form):
    """One row of the grid: an entry per line in the three lists."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    action = forms.CharField(label=_("Action"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    status = forms.ChoiceField(label=pgettext_lazy("action", "Status"), choices=ActionStatus.choices)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
    effects = forms.CharField(
        label=_("Expected effects, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    results = forms.CharField(
        label=_("Observed results, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    perspectives = forms.CharField(
        label=_("Perspectives, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of record"))
    reference = forms.CharField(label=_("Its reference"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in evidence_kinds]  # type: ignore[attr-defined]


class EvidenceRuleForm(forms.Form):
    """One list of every rule the rooms offer, by kind of record and filter."""

    rule = forms.ChoiceField(label=_("All the records of"), help_text=_("Those to come are attached by themselves."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rule_choices()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        kind, name, value = self.cleaned_data["rule"].split(":", 2)
        return {"kind": kind, "filter": name, "value": value}


class IndicatorForm(forms.Form):
    label = forms.CharField(label=_("Indicator"), max_length=200)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    action = forms.ModelChoiceField(
        label=_("Action"), queryset=Action.objects.none(), required=False, to_field_name="reference"
    )
    basis = forms.ChoiceField(label=_("How one knows"), choices=Basis.choices, initial=Basis.DECLARED)
    figure = forms.ChoiceField(label=_("Figure, when computed"), required=False)
    baseline = forms.IntegerField(label=_("Starting value"), required=False)
    target = forms.IntegerField(label=_("Target"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    periodicity = forms.CharField(label=_("How often"), max_length=60, required=False)
    part_of = forms.ModelChoiceField(
        label=_("Part of the total"), queryset=Indicator.objects.none(), required=False, to_field_name="reference"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = plan.actions.all()  # type: ignore[attr-defined]
        self.fields["part_of"].queryset = plan.indicators.all()  # type: ignore[attr-defined]
        known = [(figure.code, figure.label) for figure in every_figure()]
        self.fields["figure"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("basis") == Basis.COMPUTED and not cleaned.get("figure"):
            self.add_error("figure", _("A computed indicator names its figure. Choose it, or say that it is declared."))
        return cleaned


class IndicatorValueForm(PeriodForm):
    value = forms.IntegerField(label=_("Value"))
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Day after the last day"), required=False)
    source = forms.CharField(label=_("Who declares it"), max_length=200)


class CarryForm(forms.Form):
    plan = forms.ModelChoiceField(label=_("Into the plan"), queryset=Plan.objects.none(), to_field_name="reference")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.exclude(pk=plan.pk)  # type: ignore[attr-defined]


class ProvisionForm(forms.Form):
    text = forms.CharField(label=_("Text"), max_length=200, help_text=_("The decree, the agreement, the article."))
    requires = forms.CharField(label=_("What it requires"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.CharField(label=_("For whom"), max_length=120)
    applies_from = DayField(label=_("From"))
    applies_until = DayField(label=_("Day after the last day"), required=False)
    source = forms.CharField(label=_("Where to read it"), max_length=300)
    programme = forms.CharField(label=_("Programme"), max_length=120, required=False)
    remind_days = forms.IntegerField(label=_("Remind, days before"), min_value=0, max_value=730, initial=30)
    is_public = forms.BooleanField(label=_("Show it on the public time-line"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("applies_from"), cleaned.get("applies_until")
        if starts and ends and ends <= starts:
            self.add_error("applies_until", _("The end comes before the beginning. Write the day after the last day."))
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)


class ProvisionFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, audiences: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [("", _("everyone")), *((name, name) for name in audiences)]  # type: ignore[attr-defined]
