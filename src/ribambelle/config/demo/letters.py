"""What the sealed sessions of the demo told families, and what families answered: every answer is to be seen once."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import (
    AnswerChannel,
    DecisionKind,
    DeclineReason,
    Departure,
    OfferState,
    Office,
    Policy,
)
from ribambelle.commissions.models import Commission, PlaceOffer, Session
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.services import answers, decisions, letters, reminders, sealing, sequels, sessions, sittings
from ribambelle.demand.enums import MoveCode
from ribambelle.demand.models import Request
from ribambelle.demand.rules import age_at_entry
from ribambelle.demand.services import request_move
from ribambelle.gatherings.enums import Presence
from ribambelle.offer.models import Section
from ribambelle.offer.services import NoPlaceLeft, occupancy_create, occupancy_end
from ribambelle.portal.services import change_tell

ANSWER_DAYS = 14
LOTTERY = 48214


def seed_held(*, by: User, today: date) -> None:
    """The children who have a place already occupy it, as the offer counts it; somebody made room where it was full."""
    since = date(today.year - (today.month < 9), 9, 1)  # the year of care, when the weekly grids of the demo begin
    held = Request.objects.exclude(current_setting=None).exclude(current_slots=0).select_related("child")
    for request in held.order_by("register_number"):
        age = age_at_entry(born_on=request.child.born_on, due_on=request.child.due_on, on=today)
        sections = Section.objects.filter(setting=request.current_setting_id)
        section = sections.filter(min_age_months__lte=age, max_age_months__gt=age).first()
        if section is None:
            continue
        occupants = section.occupancies.filter(opaque_reference__startswith="demo-", ends_on=None).order_by("pk")
        for occupant in [None, *occupants]:
            if occupant is not None:
                occupancy_end(by=by, occupancy=occupant, ends_on=since)
            try:
                occupancy_create(
                    by=by,
                    section=section,
                    slots=request.current_slots,
                    starts_on=since,
                    opaque_reference=request.reference,
                )
            except NoPlaceLeft:
                continue
            break


def seed_past(session: Session, *, by: User, today: date) -> None:
    """Letters of a session long since answered: nearly all accepted and entered, one declined, one left unanswered."""
    _send(session, by=by, on=session.held_on + timedelta(days=2))
    offers = _offers(session)
    for number, offer in enumerate(offers):
        at = _moment(session.held_on + timedelta(days=4 + number % 9), 10 + number % 8)
        if number == 1:
            _decline(offer, at=at)
        elif number == 2:
            _lapse(offer, by=by)
        else:
            channel = AnswerChannel.PHONE if number % 3 == 0 else AnswerChannel.LINK
            person = by if channel == AnswerChannel.PHONE else None
            answers.offer_accept(by=person, at=at, offer=offer, channel=channel)
    for offer in PlaceOffer.objects.filter(session=session, state=OfferState.ACCEPTED, entry_on__lte=today)[:20]:
        request_move(by=by, at=_moment(offer.entry_on, 9), request=offer.request, code=MoveCode.ENTER)


def seed_recent(session: Session, *, by: User, today: date) -> None:
    """Letters of the last sealed session: some accepted, one declined, one late and reminded, the others awaited."""
    sent_on = session.held_on + timedelta(days=3)
    _send(session, by=by, on=sent_on)
    offers = _offers(session)
    for number, offer in enumerate(offers[: len(offers) * 2 // 3]):
        at = min(_moment(sent_on + timedelta(days=1 + number % 10), 10 + number % 9), _moment(today, 8))
        if number == 0:
            _decline(offer, at=at)
        elif number == 1:
            reminders.reminder_note(by=by, at=at, offer=offer)
        else:
            answers.offer_accept(by=None, at=at, offer=offer, channel=AnswerChannel.LINK)
    waiting = offers[-1]
    change_tell(
        at=_moment(today, 7),
        request=waiting.request,
        facts={"minimum_days": 1},
        message="Je reprends à mi-temps : deux jours nous suffiraient.",
    )


def refuse_one(session: Session, *, by: User) -> None:
    """The commission refuses the last family that waits, with its reason; before the seal."""
    waiting = [each.party for each in outcomes_of(session) if each.kind == "waiting" and each.decision is None]
    decisions.decision_record(
        by=by,
        session=session,
        party=waiting[-1],
        kind=DecisionKind.REFUSE,
        reason=Departure.NOT_ELIGIBLE,
        text="La famille ne vit ni ne travaille dans la province : une autre commission la reçoit.",
        at=_moment(session.held_on, 15),
    )


def seed_next(session: Session, *, by: User, today: date) -> Session:
    """What was declined goes to the next in order, whose answer is awaited."""
    on = max(session.held_on + timedelta(days=14), today - timedelta(days=6))
    return _urgently(sequels.session_continue(by=by, today=on, session=session), by=by, today=today)


def seed_urgent(commission: Commission, *, by: User, today: date) -> Session:
    """The urgent case, which could not wait for the next session."""
    on = today - timedelta(days=3)
    return _urgently(sequels.session_urgent(by=by, today=on, commission=commission), by=by, today=today)


def _urgently(session: Session, *, by: User, today: date) -> Session:
    """Frozen, calculated, kept as proposed, sealed and told within two days."""
    on = session.held_on
    sessions.session_freeze(by=by, session=session, at=_moment(on, 9), draw=f"demo {session.reference}")
    sessions.session_run(by=by, session=session, policies=[Policy.STABLE], seed=LOTTERY, at=_moment(on, 10))
    session.refresh_from_db()
    sitting = sittings.sitting_compose(by=by, session=session)
    values = {
        member.pk: {"office": Office(member.office), "has_vote": member.has_vote, "presence": Presence.PRESENT}
        for member in sitting.members.all()
    }
    sittings.members_set(by=by, session=session, values=values)
    decisions.decisions_keep(by=by, session=session, at=_moment(on, 11))
    sealing.session_seal(by=by, session=session, at=_moment(on, 12))
    _send(session, by=by, on=min(on + timedelta(days=1), today))
    return session


def _send(session: Session, *, by: User, on: date) -> None:
    at = _moment(on, 9)
    mailing = letters.letters_begin(
        by=by, at=at, session=session, dated_on=on, answer_before=on + timedelta(days=ANSWER_DAYS)
    )
    letters.letters_write(by=by, at=at, mailing=mailing)


def _offers(session: Session) -> list[PlaceOffer]:
    rows = PlaceOffer.objects.filter(session=session, state=OfferState.PENDING).select_related("request")
    return list(rows.order_by("request__register_number"))


def _decline(offer: PlaceOffer, *, at: datetime) -> None:
    answers.offer_decline(by=None, at=at, offer=offer, channel=AnswerChannel.LINK, reason=DeclineReason.FAR, waits=True)


def _lapse(offer: PlaceOffer, *, by: User) -> None:
    """Reminded before the day, then confirmed two days after it."""
    reminders.reminder_note(by=by, at=_moment(offer.answer_before - timedelta(days=3), 9), offer=offer)
    answers.offer_lapse(by=by, at=_moment(offer.answer_before + timedelta(days=2), 9), offer=offer)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
