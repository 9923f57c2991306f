"""Indicators and the values sources declare for them."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.plans.enums import Basis
from ribambelle.plans.errors import ForeignPart
from ribambelle.plans.models import Action, Indicator, IndicatorValue, Plan
from ribambelle.plans.services.references import changes, free_reference


def indicator_create(
    *,
    by: User | None,
    plan: Plan,
    label: str,
    unit: str,
    basis: Basis = Basis.DECLARED,
    figure: str = "",
    baseline: int | None = None,
    target: int | None = None,
    source: str = "",
    periodicity: str = "",
    action: Action | None = None,
    part_of: Indicator | None = None,
) -> Indicator:
    """Add an indicator to a plan; a computed one names its figure.

    Raises
    ------
    ForeignPart
        When the action or the total belongs to another plan.
    """
    with transaction.atomic():
        if any(other is not None and other.plan_id != plan.pk for other in (action, part_of)):
            raise ForeignPart(_("The action and the total of an indicator belong to its own plan. Choose among those."))
        last = plan.indicators.aggregate(last=Max("position"))["last"] or 0
        indicator = Indicator(
            reference=free_reference(Indicator, f"{plan.reference}-i{last + 1}", length=80),
            plan=plan,
            action=action,
            label=label,
            unit=unit,
            basis=basis,
            figure=figure,
            baseline=baseline,
            target=target,
            source=source,
            periodicity=periodicity,
            part_of=part_of,
            position=last + 1,
        )
        indicator.full_clean()
        indicator.save()
        record(by=by, verb="indicator.create", of=indicator, after={"label": label, "unit": unit})
    return indicator


def indicator_value_set(
    *,
    by: User | None,
    indicator: Indicator,
    value: int,
    source: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> IndicatorValue:
    """Set what a source declares for a period; setting it again corrects it, and the log keeps what it was."""
    with transaction.atomic():
        entry = IndicatorValue.objects.filter(indicator=indicator, starts_on=starts_on).first()
        if entry is None:
            entry = IndicatorValue(indicator=indicator, starts_on=starts_on, value=value, source=source)
            before, after = {}, {"value": value, "source": source}
            entry.ends_on = ends_on
        else:
            before, after = changes(entry, {"value": value, "source": source, "ends_on": ends_on})
        if after:
            entry.full_clean()
            entry.save()
            record(by=by, verb="indicator.value", of=indicator, before=before or None, after=after)
    return entry
