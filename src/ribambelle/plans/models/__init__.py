"""What was planned, done and observed, and what falls due."""

from ribambelle.plans.models.action import Action, Citation, Evidence, EvidenceRule, ExpectedEffect, Perspective, Result
from ribambelle.plans.models.indicator import Indicator, IndicatorValue
from ribambelle.plans.models.plan import Objective, Plan, PlanNote
from ribambelle.plans.models.provision import Provision

__all__ = [
    "Action",
    "Citation",
    "Evidence",
    "EvidenceRule",
    "ExpectedEffect",
    "Indicator",
    "IndicatorValue",
    "Objective",
    "Perspective",
    "Plan",
    "PlanNote",
    "Provision",
    "Result",
]
