"""Proposed places as lists, records and figures, and what is due about them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ribambelle.accounts.access import ScopedQuerySet
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import OfferState, Scope, SessionStatus
from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.commissions.selectors.sequels import HAD_ITS_TURN, open_again
from ribambelle.kernel.formats import day_in_words
from ribambelle.kernel.weeks import describe
from ribambelle.papers.spreadsheets import Value
from ribambelle.ui.due import Due

#: Reminders are due this many days before the last day to answer.
REMIND_DAYS = 3


def places_for(user: Any) -> QuerySet[PlaceOffer]:
    """The proposed places a person may see: all, those of its desk, or those in its settings."""
    visible: ScopedQuerySet[PlaceOffer] = PlaceOffer.objects.visible_to(user)
    return visible.select_related("request__child", "session", "setting", "section", "answered_by").order_by(
        "answer_before", "session__reference", "request__register_number"
    )


def filtered(
    places: QuerySet[PlaceOffer], *, session: str = "", state: str = "", setting: str = "", text: str = ""
) -> QuerySet[PlaceOffer]:
    """The places that match every filter given."""
    if session:
        places = places.filter(session__reference=session)
    if state in OfferState.values:
        places = places.filter(state=state)
    if setting:
        places = places.filter(setting__reference=setting)
    for word in text.split():
        places = places.filter(
            Q(request__reference__icontains=word)
            | Q(request__child__search_name__icontains=word.lower())
            | Q(setting__name__icontains=word)
        )
    return places


@dataclass(frozen=True, slots=True)
class Counts:
    """How many places stand in each state."""

    pending: int
    accepted: int
    declined: int
    lapsed: int
    taken_back: int


def counts(places: QuerySet[PlaceOffer]) -> Counts:
    """One query."""
    found = places.order_by().aggregate(
        **{state.name.lower(): Count("pk", Q(state=state), distinct=True) for state in OfferState}
    )
    return Counts(**found)


def export_columns() -> list[str]:
    return [
        _("Session"),
        _("Request"),
        _("Child"),
        _("Setting"),
        _("Section"),
        _("Half-days"),
        _("From"),
        _("Answer before"),
        _("State"),
        _("Answered on"),
        _("Answered through"),
        _("Why"),
        _("State of the request"),
    ]


def export_rows(places: Iterable[PlaceOffer]) -> Iterator[list[Value]]:
    """One row a place, in the order of the list."""
    for place in places:
        yield [
            place.session.reference,
            place.request.reference,
            str(place.request.child),
            place.setting.name,
            place.section.name,
            describe(place.slots),
            place.entry_on,
            place.answer_before,
            place.get_state_display(),
            place.answered_at.date() if place.answered_at else None,
            place.get_answered_through_display(),
            place.get_decline_reason_display(),
            place.request.get_state_display(),
        ]


#: What happened to a place, in words.
ACTS = {
    "place.propose": gettext_lazy("proposed to the family"),
    "place.remind": gettext_lazy("family reminded"),
    "place.accept": gettext_lazy("accepted, half-days booked"),
    "place.decline": gettext_lazy("declined, half-days open again"),
    "place.give-up": gettext_lazy("given up, half-days open again"),
    "place.lapse": gettext_lazy("no answer, half-days open again"),
    "place.take-back": gettext_lazy("taken back"),
    "place.reopen": gettext_lazy("awaited again"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened to a place."""

    at: datetime
    what: str
    who: str


def history_of(place: PlaceOffer) -> list[Act]:
    """What happened to a place, the last first. One query."""
    events = Event.objects.filter(kind="commissions.placeoffer", reference=place.reference).order_by("-at", "-id")
    return [Act(event.at, str(ACTS.get(event.verb, event.verb)), event.actor_label) for event in events]


def overdue(user: Any, today: date) -> QuerySet[PlaceOffer]:
    """Places whose last day to answer is past and that nobody has let lapse."""
    return places_for(user).filter(state=OfferState.PENDING, answer_before__lt=today)


def to_remind(user: Any, today: date) -> QuerySet[PlaceOffer]:
    """Places whose answer is due within three days, or late, and whose family was not reminded."""
    soon = today + timedelta(days=REMIND_DAYS)
    return places_for(user).filter(state=OfferState.PENDING, answer_before__lte=soon, reminded_at=None)


def places_due(user: Any, today: date) -> Iterator[Due]:
    """Reminders to send, lapses to confirm, answers to note. Three queries whatever the rows."""
    address = reverse("commissions:place_list")
    reminding = to_remind(user, today).order_by().aggregate(n=Count("pk"), first=Min("answer_before"))
    if number := reminding["n"]:
        title = ngettext("%(n)s answer to remind of", "%(n)s answers to remind of", number) % {"n": number}
        text = _("The first is due on %(day)s. A place never lapses without a reminder.")
        yield Due(
            on=today,
            icon="mail",
            title=title,
            text=text % {"day": day_in_words(reminding["first"])},
            url=f"{address}?etat=pending&suite=rappel",
            action_label=_("Remind them"),
        )
    late = overdue(user, today).filter(reminded_at__isnull=False).order_by()
    lapsing = late.aggregate(n=Count("pk"), first=Min("answer_before"))
    if number := lapsing["n"]:
        title = ngettext("%(n)s proposal without an answer", "%(n)s proposals without an answer", number)
        yield Due(
            on=lapsing["first"],
            icon="clock",
            title=title % {"n": number},
            text=_("The day is past and the reminder was sent: confirm, and the half-days open again."),
            url=f"{address}?etat=pending&suite=retard",
            action_label=_("Decide"),
            is_late=True,
        )


def letters_due(user: Any, today: date) -> Iterator[Due]:
    """Sealed sessions whose letters have not all left, and half-days to propose again. Two queries."""
    if not user.has_perm("commissions.send_letters"):
        return
    waiting = Session.objects.filter(status=SessionStatus.SEALED).filter(
        Q(mailing__isnull=True) | Q(mailing__finished_at__isnull=True)
    )
    for session in waiting.order_by("held_on"):
        yield Due(
            on=max(session.held_on, today),
            icon="mail",
            title=_("Letters of %(title)s") % {"title": session.title},
            text=_("The session is sealed: every family waits for its answer."),
            url=reverse("commissions:letters", args=[session.reference]),
            action_label=_("Prepare the letters"),
        )
    under_way = Session.objects.filter(scope=Scope.URGENT, parent__isnull=False).exclude(status=SessionStatus.SEALED)
    again = open_again().filter(state__in=HAD_ITS_TURN).exclude(session__in=under_way.values("parent"))
    counted = Counter(again.order_by().values_list("session", flat=True))
    for session in Session.objects.filter(pk__in=counted).order_by("held_on"):
        number = counted[session.pk]
        title = ngettext("%(n)s place opened again", "%(n)s places opened again", number)
        yield Due(
            on=today,
            icon="people",
            title=title % {"n": number},
            text=_("%(title)s: the half-days given back go to the next in order.") % {"title": session.title},
            url=reverse("commissions:letters", args=[session.reference]) + "#suite",
            action_label=_("Propose them"),
        )


def sessions_with_places(user: Any) -> list[Session]:
    """The sessions whose places a person may see, the latest first. One query."""
    visible = PlaceOffer.objects.visible_to(user).values("session")
    return list(Session.objects.filter(pk__in=visible).order_by("-held_on", "-reference"))
