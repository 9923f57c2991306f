"""Programmes, portfolios, projects and who funds them when."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.funding.enums import PartnerRole
from ribambelle.funding.errors import OutOfOrder, WithdrawalWithoutReason
from ribambelle.funding.models import (
    Achievement,
    FundingPeriod,
    Milestone,
    Portfolio,
    PortfolioPartner,
    Programme,
    Project,
    ProjectSetting,
)
from ribambelle.funding.rules import Span, overlaps
from ribambelle.network.models import Organisation
from ribambelle.offer.models import Setting
from ribambelle.plans.services.references import changes, free_reference


def programme_create(
    *, by: User | None, name: str, funder: Organisation, reference: str = "", **fields: Any
) -> Programme:
    """Write down a funder's programme: legal basis, period (end not included), extension, budget in cents."""
    with transaction.atomic():
        programme = Programme(
            reference=reference or free_reference(Programme, name), name=name, funder=funder, **fields
        )
        programme.full_clean()
        programme.save()
        record(by=by, verb="programme.create", of=programme, after={"name": name, "funder": funder.reference})
    return programme


def portfolio_create(
    *, by: User | None, name: str, lead: Organisation, reference: str = "", **fields: Any
) -> Portfolio:
    """Open a portfolio under its lead partner."""
    with transaction.atomic():
        portfolio = Portfolio(reference=reference or free_reference(Portfolio, name), name=name, lead=lead, **fields)
        portfolio.full_clean()
        portfolio.save()
        record(by=by, verb="portfolio.create", of=portfolio, after={"name": name, "lead": lead.reference})
    return portfolio


def partner_add(
    *, by: User | None, portfolio: Portfolio, organisation: Organisation, role: PartnerRole
) -> PortfolioPartner:
    """Add a partner in a role; adding it again changes nothing."""
    with transaction.atomic():
        partner, is_new = PortfolioPartner.objects.get_or_create(
            portfolio=portfolio, organisation=organisation, role=role
        )
        if is_new:
            record(
                by=by, verb="portfolio.partner", of=portfolio, after={"partner": organisation.reference, "role": role}
            )
    return partner


def milestone_add(*, by: User | None, portfolio: Portfolio, year: int, text: str) -> Milestone:
    """Add a year to the history of a portfolio; adding it again changes nothing."""
    with transaction.atomic():
        milestone, is_new = Milestone.objects.get_or_create(portfolio=portfolio, year=year, text=text)
        if is_new:
            record(by=by, verb="portfolio.milestone", of=portfolio, after={"year": year, "text": text})
    return milestone


def project_create(
    *, by: User | None, name: str, promoter: Organisation, portfolio: Portfolio | None = None, **fields: Any
) -> Project:
    """Open a project for its promoter."""
    with transaction.atomic():
        project = Project(
            reference=free_reference(Project, name), name=name, promoter=promoter, portfolio=portfolio, **fields
        )
        project.full_clean()
        project.save()
        record(by=by, verb="project.create", of=project, after={"name": name, "promoter": promoter.reference})
    return project


def project_update(*, by: User | None, project: Project, **values: Any) -> Project:
    """Change fields of a project; only what differs is written and logged."""
    with transaction.atomic():
        before, after = changes(project, values)
        if after:
            project.full_clean()
            project.save()
            record(by=by, verb="project.update", of=project, before=before, after=after)
    return project


def project_withdraw(*, by: User, project: Project, year: int, reason: str) -> Project:
    """Withdraw a project, with the reason; what was paid for it stays.

    Raises
    ------
    WithdrawalWithoutReason
        When the reason is empty.
    """
    if not reason.strip():
        raise WithdrawalWithoutReason(_("A project is withdrawn with a reason. Write it in a few words."))
    return project_update(by=by, project=project, withdrawn_year=year, withdrawn_reason=reason)


def funding_period_add(
    *,
    by: User | None,
    project: Project,
    programme: Programme,
    starts_on: date,
    ends_on: date | None,
    first_ends_on: date | None = None,
) -> FundingPeriod:
    """Say which programme funds a project from when to when. A change of funder is one more period.

    Raises
    ------
    OutOfOrder
        When the period shares a day with another one of the project: one day has one funder here.
    """
    with transaction.atomic():
        mine = Span(starts_on, ends_on)
        for other in FundingPeriod.objects.select_for_update().filter(project=project).select_related("programme"):
            if overlaps(mine, Span(other.starts_on, other.ends_on)):
                raise OutOfOrder(
                    _("%(project)s is already funded by %(programme)s in that period. End that period first.")
                    % {"project": project, "programme": other.programme}
                )
        period = FundingPeriod(
            project=project, programme=programme, starts_on=starts_on, ends_on=ends_on, first_ends_on=first_ends_on
        )
        period.full_clean()
        period.save()
        record(
            by=by,
            verb="project.funding",
            of=project,
            after={"programme": programme.reference, "from": str(starts_on), "until": str(ends_on or "")},
        )
    return period


def setting_add(*, by: User | None, project: Project, setting: Setting) -> ProjectSetting:
    """Say that a project pays for places of a setting; again changes nothing."""
    with transaction.atomic():
        link, is_new = ProjectSetting.objects.get_or_create(project=project, setting=setting)
        if is_new:
            record(by=by, verb="project.setting", of=project, after={"setting": setting.reference})
    return link


def achievement_add(
    *, by: User | None, project: Project, year: int, text: str, setting: Setting | None = None
) -> Achievement:
    """Write down what a project did in a year; again changes nothing."""
    with transaction.atomic():
        achievement, is_new = Achievement.objects.get_or_create(project=project, setting=setting, year=year, text=text)
        if is_new:
            record(by=by, verb="project.achievement", of=project, after={"year": year, "text": text})
    return achievement
