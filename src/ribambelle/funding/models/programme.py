"""Programmes, portfolios and projects: a project outlives the funder that began it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.funding.enums import PartnerRole

#: Half-open; a null bound: the source does not say.
PERIOD = Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on"))
COORDINATION: Visibility = {Role.COORDINATOR: everything}


def funded_by(funder: str, programme: str) -> Visibility:
    """The coordination sees all; a funder what its organisation, or the programme it holds, pays for.

    `funder`, `programme`: the lookups from the model to the reference of each.
    """
    return COORDINATION | {Role.FUNDER: by_scope(organisation=funder, programme=programme)}


class Programme(models.Model):
    """A funder's programme. `first_ends_on` is the end before an extension moved it."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    funder = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="programmes", verbose_name=_("funder")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    first_ends_on = models.DateField(_("end before the extension"), null=True, blank=True)
    budget_cents = models.PositiveBigIntegerField(_("budget"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = funded_by("funder__reference", "reference")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = [F("starts_on").desc(nulls_last=True), "name", "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="funding_programme_period"),
            models.CheckConstraint(
                condition=Q(first_ends_on__isnull=True) | Q(ends_on__gt=F("first_ends_on")),
                name="funding_programme_extension_is_later",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Portfolio(models.Model):
    """A set of linked projects under one lead partner."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    lead = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="portfolios", verbose_name=_("lead partner")
    )
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="portfolios", verbose_name=_("plan")
    )
    steering = models.ForeignKey(
        "network.Body", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("steering committee")
    )
    objective = models.TextField(_("specific objective"), blank=True)
    codes = models.CharField(_("codes of the funder"), max_length=300, blank=True)
    condition = models.CharField(_("condition of the next funding"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = COORDINATION
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class PortfolioPartner(models.Model):
    """An organisation of a portfolio, in one role."""

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="partners", verbose_name=_("portfolio"))
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole.choices)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["portfolio", "role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "organisation", "role"], name="funding_partner_once")
        ]


class Milestone(models.Model):
    """A year of the history of a portfolio."""

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="milestones", verbose_name=_("portfolio"))
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.CharField(_("milestone"), max_length=300)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["portfolio", "year", "id"]
        constraints = [models.UniqueConstraint(fields=["portfolio", "year", "text"], name="funding_milestone_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.text}"


class Project(models.Model):
    """What one promoter carries out. Withdrawn: by its year at least, and why where it is known.

    A withdrawn project stays, with everything that was paid for it.
    """

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("portfolio")
    )
    promoter = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="projects", verbose_name=_("promoter")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    withdrawn_year = models.PositiveSmallIntegerField(_("withdrawn in"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    visibility: ClassVar[Visibility] = funded_by(
        "periods__programme__funder__reference", "periods__programme__reference"
    )
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=PERIOD, name="funding_project_period")]

    def __str__(self) -> str:
        return self.name


class ProjectSetting(models.Model):
    """A setting whose places a project pays for."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="settings", verbose_name=_("project"))
    setting = models.ForeignKey("offer.Setting", models.PROTECT, related_name="projects", verbose_name=_("setting"))

    class Meta:
        verbose_name = _("setting of the project")
        ordering = ["project", "setting__name"]
        constraints = [models.UniqueConstraint(fields=["project", "setting"], name="funding_project_setting_once")]


class FundingPeriod(models.Model):
    """From when to when a programme funds a project. A change of funder is a second period of the same project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="periods", verbose_name=_("project"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="periods", verbose_name=_("programme"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    first_ends_on = models.DateField(_("end before the extension"), null=True, blank=True)

    class Meta:
        verbose_name = _("funding period")
        verbose_name_plural = _("funding periods")
        ordering = ["project", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="funding_period_period"),
            models.UniqueConstraint(fields=["project", "starts_on"], name="funding_period_once"),
        ]


class Achievement(models.Model):
    """What a project did in a year, in a setting or as a whole."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="achievements", verbose_name=_("project"))
    setting = models.ForeignKey(
        "offer.Setting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("setting")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.CharField(_("what was done"), max_length=500)

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["project", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "setting", "year", "text"],
                condition=Q(setting__isnull=False),
                name="funding_achievement_once",
            ),
            models.UniqueConstraint(
                fields=["project", "year", "text"],
                condition=Q(setting__isnull=True),
                name="funding_own_achievement_once",
            ),
        ]
