"""Closed lists of the gatherings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingState(models.TextChoices):
    """Where a meeting stands. Nothing is deleted: a meeting that will not be held is cancelled."""

    PLANNED = "planned", pgettext_lazy("meeting", "planned")
    CALLED = "called", _("called")
    HELD = "held", _("held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class Presence(models.TextChoices):
    """What is known of one expected person. `expected` until somebody says more."""

    EXPECTED = "expected", _("expected")
    PRESENT = "present", _("present")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class AgendaState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("point of the agenda", "proposed")
    ACCEPTED = "accepted", _("on the agenda")
    DECLINED = "declined", _("left out")


class EventKind(models.TextChoices):
    OPEN_DAY = "open-day", _("open day")
    DEBATE = "debate", _("debate evening")
    CONFERENCE = "conference", _("conference")
    JOB_DAY = "job-day", _("job day")
    TRAINING = "training", _("training")
    EXCHANGE = "exchange", _("time of exchange")
    CYCLE = "cycle", _("cycle")


class Seating(models.TextChoices):
    """How seats are given: as people come, or by a selection among all who asked in time."""

    FIRST_COME = "first-come", _("first come, first seated; then a waiting list")
    SELECTION = "selection", _("selection among all who asked in time")


class EventState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "draft")
    OPEN = "open", _("open for registration")
    CLOSED = "closed", _("registration closed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


class RegistrationState(models.TextChoices):
    """`asked` waits for the selection, `waiting` for a seat to come free; `refused` stays as evidence of need."""

    ASKED = "asked", _("asked")
    SEATED = "seated", _("has a seat")
    WAITING = "waiting", pgettext_lazy("registration", "on the waiting list")
    REFUSED = "refused", _("no seat this time")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")


class FeedKind(models.TextChoices):
    """What a calendar feed follows. A setting is known here by its reference alone."""

    PERSON = "person", _("a person")
    BODY = "body", _("a body")
    SETTING = "setting", _("a setting")


class Reason(models.TextChoices):
    """What decided, in the words the person reads (`rules.Reason`)."""

    LOTS = "lots", _("the lots decided")
    REFUSED_BEFORE = "refused-before", _("refused before, so among the first")
    BALANCE = "balance", _("their zone had the fewest seats")
    SECOND = "second-of-organisation", _("a seat was left once every service had one")
    HAS_SEAT = "organisation-has-seat", _("their service already has a seat")
    LOTS_LOST = "lots-lost", _("all the seats went to those before, by the rule and then the lots")
