"""Balance claims: a draft follows the costs, a filed one is frozen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.funding.enums import ClaimState
from ribambelle.funding.models.cost import CostShare
from ribambelle.funding.models.grant import Grant
from ribambelle.funding.models.programme import funded_by


class Claim(models.Model):
    """The balance claim of a grant: one. Its figures are stored when it is filed, with their fingerprint."""

    grant = models.OneToOneField(Grant, models.PROTECT, related_name="claim", verbose_name=_("grant"))
    state = models.CharField(_("state"), max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    eligible_cents = models.BigIntegerField(_("eligible"), null=True, blank=True)
    grant_cents = models.BigIntegerField(_("grant"), null=True, blank=True)
    paid_cents = models.BigIntegerField(_("paid"), null=True, blank=True)
    balance_cents = models.BigIntegerField(_("balance"), null=True, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)

    visibility: ClassVar[Visibility] = funded_by("grant__funder__reference", "grant__programme__reference")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("balance claim")
        verbose_name_plural = _("balance claims")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=str(ClaimState.DRAFT))
                | Q(filed_on__isnull=False, balance_cents__isnull=False) & ~Q(fingerprint=""),
                name="funding_claim_filed_is_frozen",
            )
        ]

    def __str__(self) -> str:
        return str(self.grant)


class ClaimLine(models.Model):
    """A numbered voucher of a filed claim."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines", verbose_name=_("claim"))
    number = models.PositiveSmallIntegerField(_("number"))
    share = models.OneToOneField(CostShare, models.PROTECT, related_name="claim_line", verbose_name=_("share"))

    class Meta:
        verbose_name = _("line of the claim")
        verbose_name_plural = _("lines of the claim")
        ordering = ["claim", "number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="funding_claim_number_once")]
