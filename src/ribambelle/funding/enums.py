"""Closed lists of the funding."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rounding(models.TextChoices):
    """How a funder rounds the part of a cent that a rate leaves."""

    DOWN = "down", _("down to the cent")
    HALF_UP = "half-up", _("to the nearest cent, half up")
    EURO_DOWN = "euro-down", _("down to the euro")


class PaymentKind(models.TextChoices):
    ADVANCE = "advance", _("advance")
    INTERIM = "interim", _("interim payment")
    BALANCE = "balance", _("balance")
    RECOVERY = "recovery", _("recovery")


class CostKind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    STAFF = "staff", _("staff time")
    SIMPLIFIED = "simplified", _("simplified cost")
    IN_KIND = "in-kind", _("time given")


class CostStatus(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("record", "entered")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class ClaimState(models.TextChoices):
    DRAFT = "draft", _("in preparation")
    FILED = "filed", _("filed")
    SETTLED = "settled", _("settled")


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("lead partner")
    PROMOTER = "promoter", _("promoter")
    INSTITUTION = "institution", _("institutional partner")
    FUNDER = "funder", _("funder and partner")
    SOCIAL = "social", _("social partner")


class ChargeKind(models.TextChoices):
    MEMBERSHIP = "membership", _("membership fee")
    PARTICIPATION = "participation", _("participation fee")
    OTHER = "other", _("other")
