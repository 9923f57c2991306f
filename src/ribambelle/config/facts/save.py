"""The plan of a valley: evaluated 2018-2021, written anew for 2022-2025."""

from datetime import date

from ribambelle.accounts.models import User
from ribambelle.config.facts.organisations import organisation
from ribambelle.config.facts.tables import Line, Tables
from ribambelle.network.governance.agreements import agreement_create
from ribambelle.plans import services as plans
from ribambelle.plans.enums import ActionStatus, NoteKind, PlanKind
from ribambelle.plans.models import Plan

SET = "save-2018-2025"
SOURCE = "plan d’action de la vallée, évaluation 2018-2021 et objectifs 2022-2025"
NOT_DONE = "Pas d'organisation faite"
PARTIES = ("SIVOM de la vallée de la Save", "Lévignac", "L'Arche des Bambins")
CONTEXT = (
    "seances_par_an",
    "seance_printemps",
    "seance_automne",
    "recueil",
    "observatoire",
    "proposition",
    "participants",
    "projets_de_mam",
)


def load(tables: Tables, *, by: User | None) -> None:
    facts = tables.values(f"{SET}/commission")
    first = _plan(facts, 2018, 2022, None, by=by)
    second = _plan(facts, 2022, 2026, first, by=by)
    for line in tables.lines(f"{SET}/evaluation_2018_2021"):
        _row(first, line, ActionStatus.DONE, by=by, results="resultats_2021", perspectives="perspectives")
    for line in tables.lines(f"{SET}/objectifs_2022_2025"):
        _row(second, line, ActionStatus.PLANNED, by=by)
    _agreement(facts, by=by)


def _plan(facts: dict[str, Line], first_year: int, after: int, follows: Plan | None, *, by: User | None) -> Plan:
    plan = plans.plan_create(
        by=by,
        reference=f"vallee-{first_year}-{after - 1}",
        name=f"Plan petite enfance de la vallée {first_year}-{after - 1}",
        kind=PlanKind.TERRITORIAL,
        starts_on=date(first_year, 1, 1),
        ends_on=date(after, 1, 1),
        perimeter=facts["territoire"]["valeur"],
        follows=follows,
        source=SOURCE,
    )
    for text in facts["cadres_parents"]["valeur"].split(", "):
        plans.note_create(by=by, plan=plan, kind=NoteKind.FRAMEWORK, text=text)
    for text in facts["public"]["valeur"].split(", "):
        plans.note_create(by=by, plan=plan, kind=NoteKind.AUDIENCE, text=text)
    for key in CONTEXT:
        plans.note_create(
            by=by, plan=plan, kind=NoteKind.CONTEXT, heading=key.replace("_", " "), text=facts[key]["valeur"]
        )
    return plan


def _row(
    plan: Plan, line: Line, status: ActionStatus, *, by: User | None, results: str = "", perspectives: str = ""
) -> None:
    """One row of the grid, its cells kept whole: nothing is cut where the source did not cut."""
    objective = plans.objective_create(by=by, plan=plan, text=line["objectif"])
    is_not_done = line["actions"] == NOT_DONE
    texts = plans.RowTexts(
        action=line.sentence("actions"),
        status=ActionStatus.NOT_DONE if is_not_done else status,
        reason=f"{NOT_DONE} ; la source ne dit pas pourquoi" if is_not_done else "",
        effects=line.sentence("effets_attendus"),
        results=line.sentence(results) if results else "",
        perspectives=line.sentence(perspectives) if perspectives else "",
    )
    plans.row_save(by=by, objective=objective, texts=texts)


def _agreement(facts: dict[str, Line], *, by: User | None) -> None:
    """The agreement of 2018: its day is not known, only its year."""
    agreement_create(
        by=by,
        reference="convention-vallee-2018",
        title=f"Convention {facts['convention']['valeur']}"[:200],
        parties=[organisation(name, by=by) for name in PARTIES],
        source=SOURCE,
    )
