"""Reads of the plans, shaped for screens and exports; each says how many queries it costs."""

from ribambelle.plans.selectors.evidence import Ruled, rule_choices, ruled_of
from ribambelle.plans.selectors.grid import GridRow, Matrix, grid_rows, matrix
from ribambelle.plans.selectors.plan import (
    PlanSheet,
    actions_of,
    evidence_of,
    figure_of,
    indicator_rows,
    perspectives_to_carry,
    plan_sheet,
    plans,
)
from ribambelle.plans.selectors.provision import audiences, provisions

__all__ = [
    "GridRow",
    "Matrix",
    "PlanSheet",
    "Ruled",
    "actions_of",
    "audiences",
    "evidence_of",
    "figure_of",
    "grid_rows",
    "indicator_rows",
    "matrix",
    "perspectives_to_carry",
    "plan_sheet",
    "plans",
    "provisions",
    "rule_choices",
    "ruled_of",
]
