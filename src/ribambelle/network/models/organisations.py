"""Territories and organisations: who and where, for every other room."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.network.enums import OrganisationKind, TerritoryKind


class Territory(models.Model):
    """A territory of one kind, from a date to a date: communes merge and their history stays.

    `reference` is the official code (REFNIS in Belgium, INSEE in France); `outline` a GeoJSON geometry, WGS84.
    """

    reference = models.CharField(_("official code"), max_length=20)
    name = models.CharField(_("name"), max_length=120, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=TerritoryKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("within")
    )
    outline = models.JSONField(_("outline"), null=True, blank=True)
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    visibility: ClassVar[Visibility] = dict.fromkeys(Role, everything)
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="network_territory_code_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TerritoryKind.values), name="network_territory_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(valid_to__isnull=False),
                name="network_territory_merged_has_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="network_territory_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A body of the network: commune, social centre, association, childminding service…"""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind.choices, blank=True)
    commune = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)

    visibility: ClassVar[Visibility] = dict.fromkeys(Role, everything)
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="") | models.Q(kind__in=OrganisationKind.values),
                name="network_organisation_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.name
