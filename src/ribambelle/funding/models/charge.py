"""Fees: what members and participants are asked, what they paid, when they were reminded."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.funding.enums import ChargeKind
from ribambelle.funding.models.programme import COORDINATION


class Charge(models.Model):
    """An amount asked of a debtor. `(source, source_key)`: the room that said it is due, asked once."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=ChargeKind.choices)
    debtor_reference = models.CharField(_("reference of the debtor"), max_length=80, blank=True, db_index=True)
    debtor = models.CharField(_("debtor"), max_length=200)
    label = models.CharField(_("what for"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), db_index=True)
    amount_cents = models.PositiveBigIntegerField(_("amount"))
    called_on = models.DateField(_("asked on"), null=True, blank=True)
    due_on = models.DateField(pgettext_lazy("payment", "due on"), null=True, blank=True)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)

    visibility: ClassVar[Visibility] = COORDINATION
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["-year", "debtor", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source=""), name="funding_charge_asked_once"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="funding_charge_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.debtor} · {self.label}"


class ChargePayment(models.Model):
    """Money received for a charge."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments", verbose_name=_("fee"))
    on = models.DateField(_("on"))
    amount_cents = models.PositiveBigIntegerField(_("amount"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = [F("on").asc(), "id"]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="funding_fee_payment_is_something")]


class ChargeReminder(models.Model):
    """A reminder sent for a charge, at most one a day."""

    charge = models.ForeignKey(Charge, models.CASCADE, related_name="reminders", verbose_name=_("fee"))
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["charge", "on"], name="funding_reminder_once_a_day")]
