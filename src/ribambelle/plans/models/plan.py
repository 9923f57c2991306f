"""A plan, what surrounds it, and its trees of objectives and missions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.plans.enums import NoteKind, ObjectiveKind, PlanKind

#: Half-open; a null end or start: the source does not say.
PERIOD = Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on"))
READERS: Visibility = {
    Role.COORDINATOR: everything,
    Role.FRONT_DESK: everything,
    Role.DIRECTOR: everything,
    Role.MEMBER: everything,
}


class Plan(models.Model):
    """A territorial plan, the action plan of a coordination, a project: from a date to a date, for a perimeter."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)
    perimeter = models.CharField(_("perimeter"), max_length=200, blank=True)
    territory = models.ForeignKey(
        "network.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    lead = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead partner")
    )
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows the plan")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = READERS
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = [F("starts_on").desc(nulls_last=True), "name", "id"]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="plans_plan_period"),
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plans_plan_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanNote(models.Model):
    """A parent framework the plan cites, a transversal priority, an audience, a fact of context."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="notes", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind.choices)
    heading = models.CharField(_("heading"), max_length=80, blank=True)
    text = models.CharField(_("text"), max_length=400)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["plan", "kind", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind", "heading", "text"], name="plans_note_once")]

    def __str__(self) -> str:
        return self.text


class Objective(models.Model):
    """An objective or a mission of a plan, in a tree. Its code, when it has one, is unique in its plan.

    `carried_from`: the perspective of an earlier plan that became this objective.
    """

    reference = models.SlugField(_("reference"), max_length=80, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives", verbose_name=_("plan"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ObjectiveKind.choices, default=ObjectiveKind.OPERATIONAL)
    code = models.CharField(_("code"), max_length=20, blank=True)
    text = models.CharField(_("text"), max_length=500)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    carried_from = models.ForeignKey(
        "plans.Perspective",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("comes from the perspective"),
    )

    visibility: ClassVar[Visibility] = READERS
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["plan", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="plans_objective_code_once"),
            models.CheckConstraint(condition=Q(kind__in=ObjectiveKind.values), name="plans_objective_kind_known"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="plans_objective_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()
