"""The sheet of a plan: its trees, the health of its actions, its indicators, its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.functional import Promise

from ribambelle.accounts.models import User
from ribambelle.kernel.figures import Figure, figure_named
from ribambelle.plans.enums import Basis, Health
from ribambelle.plans.evidence import Proof, evidence_kinds
from ribambelle.plans.models import Action, Evidence, Indicator, Objective, Perspective, Plan
from ribambelle.plans.rules import health


@dataclass(slots=True)
class Branch:
    """An objective with its parts, `depth` levels down, and how many actions cite it."""

    objective: Objective
    depth: int
    actions: int

    @property
    def arrows(self) -> str:
        """One arrow a level, for the eye."""
        return "› " * self.depth


@dataclass(slots=True)
class HealthyAction:
    """An action and how it stands today."""

    action: Action
    health: Health

    @property
    def chip(self) -> str:
        """The colour of the status: it always stands beside the word."""
        return {Health.ON_TRACK: "info", Health.LATE: "stop", Health.ENDED: "ok", Health.HALTED: "wait"}.get(
            self.health, "off"
        )


@dataclass(slots=True)
class IndicatorRow:
    """An indicator with its value today, and whether it was computed or declared. Unknown is None."""

    indicator: Indicator
    value: int | str | None
    basis: Basis
    how: str
    period: str = ""


@dataclass(slots=True)
class Attached:
    """A piece of evidence as shown; `proof` is None when the record no longer exists."""

    evidence: Evidence
    kind: str | Promise
    proof: Proof | None


@dataclass(slots=True)
class PlanSheet:
    """What the sheet of a plan shows."""

    branches: list[Branch]
    actions: list[HealthyAction]
    indicators: list[IndicatorRow]
    counts: dict[str, int] = field(default_factory=dict)


def plans(*, by: User, text: str = "") -> QuerySet[Any]:
    """The plans a person may see, the latest first, with `objective_count` and `action_count`. One query."""
    rows: QuerySet[Any] = Plan.objects.visible_to(by).select_related("lead", "follows")
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    rows = rows.annotate(
        objective_count=Count("objectives", distinct=True), action_count=Count("actions", distinct=True)
    )
    return rows.order_by(F("starts_on").desc(nulls_last=True), "name", "id")


def plan_sheet(plan: Plan, *, today: date) -> PlanSheet:
    """Everything of one plan. Nine queries whatever its size, plus those of its computed figures."""
    actions = actions_of(plan, today=today)
    return PlanSheet(
        branches=branches(plan),
        actions=actions,
        indicators=indicator_rows(plan),
        counts={
            str(state): sum(1 for entry in actions if entry.health == state) for state in (Health.LATE, Health.HALTED)
        },
    )


def branches(plan: Plan) -> list[Branch]:
    """The trees in reading order, each part under its whole. One query."""
    objectives = list(plan.objectives.annotate(cited=Count("citations__action", distinct=True)).order_by("position"))
    by_parent: dict[int | None, list[Objective]] = {}
    for objective in objectives:
        by_parent.setdefault(objective.parent_id, []).append(objective)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        for objective in by_parent.get(parent, []):
            found.append(Branch(objective, depth, objective.cited))  # type: ignore[attr-defined]
            walk(objective.pk, depth + 1)

    walk(None, 0)
    return found


def actions_of(plan: Plan, *, today: date) -> list[HealthyAction]:
    """The actions with their health; an action without dates is judged by those of its plan. Three queries."""
    rows = plan.actions.select_related("owner_organisation").prefetch_related("citations__objective", "evidence")
    return [
        HealthyAction(
            action,
            health(
                status=action.status,
                starts_on=action.starts_on or plan.starts_on,
                ends_on=action.ends_on or plan.ends_on,
                today=today,
            ),
        )
        for action in rows
    ]


def indicator_rows(plan: Plan) -> list[IndicatorRow]:
    """The indicators with today's value: a computed one calls its figure. Two queries and those of the figures."""
    return [_row(indicator) for indicator in plan.indicators.select_related("part_of").prefetch_related("values")]


def _row(indicator: Indicator) -> IndicatorRow:
    if indicator.basis == Basis.COMPUTED:
        figure = figure_of(indicator)
        if figure is None:
            return IndicatorRow(indicator, None, Basis.COMPUTED, indicator.figure)
        value = figure.compute()
        return IndicatorRow(indicator, value.value, Basis(value.basis), value.how, str(figure.period))
    declared = list(indicator.values.all())
    if not declared:
        return IndicatorRow(indicator, None, Basis.DECLARED, indicator.source)
    last = declared[-1]
    return IndicatorRow(indicator, last.value, Basis.DECLARED, last.source)


def figure_of(indicator: Indicator) -> Figure | None:
    """The figure an indicator names, or None when no record gives it any more."""
    try:
        return figure_named(indicator.figure)
    except KeyError:
        return None


def evidence_of(action: Action) -> list[Attached]:
    """What proves an action; one query, and one call for each kind of evidence."""
    rows = list(action.evidence.all())
    proofs: dict[tuple[str, str], Proof] = {}
    for code in {row.kind for row in rows}:
        if code in evidence_kinds:
            references = [row.reference for row in rows if row.kind == code]
            proofs |= {(code, ref): proof for ref, proof in evidence_kinds.get(code).resolve(references).items()}
    return [
        Attached(
            row,
            evidence_kinds.get(row.kind).label if row.kind in evidence_kinds else row.kind,
            proofs.get((row.kind, row.reference)),
        )
        for row in rows
    ]


def perspectives_to_carry(plan: Plan) -> QuerySet[Perspective]:
    """The perspectives of a plan, with the objectives they became. Two queries."""
    rows = Perspective.objects.filter(action__plan=plan).select_related("action")
    return rows.prefetch_related("carried_to__plan").order_by("action__position", "position", "id")


def proven(evidence: Iterable[Attached]) -> int:
    """How many pieces of evidence still exist."""
    return sum(1 for attached in evidence if attached.proof is not None)
