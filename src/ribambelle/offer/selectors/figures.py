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


def authorised_places(*, on: date) -> Value:
    """Places authorised on a day, over open settings; None when no setting says."""
    return _places(Authorisation.objects, on, _("authorisations in force of open settings, added up"))


def funded_places(*, on: date) -> Value:
    """Places paid for by a programme on a day, over open settings; None when no setting says."""
    return _places(FundedPlaces.objects, on, _("funded places in force of open settings, added up"))


def _places(lines: Any, on: date, how: str) -> Value:
    found = lines.filter(in_force(on), setting__status=SettingStatus.OPEN).aggregate(
        total=Sum("places"), settings=Count("setting", distinct=True)
    )
    missing = open_settings().count() - found["settings"]
    if missing:
        how = _("%(how)s; %(missing)s settings do not say") % {"how": how, "missing": missing}
    return Value(found["total"], "computed", how)
