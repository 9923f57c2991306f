"""Territories and organisations: who and where, for every other room."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.network.enums import OrganisationKind, TerritoryKind
from ribambelle.network.rules import is_bce, is_fase, is_siret

#: The official numbers of an organisation, by field.
IDENTIFIERS = ("bce", "siret", "fase")


def valid_bce(value: str) -> None:
    if not is_bce(value):
        message = _("“%(number)s” is no company number: ten figures, the last two check the others. Copy it again.")
        raise ValidationError(message, params={"number": value})


def valid_siret(value: str) -> None:
    if not is_siret(value):
        message = _("“%(number)s” is no SIRET number: fourteen figures, the last checks the others. Copy it again.")
        raise ValidationError(message, params={"number": value})


def valid_fase(value: str) -> None:
    if not is_fase(value):
        message = _("“%(number)s” is no FASE number: one to six figures. Copy it again.")
        raise ValidationError(message, params={"number": value})


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
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    bce = models.CharField(_("company number (BCE)"), max_length=10, blank=True, validators=[valid_bce])
    siret = models.CharField(_("SIRET number"), max_length=14, blank=True, validators=[valid_siret])
    fase = models.CharField(_("school number (FASE)"), max_length=6, blank=True, validators=[valid_fase])

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
            ),
            *(
                models.UniqueConstraint(
                    fields=[number], condition=~models.Q(**{number: ""}), name=f"network_organisation_{number}_once"
                )
                for number in IDENTIFIERS
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="network_organisation_not_its_own_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a circle: an organisation that would be part of one of its own parts."""
        above, seen = self.parent_id, {self.pk}
        while above is not None:
            if above in seen:
                message = _("%(name)s is itself a part of it: choose another organisation, or none.")
                raise ValidationError({"parent": message % {"name": self.parent}})
            seen.add(above)
            above = Organisation.objects.values_list("parent_id", flat=True).get(pk=above)
