"""The lottery of a session: its seed, drawn before anything is calculated. Never changed, never deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LotteryDraw(models.Model):
    """The seed of a session, when it was drawn and by whom."""

    session = models.OneToOneField(
        "commissions.Session", models.PROTECT, related_name="draw", verbose_name=_("session")
    )
    seed = models.PositiveBigIntegerField(_("seed of the lottery"))
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("lottery")

    def __str__(self) -> str:
        return str(self.seed)
