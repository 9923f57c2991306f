"""What the staff home and the search box show of sessions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import Commission, Session
from ribambelle.commissions.selectors.sessions import sessions_for
from ribambelle.kernel.formats import day_in_words
from ribambelle.ui.due import Due
from ribambelle.ui.search import Found


def sessions_due(user: Any, today: date) -> list[Due]:
    """For the coordinator: sessions to freeze or to calculate; for a member: booklets to read before the sitting."""
    coming = sessions_for(user).filter(held_on__gte=today)
    if user.has_perm("commissions.change_session"):
        waiting = coming.filter(status__in=(SessionStatus.PREPARED, SessionStatus.FROZEN))
        return [_to_prepare(session) for session in waiting]
    return [_to_read(session) for session in coming.filter(status=SessionStatus.RUN)]


def _to_prepare(session: Session) -> Due:
    is_frozen = session.status == SessionStatus.FROZEN
    values = {"on": day_in_words(session.held_on)}
    return Due(
        on=session.held_on if is_frozen else session.cut_off_on,
        icon="people",
        title=session.title,
        text=(
            _("Frozen and waiting for its calculation; it is held on %(on)s.") % values
            if is_frozen
            else _("Requests close that day: then freeze the session, held on %(on)s.") % values
        ),
        url=reverse("commissions:session_record", args=[session.reference]),
        action_label=_("Calculate the proposals") if is_frozen else _("Open the session"),
    )


def _to_read(session: Session) -> Due:
    return Due(
        on=session.held_on,
        icon="people",
        title=session.title,
        text=_("The proposal is ready: read the booklet before the sitting."),
        url=reverse("commissions:booklet", args=[session.reference]),
        action_label=_("Read the booklet"),
    )


def sessions_found(user: Any, words: list[str], limit: int) -> Iterable[Found]:
    """Sessions whose title or reference holds every word."""
    found = sessions_for(user)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word))
    return [
        Found(f"{session.reference} · {session.title}", _address(user, session), session.get_status_display())
        for session in found[:limit]
    ]


def _address(user: Any, session: Session) -> str:
    """Where this person reads the session."""
    if user.has_perm("commissions.change_session"):
        return reverse("commissions:session_record", args=[session.reference])
    if session.proposal_id and user.has_perm("commissions.view_booklet"):
        return reverse("commissions:booklet", args=[session.reference])
    return reverse("commissions:session_list")


def commission_names() -> list[tuple[str, str]]:
    """Reference and name of every commission, by name. One query."""
    return list(Commission.objects.values_list("reference", "name"))


def cut_offs_to_come(today: date) -> list[date]:
    """The cut-off dates of the sessions being prepared. One query."""
    coming = Session.objects.filter(status=SessionStatus.PREPARED, cut_off_on__gte=today)
    return list(coming.order_by("cut_off_on").values_list("cut_off_on", flat=True))
