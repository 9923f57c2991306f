"""Writes of the funding: each one transaction, with its row in the event log."""

from ribambelle.funding.services.charge import charge_cancel, charge_create, charge_pay, charge_remind, charges_call
from ribambelle.funding.services.claim import claim_file, claim_settle
from ribambelle.funding.services.cost import ShareInput, cost_accept, cost_create, cost_refuse, cost_update
from ribambelle.funding.services.grant import (
    due_date_add,
    due_date_done,
    grant_create,
    grant_update,
    heading_add,
    payment_add,
)
from ribambelle.funding.services.programme import (
    achievement_add,
    funding_period_add,
    milestone_add,
    partner_add,
    portfolio_create,
    programme_create,
    project_create,
    project_update,
    project_withdraw,
    setting_add,
)

__all__ = [
    "ShareInput",
    "achievement_add",
    "charge_cancel",
    "charge_create",
    "charge_pay",
    "charge_remind",
    "charges_call",
    "claim_file",
    "claim_settle",
    "cost_accept",
    "cost_create",
    "cost_refuse",
    "cost_update",
    "due_date_add",
    "due_date_done",
    "funding_period_add",
    "grant_create",
    "grant_update",
    "heading_add",
    "milestone_add",
    "partner_add",
    "payment_add",
    "portfolio_create",
    "programme_create",
    "project_create",
    "project_update",
    "project_withdraw",
    "setting_add",
]
