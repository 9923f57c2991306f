"""The portfolio of 2017: projects, funders, settings, what was done."""

import re
from datetime import date, timedelta

from ribambelle.accounts.models import User
from ribambelle.config.facts.organisations import organisation
from ribambelle.config.facts.tables import FactsError, Line, Tables
from ribambelle.funding import services as funding
from ribambelle.funding.enums import PartnerRole
from ribambelle.funding.models import Portfolio, Programme, Project
from ribambelle.gatherings.enums import MeetingState
from ribambelle.gatherings.models import Meeting
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.kernel.money import parse_cents
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.services import body_create, variant_add
from ribambelle.network.models import Organisation
from ribambelle.network.services import territories_load
from ribambelle.offer.imports import import_settings
from ribambelle.offer.models import Setting
from ribambelle.plans import services as plans
from ribambelle.plans.enums import ActionStatus, NoteKind, PlanKind
from ribambelle.plans.models import Action, Plan

SET = "luxembourg-2017"
SOURCE = "rapport d’activité 2017 du portefeuille"
YEAR = 2017
STEERING = "Comité d'accompagnement du portefeuille"
ROLES = {
    "chef de file": PartnerRole.LEAD,
    "partenaire institutionnel": PartnerRole.INSTITUTION,
    "financeur et partenaire": PartnerRole.FUNDER,
    "promoteur": PartnerRole.PROMOTER,
}


def load(tables: Tables, *, by: User | None) -> None:
    facts = tables.values(f"{SET}/portefeuille")
    lead = organisation("Promemploi", by=by)
    plan = _plan(facts, lead, by=by)
    portfolio = _portfolio(tables, facts, lead, plan, by=by)
    _settings(tables, by=by)
    _projects(tables, facts, portfolio, by=by)
    _activities(tables, plan, portfolio, by=by)


def _day_after(line: Line) -> date:
    """Reports give the last day; periods here end before their end."""
    return line.day("valeur") + timedelta(days=1)


def _plan(facts: dict[str, Line], lead: Organisation, *, by: User | None) -> Plan:
    plan = plans.plan_create(
        by=by,
        reference="portefeuille-2017",
        name=f"{facts['nom']['valeur']} : actions 2017",
        kind=PlanKind.PORTFOLIO,
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR + 1, 1, 1),
        perimeter="province de Luxembourg",
        lead=lead,
        source=SOURCE,
    )
    for text in facts["priorites_transversales"]["valeur"].split(","):
        plans.note_create(by=by, plan=plan, kind=NoteKind.PRIORITY, text=text.strip())
    return plan


def _portfolio(tables: Tables, facts: dict[str, Line], lead: Organisation, plan: Plan, *, by: User | None) -> Portfolio:
    steering = body_create(by=by, reference="comite-accompagnement", name=STEERING, kind=BodyKind.STEERING, host=lead)
    portfolio = funding.portfolio_create(
        by=by,
        reference="ardeur",
        name=facts["nom"]["valeur"],
        lead=lead,
        plan=plan,
        steering=steering,
        objective=facts["objectif_specifique"]["valeur"],
        codes=facts["codes_projets"]["valeur"],
        condition=facts["condition_probable_apres_2017"]["valeur"],
        source=SOURCE,
    )
    for line in tables.lines(f"{SET}/partenaires"):
        partner = organisation(line["partenaire"], by=by)
        funding.partner_add(by=by, portfolio=portfolio, organisation=partner, role=line.one_of("role", ROLES))
    for line in tables.lines(f"{SET}/partenaires_sociaux"):
        partner = organisation(line["organisation"], by=by)
        funding.partner_add(by=by, portfolio=portfolio, organisation=partner, role=PartnerRole.SOCIAL)
    for line in tables.lines(f"{SET}/chronologie"):
        funding.milestone_add(by=by, portfolio=portfolio, year=line.integer("annee"), text=line["jalon"])
    spelling, _equals, name = facts["variantes_de_noms"]["valeur"].partition("=")
    variant_add(by=by, organisation=organisation(name.strip(), by=by), name=spelling.strip())
    return portfolio


def _settings(tables: Tables, *, by: User | None) -> None:
    territories_load(by=by)
    import_settings(
        tables.path(f"{SET}/structures"),
        by=by,
        on=date(YEAR, 12, 31),
        source="rapport d’activité 2017",
        programme="ONE, portefeuille 2017",
    )


def _programmes(facts: dict[str, Line], *, by: User | None) -> tuple[Programme, Programme]:
    first = funding.programme_create(
        by=by,
        reference="fse-2008-2014",
        name="Programme FSE 2008-2014",
        funder=organisation("FSE", by=by),
        starts_on=facts["programme_fse_debut"].day("valeur"),
        ends_on=_day_after(facts["programme_fse_fin"]),
        source=SOURCE,
    )
    second = funding.programme_create(
        by=by,
        reference="one-2015-2017",
        name="Cofinancement ONE 2015-2017",
        funder=organisation("ONE", by=by),
        legal_basis=facts["base"]["valeur"],
        starts_on=facts["cofinancement_one_debut"].day("valeur"),
        ends_on=_day_after(facts["cofinancement_one_fin_prolongee"]),
        first_ends_on=_day_after(facts["cofinancement_one_fin_initiale"]),
        budget_cents=parse_cents(facts["enveloppe_one_tous_projets_annexe_5"]["valeur"]),
        source=SOURCE,
    )
    return first, second


def _projects(tables: Tables, facts: dict[str, Line], portfolio: Portfolio, *, by: User | None) -> None:
    first, second = _programmes(facts, by=by)
    promoters = [line["partenaire"] for line in tables.lines(f"{SET}/partenaires")]
    change = facts["passage_fse_vers_one"].day("valeur")
    of_setting: dict[str, Project] = {}
    for line in tables.lines(f"{SET}/projets"):
        promoter = organisation(_promoter(line, promoters), by=by)
        project = funding.project_create(by=by, name=line["promoteur"], promoter=promoter, portfolio=portfolio)
        funding.funding_period_add(
            by=by, project=project, programme=first, starts_on=first.starts_on or change, ends_on=change
        )
        funding.funding_period_add(
            by=by,
            project=project,
            programme=second,
            starts_on=change,
            ends_on=second.ends_on,
            first_ends_on=second.first_ends_on,
        )
        for code in filter(None, (part.strip() for part in line["structures"].split(","))):
            funding.setting_add(by=by, project=project, setting=Setting.objects.get(reference=code))
            of_setting[code] = project
    for line in tables.lines(f"{SET}/realisations"):
        setting = Setting.objects.get(reference=line["code"])
        funding.achievement_add(
            by=by, project=of_setting[line["code"]], setting=setting, year=line.integer("annee"), text=line["themes"]
        )
    _withdrawn(facts["retrait"], portfolio, by=by)


def _promoter(line: Line, promoters: list[str]) -> str:
    """The partner a project names shortly: “Libramont (CPAS)” is “CPAS de Libramont”."""
    short = re.sub(r"\s*\(.*\)", "", line["promoteur"])
    found = [name for name in promoters if name == short] or [
        name for name in promoters if re.search(rf"(?:\s|'){re.escape(short)}$", name)
    ]
    if len(found) != 1:
        raise FactsError(
            [f"{line.where}: {line['promoteur']!r} is no partner of the portfolio. Add it to partenaires.csv."]
        )
    return found[0]


def _withdrawn(line: Line, portfolio: Portfolio, *, by: User | None) -> None:
    """A promoter that left: it stays, by its year; the source does not say why, so nothing is said."""
    name, _comma, year = line["valeur"].rpartition(",")
    project = funding.project_create(
        by=by, name=name.strip(), promoter=organisation(name.strip(), by=by), portfolio=portfolio
    )
    funding.project_update(by=by, project=project, withdrawn_year=int(year))


def _activities(tables: Tables, plan: Plan, portfolio: Portfolio, *, by: User | None) -> None:
    actions: dict[str, Action] = {}
    for line in tables.lines(f"{SET}/activites"):
        title, _colon, what = (part.strip() for part in line["activite"].partition(" : "))
        if title not in actions:
            actions[title] = plans.action_create(
                by=by, plan=plan, text=title, status=ActionStatus.DONE, owner_organisation=portfolio.lead
            )
        dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", line["date"])
        number = line.maybe("nombre")
        plans.result_add(
            by=by,
            action=actions[title],
            text=" : ".join(filter(None, (what or title, line["detail"]))),
            quantity=number,
            unit=line["unite"] if number is not None else "",
            on=line.day("date") if dated else None,
            year=None if dated else line.integer("date"),
        )
        if title == STEERING:
            meeting = _steering_meeting(portfolio, line.day("date"), by=by)
            plans.evidence_attach(by=by, action=actions[title], kind="meeting", reference=meeting.reference)
        if line["unite"] == "heures":
            _hours(plan, actions[title], line, by=by)


def _steering_meeting(portfolio: Portfolio, held_on: date, *, by: User | None) -> Meeting:
    if portfolio.steering is None:
        raise FactsError([f"{SET}/activites.csv: the portfolio has no steering committee."])
    return meeting_plan(
        by=by,
        body=portfolio.steering,
        expect=False,
        held_on=held_on,
        reporting_year=YEAR,
        state=MeetingState.HELD,
        source=SOURCE,
    )


def _hours(plan: Plan, action: Action, line: Line, *, by: User | None) -> None:
    """Hours a source declares, and in how many settings: declared figures, shown as such."""
    measures = [(line["activite"], line["unite"], line.integer("nombre"))]
    if settings := re.search(r"dans (\d+) milieux", line["detail"]):
        measures.append((f"{line['activite']} : milieux d’accueil concernés", "milieux d’accueil", int(settings[1])))
    for label, unit, value in measures:
        indicator = plans.indicator_create(by=by, plan=plan, action=action, label=label, unit=unit, source=SOURCE)
        plans.indicator_value_set(
            by=by, indicator=indicator, value=value, source=SOURCE, starts_on=plan.starts_on, ends_on=plan.ends_on
        )
