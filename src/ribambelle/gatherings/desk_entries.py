"""What the gatherings show on the desk of the team: navigation, what is due, what can be found."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ribambelle.gatherings.models import Event
from ribambelle.gatherings.selectors import meetings as selectors
from ribambelle.kernel import formats
from ribambelle.ui.due import Due, DueProvider, due_providers
from ribambelle.ui.menu import Entry, menu, public_menu
from ribambelle.ui.search import Found, Searchable, searchables

#: How long before a meeting its convocation should leave.
CALL_BEFORE = timedelta(days=21)
SEE = "gatherings.view_meeting"


def register() -> None:
    """Called once, when the installation starts."""
    menu.add(Entry("gatherings.meetings", gettext_lazy("Meetings"), "cal", "gatherings:meeting_list", 60, SEE))
    menu.add(
        Entry(
            "gatherings.events",
            gettext_lazy("Events"),
            "people",
            "gatherings:event_list",
            65,
            "gatherings.view_event",
        )
    )
    public_menu.add(Entry("gatherings.public", gettext_lazy("Meet us"), "cal", "gatherings:public_list", 50))
    due_providers.add(DueProvider("gatherings.meetings", dues, "gatherings.edit_meeting"))
    meeting, event = pgettext_lazy("search", "a meeting"), pgettext_lazy("search", "an event")
    searchables.add(Searchable("meetings", gettext_lazy("Meetings"), find_meetings, 60, SEE, more_meetings, meeting))
    searchables.add(
        Searchable("events", gettext_lazy("Events"), find_events, 65, "gatherings.view_event", example=event)
    )


def dues(user: Any, today: date) -> Iterator[Due]:
    """Meetings to call, minutes to approve, what meetings left to do. Three queries."""
    for meeting in selectors.to_call(today=today, until=today + CALL_BEFORE):
        yield Due(
            on=max(today, meeting.held_on - CALL_BEFORE),
            icon="mail",
            title=_("Call the meeting: %(meeting)s") % {"meeting": meeting},
            text=_("It is held on %(day)s and nobody was written to.") % {"day": formats.day_in_words(meeting.held_on)},
            url=reverse("gatherings:meeting_record", kwargs={"reference": meeting.reference}),
            action_label=_("Call it"),
        )
    for meeting in selectors.to_approve(before=today):
        yield Due(
            on=meeting.held_on,
            icon="doc",
            title=_("Approve the minutes: %(meeting)s") % {"meeting": meeting},
            text=_("Held on %(day)s; the minutes are still a draft.") % {"day": formats.day_in_words(meeting.held_on)},
            url=reverse("gatherings:minutes", kwargs={"reference": meeting.reference}),
            action_label=_("Read them again"),
        )
    for point in selectors.open_action_points(by=user).filter(due_on__isnull=False):
        yield Due(
            on=point.due_on or today,
            icon="check",
            title=point.text,
            text=_("%(who)s, from the meeting “%(meeting)s”.")
            % {"who": point.owner or formats.unknown(), "meeting": point.meeting},
            url=reverse("gatherings:minutes", kwargs={"reference": point.meeting.reference}),
            action_label=_("Open it"),
            is_late=bool(point.due_on and point.due_on < today),
        )


def find_meetings(user: Any, words: list[str], limit: int) -> Iterable[Found]:
    """Meetings that hold every word in their title, body or place. One query."""
    for meeting in selectors.meetings(by=user, text=" ".join(words))[:limit]:
        yield Found(
            title=str(meeting),
            url=reverse("gatherings:meeting_record", kwargs={"reference": meeting.reference}),
            text=f"{meeting.body}, {formats.day(meeting.held_on)}",
            icon="cal",
        )


def more_meetings(words: list[str]) -> str:
    return reverse("gatherings:meeting_list", query={"q": " ".join(words)})


def find_events(user: Any, words: list[str], limit: int) -> Iterable[Found]:
    """Events that hold every word in their title or place. One query."""
    found = Event.objects.visible_to(user)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    for event in found[:limit]:
        yield Found(
            title=event.title,
            url=reverse("gatherings:event_record", kwargs={"reference": event.reference}),
            text=event.get_kind_display(),
            icon="people",
        )
