"""Figures of the offer: one definition each, for screen, export, report and command line."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from ribambelle.kernel.figures import Value
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Authorisation, FundedPlaces, Setting


def in_force(on: date) -> Q:
    """Lines that count on a day; one without dates counts always, since the source does not limit it."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def open_settings() -> QuerySet[Setting]:
    return Setting.objects.filter(status=SettingStatus.OPEN)


def settings_count() -> Value:
    """Settings that are open."""
    return Value(open_settings().count(), "computed", _("settings of the directory that are open"))


def authorised_places(*, on: date, among: QuerySet[Setting] | None = None) -> Value:
    """Places authorised on a day, over open settings (all, or those of `among`); None when no setting says."""
    return _places(Authorisation.objects, on, among, _("authorisations in force of open settings, added up"))


def funded_places(*, on: date, among: QuerySet[Setting] | None = None) -> Value:
    """Places paid for by a programme on a day, over open settings (all, or `among`); None when no setting says."""
    return _places(FundedPlaces.objects, on, among, _("funded places in force of open settings, added up"))


def _places(lines: Any, on: date, among: QuerySet[Setting] | None, how: str) -> Value:
    settings = open_settings() if among is None else among.filter(status=SettingStatus.OPEN)
    found = lines.filter(in_force(on), setting__in=settings).aggregate(
        total=Sum("places"), settings=Count("setting", distinct=True)
    )
    missing = settings.count() - found["settings"]
    if missing:
        how = _("%(how)s; %(missing)s settings do not say") % {"how": how, "missing": missing}
    return Value(found["total"], "computed", how)
