"""Personal links: how a family reaches its own requests without an account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.demand.models.families import Guardian, Household, by_desk


class AccessLink(models.Model):
    """A link that opens the follow-up of one household, for one guardian or for the household as a whole.

    The token itself is never stored: `digest` recognises it, and `nonce` lets this installation write it again with
    the key it keeps outside the database. A copy of the database opens nothing.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="access_links", verbose_name=_("household"))
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, blank=True, related_name="access_links", verbose_name=_("guardian")
    )
    nonce = models.CharField(max_length=32, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("created by")
    )
    expires_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last visit"), null=True, blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_desk("household__parties__requests__"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["household", "-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(revoked_at__isnull=True, guardian__isnull=True),
                name="demand_link_one_per_household",
            ),
            models.UniqueConstraint(
                fields=["guardian"],
                condition=Q(revoked_at__isnull=True, guardian__isnull=False),
                name="demand_link_one_per_guardian",
            ),
        ]

    def __str__(self) -> str:
        return str(self.guardian or self.household)
