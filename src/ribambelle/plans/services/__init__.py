"""Writes of the plans: each one transaction, with its row in the event log."""

from ribambelle.plans.services.action import (
    action_create,
    action_rewrite,
    action_update,
    citations_set,
    evidence_attach,
    evidence_detach,
    evidence_rule_add,
    evidence_rule_remove,
    result_add,
)
from ribambelle.plans.services.grid import RowTexts, perspective_carry, row_save
from ribambelle.plans.services.indicator import indicator_create, indicator_value_set
from ribambelle.plans.services.plan import note_create, objective_create, objective_update, plan_create, plan_update
from ribambelle.plans.services.provision import provision_create, provision_update, provision_withdraw

__all__ = [
    "RowTexts",
    "action_create",
    "action_rewrite",
    "action_update",
    "citations_set",
    "evidence_attach",
    "evidence_detach",
    "evidence_rule_add",
    "evidence_rule_remove",
    "indicator_create",
    "indicator_value_set",
    "note_create",
    "objective_create",
    "objective_update",
    "perspective_carry",
    "plan_create",
    "plan_update",
    "provision_create",
    "provision_update",
    "provision_withdraw",
    "result_add",
    "row_save",
]
