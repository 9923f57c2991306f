"""What is done: actions, the codes they cite, expected effects, observed results, perspectives, evidence."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility
from ribambelle.plans.enums import NEEDS_REASON, ActionStatus, Family, ResultKind
from ribambelle.plans.models.plan import PERIOD, READERS, Objective, Plan


class Action(models.Model):
    """An action of a plan. Stopped and not done say why. `version` counts edits: two people never overwrite."""

    reference = models.SlugField(_("reference"), max_length=80, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions", verbose_name=_("plan"))
    text = models.CharField(_("action"), max_length=500)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    owner = models.CharField(_("who"), max_length=200, blank=True)
    owner_organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    partners = models.CharField(_("partners"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.PLANNED)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    visibility: ClassVar[Visibility] = READERS
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="plans_action_period"),
            models.CheckConstraint(condition=Q(status__in=ActionStatus.values), name="plans_action_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[str(s) for s in NEEDS_REASON]) | ~Q(reason=""), name="plans_action_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Citation(models.Model):
    """A code as an action cites it. A null objective: nothing in the plan answers to that code."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="citations", verbose_name=_("action"))
    family = models.CharField(_("cites"), max_length=10, choices=Family.choices)
    code = models.CharField(_("code"), max_length=20, blank=True)
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="citations", verbose_name=_("objective")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["action", "family", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "family", "code"], condition=~Q(code=""), name="plans_citation_code_once"
            ),
            models.UniqueConstraint(fields=["action", "objective"], name="plans_citation_objective_once"),
        ]

    def __str__(self) -> str:
        return self.code or str(self.objective)


class ExpectedEffect(models.Model):
    """What the action is meant to bring about. Never confused with what was observed."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="effects", verbose_name=_("action"))
    text = models.CharField(_("expected effect"), max_length=500)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("expected effect")
        verbose_name_plural = _("expected effects")
        ordering = ["action", "position", "id"]

    def __str__(self) -> str:
        return self.text


class Result(models.Model):
    """What was observed; “not done” is a result. A number has its unit; a date may be known by its year alone."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="results", verbose_name=_("action"))
    kind = models.CharField(_("kind"), max_length=10, choices=ResultKind.choices, default=ResultKind.OBSERVED)
    text = models.CharField(_("result"), max_length=500)
    quantity = models.PositiveIntegerField(pgettext_lazy("quantity", "number"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    on = models.DateField(_("on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["action", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__isnull=True) | ~Q(unit=""), name="plans_result_has_unit"),
            models.CheckConstraint(condition=Q(kind__in=ResultKind.values), name="plans_result_kind_known"),
        ]

    def __str__(self) -> str:
        return self.text


class Perspective(models.Model):
    """What should come next; `carried_to` are the objectives of later plans that it became."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="perspectives", verbose_name=_("action"))
    text = models.CharField(_("perspective"), max_length=500)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("perspective")
        verbose_name_plural = _("perspectives")
        ordering = ["action", "position", "id"]

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """A record of any room that proves an action: a kind of the registry and the record's own reference."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="evidence", verbose_name=_("action"))
    kind = models.SlugField(_("kind"), max_length=30)
    reference = models.CharField(_("reference"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = [F("kind").asc(), "reference"]
        constraints = [models.UniqueConstraint(fields=["action", "kind", "reference"], name="plans_evidence_once")]
        indexes = [models.Index(fields=["kind", "reference"], name="plans_evidence_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class EvidenceRule(models.Model):
    """Records that prove an action by themselves: those of a kind that a filter of its room finds with a value.

    Records dated outside the action's own dates are left out; what is found is asked anew each time.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="evidence_rules", verbose_name=_("action"))
    kind = models.SlugField(_("kind"), max_length=30)
    filter = models.SlugField(_("filter"), max_length=30)
    value = models.CharField(_("value"), max_length=120)

    class Meta:
        verbose_name = _("rule of evidence")
        verbose_name_plural = _("rules of evidence")
        ordering = ["action", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action", "kind", "filter", "value"], name="plans_evidence_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.filter} {self.value}"
