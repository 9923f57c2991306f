"""Figures of the plans: how many objectives and actions, and what sources declare for the indicators."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from ribambelle.kernel.figures import Figure, FigureFamily, Value, families
from ribambelle.plans.enums import Basis
from ribambelle.plans.models import Indicator, Plan


def register() -> None:
    families.add(FigureFamily("plan", plan_figures))
    families.add(FigureFamily("indicator", indicator_figures))


def _period(starts_on: object, ends_on: object) -> str:
    return f"[{starts_on or '?'}, {ends_on or '?'})"


def plan_figures() -> Iterator[Figure]:
    """Objectives and actions of each plan. One query."""
    rows = Plan.objects.order_by("reference").annotate(
        n_objectives=Count("objectives", distinct=True), n_actions=Count("actions", distinct=True)
    )
    for plan in rows:
        for what, label, value in (
            ("objectives", _("%s: objectives and missions"), plan.n_objectives),
            ("actions", _("%s: actions"), plan.n_actions),
        ):
            yield Figure(
                f"plan.{plan.reference}.{what}",
                label % plan.name,
                _("records"),
                _period(plan.starts_on, plan.ends_on),
                lambda value=value: Value(value, "computed", _("records of the plan")),  # type: ignore[misc]
            )


def indicator_figures() -> Iterator[Figure]:
    """The last value that a source declares for each indicator: never computed, and said so. Two queries."""
    rows = Indicator.objects.filter(basis=Basis.DECLARED).order_by("reference").prefetch_related("values")
    for indicator in rows:
        declared = list(indicator.values.all())
        last = declared[-1] if declared else None
        yield Figure(
            f"indicator.{indicator.reference}",
            indicator.label,
            indicator.unit,
            _period(last.starts_on, last.ends_on) if last else "?",
            lambda last=last, indicator=indicator: Value(  # type: ignore[misc]
                last.value if last else None, "declared", last.source if last else indicator.source
            ),
        )
