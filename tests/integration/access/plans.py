"""Plans and deadlines: staff read, coordinators write, anyone reads the public time-line."""

from datetime import date

from ribambelle.accounts.enums import Role
from tests.integration.access import EVERYONE, Row

READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER})
WRITERS = frozenset({Role.COORDINATOR})


def prepare() -> None:
    from ribambelle.plans import services
    from ribambelle.plans.enums import PlanKind
    from ribambelle.plans.models import Plan

    if Plan.objects.filter(reference="plan").exists():
        return
    plan = services.plan_create(by=None, name="A plan", kind=PlanKind.COORDINATION, reference="plan")
    services.objective_create(by=None, plan=plan, text="Aim one", code="O1")
    services.action_create(by=None, plan=plan, text="Do one thing")
    services.indicator_create(by=None, plan=plan, label="How many came", unit="heads")
    services.provision_create(
        by=None,
        text="Decree",
        requires="220 days",
        audience="crèches",
        applies_from=date(2026, 1, 1),
        source="art. 1",
        reference="provision",
    )


def reads(**kwargs: str) -> Row:
    return Row(allowed=READERS, kwargs=kwargs, prepare=prepare)


def writes(**kwargs: str) -> Row:
    return Row(allowed=WRITERS, kwargs=kwargs, prepare=prepare)


def posts(**kwargs: str) -> Row:
    return Row(allowed=WRITERS, kwargs=kwargs, prepare=prepare, method="post")


PUBLIC = Row(allowed=EVERYONE, anonymous="allowed", prepare=prepare)
ROWS = {
    "plans:plan_list": reads(),
    "plans:plan_create": writes(),
    "plans:plan_detail": reads(reference="plan"),
    "plans:plan_update": writes(reference="plan"),
    "plans:grid": reads(reference="plan"),
    "plans:matrix": reads(reference="plan"),
    "plans:perspectives": writes(reference="plan"),
    "plans:objective_create": writes(reference="plan"),
    "plans:objective_update": writes(reference="plan-o1"),
    "plans:action_create": writes(reference="plan"),
    "plans:action_detail": reads(reference="plan-a1"),
    "plans:action_update": writes(reference="plan-a1"),
    "plans:evidence_attach": posts(reference="plan-a1"),
    "plans:evidence_detach": posts(reference="plan-a1"),
    "plans:evidence_rule_add": posts(reference="plan-a1"),
    "plans:evidence_rule_remove": posts(reference="plan-a1"),
    "plans:indicator_create": writes(reference="plan"),
    "plans:indicator_value": writes(reference="plan-i1"),
    "plans:provision_timeline": PUBLIC,
    "plans:provision_feed": PUBLIC,
    "plans:provision_list": writes(),
    "plans:provision_create": writes(),
    "plans:provision_update": writes(reference="provision"),
    "plans:provision_withdraw": writes(reference="provision"),
}
