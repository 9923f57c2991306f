"""Deadlines of a programme: what a text requires, from when, of whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.plans.models.plan import READERS


class Provision(models.Model):
    """A provision: the text, what it requires, from when, for whom, and where to read it.

    `applies_until` is half-open; null: no end is known. A withdrawn provision stays, out of the time-line.
    """

    reference = models.SlugField(_("reference"), max_length=80, unique=True)
    text = models.CharField(_("text"), max_length=200)
    requires = models.CharField(_("what it requires"), max_length=500)
    audience = models.CharField(_("for whom"), max_length=120, db_index=True)
    applies_from = models.DateField(_("from"), db_index=True)
    applies_until = models.DateField(_("until (not included)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    programme = models.CharField(_("programme"), max_length=120, blank=True, db_index=True)
    remind_days = models.PositiveSmallIntegerField(_("remind, days before"), default=30)
    is_public = models.BooleanField(_("on the public time-line"), default=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = READERS
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["applies_from", "text", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applies_until__isnull=True) | Q(applies_until__gt=F("applies_from")),
                name="plans_provision_period",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="plans_provision_withdrawal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text
