"""Settings of care: places authorised and funded, sections, opening, modes, the weekly grid and who occupies it.

What a source does not say is unknown: a null age, an opening without its day, a mode without a row.
Never “no”, never 0.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.kernel.weeks import FULL_WEEK, SLOTS
from ribambelle.offer.enums import Mode, SettingKind, SettingStatus, Topic

PERIOD = Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from"))


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
    source = models.CharField(_("source"), max_length=200, blank=True)

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: everything,
        Role.DIRECTOR: by_scope(setting="reference", organisation="manager__reference"),
        Role.MEMBER: everything,
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SettingKind.values), name="offer_setting_kind_known"),
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


class Authorisation(models.Model):
    """Places a setting is authorised to hold, from a date to a date (half-open; null: the source does not say).

    `young_places` of them are for children under `young_under_months`: part of the total, never added to it.
    """

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="authorisations", verbose_name=_("setting"))
    places = models.PositiveSmallIntegerField(_("places"))
    young_places = models.PositiveSmallIntegerField(_("of which for the youngest"), null=True, blank=True)
    young_under_months = models.PositiveSmallIntegerField(_("under (months)"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("authorisation")
        ordering = ["setting", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(condition=PERIOD, name="offer_authorisation_period"),
            models.CheckConstraint(
                condition=Q(young_places__isnull=True, young_under_months__isnull=True)
                | Q(young_places__lte=F("places"), young_under_months__gt=0),
                name="offer_authorisation_young_within",
            ),
        ]


class FundedPlaces(models.Model):
    """Places a programme pays for. Never merged with the authorisation: 75 authorised, 25 of them funded."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="funded", verbose_name=_("setting"))
    programme = models.CharField(_("programme"), max_length=120)
    places = models.PositiveSmallIntegerField(_("places"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("funded places")
        verbose_name_plural = _("funded places")
        ordering = ["setting", F("valid_from").asc(nulls_first=True)]
        constraints = [models.CheckConstraint(condition=PERIOD, name="offer_funded_period")]


class Section(models.Model):
    """A named age band of a setting: whole months, half-open."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="sections", verbose_name=_("setting"))
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=80)
    min_age_months = models.PositiveSmallIntegerField(_("from (months)"))
    max_age_months = models.PositiveSmallIntegerField(_("up to (months)"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("section")
        ordering = ["setting", "min_age_months", "code"]
        constraints = [
            models.UniqueConstraint(fields=["setting", "code"], name="offer_section_code_once"),
            models.CheckConstraint(
                condition=Q(max_age_months__gt=F("min_age_months")), name="offer_section_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WeeklyCapacity(models.Model):
    """Places of a section on one half-day of the week (0 = Monday morning … 9), from a date to a date."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="capacities", verbose_name=_("section"))
    slot = models.PositiveSmallIntegerField(_("half-day"))
    places = models.PositiveSmallIntegerField(_("places"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("weekly capacity")
        verbose_name_plural = _("weekly capacities")
        ordering = ["section", "valid_from", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["section", "slot", "valid_from"], name="offer_capacity_slot_once"),
            models.CheckConstraint(condition=Q(slot__lt=len(SLOTS)), name="offer_capacity_slot"),
            models.CheckConstraint(condition=PERIOD, name="offer_capacity_period"),
        ]


class Occupancy(models.Model):
    """Half-days of a section that are taken, by whom only an opaque reference says: this room knows no child."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="occupancies", verbose_name=_("section"))
    slots = models.PositiveSmallIntegerField(_("half-days"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    opaque_reference = models.CharField(_("reference"), max_length=80, db_index=True)

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["section", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(slots__gt=0, slots__lte=FULL_WEEK), name="offer_occupancy_slots"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="offer_occupancy_period",
            ),
        ]
