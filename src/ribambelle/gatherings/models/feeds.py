"""Calendar feeds: read by calendar programs through a secret address, without signing in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.gatherings.enums import FeedKind


class Feed(models.Model):
    """One secret address. Withdrawing it closes the address for ever; a new one has another secret."""

    token = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("follows"), max_length=10, choices=FeedKind.choices)
    reference = models.CharField(_("reference"), max_length=60)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("feed", "withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["kind", "reference", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=FeedKind.values), name="gatherings_feed_kind_known")
        ]
