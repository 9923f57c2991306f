"""Places proposed to families, ready to be answered; the request of each stands at “place proposed”."""

from datetime import UTC, date, datetime

from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.demand.enums import MoveCode
from ribambelle.demand.models import Request
from ribambelle.demand.services import request_move
from ribambelle.offer.models import Section
from tests.integration.commissions import territory

SENT = datetime(2028, 4, 22, 9, tzinfo=UTC)
BEFORE = date(2028, 5, 6)
ANSWERED = datetime(2028, 4, 25, 18, tzinfo=UTC)
TOO_LATE = datetime(2028, 5, 7, 9, tzinfo=UTC)


def place(
    request: Request,
    session: Session,
    *,
    setting: str = "S1",
    section: str = "toddlers",
    slots: int | None = None,
) -> PlaceOffer:
    """A place proposed to one request, as the letters of its session would."""
    chosen = Section.objects.select_related("setting").get(setting__reference=setting, code=section)
    request_move(by=None, at=SENT, request=request, code=MoveCode.PROPOSE)
    return PlaceOffer.objects.create(
        session=session,
        request=request,
        setting=chosen.setting,
        section=chosen,
        slots=request.needed_slots if slots is None else slots,
        entry_on=territory.ENTRY,
        rank=1,
        answer_before=BEFORE,
    )
