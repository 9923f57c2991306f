"""Closed lists of the plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(models.TextChoices):
    TERRITORIAL = "territorial", _("territorial plan")
    COORDINATION = "coordination", _("action plan of a coordination")
    PROJECT = "project", _("project")
    PORTFOLIO = "portfolio", _("portfolio of projects")


class NoteKind(models.TextChoices):
    """What surrounds a plan without being an objective of it."""

    FRAMEWORK = "framework", _("parent framework")
    PRIORITY = "priority", _("transversal priority")
    AUDIENCE = "audience", _("audience")
    CONTEXT = "context", _("context")


class ObjectiveKind(models.TextChoices):
    GENERAL = "general", _("general objective")
    GENERAL_MISSION = "general-mission", _("general mission")
    SPECIFIC = "specific", _("specific objective")
    OPERATIONAL = "operational", _("operational objective")
    MISSION = "mission", _("mission")


#: The kinds that stand in the columns of the matrix; the others are its rows.
MISSION_KINDS = (ObjectiveKind.MISSION,)


class ActionStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("action", "planned")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    POSTPONED = "postponed", _("postponed")
    STOPPED = "stopped", _("stopped")
    NOT_DONE = "not-done", _("not done")


#: A status that must say why.
NEEDS_REASON = (ActionStatus.STOPPED, ActionStatus.NOT_DONE)


class ResultKind(models.TextChoices):
    OBSERVED = "observed", _("observed")
    NOT_DONE = "not-done", _("not done")


class Family(models.TextChoices):
    """Which of the two trees an action cites."""

    OBJECTIVE = "objective", _("objective")
    MISSION = "mission", _("mission")


class Basis(models.TextChoices):
    COMPUTED = "computed", _("computed")
    DECLARED = "declared", _("declared")


class Health(models.TextChoices):
    """How an action stands today."""

    ON_TRACK = "on-track", _("on track")
    LATE = "late", _("late")
    ENDED = "ended", _("ended")
    HALTED = "halted", _("halted")
    UNKNOWN = "unknown", _("no date to judge by")
