"""What was exchanged with a family, by which desk; and which desks share a request."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.demand.enums import ContactChannel, ContactKind
from ribambelle.demand.models.families import by_desk
from ribambelle.demand.models.links import AccessLink
from ribambelle.demand.models.requests import Request


class RequestShare(models.Model):
    """A desk that sees a request beside the one in charge of it: one family, one record, several desks."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="shares", verbose_name=_("request"))
    desk = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+", verbose_name=_("desk"))
    since = models.DateField(_("since"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("request shared")
        verbose_name_plural = _("requests shared")
        ordering = ["request", "since", "id"]
        constraints = [models.UniqueConstraint(fields=["request", "desk"], name="demand_share_once")]


class Contact(models.Model):
    """One exchange with a family about one request: dated, attributed, at one desk, never changed.

    `handled_at` stands on what the family told us and that someone has read.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="contacts", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=20, choices=ContactKind.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=ContactChannel.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    desk = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk")
    )
    link = models.ForeignKey(
        AccessLink, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("personal link")
    )
    text = models.CharField(_("what was said"), max_length=500, blank=True)
    handled_at = models.DateTimeField(_("read"), null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("read by")
    )

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_desk("request__"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["request", "-at", "-id"]
        indexes = [
            models.Index(fields=["request", "kind", "at"], name="demand_contact_of_kind"),
            models.Index(fields=["kind", "handled_at"], name="demand_contact_to_read"),
        ]
