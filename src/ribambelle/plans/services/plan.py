"""Plans, what surrounds them, and their trees."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.models import Organisation
from ribambelle.plans.enums import MISSION_KINDS, Family, NoteKind, ObjectiveKind, PlanKind
from ribambelle.plans.errors import CodeTaken, ForeignPart
from ribambelle.plans.models import Citation, Objective, Perspective, Plan, PlanNote
from ribambelle.plans.rules import would_loop
from ribambelle.plans.services.references import changes, free_reference


def plan_create(
    *,
    by: User | None,
    name: str,
    kind: PlanKind,
    starts_on: date | None = None,
    ends_on: date | None = None,
    perimeter: str = "",
    lead: Organisation | None = None,
    follows: Plan | None = None,
    source: str = "",
    reference: str = "",
) -> Plan:
    """Open a plan. The end is not included; null dates are unknown."""
    with transaction.atomic():
        plan = Plan(
            reference=reference or free_reference(Plan, name),
            name=name,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            perimeter=perimeter,
            lead=lead,
            follows=follows,
            source=source,
        )
        plan.full_clean()
        plan.save()
        record(by=by, verb="plan.create", of=plan, after={"name": name})
    return plan


def plan_update(*, by: User | None, plan: Plan, **values: Any) -> Plan:
    """Change fields of a plan; only what differs is written and logged."""
    with transaction.atomic():
        before, after = changes(plan, values)
        if after:
            plan.full_clean()
            plan.save()
            record(by=by, verb="plan.update", of=plan, before=before, after=after)
    return plan


def note_create(*, by: User | None, plan: Plan, kind: NoteKind, text: str, heading: str = "") -> PlanNote:
    """Add what surrounds a plan: a framework, a priority, an audience. Adding it again changes nothing."""
    with transaction.atomic():
        place = plan.notes.filter(kind=kind).count() + 1
        note, is_new = PlanNote.objects.get_or_create(
            plan=plan, kind=kind, heading=heading, text=text, defaults={"position": place}
        )
        if is_new:
            record(by=by, verb="plan.note", of=plan, after={"kind": kind, "text": text})
    return note


def objective_create(
    *,
    by: User | None,
    plan: Plan,
    text: str,
    kind: ObjectiveKind = ObjectiveKind.OPERATIONAL,
    code: str = "",
    parent: Objective | None = None,
    carried_from: Perspective | None = None,
) -> Objective:
    """Add an objective or a mission. Citations of its code that led nowhere lead to it from now on.

    Raises
    ------
    CodeTaken
        When another objective of the plan has the code.
    ForeignPart
        When the parent belongs to another plan.
    """
    with transaction.atomic():
        _accept(plan=plan, code=code, parent=parent, itself=None)
        last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
        objective = Objective(
            reference=free_reference(Objective, f"{plan.reference}-{code or f'o{last + 1}'}", length=80),
            plan=plan,
            parent=parent,
            kind=kind,
            code=code,
            text=text,
            position=last + 1,
            carried_from=carried_from,
        )
        objective.full_clean()
        objective.save()
        _resolve_citations(objective)
        record(by=by, verb="objective.create", of=objective, after={"code": code, "text": text})
    return objective


def objective_update(*, by: User | None, objective: Objective, **values: Any) -> Objective:
    """Change an objective; when its code changes, citations of the new code lead to it."""
    with transaction.atomic():
        before, after = changes(objective, values)
        if after:
            _accept(plan=objective.plan, code=objective.code, parent=objective.parent, itself=objective)
            objective.full_clean()
            objective.save()
            if "code" in after:
                objective.citations.exclude(code="").exclude(code=objective.code).update(objective=None)
            if {"code", "kind"} & set(after):
                _resolve_citations(objective)
            record(by=by, verb="objective.update", of=objective, before=before, after=after)
    return objective


def _accept(*, plan: Plan, code: str, parent: Objective | None, itself: Objective | None) -> None:
    others = plan.objectives.exclude(pk=itself.pk) if itself else plan.objectives.all()
    if code and others.filter(code=code).exists():
        raise CodeTaken(_("Code “%(code)s” already stands in this plan. Choose another one.") % {"code": code})
    if parent is None:
        return
    if parent.plan_id != plan.pk:
        raise ForeignPart(
            _("“%(parent)s” belongs to another plan. Choose an objective of this one.") % {"parent": parent}
        )
    if itself and would_loop(
        node=itself.pk, parent=parent.pk, parents=dict(plan.objectives.values_list("pk", "parent_id"))
    ):
        raise ForeignPart(
            _("“%(parent)s” is itself a part of this objective. Choose another place.") % {"parent": parent}
        )


def _resolve_citations(objective: Objective) -> None:
    if not objective.code:
        return
    family = Family.MISSION if objective.kind in MISSION_KINDS else Family.OBJECTIVE
    dangling = Citation.objects.filter(
        action__plan=objective.plan, family=family, code=objective.code, objective__isnull=True
    )
    dangling.update(objective=objective)
