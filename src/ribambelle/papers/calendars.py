"""Calendar files (iCalendar, RFC 5545): what the reader's own calendar program shows, updates and withdraws.

    write_calendar(entries, name="Réunions", stamped_at=now) -> bytes

An entry keeps its `uid` for ever; a later `sequence` replaces it, `is_cancelled` strikes it out. Nothing disappears
silently from a calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Ribambelle//calendar//FR"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One appointment.

    `starts` and `ends` are both aware datetimes, or both dates (whole days, half-open: a one-day meeting ends the
    day after; None: that one day, or an appointment whose end is not known).
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def write_calendar(
    entries: Iterable[CalendarEntry],
    *,
    name: str,
    stamped_at: datetime,
    method: str = "PUBLISH",
    organiser: str = "",
) -> bytes:
    """A calendar file of these entries, in the order given.

    Parameters
    ----------
    stamped_at
        When the file is made, aware; part of every entry by the format.
    method
        PUBLISH for a feed, REQUEST for an invitation, CANCEL to withdraw one.
    organiser
        Mail address of who invites; an invitation needs one, a feed none.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, stamped_at, organiser))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, stamped_at: datetime, organiser: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamped_at)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.ends is not None:
        event.add("dtend", entry.ends)
    elif not isinstance(entry.starts, datetime):
        event.add("dtend", entry.starts + timedelta(days=1))
    for field, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(field, value)
    if organiser:
        address = vCalAddress(f"mailto:{organiser}")
        address.params["cn"] = vText(organiser)
        event.add("organizer", address)
    return event
