"""The teaching, training and employment project: objectives, publics, fourteen activities."""

from ribambelle.accounts.models import User
from ribambelle.config.facts.tables import Tables
from ribambelle.plans import services as plans
from ribambelle.plans.enums import NoteKind, ObjectiveKind, PlanKind
from ribambelle.plans.models import Objective

SET = "triangle"
SOURCE = "présentation du projet enseignement, formation, emploi"


def load(tables: Tables, *, by: User | None) -> None:
    plan = plans.plan_create(
        by=by,
        reference="enseignement-formation-emploi",
        name="Projet enseignement, formation, emploi",
        kind=PlanKind.PROJECT,
        perimeter="province de Luxembourg",
        source=SOURCE,
    )
    made: dict[str, Objective] = {}
    for line in tables.lines(f"{SET}/objectifs"):
        made[line["code"]] = plans.objective_create(
            by=by,
            plan=plan,
            code=line["code"],
            text=line["libelle"],
            kind=ObjectiveKind.SPECIFIC if line["parent"] else ObjectiveKind.GENERAL,
            parent=made.get(line["parent"]),
        )
    for line in tables.lines(f"{SET}/publics"):
        plans.note_create(
            by=by, plan=plan, kind=NoteKind.AUDIENCE, heading=f"niveau {line['niveau']}", text=line["public"]
        )
    for line in tables.lines(f"{SET}/activites"):
        plans.action_create(by=by, plan=plan, text=line["activite"], theme=line["domaine"])
