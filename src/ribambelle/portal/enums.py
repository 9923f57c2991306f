"""Closed lists of the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    """What became of a change a family told."""

    TOLD = "told", _("to apply")
    APPLIED = "applied", _("applied")
    SET_ASIDE = "set-aside", _("set aside")
