"""The coordination of childminding services in 2021: its plan, its meetings, its members, its grant."""

from datetime import date, timedelta

from ribambelle.accounts.models import User
from ribambelle.config.facts.organisations import organisation
from ribambelle.config.facts.tables import FactsError, Line, Tables
from ribambelle.funding import services as funding
from ribambelle.gatherings.enums import EventKind, MeetingState, Seating
from ribambelle.gatherings.models import Meeting
from ribambelle.gatherings.services.events import event_create
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.gatherings.services.series import series_create
from ribambelle.kernel.money import parse_cents
from ribambelle.network.enums import BodyKind, OrganisationKind, TerritoryKind
from ribambelle.network.governance.agreements import fees_call, membership_open
from ribambelle.network.governance.services import body_create
from ribambelle.network.models import Body, Territory
from ribambelle.plans import services as plans
from ribambelle.plans.enums import ActionStatus, NoteKind, ObjectiveKind, PlanKind
from ribambelle.plans.models import Action, Indicator, Objective, Plan

SET = "sae-2021"
SOURCE = "rapport d’activité 2021 de la coordination des services d’accueil d’enfants"
YEAR = 2021
SERIES = "coordinations-provinciales-2021"
ANNOUNCED = "ANNONC"
KINDS = {
    "mission générale": ObjectiveKind.GENERAL_MISSION,
    "objectif": ObjectiveKind.SPECIFIC,
    "mission": ObjectiveKind.MISSION,
}
STATUSES = {"réalisée": ActionStatus.DONE, "en cours": ActionStatus.RUNNING, "reportée": ActionStatus.POSTPONED}
#: indicators that records of the same installation can check
FIGURES = {
    "Réunions de coordination provinciale": f"series.{SERIES}.meetings",
    "Zones de coordination": f"series.{SERIES}.zones",
    "Participations cumulées aux coordinations": f"series.{SERIES}.participations",
    "Services différents représentés": f"series.{SERIES}.distinct-services",
    "Membres effectifs": f"members.{YEAR}.called",
}
DISTINCT = "Services différents représentés"
FEE = "Cotisation annuelle par membre"


def load(tables: Tables, *, by: User | None) -> None:
    plan = plans.plan_create(
        by=by,
        reference="coordination-2021",
        name="Coordination des services d’accueil d’enfants : plan d’actions 2021",
        kind=PlanKind.COORDINATION,
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR + 1, 1, 1),
        perimeter="Fédération Wallonie-Bruxelles",
        source=SOURCE,
    )
    declared = {line["indicateur"]: line for line in tables.lines(f"{SET}/indicateurs")}
    actions = _plan(tables, plan, by=by)
    zones = _zones(tables, by=by)
    proofs = {
        "Réunions des coordinations provinciales": _provincial(tables, zones, declared[DISTINCT], by=by),
        "Rencontres des coordinations ONE": _with_funder(tables, plan, by=by),
    }
    for title, meetings in proofs.items():
        for meeting in meetings:
            plans.evidence_attach(by=by, action=actions[title], kind="meeting", reference=meeting.reference)
    _board(tables, by=by)
    _attended(tables, plan, actions["Participation aux instances"], by=by)
    _events(tables, actions["Moments d'intervision"], by=by)
    _members(tables, zones, declared[FEE], by=by)
    _indicators(plan, list(declared.values()), by=by)
    _grant(tables, by=by)


def _plan(tables: Tables, plan: Plan, *, by: User | None) -> dict[str, Action]:
    made: dict[str, Objective] = {}
    for line in tables.lines(f"{SET}/objectifs"):
        made[line["code"]] = plans.objective_create(
            by=by,
            plan=plan,
            code=line["code"],
            text=line["libelle"],
            kind=line.one_of("type", KINDS),
            parent=made.get(line["parent"]),
        )
    for line in tables.lines(f"{SET}/accompagnements"):
        text = f"{line['objet']} ({line['etat']}) : {line['detail']}"
        plans.note_create(by=by, plan=plan, kind=NoteKind.CONTEXT, heading="accompagnement", text=text)
    actions = {}
    for line in tables.lines(f"{SET}/actions"):
        actions[line["action"]] = plans.action_create(
            by=by,
            plan=plan,
            text=line["action"],
            status=line.one_of("statut", STATUSES),
            objective_codes=line["objectifs_vises"],
            mission_codes=line["missions_visees"],
        )
    return actions


def _zones(tables: Tables, *, by: User | None) -> dict[str, Body]:
    """One body for each zone of coordination, and the zone as a territory."""
    zones: dict[str, Body] = {}
    for line in tables.lines(f"{SET}/coordinations_provinciales"):
        name = line["zone"]
        if name not in zones:
            code = f"sae-{len(zones) + 1}"
            zone, _new = Territory.objects.get_or_create(
                kind=TerritoryKind.ZONE, reference=code, defaults={"name": name}
            )
            zones[name] = body_create(
                by=by, name=f"Coordination provinciale {name}", kind=BodyKind.ZONE, zone=zone, reference=f"zone-{code}"
            )
    return zones


def _provincial(tables: Tables, zones: dict[str, Body], distinct: Line, *, by: User | None) -> list[Meeting]:
    series = series_create(
        by=by,
        reference=SERIES,
        name="Coordinations provinciales 2021",
        reporting_year=YEAR,
        declared_distinct_services=distinct.integer("valeur"),
        source=SOURCE,
    )
    return [
        meeting_plan(
            by=by,
            body=zones[line["zone"]],
            series=series,
            expect=False,
            title=f"Coordination provinciale {line['province']}",
            held_on=line.day("date"),
            reporting_year=YEAR,
            state=MeetingState.HELD,
            declared_persons=line.integer("personnes"),
            declared_services=line.integer("services_participants"),
            source=SOURCE,
        )
        for line in tables.lines(f"{SET}/coordinations_provinciales")
    ]


def _with_funder(tables: Tables, plan: Plan, *, by: User | None) -> list[Meeting]:
    body = body_create(
        by=by,
        reference="coordinations-one",
        name="Coordinations ONE",
        kind=BodyKind.NETWORK,
        is_external=True,
        host=organisation("ONE", by=by),
    )
    meetings = []
    for line in tables.lines(f"{SET}/coordinations_one"):
        if line["date"].startswith(ANNOUNCED):
            _declare(
                plan,
                "Rencontres des coordinations ONE, nombre annoncé",
                "réunions",
                int(line["objet"].split()[0]),
                figure=f"meetings.coordinations-one.{YEAR}",
                by=by,
            )
            continue
        held_on = line.day("date")
        two_days = "deux jours" in line["objet"]
        meetings.append(
            meeting_plan(
                by=by,
                body=body,
                expect=False,
                held_on=held_on,
                ends_on=held_on + timedelta(days=1) if two_days else None,
                purpose=line["objet"][:240],
                reporting_year=YEAR,
                state=MeetingState.HELD,
                source=SOURCE,
            )
        )
    return meetings


def _board(tables: Tables, *, by: User | None) -> None:
    board = body_create(by=by, reference="organe-administration", name="Organe d’administration", kind=BodyKind.BOARD)
    for line in tables.lines(f"{SET}/organe_administration"):
        meeting_plan(
            by=by,
            body=board,
            expect=False,
            held_on=line.day("date"),
            reporting_year=YEAR,
            state=MeetingState.HELD,
            source=SOURCE,
        )


def _attended(tables: Tables, plan: Plan, action: Action, *, by: User | None) -> None:
    """Bodies that others convene: the source counts the meetings of each without their dates, and announces a total."""
    lines = tables.lines(f"{SET}/instances")
    announced = next((line for line in lines if line["instance"].startswith("TOTAL")), None)
    total = None
    if announced:
        label, number = "Rencontres dans les instances, total annoncé", announced.integer("rencontres")
        total = _declare(plan, label, "rencontres", number, action=action, by=by)
    for line in lines:
        if line is announced:
            continue
        body_create(by=by, name=line["instance"], kind=BodyKind.WORKING_GROUP, is_external=True)
        _declare(plan, line["instance"], "rencontres", line.integer("rencontres"), action=action, part_of=total, by=by)


def _events(tables: Tables, cycle_action: Action, *, by: User | None) -> None:
    for line in tables.lines(f"{SET}/evenements"):
        is_cycle = line.integer("seances") > 1
        hours = line.maybe("duree_h")
        event = event_create(
            by=by,
            reference="cycle-2021" if is_cycle else "temps-echange-2021",
            title=line["evenement"],
            kind=EventKind.CYCLE if is_cycle else EventKind.EXCHANGE,
            seating=Seating.SELECTION if is_cycle else Seating.FIRST_COME,
            reporting_year=YEAR,
            place=line["format"],
            declared_sessions=line.integer("seances"),
            declared_session_minutes=hours * 60 if hours is not None else None,
            declared_seats=line.integer("places"),
            declared_asked=line.integer("demandes"),
            declared_seated=line.integer("acceptees"),
            declared_start=line["debut"],
            source=SOURCE,
        )
        if is_cycle:
            plans.evidence_attach(by=by, action=cycle_action, kind="event", reference=event.reference)


def _members(tables: Tables, zones: dict[str, Body], fee: Line, *, by: User | None) -> None:
    for line in tables.lines(f"{SET}/membres"):
        member = organisation(
            line["pouvoir_organisateur_et_service"], by=by, kind=OrganisationKind.CHILDMINDING_SERVICE
        )
        body = next((body for zone, body in zones.items() if line["province"] in zone), None)
        if body is None:
            raise FactsError(
                [f"{line.where}: no zone of coordination covers {line['province']!r}. Correct the province."]
            )
        membership_open(by=by, organisation=member, zone=body.zone, source=SOURCE)
    fees_call(by=by, year=YEAR, amount_cents=parse_cents(fee["valeur"]))
    funding.charges_call(by=by, year=YEAR, on=None)


def _indicators(plan: Plan, lines: list[Line], *, by: User | None) -> None:
    for line in lines:
        name = line["indicateur"]
        _declare(plan, name, line["unite"], line.integer("valeur"), figure=FIGURES.get(name, ""), by=by)


def _declare(
    plan: Plan,
    label: str,
    unit: str,
    value: int,
    *,
    by: User | None,
    figure: str = "",
    action: Action | None = None,
    part_of: Indicator | None = None,
) -> Indicator:
    indicator = plans.indicator_create(
        by=by, plan=plan, action=action, label=label, unit=unit, figure=figure, part_of=part_of, source=SOURCE
    )
    plans.indicator_value_set(
        by=by, indicator=indicator, value=value, source=SOURCE, starts_on=plan.starts_on, ends_on=plan.ends_on
    )
    return indicator


def _grant(tables: Tables, *, by: User | None) -> None:
    facts = tables.values(f"{SET}/subside")
    grant = funding.grant_create(
        by=by,
        reference="subside-2021",
        name=facts["subside"]["valeur"],
        funder=organisation(facts["bailleur"]["valeur"], by=by),
        starts_on=facts["periode_debut"].day("valeur"),
        ends_on=facts["periode_fin"].day("valeur") + timedelta(days=1),
        advance_points=facts["avance"].integer("valeur") * 100,
        claim_due_on=facts["dossier_de_solde_a_remettre_avant"].day("valeur"),
        other_income=facts["autres_recettes"]["valeur"],
        source=SOURCE,
    )
    for name in facts["depenses_admises"]["valeur"].split(","):
        funding.heading_add(by=by, grant=grant, name=name.strip())
