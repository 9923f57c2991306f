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


#: Care at a childminder’s: what “any childminder” means in a wish or a search.
INDIVIDUAL_KINDS = (SettingKind.CHILDMINDER, SettingKind.CO_CHILDMINDING, SettingKind.CHILDMINDERS_HOUSE)


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


class Topic(models.TextChoices):
    """What is known of a setting, one thing at a time: each is confirmed on its own date, by its own source."""

    MANAGER = "manager", _("Manager")
    OPENING = "opening", _("Opening hours")
    AGES = "ages", _("Ages")
    MODES = "modes", _("Modes of care")
    ADDRESS = "address", _("Address")
    CONTACT = "contact", _("Contact")
    PLACES = "places", _("Places")
    ACCESS = "access", _("Accessibility")
    PRICE = "price", _("Price")
    LISTINGS = "listings", _("Listed on")
    WEEK = "week", _("Free half-days")
