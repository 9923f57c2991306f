"""The hours of a request in words, and where the installation cuts the day in two."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from ribambelle.demand.rules.hours import DayHours, Limits
from ribambelle.kernel.formats import clock
from ribambelle.kernel.weeks import WEEKDAY_NAMES


def half_day_limits() -> Limits:
    """Where the morning ends here, and the minutes of a half-day that do not count."""
    return Limits(settings.NOON, settings.HALF_DAY_MARGIN)


def hours_in_words(days: Iterable[DayHours]) -> str:
    """“Monday from 7 h 30 to 17 h, Tuesday from 8 h to 12 h”, in the order of the week; empty without hours."""
    parts = [
        _("%(day)s from %(start)s to %(end)s")
        % {"day": str(WEEKDAY_NAMES[day.weekday]).lower(), "start": clock(day.starts_at), "end": clock(day.ends_at)}
        for day in sorted(days)
    ]
    return ", ".join(parts)
