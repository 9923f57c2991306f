"""Commissions, their sessions, what a session froze and calculated, and the key between pseudonyms and requests."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Jurisdiction, Policy, Quorum, Scope, Season, SessionStatus


class Commission(models.Model):
    """A body that decides: its sessions are read by its members, whose role holds its reference."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    jurisdiction = models.CharField(_("law"), max_length=2, choices=Jurisdiction.choices, default=Jurisdiction.BE)
    body = models.OneToOneField(
        "network.Body", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    quorum = models.CharField(_("quorum"), max_length=12, choices=Quorum.choices, default=Quorum.NONE)
    quorum_number = models.PositiveSmallIntegerField(_("members needed"), null=True, blank=True)

    class Meta:
        verbose_name = _("commission")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum__in=Quorum.values), name="commissions_quorum_known"),
            models.CheckConstraint(
                condition=Q(quorum=Quorum.NUMBER, quorum_number__gte=1)
                | (~Q(quorum=Quorum.NUMBER) & Q(quorum_number__isnull=True)),
                name="commissions_quorum_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A sitting of a commission: who is examined, for which entry date, under which rule."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    commission = models.ForeignKey(Commission, models.PROTECT, related_name="sessions", verbose_name=_("commission"))
    title = models.CharField(_("title"), max_length=160)
    held_on = models.DateField(_("held on"))
    cut_off_on = models.DateField(_("cut-off date"))
    entry_on = models.DateField(_("date of entry"))
    settings = models.ManyToManyField("offer.Setting", blank=True, related_name="+", verbose_name=_("settings"))
    rule = models.ForeignKey(
        "commissions.RuleText", models.PROTECT, related_name="sessions", verbose_name=_("rule text")
    )
    status = models.CharField(_("status"), max_length=12, choices=SessionStatus.choices, default=SessionStatus.PREPARED)
    proposal = models.ForeignKey(
        "commissions.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposal")
    )
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, default=Scope.ORDINARY)
    season = models.CharField(_("season"), max_length=8, choices=Season.choices, default=Season.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sequels", verbose_name=_("follows")
    )

    note = models.CharField(_("note"), max_length=400, blank=True)

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
            models.CheckConstraint(
                condition=Q(entry_on__gte=F("held_on")) | Q(scope=Scope.CORRECTION),
                name="commissions_session_entry_after_sitting",
            ),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="commissions_session_scope_known"),
            models.CheckConstraint(condition=Q(season__in=Season.values), name="commissions_session_season_known"),
            models.CheckConstraint(
                condition=~Q(scope=Scope.CORRECTION) | Q(parent__isnull=False),
                name="commissions_session_correction_has_parent",
            ),
            models.CheckConstraint(
                condition=~Q(status=SessionStatus.SEALED) | Q(proposal__isnull=False),
                name="commissions_session_sealed_has_proposal",
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
