"""People, the bodies they meet in, and whom they represent there, from a date to a date."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.network.enums import BodyKind
from ribambelle.network.models.organisations import Organisation, Territory

#: Half-open; a null start: the source does not say since when.
PERIOD = Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on"))
STAFF: Visibility = {Role.COORDINATOR: everything, Role.FRONT_DESK: everything}


class Person(models.Model):
    """Someone met in a working capacity; never a family. `user` when they also sign in."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    user = models.OneToOneField(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "id"]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Body(models.Model):
    """A group that meets: board, steering committee, zone coordination, platform, or one that others convene."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)
    is_external = models.BooleanField(_("convened by others"), default=False)
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name=_("convened by")
    )
    zone = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name=_("zone")
    )

    visibility: ClassVar[Visibility] = STAFF | {Role.MEMBER: everything}
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="network_body_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """Who sits in which body, for which organisation (null: for themselves), from a date to a date (half-open)."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="mandates", verbose_name=_("body"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("represents")
    )
    title = models.CharField(_("office"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["body", "person__last_name", "person__first_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person", "organisation"],
                condition=Q(ends_on__isnull=True, organisation__isnull=False),
                name="network_mandate_runs_once",
            ),
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(ends_on__isnull=True, organisation__isnull=True),
                name="network_own_mandate_runs_once",
            ),
            models.CheckConstraint(condition=PERIOD, name="network_mandate_period"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.body}"


class NameVariant(models.Model):
    """Another spelling of an organisation's name, reconciled once: every later import finds it.

    `key` is the spelling without accents, dots, case and legal form (`rules.name_key`).
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="variants", verbose_name=_("organisation")
    )
    name = models.CharField(_("spelling"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
