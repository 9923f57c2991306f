"""Closed lists of the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person does here. A role is held for one scope, or for the whole installation."""

    COORDINATOR = "coordinator", _("Coordinator")
    FRONT_DESK = "front-desk", _("Front desk")
    DIRECTOR = "director", _("Setting director")
    MEMBER = "member", _("Commission member")
    KEY_HOLDER = "key-holder", _("Key holder")
    FUNDER = "funder", pgettext_lazy("role", "Funder")


class ScopeKind(models.TextChoices):
    """What the reference of a role points to."""

    ALL = "all", _("The whole installation")
    ORGANISATION = "organisation", _("An organisation")
    SETTING = "setting", _("A setting")
    COMMISSION = "commission", _("A commission")
    TERRITORY = "territory", _("A territory")
    PROGRAMME = "programme", _("A programme")


class Law(models.TextChoices):
    """The law a body, or a setting, works under."""

    BE = "BE", _("Belgium, Wallonia-Brussels Federation")
    FR = "FR", _("France")
