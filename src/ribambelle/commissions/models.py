"""Rule texts, sessions, what a session froze and calculated, and the key between pseudonyms and requests.

Triggers in the database keep adopted rule texts, snapshots and runs as they were (migration 0002).
"""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Jurisdiction, Policy, RuleStatus, SessionStatus, TieBreak


class Commission(models.Model):
    """A body that decides: its sessions are read by its members, whose role holds its reference."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    jurisdiction = models.CharField(_("law"), max_length=2, choices=Jurisdiction.choices, default=Jurisdiction.BE)

    class Meta:
        verbose_name = _("commission")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RuleText(models.Model):
    """A rule text: the human text and the executable criteria are this one object. Only a draft can be changed."""

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=240)
    jurisdiction = models.CharField(_("law"), max_length=2, choices=Jurisdiction.choices)
    method = models.CharField(_("method"), max_length=40, default="additive_points")
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
                fields=["code"], condition=Q(status=RuleStatus.IN_FORCE), name="commissions_rule_one_in_force"
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


class Session(models.Model):
    """A sitting of a commission: who is examined, for which entry date, under which rule."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="sessions", verbose_name=_("commission"))
    title = models.CharField(_("title"), max_length=160)
    held_on = models.DateField(_("held on"))
    cut_off_on = models.DateField(_("cut-off date"))
    entry_on = models.DateField(_("date of entry"))
    settings = models.ManyToManyField("offer.Setting", blank=True, related_name="+", verbose_name=_("settings"))
    rule = models.ForeignKey(RuleText, models.PROTECT, related_name="sessions", verbose_name=_("rule text"))
    status = models.CharField(_("status"), max_length=12, choices=SessionStatus.choices, default=SessionStatus.PREPARED)
    proposal = models.ForeignKey(
        "commissions.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposal")
    )

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.KEY_HOLDER: everything,
        Role.MEMBER: by_scope(commission="commission__reference"),
        Role.FRONT_DESK: everything,
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        ordering = ["-held_on", "-reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SessionStatus.values), name="commissions_session_status_known"
            ),
            models.CheckConstraint(
                condition=Q(cut_off_on__lte=F("held_on")), name="commissions_session_cut_off_before_sitting"
            ),
            models.CheckConstraint(
                condition=~Q(status=SessionStatus.PREPARED) | Q(proposal__isnull=True),
                name="commissions_session_proposal_after_run",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FrozenSnapshot(models.Model):
    """What a session examines, as canonical JSON under pseudonyms. Never changed, never deleted."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="snapshot", verbose_name=_("session"))
    content = models.TextField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("snapshot")

    def __str__(self) -> str:
        return self.fingerprint

    @cached_property
    def parsed(self) -> Any:
        """The content as values, read once."""
        return json.loads(self.content)


class PseudonymKey(models.Model):
    """Which request stands behind a pseudonym of a session: read by the key holder, and nowhere shown beside a name."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="keys", verbose_name=_("session"))
    party = models.CharField(_("pseudonym"), max_length=60)
    child = models.CharField(_("child"), max_length=60)
    request_reference = models.CharField(_("request"), max_length=20, db_index=True)

    class Meta:
        verbose_name = _("pseudonym")
        ordering = ["session", "child"]
        constraints = [
            models.UniqueConstraint(fields=["session", "child"], name="commissions_key_pseudonym_once"),
            models.UniqueConstraint(fields=["session", "request_reference"], name="commissions_key_request_once"),
        ]

    def __str__(self) -> str:
        return self.child


class Run(models.Model):
    """One calculation on a frozen session: what went in, what came out, to the byte. Never changed, never deleted."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="runs", verbose_name=_("session"))
    policy = models.CharField(_("policy"), max_length=12, choices=Policy.choices)
    seed = models.PositiveBigIntegerField(_("seed of the lottery"))
    instance = models.TextField(_("instance"))
    allocation = models.TextField(_("allocation"))
    refusals = models.TextField(_("refusals"))
    lots = models.TextField(_("lots"))
    summary = models.JSONField(_("summary"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    run_at = models.DateTimeField(_("calculated at"))
    run_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("run")
        ordering = ["session", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "policy", "seed"], name="commissions_run_once"),
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="commissions_run_policy_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_policy_display()} ({self.fingerprint[:8]})"

    @property
    def reference(self) -> str:
        """Unique within its session: stable-48213."""
        return f"{self.policy}-{self.seed}"
