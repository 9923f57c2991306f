"""Families who ask: households, children, requests with their half-days, ranked wishes and the criteria they answer."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.demand.enums import (
    Channel,
    CriterionCategory,
    CriterionKind,
    CriterionOrigin,
    EvidenceState,
    RequestKind,
    RequestState,
    Together,
)
from ribambelle.demand.rules import age_at_entry
from ribambelle.kernel.tables import fold
from ribambelle.kernel.weeks import FULL_WEEK


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
        Role.FRONT_DESK: by_scope(organisation="parties__requests__desk__reference"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class Guardian(Named):
    """A parent or other guardian: first or second of the household."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="guardians", verbose_name=_("household"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

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
    current_setting = models.ForeignKey(
        "offer.Setting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cared for at present in"),
    )
    current_slots = models.PositiveSmallIntegerField(_("half-days held at present"), default=0)
    source_reference = models.CharField(_("reference in the source"), max_length=60, blank=True, db_index=True)
    meanwhile = models.CharField(_("care meanwhile"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_scope(organisation="desk__reference"),
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
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="demand_request_state_known"),
        ]
        indexes = [models.Index(fields=["state", "register_number"], name="demand_request_by_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def age_at_start(self) -> int:
        """Whole months on the wished day, 0 for a child not yet born then."""
        return age_at_entry(born_on=self.child.born_on, due_on=self.child.due_on, on=self.wished_start_on)

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


class Criterion(models.Model):
    """Something a family answers once; rule texts cite its code and give it points.

    The rows are written from `demand.criteria`, whose definitions say what each column means.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=240)
    category = models.CharField(_("category"), max_length=30, choices=CriterionCategory.choices)
    kind = models.CharField(_("answered by"), max_length=8, choices=CriterionKind.choices, default=CriterionKind.YES_NO)
    origin = models.CharField(
        _("origin"), max_length=10, choices=CriterionOrigin.choices, default=CriterionOrigin.ASKED
    )
    group = models.SlugField(_("exclusive group"), max_length=40, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=0)
    maximum = models.PositiveSmallIntegerField(_("at most"), default=1)
    evidence = models.CharField(_("evidence asked for"), max_length=240, blank=True)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(maximum__gte=F("minimum")), name="demand_criterion_bounds_in_order")
        ]

    def __str__(self) -> str:
        return self.label


class CriterionAnswer(models.Model):
    """What a request answers to a criterion; no row: not answered, which is not “no”.

    `value` is 1 or 0 for yes/no, the number of times, or the value within bounds.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers", verbose_name=_("request"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    value = models.PositiveSmallIntegerField(_("answer"))
    evidence_state = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceState.choices, default=EvidenceState.DECLARED
    )
    seen_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        ordering = ["request", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["request", "criterion"], name="demand_answer_once"),
            models.CheckConstraint(
                condition=~Q(evidence_state=EvidenceState.SEEN) | Q(seen_on__isnull=False),
                name="demand_answer_seen_has_date",
            ),
        ]


class RequestMove(models.Model):
    """A change of state of a request: dated, attributed, printable."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="moves", verbose_name=_("request"))
    from_state = models.CharField(_("from"), max_length=20, choices=RequestState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=RequestState.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )

    class Meta:
        verbose_name = _("move")
        ordering = ["request", "at", "id"]
