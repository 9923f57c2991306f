"""Whether a request still holds: asked in time, reminded twice, answered by the family; set aside never in silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import coordinating_body
from ribambelle.demand.enums import ContactChannel, ContactKind, FamilyAnswer, MoveCode, RequestState
from ribambelle.demand.errors import MoveRefused
from ribambelle.demand.models import AccessLink, Guardian, Request
from ribambelle.demand.rules.clocks import REMINDED_EVERY_DAYS, next_window
from ribambelle.demand.selectors.clocks import reminders_due
from ribambelle.demand.services.contacts import contact_note
from ribambelle.demand.services.links import link_give
from ribambelle.demand.services.moves import request_move
from ribambelle.desk.services import mail_queue

S = RequestState


@dataclass(slots=True)
class Reminded:
    """What one round did: reminders that left by mail, and requests whose family has no e-mail."""

    by_mail: int = 0
    without_mail: int = 0


def reminder_send(*, by: User | None, at: datetime, request: Request) -> bool:
    """Ask the family whether its request still holds: by mail to each parent who has an address, with a link.

    The request is then “to confirm”. False, and nothing written, when nobody can be reached by mail: print or call,
    then note it with `reminder_note`.
    """
    with transaction.atomic():
        request = _locked(request)
        guardians = [guardian for guardian in request.child.household.guardians.all() if guardian.email]
        if not guardians:
            return False
        number = request.contacts.filter(kind=ContactKind.REMINDED).count() + 1
        for guardian in guardians:
            link = link_give(by=by, at=at, household=request.child.household, guardian=guardian)
            _mail(request, guardian, link, number=number, by=by, at=at)
        _remind(request, by=by, at=at, channel=ContactChannel.MAIL)
    return True


def reminder_note(*, by: User, at: datetime, request: Request, channel: ContactChannel, text: str = "") -> None:
    """Note a reminder given by letter, telephone or at the desk."""
    with transaction.atomic():
        _remind(_locked(request), by=by, at=at, channel=channel, text=text)


def reminders_send(*, by: User | None, at: datetime, requests: Iterable[Request] | None = None) -> Reminded:
    """Send every reminder that is due on this day, or those of `requests` among them. Again sends nothing."""
    done = Reminded()
    due = reminders_due(timezone.localdate(at))
    wanted = None if requests is None else {request.pk for request in requests}
    for request in list(due):
        if wanted is not None and request.pk not in wanted:
            continue
        with transaction.atomic():
            Request.objects.select_for_update().get(pk=request.pk)
            if not due.filter(pk=request.pk).exists():  # another sender was here meanwhile
                continue
            is_sent = reminder_send(by=by, at=at, request=request)
        done.by_mail += is_sent
        done.without_mail += not is_sent
    return done


def confirmation_receive(
    *,
    by: User | None,
    at: datetime,
    request: Request,
    answer: FamilyAnswer,
    channel: ContactChannel,
    text: str = "",
    link: AccessLink | None = None,
) -> None:
    """What the family answers. Yes: confirmed for six months. Changed: the same, and a person reads what changed.

    No: the request is withdrawn, and says that the family ended it.

    Raises
    ------
    MoveRefused
        The request asks for nothing any more.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        request = _locked(request)
        if request.state not in {S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE, S.ACTIVE, S.TO_CONFIRM}:
            raise MoveRefused(reference=request.reference, state=S(request.state), code=MoveCode.CONFIRM)
        if answer == FamilyAnswer.NO:
            contact_note(by=by, at=at, request=request, kind=ContactKind.ENDED, channel=channel, link=link, text=text)
            reason = _("the family no longer needs a place")
            request_move(by=by, at=at, request=request, code=MoveCode.WITHDRAW, reason=reason)
            return
        kind = ContactKind.CHANGED if answer == FamilyAnswer.CHANGED else ContactKind.CONFIRMED
        contact_note(by=by, at=at, request=request, kind=kind, channel=channel, link=link, text=text)
        if request.state == S.TO_CONFIRM:
            request_move(by=by, at=at, request=request, code=MoveCode.CONFIRM)
        else:
            request.confirmed_on = on
            request.confirm_from, request.confirm_by = next_window(confirmed_on=on)
            request.save(update_fields=["confirmed_on", "confirm_from", "confirm_by"])


def _remind(request: Request, *, by: User | None, at: datetime, channel: ContactChannel, text: str = "") -> None:
    contact_note(by=by, at=at, request=request, kind=ContactKind.REMINDED, channel=channel, text=text)
    if request.state == S.ACTIVE:
        request_move(by=None, at=at, request=request, code=MoveCode.ASK_CONFIRMATION)


def _mail(
    request: Request, guardian: Guardian, link: AccessLink, *, number: int, by: User | None, at: datetime
) -> None:
    context = {
        "guardian": guardian,
        "subject": request,
        "address": f"{{link:{link.pk}}}confirmer/",
        "is_second": number > 1,
        "until": max(request.confirm_by or date.min, timezone.localdate(at) + timedelta(days=REMINDED_EVERY_DAYS)),
        "sender": coordinating_body().sender,
    }
    with override(settings.LANGUAGE_CODE):
        subject = _("Request %(reference)s: do you still need this place?") % {"reference": request.reference}
        text = render_to_string("demand/mails/confirm.txt", context)
    key = f"demand.confirm:{request.pk}:{guardian.pk}:{request.confirm_from}:{number}"
    mail_queue(by=by, to=guardian.email, subject=subject, text=text, about=request, key=key)


def _locked(request: Request) -> Request:
    rows = Request.objects.select_for_update(of=("self",)).select_related("child__household")
    return rows.get(pk=request.pk)
