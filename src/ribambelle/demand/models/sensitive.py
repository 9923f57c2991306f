"""Sensitive facts, apart from everything else and unreadable without the key."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.models.requests import Request


class SensitiveFacts(models.Model):
    """What a request says of disability, health and protection: answers, evidence, details, in one protected value.

    Only “this criterion is met” leaves, through `demand.selectors.sensitive`. `next_expiry_on` tells when a document
    has to be seen again, not which.
    """

    request = models.OneToOneField(
        Request, models.CASCADE, primary_key=True, related_name="sensitive", verbose_name=_("request")
    )
    key_id = models.CharField(_("key"), max_length=20, db_index=True)
    content = models.BinaryField(_("content"))
    next_expiry_on = models.DateField(_("next document to expire"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("sensitive facts")
        verbose_name_plural = _("sensitive facts")

    def __str__(self) -> str:
        return str(self.request_id)
