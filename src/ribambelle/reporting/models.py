"""Findings accepted with a reason; the findings themselves are computed each time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Acceptance(models.Model):
    """A finding that someone looked at and let stand, and why. It holds as long as the finding says the same."""

    check_code = models.CharField(_("check"), max_length=60)
    subject = models.CharField(_("subject"), max_length=600)
    problem = models.TextField(_("what was found"))
    reason = models.CharField(_("why it is accepted"), max_length=300)
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("accepted finding")
        verbose_name_plural = _("accepted findings")
        ordering = ["check_code", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["check_code", "subject"], name="reporting_acceptance_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="reporting_acceptance_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.subject}"
