"""Requests that may be one: where likes meet, pairs proposed and decided, and what an undo needs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.enums import PairState, UndoKind
from ribambelle.demand.models.requests import Request


class LikenessKey(models.Model):
    """A key under which a request meets its likes (`rules.likeness`)."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="+", verbose_name=_("request"))
    value = models.CharField(_("key"), max_length=120, db_index=True)

    class Meta:
        verbose_name = _("likeness key")
        verbose_name_plural = _("likeness keys")
        constraints = [models.UniqueConstraint(fields=["request", "value"], name="demand_likeness_key_once")]


class DuplicatePair(models.Model):
    """Two requests that look like one, the older number first; what was decided of them stays."""

    first = models.ForeignKey(Request, models.CASCADE, related_name="+", verbose_name=_("request"))
    second = models.ForeignKey(Request, models.CASCADE, related_name="+", verbose_name=_("other request"))
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "-second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="demand_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="demand_pair_in_order"),
        ]
        indexes = [models.Index(fields=["state", "-score", "-second"], name="demand_pair_list")]


class UndoPoint(models.Model):
    """How things stood before a merge or a join of siblings, so that it can be taken back whole.

    `before` holds the rows as they were, `after` the fingerprint of those it left: once they differ, something
    happened since. What was protected stays protected (`key_id`, `content`).
    """

    kind = models.CharField(_("kind"), max_length=10, choices=UndoKind.choices)
    request = models.ForeignKey(Request, models.CASCADE, related_name="undo_points", verbose_name=_("request"))
    other = models.ForeignKey(Request, models.CASCADE, related_name="+", verbose_name=_("other request"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    before = models.JSONField(_("before"))
    after = models.CharField(_("fingerprint"), max_length=64)
    key_id = models.CharField(_("key"), max_length=20, blank=True, db_index=True)
    content = models.BinaryField(_("content"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("undo point")
        verbose_name_plural = _("undo points")
        ordering = ["-at", "-id"]
