"""Closed lists of the offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SettingKind(models.TextChoices):
    CRECHE = "creche", _("crèche")
    MULTI_ACCUEIL = "multi-accueil", _("mixed centre")
    DROP_IN = "halte-accueil", _("drop-in centre")
    MCAE = "mcae", _("municipal childcare house (MCAE)")
    CO_CHILDMINDING = "co-accueil", _("co-childminding")
    CHILDMINDER = "childminder", _("childminder")
    CHILDMINDING_SERVICE = "childminding-service", _("childminding service")
    MICRO_CRECHE = "micro-creche", _("micro-crèche")
    CHILDMINDERS_HOUSE = "mam", _("childminders’ house")
    LEISURE = "leisure", _("leisure care")


class Mode(models.TextChoices):
    """How a setting welcomes. For each setting a mode is offered, not offered, or unknown (no row)."""

    REGULAR = "regular", _("regular")
    FLEXIBLE = "flexible", _("flexible hours")
    EMERGENCY = "emergency", _("emergency")
    OCCASIONAL = "occasional", _("occasional")
    INCLUSIVE = "inclusive", _("inclusive")
    SICK = "sick", _("sick children")


class SettingStatus(models.TextChoices):
    OPEN = "open", _("open")
    PLANNED = "planned", _("planned")
    CLOSED = "closed", _("closed")
