"""Reminders before an answer is due: by mail where there is an address, else by a call that somebody notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import coordinating_body
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import OfferState
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.selectors.letters import link_mark
from ribambelle.demand.services import link_give
from ribambelle.desk.services import mail_queue


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were reminded by mail, and which places wait for a call."""

    mailed: int
    to_call: list[PlaceOffer]


def reminders_send(*, by: User | None, at: datetime, offers: Iterable[PlaceOffer]) -> Reminded:
    """Remind the families whose answer is awaited, once a day at most; those without an address are to be called."""
    mailed, to_call = 0, []
    for offer in offers:
        with transaction.atomic():
            current = (
                PlaceOffer.objects.select_for_update(of=("self",))
                .select_related("request__child", "request__party__household", "setting", "session")
                .get(pk=offer.pk)
            )
            if current.state != OfferState.PENDING or _was_today(current, at):
                continue
            if not _mails(by, at, current):
                to_call.append(current)
                continue
            _note(by, at, current, "mail")
            mailed += 1
    return Reminded(mailed, to_call)


def reminder_note(*, by: User | None, at: datetime, offer: PlaceOffer) -> None:
    """Note that the family was reminded by telephone or by post."""
    with transaction.atomic():
        current = PlaceOffer.objects.select_for_update().get(pk=offer.pk)
        if current.state == OfferState.PENDING and not _was_today(current, at):
            _note(by, at, current, "call")


def _was_today(offer: PlaceOffer, at: datetime) -> bool:
    return offer.reminded_at is not None and timezone.localdate(offer.reminded_at) == timezone.localdate(at)


def _note(by: User | None, at: datetime, offer: PlaceOffer, through: str) -> None:
    offer.reminded_at = at
    offer.save(update_fields=["reminded_at"])
    record(by=by, at=at, verb="place.remind", of=offer, after={"through": through})


def _mails(by: User | None, at: datetime, offer: PlaceOffer) -> bool:
    """Queue a mail to each guardian who has an address; False when nobody has one."""
    household = offer.request.party.household
    readers = [guardian for guardian in household.guardians.all() if guardian.email]
    for guardian in readers:
        link = link_give(by=by, at=at, household=household, guardian=guardian)
        context = {
            "offer": offer,
            "asked": offer.request,
            "address": link_mark(link),
            "sender": coordinating_body().sender,
        }
        mail_queue(
            by=by,
            to=guardian.email,
            subject=_("Request %(reference)s: your answer is awaited") % {"reference": offer.request.reference},
            text=render_to_string("commissions/mails/reminder.txt", context),
            about=offer.request,
            key=f"reminder:{offer.reference}:{guardian.pk}:{timezone.localdate(at).isoformat()}",
        )
    return bool(readers)
