"""Meetings: when, of which body, who came for which service, what was said, decided and promised."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.gatherings.enums import AgendaState, MeetingState, Presence


def secret() -> str:
    """An address nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


STAFF: Visibility = {Role.COORDINATOR: everything, Role.FRONT_DESK: everything}


class Series(models.Model):
    """Meetings that belong together, by an iCalendar rule (`FREQ=MONTHLY;BYDAY=1TU`) or by hand.

    What a source declares of the whole without the list behind it is kept as declared, with its source.
    """

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    body = models.ForeignKey(
        "network.Body", models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("body")
    )
    reporting_year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True)
    rule = models.CharField(_("recurrence rule"), max_length=200, blank=True)
    starts_on = models.DateField(_("first date"), null=True, blank=True)
    starts_at = models.TimeField(pgettext_lazy("hour", "from"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("duration (minutes)"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    declared_distinct_services = models.PositiveIntegerField(_("distinct services, declared"), null=True, blank=True)
    declared_distinct_persons = models.PositiveIntegerField(_("distinct persons, declared"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="") | Q(starts_on__isnull=False), name="gatherings_series_rule_has_a_start"
            ),
            models.CheckConstraint(
                condition=Q(declared_distinct_services__isnull=True, declared_distinct_persons__isnull=True)
                | ~Q(source=""),
                name="gatherings_series_declared_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting. Its series and its reporting year are fields: a date outside them is a finding, never a filter.

    `declared_*` hold what a source says where it gives numbers and no list of people; they are never mixed with a
    list: a meeting has one or the other.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    body = models.ForeignKey("network.Body", models.PROTECT, related_name="meetings", verbose_name=_("body"))
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("series")
    )
    reporting_year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    held_on = models.DateField(_("date"), db_index=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    starts_at = models.TimeField(pgettext_lazy("hour", "from"), null=True, blank=True)
    ends_at = models.TimeField(pgettext_lazy("hour", "to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), blank=True)
    purpose = models.CharField(_("why we went"), max_length=240, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED, db_index=True
    )
    called_at = models.DateTimeField(_("called on"), null=True, blank=True)
    cancelled_reason = models.CharField(_("reason"), max_length=240, blank=True)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    declared_persons = models.PositiveIntegerField(_("persons, declared"), null=True, blank=True)
    declared_services = models.PositiveIntegerField(_("services, declared"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = STAFF
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "held_on", "body"],
                condition=Q(series__isnull=False),
                name="gatherings_meeting_once_in_its_series",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("held_on")), name="gatherings_meeting_days"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | (Q(starts_at__isnull=False) & (Q(ends_at__gt=F("starts_at")) | Q(ends_on__gt=F("held_on")))),
                name="gatherings_meeting_hours",
            ),
            models.CheckConstraint(
                condition=Q(declared_persons__isnull=True, declared_services__isnull=True) | ~Q(source=""),
                name="gatherings_meeting_declared_has_source",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CALLED) | Q(called_at__isnull=False),
                name="gatherings_meeting_called_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.body)

    @property
    def is_declared(self) -> bool:
        """Whether its counts are those of a source rather than of a list of people."""
        return self.declared_persons is not None or self.declared_services is not None

    @property
    def approved(self) -> "Minutes | None":
        """The minutes once approved; None before."""
        return getattr(self, "minutes", None)


class Attendance(models.Model):
    """One person expected at one meeting, and whether they came. `signed_at`: they said so themselves, on the spot.

    `token` is the secret of their own page: say that one cannot come, propose a point of the agenda.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    person = models.ForeignKey("network.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, default=Presence.EXPECTED)
    token = models.CharField(max_length=64, unique=True, editable=False, default=secret)
    called_at = models.DateTimeField(_("convocation sent"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["meeting", "person__last_name", "person__first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="gatherings_attendance_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(presence=Presence.PRESENT),
                name="gatherings_attendance_signed_is_present",
            ),
        ]


class Representation(models.Model):
    """A service that a person represents at a meeting; one person may represent two."""

    attendance = models.ForeignKey(
        Attendance, models.CASCADE, related_name="representations", verbose_name=_("attendance")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("representation")
        ordering = ["attendance", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["attendance", "organisation"], name="gatherings_representation_once")
        ]


class AgendaItem(models.Model):
    """A point of the agenda, proposed by a member or by the team; what was said goes into `notes`."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("point"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("planned length (minutes)"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        "network.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    state = models.CharField(_("state"), max_length=10, choices=AgendaState.choices, default=AgendaState.ACCEPTED)
    notes = models.TextField(_("what was said"), blank=True)

    class Meta:
        verbose_name = _("point of the agenda")
        ordering = ["meeting", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="gatherings_agenda_position_once")]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided, in one sentence."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("point")
    )
    text = models.CharField(_("decision"), max_length=400)

    class Meta:
        verbose_name = _("decision")
        ordering = ["meeting", "id"]


class ActionPoint(models.Model):
    """Something to do, by whom and by when; it comes back at every next meeting of the body until it is done."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="action_points", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="action_points", verbose_name=_("point")
    )
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        "network.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("to be done before"), null=True, blank=True, db_index=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("action point")
        ordering = [F("due_on").asc(nulls_last=True), "id"]


class Minutes(models.Model):
    """The minutes as approved: a frozen copy with its fingerprint. The database refuses to change or delete it."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes", verbose_name=_("meeting"))
    content = models.JSONField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    approved_on = models.DateField(_("approved on"))
    approved_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved at the meeting")
    )
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
