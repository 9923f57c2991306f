"""Who funds what, from when to when; what it cost, what is claimed; who owes a fee."""

from ribambelle.funding.models.charge import Charge, ChargePayment, ChargeReminder
from ribambelle.funding.models.claim import Claim, ClaimLine
from ribambelle.funding.models.cost import Cost, CostShare
from ribambelle.funding.models.grant import Grant, GrantDueDate, Heading, Payment
from ribambelle.funding.models.programme import (
    Achievement,
    FundingPeriod,
    Milestone,
    Portfolio,
    PortfolioPartner,
    Programme,
    Project,
    ProjectSetting,
)

__all__ = [
    "Achievement",
    "Charge",
    "ChargePayment",
    "ChargeReminder",
    "Claim",
    "ClaimLine",
    "Cost",
    "CostShare",
    "FundingPeriod",
    "Grant",
    "GrantDueDate",
    "Heading",
    "Milestone",
    "Payment",
    "Portfolio",
    "PortfolioPartner",
    "Programme",
    "Project",
    "ProjectSetting",
]
