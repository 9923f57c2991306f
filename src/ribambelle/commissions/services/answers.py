"""What families answer to the places proposed: accept, decline, give up; lapse, take back, await again.

The request is locked first, then the proposed place, then the section: everyone in that order. What a place takes of
the weekly grid is an occupancy under the reference of the request; `offer` refuses one too many.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import AnswerChannel, DeclineReason, OfferMove, OfferState
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.rules.offers import BY_CODE, HOLDING, state_after
from ribambelle.commissions.selectors.promised import is_still_free
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.errors import MoveStopped
from ribambelle.demand.models import Request, RequestMove
from ribambelle.demand.services import request_move
from ribambelle.kernel.formats import day_in_words
from ribambelle.offer.models import Occupancy
from ribambelle.offer.services import OfferError, occupancy_create, occupancy_end


class AnswerRefused(ValidationError):
    """The place does not stand where this answer begins; the sentence says where it stands."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to. `is_new`: False when the same answer stood already (a double click).

    `gone`: why the place could not be taken any more; then it is taken back and the request keeps its order.
    """

    offer: PlaceOffer
    is_new: bool = True
    gone: str = ""


def offer_accept(
    *, by: User | None, at: datetime, offer: PlaceOffer, channel: AnswerChannel, note: str = ""
) -> Answered:
    """Take the place: its half-days are booked, what the child held elsewhere ends that day, the request is accepted.

    When a half-day went meanwhile, nothing is booked: the place is taken back and the request waits again, with its
    date and its points.

    Raises
    ------
    AnswerRefused
        The place is no longer awaiting an answer.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.ACCEPTED:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.ACCEPT)
        try:
            with transaction.atomic():
                offer.occupancy = _booked(by, offer)
        except OfferError as error:
            return Answered(_taken_from_us(by, at, offer), gone=str(error))
        _answer(offer, OfferMove.ACCEPT, by=by, at=at, channel=channel, note=note)
        request_move(by=by, at=at, request=offer.request, code=MoveCode.ACCEPT)
    return Answered(offer)


def _booked(by: User | None, offer: PlaceOffer) -> Occupancy:
    """The half-days taken from the day of entry on; what the child occupied until then ends that day."""
    reference = offer.request.reference
    for held in Occupancy.objects.select_for_update().filter(opaque_reference=reference).order_by("pk"):
        if held.ends_on is None or held.ends_on > offer.entry_on:
            occupancy_end(by=by, occupancy=held, ends_on=offer.entry_on)
    return occupancy_create(
        by=by, section=offer.section, slots=offer.slots, starts_on=offer.entry_on, opaque_reference=reference
    )


def _taken_from_us(by: User | None, at: datetime, offer: PlaceOffer) -> PlaceOffer:
    """The last half-day went to somebody else: the family loses neither its date nor its points."""
    reason = _("the last half-day was taken before the answer came")
    _answer(offer, OfferMove.TAKE_BACK, by=by, at=at, note=reason)
    request_move(by=None, at=at, request=offer.request, code=MoveCode.TAKE_BACK, reason=reason)
    return offer


def offer_decline(
    *,
    by: User | None,
    at: datetime,
    offer: PlaceOffer,
    channel: AnswerChannel,
    reason: DeclineReason | str = "",
    note: str = "",
    waits: bool = True,
) -> Answered:
    """Decline the place. `waits`: the request returns to the waiting list; otherwise it is withdrawn.

    Raises
    ------
    AnswerRefused
        The place is no longer awaiting an answer.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.DECLINED:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.DECLINE)
        _answer(offer, OfferMove.DECLINE, by=by, at=at, channel=channel, reason=reason, note=note)
        request_move(by=by, at=at, request=offer.request, code=MoveCode.DECLINE)
        _onwards(by, at, offer, waits=waits)
    return Answered(offer)


def offer_give_up(
    *,
    by: User | None,
    at: datetime,
    offer: PlaceOffer,
    channel: AnswerChannel,
    reason: DeclineReason | str = "",
    note: str = "",
) -> Answered:
    """A family that accepted gives its place up before the entry: its half-days are open again, the request ends.

    Raises
    ------
    AnswerRefused
        The place was not accepted, or the child has entered.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.DECLINED:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.GIVE_UP)
        if offer.request.state != RequestState.ACCEPTED:
            said = _("%(child)s has entered: note the departure instead.")
            raise AnswerRefused(said % {"child": offer.request.child})
        _freed(by, offer, offer.entry_on)
        _held_again(by, offer)
        _answer(offer, OfferMove.GIVE_UP, by=by, at=at, channel=channel, reason=reason, note=note)
        withdrawal = _("the family gave up the accepted place")
        request_move(by=by, at=at, request=offer.request, code=MoveCode.WITHDRAW, reason=withdrawal)
    return Answered(offer)


def _held_again(by: User | None, offer: PlaceOffer) -> None:
    """A child who was to leave a place for this one keeps it: it goes on from the day it was to end."""
    reference = offer.request.reference
    for held in Occupancy.objects.filter(opaque_reference=reference, ends_on=offer.entry_on).select_related("section"):
        try:
            occupancy_create(
                by=by, section=held.section, slots=held.slots, starts_on=offer.entry_on, opaque_reference=reference
            )
        except OfferError as error:
            said = _("The place held until then cannot go on: %(reason)s")
            raise AnswerRefused(said % {"reason": error}) from error


def offer_lapse(*, by: User | None, at: datetime, offer: PlaceOffer) -> Answered:
    """Note that no answer came: the half-days are open again, and the family is asked whether it still looks.

    Raises
    ------
    AnswerRefused
        The date is not past yet, no reminder was sent, or an answer came.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.LAPSED:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.LAPSE)
        if timezone.localdate(at) <= offer.answer_before:
            said = _("%(reference)s: the family may answer up to %(day)s. Wait until that day is over.")
            raise AnswerRefused(said % {"reference": offer.request.reference, "day": day_in_words(offer.answer_before)})
        if offer.reminded_at is None:
            said = _("%(reference)s: no reminder was sent. Send it first: nothing lapses in silence.")
            raise AnswerRefused(said % {"reference": offer.request.reference})
        _answer(offer, OfferMove.LAPSE, by=by, at=at)
        reason = _("no answer to the proposal by %(day)s") % {"day": day_in_words(offer.answer_before)}
        request_move(by=None, at=at, request=offer.request, code=MoveCode.TAKE_BACK, reason=reason)
        request_move(by=None, at=at, request=offer.request, code=MoveCode.ASK_CONFIRMATION)
    return Answered(offer)


def offer_take_back(*, by: User | None, at: datetime, offer: PlaceOffer, reason: str) -> Answered:
    """Take a proposal back before its answer, with the reason; the request waits again.

    Raises
    ------
    AnswerRefused
        The place is no longer awaiting an answer, or the reason is missing.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.TAKEN_BACK:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.TAKE_BACK, reason)
        _answer(offer, OfferMove.TAKE_BACK, by=by, at=at, note=reason)
        request_move(by=by, at=at, request=offer.request, code=MoveCode.TAKE_BACK, reason=reason)
    return Answered(offer)


def offer_reopen(*, by: User | None, at: datetime, offer: PlaceOffer, reason: str, answer_before: date) -> Answered:
    """Await the answer again, after an error or a late one, while the half-days are free.

    Raises
    ------
    AnswerRefused
        A half-day went meanwhile, the new date is past, or the request no longer waits.
    """
    with transaction.atomic():
        offer = _locked(offer)
        if offer.state == OfferState.PENDING:
            return Answered(offer, is_new=False)
        _require(offer, OfferMove.REOPEN, reason)
        if answer_before <= timezone.localdate(at):
            said = _("%(day)s is past. Give the family a later day to answer.")
            raise AnswerRefused(said % {"day": day_in_words(answer_before)})
        if not is_still_free(offer):
            said = _("%(setting)s: one of these half-days is no longer free. Propose another place in a session.")
            raise AnswerRefused(said % {"setting": offer.setting})
        _back_to_active(at, offer.request, reason)
        offer.answer_before, offer.reminded_at = answer_before, None
        _answer(offer, OfferMove.REOPEN, by=by, at=at, note=reason)
        request_move(by=None, at=at, request=offer.request, code=MoveCode.PROPOSE)
    return Answered(offer)


def _back_to_active(at: datetime, request: Request, reason: str) -> None:
    """The request as it must stand to be proposed a place."""
    ways = {
        RequestState.WITHDRAWN: MoveCode.REVIVE,
        RequestState.FOUND_ELSEWHERE: MoveCode.REVIVE,
        RequestState.TO_CONFIRM: MoveCode.CONFIRM,
        RequestState.DECLINED: MoveCode.WAIT_AGAIN,
    }
    request.refresh_from_db(fields=["state"])
    if code := ways.get(RequestState(request.state)):
        request_move(by=None, at=at, request=request, code=code, reason=reason)


def offer_followed(move: RequestMove) -> None:
    """A request changed state elsewhere: what was proposed to it follows. Registered with `demand.followers`.

    Raises
    ------
    MoveStopped
        Its place would have to be booked, or freed, by another act.
    """
    offer = (
        PlaceOffer.objects.select_for_update(of=("self",))
        .select_related("request", "setting", "section")
        .filter(request=move.request_id, state__in=HOLDING)
        .order_by("pk")
        .last()
    )
    if offer is None:
        return
    target = RequestState(move.to_state)
    if offer.state == OfferState.PENDING:
        _pending_followed(move, offer, target)
    elif move.undoes_id or target == RequestState.PROPOSED:
        raise MoveStopped(_("A place was answered for this request: correct the answer on the page of the place."))
    elif target == RequestState.LEFT:
        _freed(move.by, offer, timezone.localdate(move.at))
    elif target not in {RequestState.ACCEPTED, RequestState.ENTERED}:
        _freed(move.by, offer, offer.entry_on)
        _answer(offer, OfferMove.GIVE_UP, by=move.by, at=move.at, channel=AnswerChannel.DESK, note=move.reason)


def _pending_followed(move: RequestMove, offer: PlaceOffer, target: RequestState) -> None:
    if target == RequestState.PROPOSED:
        return
    if move.undoes_id or target == RequestState.ACCEPTED:
        raise MoveStopped(
            _("A place is proposed to this request: note the answer on the page of the place, which books it.")
        )
    if target == RequestState.DECLINED:
        _answer(offer, OfferMove.DECLINE, by=move.by, at=move.at, channel=AnswerChannel.DESK, note=move.reason)
        return
    reason = move.reason or str(target.label)
    _answer(offer, OfferMove.TAKE_BACK, by=move.by, at=move.at, note=reason)


def _locked(offer: PlaceOffer) -> PlaceOffer:
    """The place under a lock, its request locked before it."""
    Request.objects.select_for_update().get(pk=offer.request_id)
    rows = PlaceOffer.objects.select_for_update(of=("self",)).select_related(
        "request__child", "setting", "section__setting", "session"
    )
    return rows.get(pk=offer.pk)


STANDS = {
    OfferState.PENDING: gettext_lazy("its answer is awaited"),
    OfferState.ACCEPTED: gettext_lazy("it was accepted"),
    OfferState.DECLINED: gettext_lazy("it was declined"),
    OfferState.LAPSED: gettext_lazy("no answer came in time, and its half-days were proposed to others"),
    OfferState.TAKEN_BACK: gettext_lazy("it was taken back"),
}


def _require(offer: PlaceOffer, code: OfferMove, reason: str | None = None) -> None:
    state = OfferState(offer.state)
    if state_after(code, state) is None:
        said = _("The place at %(setting)s can no longer be answered this way: %(state)s.")
        raise AnswerRefused(said % {"setting": offer.setting, "state": STANDS[state]}, code=state.value)
    if reason is not None and BY_CODE[code].needs_reason and not reason.strip():
        raise AnswerRefused(_("The reason is missing. Write it in one sentence: the family will read it."))


def _answer(
    offer: PlaceOffer,
    code: OfferMove,
    *,
    by: User | None,
    at: datetime,
    channel: AnswerChannel | str = "",
    reason: DeclineReason | str = "",
    note: str = "",
) -> None:
    """Write the new state and its event."""
    before, target = offer.state, state_after(code, OfferState(offer.state))
    assert target is not None, "checked by _require"
    offer.state, offer.answered_at, offer.answered_by = target, at, by
    offer.answered_through, offer.decline_reason, offer.note = channel, reason, note.strip()[:400]
    offer.save()
    after: dict[str, Any] = {"state": target, "setting": offer.setting.reference}
    after |= {name: str(value) for name, value in (("through", channel), ("why", reason)) if value}
    record(by=by, at=at, verb=f"place.{code}", of=offer, before={"state": before}, after=after)


def _onwards(by: User | None, at: datetime, offer: PlaceOffer, *, waits: bool) -> None:
    if waits:
        request_move(by=by, at=at, request=offer.request, code=MoveCode.WAIT_AGAIN)
    else:
        reason = _("the family declined the place and no longer looks for one")
        request_move(by=by, at=at, request=offer.request, code=MoveCode.WITHDRAW, reason=reason)


def _freed(by: User | None, offer: PlaceOffer, on: date) -> None:
    """End the placement of an accepted place; one that had not begun is taken out."""
    occupancy = offer.occupancy
    if occupancy is None or (occupancy.ends_on is not None and occupancy.ends_on <= on):
        return
    if occupancy_end(by=by, occupancy=occupancy, ends_on=on) is None:
        offer.occupancy = None
        offer.save(update_fields=["occupancy"])
