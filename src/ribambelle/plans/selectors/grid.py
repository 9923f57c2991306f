"""The five-column grid and the matrix objectives × missions × actions."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ribambelle.plans.enums import MISSION_KINDS, Family
from ribambelle.plans.models import Action, Citation, Objective, Plan
from ribambelle.plans.rules import uncovered


@dataclass(slots=True)
class GridRow:
    """One row: an objective and one of its actions, or none yet. `is_first` opens the objective's group."""

    objective: Objective
    action: Action | None
    is_first: bool

    @property
    def key(self) -> str:
        """What names the row in an address."""
        return self.action.reference if self.action else self.objective.reference

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The three last columns: the name of each and its entries."""
        return [
            {"label": _("Expected effects"), "entries": self.effects},
            {"label": _("Observed results"), "entries": self.results},
            {"label": _("Perspectives"), "entries": self.perspectives},
        ]

    @property
    def effects(self) -> list[str]:
        return [entry.text for entry in self.action.effects.all()] if self.action else []

    @property
    def results(self) -> list[str]:
        return [entry.text for entry in self.action.results.all()] if self.action else []

    @property
    def perspectives(self) -> list[str]:
        return [entry.text for entry in self.action.perspectives.all()] if self.action else []


@dataclass(slots=True)
class Cell:
    """A crossing of the matrix: the actions that serve both the objective and the mission."""

    objective: Objective
    mission: Objective | None
    actions: list[Action]


@dataclass(slots=True)
class Matrix:
    """Objectives down, missions across. The last column holds actions that cite no mission of the plan.

    `lonely_objectives` and `lonely_missions` are served by no action, themselves or a whole they are part of.
    `dangling` are the codes cited that nothing defines, with who cites them.
    """

    missions: list[Objective]
    rows: list[tuple[Objective, list[Cell]]]
    lonely_objectives: list[Objective]
    lonely_missions: list[Objective]
    dangling: list[tuple[str, list[Action]]]
    #: actions that cite neither an objective nor a mission
    loose: list[Action]


def grid_rows(plan: Plan) -> list[GridRow]:
    """The rows in the order of the plan: each objective that is a leaf or has actions. Six queries."""
    actions = {
        action.pk: action for action in plan.actions.prefetch_related("effects", "results", "perspectives", "evidence")
    }
    served: dict[int, list[Action]] = {}
    for objective_id, action_id in (
        Citation.objects.filter(action__plan=plan, objective__isnull=False, family=Family.OBJECTIVE)
        .order_by("action__position", "action_id")
        .values_list("objective_id", "action_id")
    ):
        served.setdefault(objective_id, []).append(actions[action_id])
    objectives = [entry for entry in plan.objectives.all() if entry.kind not in MISSION_KINDS]
    wholes = {entry.parent_id for entry in objectives}
    rows: list[GridRow] = []
    for objective in objectives:
        mine: list[Action | None] = list(served.get(objective.pk, []))
        if not mine and objective.pk not in wholes:
            mine = [None]
        rows += [GridRow(objective, action, place == 0) for place, action in enumerate(mine)]
    return rows


def matrix(plan: Plan) -> Matrix:
    """Which action serves which objective through which mission, and what nothing serves. Three queries."""
    nodes = list(plan.objectives.all())
    objectives = [node for node in nodes if node.kind not in MISSION_KINDS]
    missions = [node for node in nodes if node.kind in MISSION_KINDS]
    actions = list(plan.actions.prefetch_related("citations"))
    aims = {action.pk: {c.objective_id for c in action.citations.all() if c.objective_id} for action in actions}
    mission_ids = {node.pk for node in missions}
    rows = [(objective, _cells(objective, missions, mission_ids, actions, aims)) for objective in objectives]
    cited = {target for targets in aims.values() for target in targets}
    lonely = uncovered(parents={node.pk: node.parent_id for node in nodes}, cited=cited)
    dangling: dict[str, list[Action]] = {}
    for action in actions:
        for citation in action.citations.all():
            if citation.objective_id is None:
                dangling.setdefault(citation.code, []).append(action)
    return Matrix(
        missions=missions,
        rows=rows,
        lonely_objectives=[node for node in objectives if node.pk in lonely],
        lonely_missions=[node for node in missions if node.pk in lonely],
        dangling=sorted(dangling.items()),
        loose=[action for action in actions if not action.citations.all()],
    )


def _cells(
    objective: Objective,
    missions: list[Objective],
    mission_ids: set[int],
    actions: list[Action],
    aims: dict[int, set[int]],
) -> list[Cell]:
    serving = [action for action in actions if objective.pk in aims[action.pk]]
    cells = [
        Cell(objective, mission, [action for action in serving if mission.pk in aims[action.pk]])
        for mission in missions
    ]
    return [*cells, Cell(objective, None, [action for action in serving if not aims[action.pk] & mission_ids])]
