"""Criteria a family answers, and its answers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.enums import CriterionCategory, CriterionKind, CriterionOrigin, EvidenceState
from ribambelle.demand.models.requests import Request


class Criterion(models.Model):
    """Something a family answers once; rule texts cite its code and give it points.

    The rows are written from `demand.criteria`, whose definitions say what each column means.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=240)
    category = models.CharField(_("category"), max_length=30, choices=CriterionCategory.choices)
    kind = models.CharField(_("answered by"), max_length=8, choices=CriterionKind.choices, default=CriterionKind.YES_NO)
    origin = models.CharField(
        _("origin"), max_length=10, choices=CriterionOrigin.choices, default=CriterionOrigin.ASKED
    )
    group = models.SlugField(_("exclusive group"), max_length=40, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=0)
    maximum = models.PositiveSmallIntegerField(_("at most"), default=1)
    evidence = models.CharField(_("evidence asked for"), max_length=240, blank=True)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(maximum__gte=F("minimum")), name="demand_criterion_bounds_in_order")
        ]

    def __str__(self) -> str:
        return self.label


class CriterionAnswer(models.Model):
    """What a request answers to a criterion; no row: not answered, which is not “no”.

    `value` is 1 or 0 for yes/no, the number of times, or the value within bounds.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers", verbose_name=_("request"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    value = models.PositiveSmallIntegerField(_("answer"))
    evidence_state = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceState.choices, default=EvidenceState.DECLARED
    )
    document = models.CharField(_("document"), max_length=120, blank=True)
    seen_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("answer")
        ordering = ["request", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["request", "criterion"], name="demand_answer_once"),
            models.CheckConstraint(
                condition=~Q(evidence_state=EvidenceState.SEEN) | Q(seen_on__isnull=False),
                name="demand_answer_seen_has_date",
            ),
        ]
