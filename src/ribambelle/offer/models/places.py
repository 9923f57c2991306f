"""Places of a setting: two registers, sections, the weekly grid, who occupies it, and what is left."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.weeks import FULL_WEEK, SLOTS
from ribambelle.offer.models.periods import PERIOD
from ribambelle.offer.models.settings import Setting


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
    """Half-days of a section that are taken, by whom only an opaque reference says: this room knows no child.

    No reference: a place held outside this tool.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="occupancies", verbose_name=_("section"))
    slots = models.PositiveSmallIntegerField(_("half-days"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    opaque_reference = models.CharField(_("reference"), max_length=80, blank=True, db_index=True)

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


class FreeSpan(models.Model):
    """What is free in a section: `free` places on each of these half-days, from a date to a date (half-open).

    Computed from the weekly grid and the placements by `rules.free_spans`, and written again in the transaction of
    every change of theirs: so that “what is free from when” is one indexed query whatever the number of settings.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="free_spans", verbose_name=_("section"))
    slots = models.PositiveSmallIntegerField(_("half-days"))
    free = models.PositiveSmallIntegerField(_("free places"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("free half-days")
        verbose_name_plural = _("free half-days")
        ordering = ["section", "starts_on", "id"]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="offer_free_span_period")]
        constraints = [
            models.CheckConstraint(condition=Q(slots__gt=0, slots__lte=FULL_WEEK), name="offer_free_span_slots"),
            models.CheckConstraint(condition=Q(free__gt=0), name="offer_free_span_some"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="offer_free_span_in_order",
            ),
        ]
