"""Indicators of a plan: where it started, what it aims at, what was found, and how one knows."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.plans.enums import Basis
from ribambelle.plans.models.action import Action
from ribambelle.plans.models.plan import PERIOD, READERS, Plan


class Indicator(models.Model):
    """A measure. Computed: `figure` names the figure that is called each time; declared: a source says so.

    `part_of`: the indicator whose value is the sum of its parts.
    """

    reference = models.SlugField(_("reference"), max_length=80, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators", verbose_name=_("plan"))
    action = models.ForeignKey(
        Action, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name=_("action")
    )
    label = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    basis = models.CharField(_("how one knows"), max_length=10, choices=Basis.choices, default=Basis.DECLARED)
    figure = models.CharField(_("figure"), max_length=80, blank=True)
    baseline = models.IntegerField(_("starting value"), null=True, blank=True)
    target = models.IntegerField(_("target"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    periodicity = models.CharField(_("how often"), max_length=60, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of the total")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    visibility: ClassVar[Visibility] = READERS
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["plan", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="plans_indicator_basis_known"),
            models.CheckConstraint(
                condition=~Q(basis=str(Basis.COMPUTED)) | ~Q(figure=""), name="plans_indicator_computed_has_figure"
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="plans_indicator_not_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class IndicatorValue(models.Model):
    """A value declared by a source for a period (half-open). Whole units of the indicator."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator"))
    value = models.IntegerField(_("value"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["indicator", F("starts_on").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="plans_value_period"),
            models.UniqueConstraint(
                fields=["indicator", "starts_on"],
                condition=Q(starts_on__isnull=False),
                name="plans_value_once_a_period",
            ),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(starts_on__isnull=True), name="plans_value_once_undated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.indicator.unit}"
