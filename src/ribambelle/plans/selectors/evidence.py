"""What proves an action by rule: asked anew each time, so that its figures are queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from ribambelle.plans.evidence import EvidenceFilter, Proof, evidence_kinds
from ribambelle.plans.models import Action, EvidenceRule


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule as shown: what it says, the records it finds today, by date, and what they add up to."""

    rule: EvidenceRule
    kind: str | Promise
    filter: str | Promise
    value: str
    proofs: list[Proof]
    totals: list[tuple[str | Promise, str]]


def filter_of(kind: str, code: str) -> EvidenceFilter | None:
    """The filter of that name, or None when no room declares it."""
    if kind not in evidence_kinds:
        return None
    return next((each for each in evidence_kinds.get(kind).filters if each.code == code), None)


def rule_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every rule one can make, grouped: (group, [("kind:filter:value", label)]). A few queries a kind."""
    groups = []
    for kind in evidence_kinds:
        for each in kind.filters:
            options = [(f"{kind.code}:{each.code}:{value}", str(label)) for value, label in each.choices()]
            if options:
                groups.append((f"{kind.label} · {each.label}", options))
    return groups


def matched(rule: EvidenceRule) -> dict[str, Proof]:
    """The records a rule finds today, by reference, but those dated outside the action's own dates."""
    found = filter_of(rule.kind, rule.filter)
    if found is None:
        return {}
    references = list(found.matching(rule.value))
    proofs = evidence_kinds.get(rule.kind).resolve(references)
    return {name: proof for name, proof in proofs.items() if _within(rule.action, proof.on)}


def _within(action: Action, on: date | None) -> bool:
    if on is None:
        return True
    return (action.starts_on is None or on >= action.starts_on) and (action.ends_on is None or on < action.ends_on)


def ruled_of(action: Action) -> list[Ruled]:
    """The rules of an action with what each finds. A known number of queries a rule."""
    return [_shown(rule) for rule in action.evidence_rules.select_related("action")]


def _shown(rule: EvidenceRule) -> Ruled:
    proofs = matched(rule)
    kind = evidence_kinds.get(rule.kind) if rule.kind in evidence_kinds else None
    found = filter_of(rule.kind, rule.filter)
    value = dict(found.choices()).get(rule.value, rule.value) if found else rule.value
    totals = list(kind.totals(list(proofs))) if kind and kind.totals and proofs else []
    ordered = sorted(proofs.values(), key=lambda proof: (proof.on or date.max, proof.label))
    return Ruled(rule, kind.label if kind else rule.kind, found.label if found else rule.filter, value, ordered, totals)


def proven_by_rule(actions: Iterable[Action]) -> set[int]:
    """The keys of the actions for which some rule finds something. One query, and those of each rule."""
    rules = EvidenceRule.objects.filter(action__in=[action.pk for action in actions]).select_related("action")
    return {rule.action_id for rule in rules if matched(rule)}
