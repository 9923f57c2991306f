"""Requests: who applies as one, what is asked, wishes by rank, changes of state."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.demand.enums import Channel, RefusalGround, RequestKind, RequestState, Together
from ribambelle.demand.models.families import Child, Household, by_desk
from ribambelle.demand.rules import age_at_entry
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.rules.modes import ALL_MODES, modes_in
from ribambelle.kernel.weeks import FULL_WEEK


class Party(models.Model):
    """Who applies as one: a child alone, or siblings together."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="parties", verbose_name=_("household"))
    together = models.CharField(_("siblings"), max_length=12, choices=Together.choices, default=Together.ALONE)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class Request(models.Model):
    """One request for one child, with a reference a parent can read aloud (R-2031)."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    register_number = models.PositiveIntegerField(_("register number"), unique=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="requests", verbose_name=_("party"))
    child = models.ForeignKey(Child, models.PROTECT, related_name="requests", verbose_name=_("child"))
    kind = models.CharField(_("kind"), max_length=12, choices=RequestKind.choices, default=RequestKind.NEW)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState.choices, default=RequestState.RECEIVED, db_index=True
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    received_on = models.DateField(_("received on"), db_index=True)
    received_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("received by")
    )
    desk = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("desk"),
    )
    wished_start_on = models.DateField(_("wished start"))
    needed_slots = models.PositiveSmallIntegerField(_("half-days needed"))
    minimum_days = models.PositiveSmallIntegerField(_("at least (days)"), null=True, blank=True)
    any_in_commune = models.ForeignKey(
        "network.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("any setting of"),
    )
    any_childminder = models.BooleanField(_("any childminder"), default=False)
    weeks_per_year = models.PositiveSmallIntegerField(_("weeks a year"), null=True, blank=True)
    modes = models.PositiveSmallIntegerField(_("modes of care"), default=0)
    current_setting = models.ForeignKey(
        "offer.Setting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cared for at present in"),
    )
    current_slots = models.PositiveSmallIntegerField(_("half-days held at present"), default=0)
    confirm_from = models.DateField(_("to confirm from"), null=True, blank=True, db_index=True)
    confirm_by = models.DateField(_("to confirm before"), null=True, blank=True, db_index=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged with")
    )
    source_reference = models.CharField(_("reference in the source"), max_length=60, blank=True, db_index=True)
    meanwhile = models.CharField(_("care meanwhile"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_desk(),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        ordering = ["register_number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(needed_slots__gt=0, needed_slots__lte=FULL_WEEK), name="demand_request_slots"
            ),
            models.CheckConstraint(condition=Q(current_slots__lte=FULL_WEEK), name="demand_request_current_slots"),
            models.CheckConstraint(
                condition=Q(minimum_days__isnull=True) | Q(minimum_days__range=(1, 5)),
                name="demand_request_minimum",
            ),
            models.CheckConstraint(
                condition=Q(weeks_per_year__isnull=True) | Q(weeks_per_year__range=(1, 52)),
                name="demand_request_weeks",
            ),
            models.CheckConstraint(condition=Q(modes__lte=ALL_MODES), name="demand_request_modes"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="demand_request_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "register_number"], name="demand_request_by_state"),
            models.Index(fields=["wished_start_on", "register_number"], name="demand_request_by_start"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def age_at_start(self) -> int:
        """Whole months on the wished day, 0 for a child not yet born then."""
        return age_at_entry(born_on=self.child.born_on, due_on=self.child.due_on, on=self.wished_start_on)

    @property
    def mode_labels(self) -> list[str]:
        """The modes of care asked for, in words; empty when nobody said."""
        return [str(mode.label) for mode in modes_in(self.modes)]

    @property
    def state_tone(self) -> str:
        """The colour and icon family of the state, as `<c-chip>` names them."""
        return RequestState(self.state).tone


class Wish(models.Model):
    """A setting a request asks for, by rank (1 = preferred)."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="wishes", verbose_name=_("request"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    setting = models.ForeignKey("offer.Setting", models.PROTECT, related_name="+", verbose_name=_("setting"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["request", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["request", "rank"], name="demand_wish_rank_once"),
            models.UniqueConstraint(fields=["request", "setting"], name="demand_wish_setting_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="demand_wish_rank"),
        ]


class NeededHours(models.Model):
    """When a child would be there on a weekday (0 = Monday). The half-days they mean stand in `needed_slots`."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="hours", verbose_name=_("request"))
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("hours needed")
        verbose_name_plural = _("hours needed")
        ordering = ["request", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["request", "weekday"], name="demand_hours_day_once"),
            models.CheckConstraint(condition=Q(weekday__lt=5), name="demand_hours_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="demand_hours_in_order"),
        ]

    @property
    def day(self) -> DayHours:
        """The same as a value."""
        return DayHours(self.weekday, self.starts_at, self.ends_at)


class RequestMove(models.Model):
    """A change of state of a request: dated, attributed, printable."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="moves", verbose_name=_("request"))
    from_state = models.CharField(_("from"), max_length=20, choices=RequestState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=RequestState.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    ground = models.CharField(_("ground of the refusal"), max_length=20, choices=RefusalGround.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )

    class Meta:
        verbose_name = _("move")
        ordering = ["request", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground="") | Q(ground__in=RefusalGround.values, to_state=RequestState.REFUSED),
                name="demand_move_ground_of_refusal",
            )
        ]
