"""Forms of the funding. What the arithmetic forbids is said by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.funding.enums import ChargeKind, CostKind, CostStatus, PaymentKind, Rounding
from ribambelle.funding.fields import HoursField, MoneyField, PercentField
from ribambelle.funding.models import Grant, Heading, Portfolio, Programme, Project
from ribambelle.network.models import Organisation
from ribambelle.plans.forms import PeriodForm
from ribambelle.plans.models import Action, Plan
from ribambelle.ui.fields import DayField


def organisations(label: Any, *, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=Organisation.objects.all(), required=required, to_field_name="reference"
    )


class ProgrammeForm(PeriodForm):
    name = forms.CharField(label=_("Name of the programme"), max_length=200)
    funder = organisations(_("Funder"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Day after the last day"), required=False)
    first_ends_on = DayField(label=_("End before the extension"), required=False)
    budget_cents = MoneyField(label=_("Budget"), required=False)


class PortfolioForm(forms.Form):
    name = forms.CharField(label=_("Name of the portfolio"), max_length=200)
    lead = organisations(_("Lead partner"))
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.all(), required=False, to_field_name="reference"
    )
    objective = forms.CharField(label=_("Specific objective"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    codes = forms.CharField(label=_("Codes of the funder"), max_length=300, required=False)
    condition = forms.CharField(label=_("Condition of the next funding"), max_length=300, required=False)


class ProjectForm(PeriodForm):
    name = forms.CharField(label=_("Name of the project"), max_length=200)
    promoter = organisations(_("Promoter"))
    portfolio = forms.ModelChoiceField(
        label=_("Portfolio"), queryset=Portfolio.objects.all(), required=False, to_field_name="reference"
    )
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Day after the last day"), required=False)


class FundingPeriodForm(PeriodForm):
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.all(), to_field_name="reference"
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Day after the last day"), required=False)
    first_ends_on = DayField(label=_("End before the extension"), required=False)


class WithdrawProjectForm(forms.Form):
    year = forms.IntegerField(label=_("Withdrawn in"), min_value=1950, max_value=2199)
    reason = forms.CharField(label=_("Why"), max_length=300)


class GrantForm(PeriodForm):
    name = forms.CharField(label=_("Name of the grant"), max_length=200)
    funder = organisations(_("Funder"))
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.all(), required=False, to_field_name="reference"
    )
    portfolio = forms.ModelChoiceField(
        label=_("Portfolio"), queryset=Portfolio.objects.all(), required=False, to_field_name="reference"
    )
    project = forms.ModelChoiceField(
        label=_("Project"), queryset=Project.objects.all(), required=False, to_field_name="reference"
    )
    decision = forms.CharField(label=_("Decision"), max_length=200, required=False)
    decided_on = DayField(label=_("Decided on"), required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Day after the last day"))
    ceiling_cents = MoneyField(label=_("Ceiling"), required=False, help_text=_("Empty: not known yet."))
    rate_points = PercentField(label=_("Rate, %"), required=False, help_text=_("Part of the costs that it pays."))
    advance_points = PercentField(label=_("Advance, %"), required=False)
    rounding = forms.ChoiceField(label=_("Rounding"), choices=Rounding.choices, initial=Rounding.DOWN)
    double_funding_cents = MoneyField(
        label=_("Already paid by another funder"), required=False, help_text=_("Of the same costs; deducted.")
    )
    narrative_first = forms.BooleanField(label=_("The narrative report is filed before the claim"), required=False)
    narrative_filed_on = DayField(label=_("Narrative report filed on"), required=False)
    claim_due_on = DayField(label=_("Balance claim due on"), required=False)
    conditions = forms.CharField(label=_("Conditions"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    other_income = forms.CharField(label=_("Other income"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("double_funding_cents") is None:
            cleaned["double_funding_cents"] = 0
        return cleaned


class HeadingForm(forms.Form):
    name = forms.CharField(label=_("Heading"), max_length=120)
    cap_cents = MoneyField(label=_("Cap"), required=False, help_text=_("Empty: no cap."))


class PaymentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=PaymentKind.choices)
    on = DayField(label=_("On"))
    amount_cents = MoneyField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class DueDateForm(forms.Form):
    label = forms.CharField(label=_("What is due"), max_length=200)
    due_on = DayField(label=_("Due on"))


class CostForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    label = forms.CharField(label=_("What for"), max_length=200)
    supplier = forms.CharField(label=_("Supplier or person"), max_length=200, required=False)
    on = DayField(label=_("Date"))
    amount_cents = MoneyField(
        label=_("Amount, VAT included"), required=False, allow_negative=True, help_text=_("Leave empty for time.")
    )
    vat_cents = MoneyField(label=_("Of which VAT"), required=False, allow_negative=True)
    minutes = HoursField(label=_("Hours"), required=False, help_text=_("For staff time and time given."))
    hourly_cents = MoneyField(label=_("Hourly cost"), required=False, help_text=_("For staff time."))
    voucher = forms.FileField(
        label=_("Voucher"), required=False, help_text=_("PDF, JPEG or PNG, 10 MB at most. It replaces the present one.")
    )


class ShareForm(forms.Form):
    """One part of a cost; a row without percentage is left out."""

    points = PercentField(label=_("Share, %"), required=False)
    heading = forms.ModelChoiceField(label=_("Grant and heading"), queryset=Heading.objects.none(), required=False)
    project = forms.ModelChoiceField(
        label=_("Project"), queryset=Project.objects.all(), required=False, to_field_name="reference"
    )
    action = forms.ModelChoiceField(
        label=_("Action"), queryset=Action.objects.all(), required=False, to_field_name="reference"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["heading"]
        field.queryset = Heading.objects.select_related("grant")  # type: ignore[attr-defined]
        field.label_from_instance = lambda heading: f"{heading.grant} · {heading.name}"  # type: ignore[attr-defined]
        field.empty_label = _("own funds")  # type: ignore[attr-defined]


SHARES = 4
ShareFormSet = forms.formset_factory(ShareForm, extra=SHARES, max_num=12)


class CostFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("all")), *CostStatus.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *CostKind.choices])
    grant = forms.ModelChoiceField(
        label=_("Grant"), queryset=Grant.objects.all(), required=False, to_field_name="reference", empty_label=_("all")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class ChargeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ChargeKind.choices)
    debtor = forms.CharField(label=_("Who owes it"), max_length=200)
    label = forms.CharField(label=_("What for"), max_length=200)
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2199)
    amount_cents = MoneyField(label=_("Amount"))
    due_on = DayField(label=_("Due on"), required=False)


class ChargePaymentForm(forms.Form):
    on = DayField(label=pgettext_lazy("payment", "Received on"))
    amount_cents = MoneyField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class ChargeFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("fee", "State"),
        required=False,
        choices=[("", _("all")), ("owed", _("still owed")), ("paid", _("paid")), ("cancelled", _("cancelled"))],
    )


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2199)
