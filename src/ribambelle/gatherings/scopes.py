"""What a calendar feed can follow. Rooms above add their own: a setting is known to `offer` alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ribambelle.kernel.registries import Registry
from ribambelle.papers.calendars import CalendarEntry


def _nothing_else(_reference: str, _today: date) -> list[CalendarEntry]:
    return []


@dataclass(frozen=True, slots=True)
class FeedScope:
    """How a feed of one kind finds its meetings.

    `label_of(reference)` is what the calendar is called, empty when nothing has that reference;
    `meetings(reference)` the condition on meetings; `emails(reference)` whose registrations to events it shows;
    `days(reference, today)` what else its calendar tells, such as closures.
    """

    code: str
    label_of: Callable[[str], str]
    meetings: Callable[[str], Q]
    emails: Callable[[str], list[str]]
    days: Callable[[str, date], list[CalendarEntry]] = _nothing_else


feed_scopes: Registry[FeedScope] = Registry("feed scope")
