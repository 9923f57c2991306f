"""Calendar files are read back by the library that calendar programs share."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from ribambelle.papers.calendars import CalendarEntry, write_calendar

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 3, 1, 9, tzinfo=BRUSSELS)


def test_hours_whole_days_and_what_is_struck_out() -> None:
    written = write_calendar(
        [
            CalendarEntry(
                "M-1@x",
                "Plateforme, « places »; suite",
                datetime(2027, 4, 6, 14, tzinfo=BRUSSELS),
                datetime(2027, 4, 6, 16, tzinfo=BRUSSELS),
                place="Maison du syndicat",
                sequence=2,
                is_cancelled=True,
            ),
            CalendarEntry("M-2@x", "Deux jours", date(2027, 8, 30), date(2027, 9, 1)),
            CalendarEntry("M-3@x", "Un jour", date(2027, 5, 1)),
        ],
        name="Réunions",
        stamped_at=NOW,
    )
    first, second, third = Calendar.from_ical(written).walk("VEVENT")
    assert first["summary"] == "Plateforme, « places »; suite"
    assert first["dtstart"].dt == datetime(2027, 4, 6, 14, tzinfo=BRUSSELS)
    assert (first["status"], first["sequence"]) == ("CANCELLED", 2)
    assert (second["dtstart"].dt, second["dtend"].dt) == (date(2027, 8, 30), date(2027, 9, 1))
    assert third["dtend"].dt == date(2027, 5, 2)
    assert b"BEGIN:VTIMEZONE" in written


def test_an_invitation_names_who_invites() -> None:
    written = write_calendar(
        [CalendarEntry("M-1@x", "Réunion", date(2027, 5, 1))],
        name="Réunions",
        stamped_at=NOW,
        method="REQUEST",
        organiser="coordination@example.org",
    )
    calendar = Calendar.from_ical(written)
    assert calendar["method"] == "REQUEST"
    assert calendar.walk("VEVENT")[0]["organizer"] == "mailto:coordination@example.org"


def test_the_same_entries_give_the_same_bytes() -> None:
    entries = [CalendarEntry("M-1@x", "Réunion", datetime(2027, 4, 6, 14, tzinfo=BRUSSELS))]
    assert write_calendar(entries, name="R", stamped_at=NOW) == write_calendar(entries, name="R", stamped_at=NOW)
