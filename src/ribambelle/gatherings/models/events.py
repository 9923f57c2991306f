"""Events and cycles: sessions, numbered seats, registrations, selection, check-in, evaluation.

Seats are rows. A registration holds a seat through a one-to-one key, so the database itself makes it impossible to
seat more people than there are seats, whoever clicks at the same time.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.gatherings.enums import EventKind, EventState, Reason, RegistrationState, Seating

STAFF: Visibility = {Role.COORDINATOR: everything, Role.FRONT_DESK: everything}


class Event(models.Model):
    """Something people register for, once for all its sessions. A cycle seats by selection.

    `declared_asked` and `declared_seated` hold what a source says where it keeps no list.
    """

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices)
    seating = models.CharField(_("seats are given"), max_length=10, choices=Seating.choices)
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    body = models.ForeignKey(
        "network.Body", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("body")
    )
    reporting_year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True, db_index=True)
    description = models.TextField(_("what it is about"), blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), blank=True)
    price_cents = models.PositiveIntegerField(_("price"), default=0)
    one_per_organisation = models.BooleanField(_("one person per service"), default=False)
    closes_on = models.DateField(_("register before"), null=True, blank=True)
    declared_sessions = models.PositiveSmallIntegerField(_("sessions, declared"), null=True, blank=True)
    declared_session_minutes = models.PositiveSmallIntegerField(_("minutes a session, declared"), null=True, blank=True)
    declared_seats = models.PositiveIntegerField(_("seats, declared"), null=True, blank=True)
    declared_asked = models.PositiveIntegerField(_("asked, declared"), null=True, blank=True)
    declared_seated = models.PositiveIntegerField(_("seated, declared"), null=True, blank=True)
    declared_start = models.CharField(_("start, as the source says it"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    declared_asked__isnull=True,
                    declared_seated__isnull=True,
                    declared_sessions__isnull=True,
                    declared_seats__isnull=True,
                )
                | ~Q(source=""),
                name="gatherings_event_declared_has_source",
            ),
            models.CheckConstraint(
                condition=Q(declared_seated__isnull=True)
                | Q(declared_asked__isnull=True)
                | Q(declared_seated__lte=F("declared_asked")),
                name="gatherings_event_seated_among_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_declared(self) -> bool:
        """Whether its numbers are those of a source rather than of a list of registrations."""
        return self.declared_asked is not None or self.declared_seated is not None

    @property
    def seating_run(self) -> "Selection | None":
        """The selection that gave the seats; None before, and where people are seated as they come."""
        return getattr(self, "selection", None)


class EventSession(models.Model):
    """One sitting of an event, on one day."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("number"))
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(pgettext_lazy("hour", "from"))
    ends_at = models.TimeField(pgettext_lazy("hour", "to"))
    place = models.CharField(_("place"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("session")
        ordering = ["event", "held_on", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "position"], name="gatherings_session_position_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="gatherings_session_hours"),
        ]


class Seat(models.Model):
    """One seat of an event, numbered from 1."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="seats", verbose_name=_("event"))
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("seat")
        ordering = ["event", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="gatherings_seat_number_once")]


class Registration(models.Model):
    """Somebody who asks for a seat. Kept whatever becomes of it: what was refused is evidence of need.

    `token` is the secret of the person's own page (cancel, evaluate, certificate).
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    organisation_name = models.CharField(_("service, as written"), max_length=200, blank=True)
    note = models.CharField(_("what we should know"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState.choices, db_index=True)
    seat = models.OneToOneField(
        Seat, models.PROTECT, null=True, blank=True, related_name="registration", verbose_name=_("seat")
    )
    asked_at = models.DateTimeField(_("asked on"), db_index=True)
    moved_at = models.DateTimeField(_("last change"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        ordering = ["event", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~Q(state=RegistrationState.CANCELLED),
                name="gatherings_registration_once",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.SEATED, seat__isnull=False)
                | (~Q(state=RegistrationState.SEATED) & Q(seat__isnull=True)),
                name="gatherings_registration_seated_has_seat",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="gatherings_registration_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Selection(models.Model):
    """One run of the selection of a cycle: the rule as published, the seed drawn before, who did it and when."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="selection", verbose_name=_("event"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    seed = models.CharField(_("seed of the lots"), max_length=64)
    seats = models.PositiveSmallIntegerField(_("seats"))
    rule = models.JSONField(_("rule"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("selection")


class SelectionLine(models.Model):
    """What the selection says of one registration, and why: enough to explain it to the person."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="lines", verbose_name=_("selection"))
    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="selection_line", verbose_name=_("registration")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    is_seated = models.BooleanField(_("seated"))
    reason = models.CharField(_("reason"), max_length=30, choices=Reason.choices)
    times_refused = models.PositiveSmallIntegerField(_("times refused before"))
    lot = models.CharField(_("lot"), max_length=64)

    class Meta:
        verbose_name = _("line of the selection")
        ordering = ["selection", "rank"]
        constraints = [models.UniqueConstraint(fields=["selection", "rank"], name="gatherings_selection_rank_once")]


class CheckIn(models.Model):
    """A registered person came to a session."""

    session = models.ForeignKey(EventSession, models.CASCADE, related_name="check_ins", verbose_name=_("session"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="check_ins", verbose_name=_("registration")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("check-in")
        ordering = ["session", "at"]
        constraints = [models.UniqueConstraint(fields=["session", "registration"], name="gatherings_check_in_once")]


class Evaluation(models.Model):
    """What a participant thought; shown without their name. Marks from 1 (no) to 5 (yes); null: not answered."""

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="evaluation", verbose_name=_("registration")
    )
    useful = models.PositiveSmallIntegerField(_("useful for my work"), null=True, blank=True)
    well_run = models.PositiveSmallIntegerField(_("well organised"), null=True, blank=True)
    comment = models.TextField(_("what you would like to add"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("evaluation")
        constraints = [
            models.CheckConstraint(
                condition=(Q(useful__isnull=True) | Q(useful__range=(1, 5)))
                & (Q(well_run__isnull=True) | Q(well_run__range=(1, 5))),
                name="gatherings_evaluation_marks",
            )
        ]
