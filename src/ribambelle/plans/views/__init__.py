"""Pages of the plans."""

from ribambelle.plans.views.action import (
    action_create,
    action_detail,
    action_update,
    evidence_attach,
    evidence_detach,
    evidence_rule_add,
    evidence_rule_remove,
)
from ribambelle.plans.views.grid import grid, matrix, perspectives
from ribambelle.plans.views.indicator import indicator_create, indicator_value
from ribambelle.plans.views.plan import (
    objective_create,
    objective_update,
    plan_create,
    plan_detail,
    plan_list,
    plan_update,
)
from ribambelle.plans.views.provision import (
    provision_create,
    provision_feed,
    provision_list,
    provision_timeline,
    provision_update,
    provision_withdraw,
)

__all__ = [
    "action_create",
    "action_detail",
    "action_update",
    "evidence_attach",
    "evidence_detach",
    "evidence_rule_add",
    "evidence_rule_remove",
    "grid",
    "indicator_create",
    "indicator_value",
    "matrix",
    "objective_create",
    "objective_update",
    "perspectives",
    "plan_create",
    "plan_detail",
    "plan_list",
    "plan_update",
    "provision_create",
    "provision_feed",
    "provision_list",
    "provision_timeline",
    "provision_update",
    "provision_withdraw",
]
