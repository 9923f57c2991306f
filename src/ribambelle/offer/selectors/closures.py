"""When settings are closed: closures told, those of every year, public holidays."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from ribambelle.offer.models import Setting
from ribambelle.offer.rules.closures import ClosedDays, closed_days
from ribambelle.offer.wording import HOLIDAYS
from ribambelle.papers.calendars import CalendarEntry

#: How far ahead a page tells closures.
AHEAD = timedelta(days=180)


def closures_of(setting: Setting, *, since: date, until: date) -> list[ClosedDays]:
    """What is closed between two days (`until` excluded), public holidays by their name. One query, none if loaded."""
    told = (
        ClosedDays(line.starts_on, line.ends_on, line.reason, "yearly" if line.is_yearly else "once")
        for line in setting.closures.all()
    )
    return [_named(one) for one in closed_days(told, setting.law, since=since, until=until)]


def _named(one: ClosedDays) -> ClosedDays:
    if one.kind != "holiday":
        return one
    return ClosedDays(one.starts_on, one.ends_on, str(HOLIDAYS[one.reason]), "holiday")


def closed_in_week(setting: Setting, *, on: date) -> list[ClosedDays]:
    """What is closed in the week of a day, Monday to Friday."""
    monday = on - timedelta(days=on.weekday())
    return closures_of(setting, since=monday, until=monday + timedelta(days=5))


def closures_told(settings: Iterable[Setting], *, since: date, until: date) -> dict[int, list[ClosedDays]]:
    """The closures of several settings whose `closures` are loaded, public holidays left out, by primary key."""
    return {
        setting.pk: [one for one in closures_of(setting, since=since, until=until) if one.kind != "holiday"]
        for setting in settings
    }


def closure_entries(reference: str, today: date) -> list[CalendarEntry]:
    """The closures of a setting for its calendar, from two months ago to a year ahead.

    Public holidays are left out: every calendar program shows them.
    """
    setting = Setting.objects.filter(reference=reference).first()
    if setting is None:
        return []
    found = closures_of(setting, since=today - timedelta(days=60), until=today + timedelta(days=365))
    return [
        CalendarEntry(
            uid=f"closure-{reference}-{one.starts_on.isoformat()}@ribambelle",
            title=_("%(setting)s closed: %(reason)s") % {"setting": setting.name, "reason": one.reason},
            starts=one.starts_on,
            ends=one.ends_on,
        )
        for one in found
        if one.kind != "holiday"
    ]
