"""Settings of care and what is known of each: kinds over time, opening, modes, closures, declared availability.

What a source does not say is unknown: a null age, an opening without its day, a mode without a row.
Never “no”, never 0.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Law, Role, ScopeKind
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.offer.enums import Mode, SettingKind, SettingStatus, Topic
from ribambelle.offer.models.periods import PERIOD


def default_law() -> str:
    """The law the host set, for a row made without a service; `setting_create` gives that of the installation."""
    return str(settings.LAW or Law.BE)


def _run_by(kind: str, reference: str) -> Q:
    """A director sees their setting; who runs an organisation sees those it manages, or that are attached to it."""
    if kind == ScopeKind.ORGANISATION:
        return Q(manager__reference=reference) | Q(attached_to__reference=reference)
    return by_scope(setting="reference")(kind, reference)


class Setting(models.Model):
    """A place where children are cared for. Ages in whole months, half-open; null is unknown."""

    reference = models.SlugField(_("reference"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=30, choices=SettingKind.choices)
    kind_stated = models.CharField(_("kind, as the source says it"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SettingStatus.choices, default=SettingStatus.OPEN)
    manager = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_settings",
        verbose_name=_("manager"),
    )
    attached_to = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attached_settings",
        verbose_name=_("childminding service or relay"),
    )
    commune = models.ForeignKey(
        "network.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    locality = models.CharField(_("locality"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    min_age_months = models.PositiveSmallIntegerField(_("from (months)"), null=True, blank=True)
    max_age_months = models.PositiveSmallIntegerField(_("up to (months)"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    summary = models.TextField(_("in a few words"), blank=True)
    accessibility = models.CharField(_("accessibility"), max_length=240, blank=True)
    price_regime = models.CharField(_("price"), max_length=240, blank=True)
    law = models.CharField(_("law"), max_length=2, choices=Law.choices, default=default_law)
    keeps_to_law = models.BooleanField(
        _("placements are checked against the law"),
        default=False,
        help_text=_("Places over the authorisation included, where the law allows them."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: everything,
        Role.DIRECTOR: _run_by,
        Role.MEMBER: everything,
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SettingKind.values), name="offer_setting_kind_known"),
            models.CheckConstraint(condition=Q(law__in=Law.values), name="offer_setting_law_known"),
            models.CheckConstraint(condition=Q(status__in=SettingStatus.values), name="offer_setting_status_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="offer_setting_coordinates_whole",
            ),
            models.CheckConstraint(
                condition=Q(min_age_months__isnull=True)
                | Q(max_age_months__isnull=True)
                | Q(max_age_months__gt=F("min_age_months")),
                name="offer_setting_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """Hours of one weekday (0 = Monday); a null weekday: hours are known, the days are not."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="openings", verbose_name=_("setting"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        verbose_name = _("opening")
        ordering = ["setting", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["setting", "weekday"], name="offer_opening_day_once"),
            models.UniqueConstraint(
                fields=["setting"], condition=Q(weekday__isnull=True), name="offer_opening_unknown_day_once"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="offer_opening_hours_in_order"),
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lt=7), name="offer_opening_weekday"),
        ]


class ModeFact(models.Model):
    """Whether a setting offers a mode; no row means nobody said."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="modes", verbose_name=_("setting"))
    mode = models.CharField(_("mode"), max_length=20, choices=Mode.choices)
    is_offered = models.BooleanField(_("offered"))

    class Meta:
        verbose_name = _("mode")
        ordering = ["setting", "mode"]
        constraints = [
            models.UniqueConstraint(fields=["setting", "mode"], name="offer_mode_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="offer_mode_known"),
        ]


class Confirmation(models.Model):
    """When one thing known of a setting was last said to be right, and by whom."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="confirmations", verbose_name=_("setting"))
    topic = models.CharField(_("fact"), max_length=12, choices=Topic.choices)
    confirmed_on = models.DateField(_("last confirmed on"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("confirmation")
        ordering = ["setting", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["setting", "topic"], name="offer_confirmation_once"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="offer_confirmation_topic_known"),
        ]


class Listing(models.Model):
    """An external portal the setting is listed on, and since when (null: not said)."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="listings", verbose_name=_("setting"))
    portal = models.CharField(_("portal"), max_length=120)
    listed_since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("listing")
        ordering = ["setting", "portal"]
        constraints = [models.UniqueConstraint(fields=["setting", "portal"], name="offer_listing_once")]


class KindPeriod(models.Model):
    """What a setting was, from a date to a date: a drop-in centre before the decree of 2019 is a crèche after."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="kinds", verbose_name=_("setting"))
    kind = models.CharField(_("kind"), max_length=30, choices=SettingKind.choices)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kind over time")
        verbose_name_plural = _("kinds over time")
        ordering = ["setting", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="offer_kind_period"),
            models.CheckConstraint(condition=Q(kind__in=SettingKind.values), name="offer_kind_known"),
        ]


class Closure(models.Model):
    """Days on which a setting is closed, from a day (included) to a day (excluded), once or every year.

    A closure frees no place and takes none: it is told.
    """

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="closures", verbose_name=_("setting"))
    starts_on = models.DateField(_("first day closed"))
    ends_on = models.DateField(_("opens again on"))
    reason = models.CharField(_("reason"), max_length=120)
    is_yearly = models.BooleanField(_("every year at the same dates"), default=False)

    class Meta:
        verbose_name = _("closure")
        ordering = ["setting", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="offer_closure_period"),
            models.UniqueConstraint(fields=["setting", "starts_on", "ends_on"], name="offer_closure_once"),
        ]


class Availability(models.Model):
    """Half-days a childminder declares free from a day on, when this was last said, and by whom. 0: none is free."""

    setting = models.OneToOneField(Setting, models.CASCADE, related_name="availability", verbose_name=_("setting"))
    slots = models.PositiveSmallIntegerField(_("half-days"))
    free_from = models.DateField(_("from"))
    confirmed_on = models.DateField(_("last confirmed on"))
    confirmed_by = models.CharField(_("according to"), max_length=200)

    class Meta:
        verbose_name = _("declared availability")
        verbose_name_plural = _("declared availabilities")
        ordering = ["setting"]
        constraints = [models.CheckConstraint(condition=Q(slots__lte=FULL_WEEK), name="offer_availability_slots")]
