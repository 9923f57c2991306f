"""Rule texts: the human text and the executable criteria are one object."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.enums import EvidenceRule, Jurisdiction, Method, RuleStatus, TieBreak


class RuleText(models.Model):
    """A rule text: the human text and the executable criteria are this one object. Only a draft can be changed.

    A text brought into force applies from `in_force_from`, until another of the same code does; which one applies on a
    day is read from these dates (`selectors.rule_texts`), no clock moves a status. `quotas`: as `quota_to_json` writes.
    """

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=240)
    jurisdiction = models.CharField(_("law"), max_length=2, choices=Jurisdiction.choices)
    method = models.CharField(_("method"), max_length=40, choices=Method.choices, default=Method.ADDITIVE)
    evidence = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceRule.choices, default=EvidenceRule.DECLARED
    )
    quotas = models.JSONField(_("shares of the places"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=RuleStatus.choices, default=RuleStatus.DRAFT)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    deliberation = models.CharField(_("deliberation"), max_length=160, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    tie_breaks = models.JSONField(_("at equal points"), default=list, blank=True)
    source = models.URLField(_("source"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("rule text")
        verbose_name_plural = _("rule texts")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="commissions_rule_version_once"),
            models.CheckConstraint(condition=Q(status__in=RuleStatus.values), name="commissions_rule_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=[RuleStatus.MODEL, RuleStatus.DRAFT])
                | (Q(adopted_on__isnull=False) & ~Q(deliberation="")),
                name="commissions_rule_adopted_has_deliberation",
            ),
            models.CheckConstraint(
                condition=~Q(status=RuleStatus.IN_FORCE) | Q(in_force_from__isnull=False),
                name="commissions_rule_in_force_has_date",
            ),
            models.UniqueConstraint(
                fields=["code", "in_force_from"],
                condition=Q(status=RuleStatus.IN_FORCE),
                name="commissions_rule_one_in_force_from",
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=EvidenceRule.values), name="commissions_rule_evidence_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return f"{self.code}-v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.status == RuleStatus.DRAFT

    @property
    def tie_break_labels(self) -> list[str]:
        return [str(TieBreak(code).label) for code in self.tie_breaks]


class RuleLine(models.Model):
    """One criterion of a rule text. Neither `points` nor bounds: its points were never published, it counts nothing."""

    rule = models.ForeignKey(RuleText, models.CASCADE, related_name="lines", verbose_name=_("rule text"))
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("criterion"), max_length=300)
    category = models.CharField(_("category"), max_length=30)
    reads = models.CharField(_("answer it reads"), max_length=60, blank=True)
    points = models.DecimalField(_("points"), max_digits=12, decimal_places=6, null=True, blank=True)
    least = models.DecimalField(_("at least"), max_digits=12, decimal_places=6, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=12, decimal_places=6, null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=240, blank=True)
    condition = models.CharField(_("condition"), max_length=240, blank=True)
    group = models.CharField(_("exclusive group"), max_length=40, blank=True)
    is_repeatable = models.BooleanField(_("repeatable"), default=False)
    max_times = models.PositiveSmallIntegerField(_("times at most"), null=True, blank=True)
    is_mandatory = models.BooleanField(_("mandatory"), default=False)
    rank = models.PositiveSmallIntegerField(_("class"), null=True, blank=True)
    is_direct = models.BooleanField(_("direct allocation"), default=False)
    is_fictional = models.BooleanField(_("made-up points"), default=False)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "position"], name="commissions_line_position_once"),
            models.CheckConstraint(
                condition=Q(least__isnull=True, most__isnull=True)
                | Q(least__isnull=False, most__gte=F("least"), points__isnull=True),
                name="commissions_line_bounds",
            ),
            models.CheckConstraint(
                condition=Q(max_times__isnull=True) | Q(is_repeatable=True), name="commissions_line_times"
            ),
        ]

    def __str__(self) -> str:
        return self.label
