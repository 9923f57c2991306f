"""Actions, the codes they cite, what was observed, and what proves it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.models import Organisation
from ribambelle.plans.enums import MISSION_KINDS, NEEDS_REASON, ActionStatus, Family, ResultKind
from ribambelle.plans.errors import ForeignPart, ReasonMissing, UnknownEvidence
from ribambelle.plans.evidence import evidence_kinds
from ribambelle.plans.models import Action, Citation, Evidence, EvidenceRule, Objective, Plan, Result
from ribambelle.plans.rules import expand_codes
from ribambelle.plans.selectors.evidence import filter_of
from ribambelle.plans.services.references import changes, free_reference


def action_create(
    *,
    by: User | None,
    plan: Plan,
    text: str,
    theme: str = "",
    owner: str = "",
    owner_organisation: Organisation | None = None,
    partners: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    status: ActionStatus = ActionStatus.PLANNED,
    reason: str = "",
    objective: Objective | None = None,
    objective_codes: str = "",
    mission_codes: str = "",
) -> Action:
    """Add an action to a plan, with the objective it serves or the codes it cites, written as in a report.

    Raises
    ------
    ReasonMissing
        When it is stopped or not done and does not say why.
    UnreadableCodes
        When a range of codes cannot be counted out. A code that nothing defines is kept, and found by a check.
    """
    with transaction.atomic():
        _accept_reason(status, reason)
        last = plan.actions.aggregate(last=Max("position"))["last"] or 0
        action = Action(
            reference=free_reference(Action, f"{plan.reference}-a{last + 1}", length=80),
            plan=plan,
            text=text,
            theme=theme,
            owner=owner,
            owner_organisation=owner_organisation,
            partners=partners,
            starts_on=starts_on,
            ends_on=ends_on,
            status=status,
            reason=reason,
            position=last + 1,
        )
        action.full_clean()
        action.save()
        if objective is not None:
            _serve(action, objective)
        _cite(action, Family.OBJECTIVE, objective_codes)
        _cite(action, Family.MISSION, mission_codes)
        record(by=by, verb="action.create", of=action, after={"text": text, "status": status})
    return action


def action_update(*, by: User | None, action: Action, **values: Any) -> Action:
    """Change an action; only what differs is written and logged."""
    with transaction.atomic():
        before, after = changes(action, values)
        if after:
            _accept_reason(action.status, action.reason)
            action.version += 1
            action.full_clean()
            action.save()
            record(by=by, verb="action.update", of=action, before=before, after=after)
    return action


def citations_set(*, by: User | None, action: Action, objective_codes: str, mission_codes: str) -> None:
    """Replace the codes an action cites; the objectives it serves without a code stay."""
    with transaction.atomic():
        before = {str(family): codes_text(action, family) for family in Family}
        action.citations.exclude(code="").delete()
        _cite(action, Family.OBJECTIVE, objective_codes)
        _cite(action, Family.MISSION, mission_codes)
        after = {str(family): codes_text(action, family) for family in Family}
        if before != after:
            record(by=by, verb="action.cite", of=action, before=before, after=after)


def action_rewrite(
    *, by: User | None, action: Action, objective_codes: str, mission_codes: str, **values: Any
) -> Action:
    """Change an action and the codes it cites, both or neither."""
    with transaction.atomic():
        action_update(by=by, action=action, **values)
        citations_set(by=by, action=action, objective_codes=objective_codes, mission_codes=mission_codes)
    return action


def codes_text(action: Action, family: Family) -> str:
    """The codes an action cites, as one would type them."""
    cited = Citation.objects.filter(action=action, family=family).exclude(code="")
    return ", ".join(cited.values_list("code", flat=True))


def result_add(
    *,
    by: User | None,
    action: Action,
    text: str,
    kind: ResultKind = ResultKind.OBSERVED,
    quantity: int | None = None,
    unit: str = "",
    on: date | None = None,
    year: int | None = None,
) -> Result:
    """Add an observed result. A date outside the plan is kept as it is: a check finds it, nothing hides it."""
    with transaction.atomic():
        place = action.results.count() + 1
        result = Result(
            action=action, kind=kind, text=text, quantity=quantity, unit=unit, on=on, year=year, position=place
        )
        result.full_clean()
        result.save()
        record(by=by, verb="action.result", of=action, after={"text": text, "quantity": quantity, "unit": unit})
    return result


def evidence_attach(*, by: User | None, action: Action, kind: str, reference: str, note: str = "") -> Evidence:
    """Attach a record that proves an action. Attaching it again changes nothing.

    Raises
    ------
    UnknownEvidence
        When the kind is not registered or no such record exists.
    """
    if kind not in evidence_kinds:
        raise UnknownEvidence(_("“%(kind)s” is not a kind of evidence. Choose one of the list.") % {"kind": kind})
    if reference not in evidence_kinds.get(kind).resolve([reference]):
        raise UnknownEvidence(
            _("No record answers to “%(reference)s”. Check the reference, or create the record first.")
            % {"reference": reference}
        )
    with transaction.atomic():
        evidence, is_new = Evidence.objects.get_or_create(
            action=action, kind=kind, reference=reference, defaults={"note": note}
        )
        if is_new:
            record(by=by, verb="evidence.attach", of=action, after={"kind": kind, "reference": reference})
    return evidence


def evidence_detach(*, by: User | None, evidence: Evidence) -> None:
    """Remove the link; the record itself stays where it is."""
    with transaction.atomic():
        record(
            by=by,
            verb="evidence.detach",
            of=evidence.action,
            before={"kind": evidence.kind, "reference": evidence.reference},
        )
        evidence.delete()


def evidence_rule_add(*, by: User | None, action: Action, kind: str, filter: str, value: str) -> EvidenceRule:
    """Let the records that a filter finds prove an action, now and later. The same rule again changes nothing.

    Raises
    ------
    UnknownEvidence
        When no room declares that filter, or it does not offer that value.
    """
    found = filter_of(kind, filter)
    if found is None or value not in {str(each) for each, _label in found.choices()}:
        raise UnknownEvidence(_("This rule does not exist. Choose one of the list."))
    with transaction.atomic():
        rule, is_new = EvidenceRule.objects.get_or_create(action=action, kind=kind, filter=filter, value=value)
        if is_new:
            record(by=by, verb="evidence.rule", of=action, after={"kind": kind, "filter": filter, "value": value})
    return rule


def evidence_rule_remove(*, by: User | None, rule: EvidenceRule) -> None:
    """Take a rule off an action; the records stay where they are, and so does what was attached by hand."""
    with transaction.atomic():
        before = {"kind": rule.kind, "filter": rule.filter, "value": rule.value}
        record(by=by, verb="evidence.unrule", of=rule.action, before=before)
        rule.delete()


def _accept_reason(status: str, reason: str) -> None:
    if status in NEEDS_REASON and not reason.strip():
        raise ReasonMissing(
            _("An action that is %(status)s says why. Write the reason in a few words.")
            % {"status": ActionStatus(status).label}
        )


def _serve(action: Action, objective: Objective) -> None:
    if objective.plan_id != action.plan_id:
        raise ForeignPart(
            _("“%(objective)s” belongs to another plan. Choose an objective of this one.") % {"objective": objective}
        )
    family = Family.MISSION if objective.kind in MISSION_KINDS else Family.OBJECTIVE
    Citation.objects.create(action=action, family=family, code=objective.code, objective=objective)


def _cite(action: Action, family: Family, codes: str) -> None:
    known = {
        objective.code: objective
        for objective in action.plan.objectives.exclude(code="")
        if (objective.kind in MISSION_KINDS) == (family == Family.MISSION)
    }
    already = set(action.citations.filter(family=family).exclude(code="").values_list("code", flat=True))
    for place, code in enumerate(expand_codes(codes), start=1):
        if code in already:
            continue
        Citation.objects.create(action=action, family=family, code=code, objective=known.get(code), position=place)
