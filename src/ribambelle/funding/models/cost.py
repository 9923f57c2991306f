"""Costs: entered once, shared between funders, projects and actions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.funding.enums import CostKind, CostStatus
from ribambelle.funding.models.grant import Grant, Heading
from ribambelle.funding.models.programme import COORDINATION, Project
from ribambelle.funding.rules import WHOLE, in_percent


class Cost(models.Model):
    """An invoice, staff time, a simplified cost or time given. The amount includes VAT; `vat_cents` says how much.

    Staff time: `minutes` at `hourly_cents`. Time given has no amount. A voucher keeps its
    fingerprint; its file lies outside what a web server serves, and opens only on a page that checks who asks.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind.choices, default=CostKind.INVOICE)
    label = models.CharField(_("what for"), max_length=200)
    supplier = models.CharField(_("supplier or person"), max_length=200, blank=True)
    on = models.DateField(_("date"), db_index=True)
    amount_cents = models.BigIntegerField(_("amount, VAT included"))
    vat_cents = models.BigIntegerField(_("of which VAT"), null=True, blank=True)
    minutes = models.PositiveIntegerField(pgettext_lazy("duration", "minutes"), null=True, blank=True)
    hourly_cents = models.PositiveIntegerField(_("hourly cost"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CostStatus.choices, default=CostStatus.ENTERED)
    status_reason = models.CharField(_("why it is refused"), max_length=200, blank=True)
    voucher = models.FileField(_("voucher"), upload_to="vouchers/%Y/", blank=True)
    voucher_name = models.CharField(max_length=200, blank=True, editable=False)
    voucher_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    visibility: ClassVar[Visibility] = COORDINATION
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="funding_cost_kind_known"),
            models.CheckConstraint(
                condition=~Q(status=str(CostStatus.REFUSED)) | ~Q(status_reason=""),
                name="funding_cost_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind=str(CostKind.STAFF)) | Q(minutes__isnull=False, hourly_cents__isnull=False),
                name="funding_cost_staff_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind=str(CostKind.IN_KIND)) | Q(amount_cents=0, minutes__isnull=False),
                name="funding_cost_time_given_has_no_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.label}"

    @property
    def hours(self) -> str:
        """Minutes as people read them: “7 h 30”."""
        return f"{(self.minutes or 0) // 60} h {(self.minutes or 0) % 60:02d}"


class CostShare(models.Model):
    """A part of a cost: for which funder's heading (none: own funds), which project, which action.

    The shares of a cost make 10,000 basis points, their amounts the cost to the cent.
    """

    cost = models.ForeignKey(Cost, models.CASCADE, related_name="shares", verbose_name=_("cost"))
    position = models.PositiveSmallIntegerField(_("order"))
    share_points = models.PositiveSmallIntegerField(_("share"))
    amount_cents = models.BigIntegerField(_("amount"))
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("grant")
    )
    heading = models.ForeignKey(
        Heading, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("heading")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("project")
    )
    action = models.ForeignKey(
        "plans.Action", models.PROTECT, null=True, blank=True, related_name="cost_shares", verbose_name=_("action")
    )

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["cost", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cost", "position"], name="funding_share_position_once"),
            models.CheckConstraint(condition=Q(share_points__lte=WHOLE), name="funding_share_at_most_all"),
            models.CheckConstraint(
                condition=Q(grant__isnull=True, heading__isnull=True) | Q(grant__isnull=False, heading__isnull=False),
                name="funding_share_grant_has_heading",
            ),
        ]

    @property
    def percent(self) -> str:
        """The share as people read it: “33,33 %”."""
        return f"{in_percent(self.share_points)}\u00a0%"
