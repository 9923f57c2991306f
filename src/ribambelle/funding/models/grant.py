"""Grants: what a funder decided, under which headings, what it paid, and what is due when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.funding.enums import PaymentKind, Rounding
from ribambelle.funding.models.programme import PERIOD, Portfolio, Programme, Project, funded_by
from ribambelle.funding.rules import WHOLE


class Grant(models.Model):
    """A decision. Ceiling and rate stay unknown until someone writes them; shares are basis points (80 % is 8000)."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    funder = models.ForeignKey("network.Organisation", models.PROTECT, related_name="grants", verbose_name=_("funder"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("programme")
    )
    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("portfolio")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("project")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (not included)"))
    ceiling_cents = models.PositiveBigIntegerField(_("ceiling"), null=True, blank=True)
    rate_points = models.PositiveSmallIntegerField(_("rate"), null=True, blank=True)
    advance_points = models.PositiveSmallIntegerField(_("advance"), null=True, blank=True)
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding.choices, default=Rounding.DOWN)
    bars_double_funding = models.BooleanField(_("does not pay what another funder pays"), default=True)
    double_funding_cents = models.PositiveBigIntegerField(_("already paid by another funder"), default=0)
    narrative_first = models.BooleanField(_("the narrative report is filed before the claim"), default=False)
    narrative_filed_on = models.DateField(_("narrative report filed on"), null=True, blank=True)
    claim_due_on = models.DateField(_("balance claim due on"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    other_income = models.CharField(_("other income"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = funded_by("funder__reference", "programme__reference")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-starts_on", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="funding_grant_period"),
            models.CheckConstraint(
                condition=Q(rate_points__isnull=True) | Q(rate_points__lte=WHOLE), name="funding_grant_rate"
            ),
            models.CheckConstraint(
                condition=Q(advance_points__isnull=True) | Q(advance_points__lte=WHOLE), name="funding_grant_advance"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Heading(models.Model):
    """A kind of cost the grant admits, up to a cap in cents (null: no cap)."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="headings", verbose_name=_("grant"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("heading"), max_length=120)
    cap_cents = models.PositiveBigIntegerField(_("cap"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["grant", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["grant", "code"], name="funding_heading_once")]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """Money received from the funder; a recovery is money paid back. Always positive, its kind says the way."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payments", verbose_name=_("grant"))
    kind = models.CharField(_("kind"), max_length=10, choices=PaymentKind.choices)
    on = models.DateField(_("on"))
    amount_cents = models.PositiveBigIntegerField(_("amount"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["grant", "on", "id"]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="funding_payment_is_something")]


class GrantDueDate(models.Model):
    """A report or document the funder expects, and the day it was sent."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="due_dates", verbose_name=_("grant"))
    label = models.CharField(_("what is due"), max_length=200)
    due_on = models.DateField(pgettext_lazy("payment", "due on"), db_index=True)
    done_on = models.DateField(_("sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = [F("due_on").asc(), "id"]
        constraints = [models.UniqueConstraint(fields=["grant", "label"], name="funding_due_date_once")]

    def __str__(self) -> str:
        return self.label
