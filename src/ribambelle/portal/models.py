"""What families tell from their page: changes of situation, kept as told, applied by the desk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.portal.enums import ChangeState


class ToldChange(models.Model):
    """A change of situation as the family told it: a message, and facts that replace those of the request.

    Nothing of the request changes until a desk applies it; what was told stays as it was told.
    """

    request = models.ForeignKey(
        "demand.Request", models.CASCADE, related_name="told_changes", verbose_name=_("request")
    )
    guardian = models.ForeignKey(
        "demand.Guardian", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("guardian")
    )
    told_at = models.DateTimeField(_("told"), db_index=True)
    message = models.TextField(_("message"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.TOLD)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    answer = models.CharField(_("answer to the family"), max_length=400, blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_scope(organisation="request__desk__reference"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change told")
        verbose_name_plural = _("changes told")
        ordering = ["-told_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="portal_change_state_known"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.TOLD) | Q(handled_at__isnull=False), name="portal_change_handled_dated"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal names it."""
        return f"{self.request.reference}/{self.pk}"
