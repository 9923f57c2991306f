"""The register’s counters; households, their guardians and children."""

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import Condition, ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.demand.enums import Activity
from ribambelle.kernel.tables import fold


def by_desk(path: str = "") -> Condition:
    """Rows of the requests a desk is in charge of, or that are shared with it; `path` leads to the requests."""

    def condition(kind: str, reference: str) -> Q:
        if kind == ScopeKind.ALL:
            return Q()
        if kind != ScopeKind.ORGANISATION:
            return Q(pk__in=[])
        shares = apps.get_model("demand", "RequestShare").objects.filter(desk__reference=reference)
        return Q(**{f"{path}desk__reference": reference}) | Q(**{f"{path}pk__in": shares.values("request")})

    return condition


class Counter(models.Model):
    """The last number given of a register. Locked by whoever draws the next, until their transaction ends."""

    code = models.SlugField(_("register"), max_length=20, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class Named(models.Model):
    """A person with names, found whatever the accents and the case: `search_name` is folded, without index tricks."""

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True, db_index=True)
    search_name = models.CharField(_("name as searched"), max_length=180, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = self.folded()
        super().save(*args, **kwargs)

    def folded(self) -> str:
        """The names as they are searched; what is created in bulk sets `search_name` to it."""
        return fold(f"{self.first_name} {self.last_name}")


class Household(models.Model):
    """The people a child lives with; addresses and guardians hang here, once for all the children."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    commune = models.ForeignKey(
        "network.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
    )
    address = models.CharField(_("address"), max_length=240, blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_desk("parties__requests__"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class Guardian(Named):
    """A parent or other guardian: first or second of the household, who lives there unless said otherwise."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="guardians", verbose_name=_("household"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    activity = models.CharField(_("activity"), max_length=10, choices=Activity.choices, blank=True)
    address = models.CharField(_("address, when another"), max_length=240, blank=True)
    commune = models.ForeignKey(
        "network.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune, when another"),
    )

    class Meta:
        verbose_name = _("guardian")
        ordering = ["household", "position"]
        constraints = [models.UniqueConstraint(fields=["household", "position"], name="demand_guardian_position_once")]


class Child(Named):
    """A child, born or to be born: a birth date or a due date, never neither."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="children", verbose_name=_("household"))
    born_on = models.DateField(_("born on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        ordering = ["household", "born_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(born_on__isnull=False) | Q(due_on__isnull=False), name="demand_child_has_a_date"
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(born_on__isnull=True), name="demand_child_unborn")]
