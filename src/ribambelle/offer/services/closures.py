"""Closures of a setting: told ahead, once or every year. They free no place and take none."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel import formats
from ribambelle.offer.models import Closure, Setting
from ribambelle.offer.services.capacity import lock_setting
from ribambelle.offer.services.errors import ClosureTooLong, PeriodsOverlap

LONGEST_YEARLY = timedelta(days=183)


def closure_add(
    *, by: User | None, setting: Setting, starts_on: date, ends_on: date, reason: str, is_yearly: bool = False
) -> Closure:
    """Tell that a setting is closed from a day (included) to a day (excluded), once or every year at these dates.

    Raises
    ------
    PeriodsOverlap
        Another closure of the same kind holds one of these days.
    ClosureTooLong
        A closure of every year that lasts more than half of it.
    """
    with transaction.atomic():
        locked = lock_setting(setting.pk)
        if is_yearly and ends_on - starts_on > LONGEST_YEARLY:
            message = _(
                "%(days)s days every year: more than half of it. "
                "Give shorter dates, or mark the setting as closed in its record."
            )
            raise ClosureTooLong(message % {"days": (ends_on - starts_on).days})
        same = locked.closures.filter(is_yearly=is_yearly, starts_on__lt=ends_on, ends_on__gt=starts_on).first()
        if same:
            message = _(
                "A closure already runs from %(first)s to %(last)s (%(reason)s). "
                "Change the dates, or take it out first."
            )
            named = {"first": formats.day(same.starts_on), "last": formats.day(same.ends_on - timedelta(days=1))}
            raise PeriodsOverlap(message % {**named, "reason": same.reason})
        closure = Closure(setting=locked, starts_on=starts_on, ends_on=ends_on, reason=reason, is_yearly=is_yearly)
        closure.full_clean(exclude=["setting"])
        closure.save()
        record(by=by, verb="closure.add", of=locked, after=_state(closure))
    return closure


def closure_remove(*, by: User | None, closure: Closure) -> None:
    """Take a closure out: the setting is open after all. The event log keeps that it was told."""
    with transaction.atomic():
        locked = lock_setting(closure.setting_id)
        record(by=by, verb="closure.remove", of=locked, before=_state(closure))
        closure.delete()


def _state(closure: Closure) -> dict[str, object]:
    return {
        "closed_from": closure.starts_on.isoformat(),
        "opens_again_on": closure.ends_on.isoformat(),
        "reason": closure.reason,
        "every_year": closure.is_yearly,
    }
