"""The hours a request needs, written beside its half-days."""

from collections.abc import Sequence

from ribambelle.demand.models import NeededHours, Request
from ribambelle.demand.rules.hours import DayHours


def hours_write(request: Request, hours: Sequence[DayHours]) -> None:
    """The hours needed, replaced as a whole when they differ."""
    if [each.day for each in request.hours.order_by("weekday")] == sorted(hours):
        return
    request.hours.all().delete()
    NeededHours.objects.bulk_create(NeededHours(request=request, **day._asdict()) for day in hours)
