"""Memberships with their yearly fee, agreements with their parties, renewals and commitments."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.network.models.governance import PERIOD, STAFF
from ribambelle.network.models.organisations import Organisation, Territory


class Membership(models.Model):
    """An organisation is a member of the coordinating body, from a date to a date (half-open; null: not said)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    zone = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ends_on__isnull=True), name="network_membership_runs_once"
            ),
            models.CheckConstraint(condition=PERIOD, name="network_membership_period"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class MembershipFee(models.Model):
    """What a member owes for one year, in cents. Paid or not is kept where money is kept."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="fees", verbose_name=_("membership"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount_cents = models.PositiveIntegerField(_("amount"))
    due_on = models.DateField(pgettext_lazy("agreement", "due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["year", "membership__organisation__name", "id"]
        constraints = [models.UniqueConstraint(fields=["membership", "year"], name="network_fee_once_a_year")]


class Agreement(models.Model):
    """A text signed between organisations; a renewal is an agreement that says which one it renews."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = [F("ends_on").asc(nulls_last=True), "title", "id"]
        constraints = [models.CheckConstraint(condition=PERIOD, name="network_agreement_period")]

    def __str__(self) -> str:
        return self.title

    @property
    def renewal(self) -> "Agreement | None":
        """The agreement that renews this one; None while nothing does."""
        return getattr(self, "renewed_by", None)


class AgreementParty(models.Model):
    """An organisation that signs."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = pgettext_lazy("agreement", "party")
        verbose_name_plural = pgettext_lazy("agreement", "parties")
        ordering = ["agreement", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="network_agreement_party_once")
        ]


class Commitment(models.Model):
    """What a party promised in an agreement, and by when."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="commitments", verbose_name=_("agreement"))
    party = models.ForeignKey(
        AgreementParty,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=pgettext_lazy("agreement", "party"),
    )
    text = models.CharField(_("commitment"), max_length=300)
    due_on = models.DateField(pgettext_lazy("agreement", "due on"), null=True, blank=True, db_index=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = [F("due_on").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return self.text
