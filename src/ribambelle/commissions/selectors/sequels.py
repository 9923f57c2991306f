"""What a sealed session leaves open: half-days given back, families who wait, urgent requests."""

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from ribambelle.commissions.enums import DecisionKind, OfferState, Scope, SessionStatus
from ribambelle.commissions.models import Decision, PlaceOffer, PseudonymKey, Session, SittingMember
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request

#: A family that answered no, or not at all, had its turn: it is examined again by the next ordinary session.
HAD_ITS_TURN = (OfferState.DECLINED, OfferState.LAPSED)


def chain(session: Session) -> list[int]:
    """The session and those that go on from it, as primary keys; a session goes on from the first of its chain."""
    found = [session.pk]
    level = [session.pk]
    while level:
        level = list(Session.objects.filter(parent__in=level, scope=Scope.URGENT).values_list("pk", flat=True))
        found += level
    return found


def first_of(session: Session) -> Session:
    """The ordinary session a chain of urgent ones began with."""
    while session.scope == Scope.URGENT and session.parent is not None:
        session = session.parent
    return session


def decided_by(session: Session) -> Session:
    """The session whose commission decided the order: where nobody with a vote sat for a sequel, the one it follows."""
    while (
        session.scope == Scope.URGENT
        and session.parent is not None
        and not SittingMember.objects.filter(sitting__session=session, has_vote=True).exists()
    ):
        session = session.parent
    return session


def open_again() -> QuerySet[PlaceOffer]:
    """Places declined, lapsed or taken back since the last session that went on from theirs."""
    return (
        PlaceOffer.objects.filter(state__in=[*HAD_ITS_TURN, OfferState.TAKEN_BACK])
        .annotate(proposed_again_at=Max("session__sequels__snapshot__frozen_at"))
        .filter(Q(proposed_again_at=None) | Q(answered_at__gt=F("proposed_again_at")))
    )


def reopened(session: Session) -> list[PlaceOffer]:
    """The places of a session whose half-days are open again and not proposed since, the last answer first."""
    found = open_again().filter(session=session).select_related("request__child", "setting", "section", "session")
    return list(found.order_by("-answered_at"))


def reopened_by_section(places: list[PlaceOffer]) -> list[tuple[str, str, int]]:
    """(setting, section, half-days given back as ten bits), by name."""
    found: dict[tuple[str, str], int] = {}
    for place in places:
        name = (place.setting.name, place.section.name)
        found[name] = found.get(name, 0) | place.slots
    return [(setting, section, mask) for (setting, section), mask in sorted(found.items())]


def waiting_in(session: Session) -> QuerySet[Request]:
    """The requests a sealed session examined that still wait and have not had their turn since.

    What the commission held back or refused stays with it: only a session where it sits examines that again.
    """
    every = chain(first_of(session))
    reserved = _left_to_the_commission(every)
    return _still_waiting(session, every).exclude(reference__in=reserved.values("request_reference"))


def held_back_in(session: Session) -> int:
    """How many requests still wait because the commission held them back: what opened again passes them by."""
    every = chain(first_of(session))
    reserved = _left_to_the_commission(every, (DecisionKind.HOLD,))
    return _still_waiting(session, every).filter(reference__in=reserved.values("request_reference")).count()


def _still_waiting(session: Session, every: list[int]) -> QuerySet[Request]:
    examined = PseudonymKey.objects.filter(session=first_of(session)).values("request_reference")
    done = PlaceOffer.objects.filter(session__in=every, state__in=HAD_ITS_TURN).values("request")
    return Request.objects.filter(reference__in=examined, state=RequestState.ACTIVE).exclude(pk__in=done)


def _left_to_the_commission(
    every: list[int], kinds: tuple[DecisionKind, ...] = (DecisionKind.HOLD, DecisionKind.REFUSE)
) -> QuerySet[PseudonymKey]:
    """The keys of the families about whom a decision of these kinds stands in one of these sessions."""
    stands = Decision.objects.filter(
        session=OuterRef("session"), party=OuterRef("party"), kind__in=kinds, superseded_by__isnull=True
    )
    return PseudonymKey.objects.filter(Exists(stands), session__in=every)


def urgent_requests() -> QuerySet[Request]:
    """Urgent requests on the waiting list."""
    return Request.objects.filter(is_urgent=True, state=RequestState.ACTIVE)


def open_sequel(session: Session) -> Session | None:
    """The session that goes on from this one and is not sealed yet."""
    return session.sequels.filter(scope=Scope.URGENT).exclude(status=SessionStatus.SEALED).first()


def perimeter(session: Session, among: Q | None = None) -> set[str] | None:
    """The references an urgent session examines, among the requests that meet a condition; None: it examines all."""
    if session.scope != Scope.URGENT:
        return None
    found = waiting_in(session) if session.parent_id else urgent_requests()
    return set(found.filter(among or Q()).values_list("reference", flat=True))
