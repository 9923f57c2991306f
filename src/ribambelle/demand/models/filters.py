"""Filters of the list of requests that people keep under a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A filter of the list under a name: its owner’s, or shared with everyone who sees requests.

    `query` is what the address of the list says; it filters what each person may see, and shows nobody more.
    """

    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name of the filter"), max_length=60)
    query = models.CharField(_("filters"), max_length=500)
    is_shared = models.BooleanField(_("shared with the office"), default=False)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="demand_filter_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="demand_filter_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
