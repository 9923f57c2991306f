"""Closed lists of the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryKind(models.TextChoices):
    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    PROVINCE = "province", _("province")
    ARRONDISSEMENT = "arrondissement", _("arrondissement")
    DEPARTMENT = "department", _("department")
    INTERCOMMUNAL = "intercommunal", _("inter-municipal body")
    COMMUNE = "commune", _("commune")
    ZONE = "zone", _("zone")


class OrganisationKind(models.TextChoices):
    COMMUNE = "commune", _("commune")
    SOCIAL_CENTRE = "cpas", _("public social welfare centre")
    ASSOCIATION = "asbl", _("association")
    PROVINCE = "province", _("province")
    FUNDER = "funder", _("funder or agency")
    SCHOOL = "school", _("school")
    TRAINING = "training", _("training centre")
    EMPLOYMENT = "employment", _("employment service")
    CHILDMINDING_SERVICE = "childminding-service", _("childminding service")
    RELAY = "relay", _("early-childhood relay")
    COMMUNITY_CENTRE = "community-centre", _("community centre")
    ENTERPRISE = "enterprise", _("enterprise")
    UNION = "union", _("union")


class BodyKind(models.TextChoices):
    """What a group that meets is for."""

    BOARD = "board", _("board")
    ASSEMBLY = "assembly", _("general assembly")
    STEERING = "steering", _("steering committee")
    ZONE = "zone", _("zone coordination")
    COMMISSION = "commission", _("commission")
    NETWORK = "network", _("thematic network")
    PLATFORM = "platform", _("exchange platform")
    WORKING_GROUP = "working-group", _("working group")
