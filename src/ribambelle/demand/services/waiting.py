"""From the register to the waiting list in one go: every step on the way, each dated and recorded."""

from datetime import datetime

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.demand import rules
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.errors import MoveRefused, NotReadyToWait
from ribambelle.demand.models import Request
from ribambelle.demand.services.moves import request_move
from ribambelle.demand.services.telling import request_acknowledge


def request_wait(*, by: User, at: datetime, request: Request) -> bool:
    """Take the steps left until the request waits for a place; whether the acknowledgement left by mail.

    Raises
    ------
    NotReadyToWait
        Everything that is missing, at once; the request stays where it is.
    MoveRefused
        From a state that is not on this way, or for this person.
    """
    with transaction.atomic():
        locked = Request.objects.select_for_update(of=("self",)).select_related("child__household")
        request = locked.get(pk=request.pk)
        state = RequestState(request.state)
        steps = rules.way_to_wait(state)
        if steps is None:
            raise MoveRefused(reference=request.reference, state=state, code=MoveCode.ACTIVATE)
        if missing := missing_of(request):
            raise NotReadyToWait(missing)
        has_left = False
        for step in steps:
            if step == MoveCode.ACKNOWLEDGE:
                has_left = request_acknowledge(by=by, at=at, request=request)
            else:
                request_move(by=by, at=at, request=request, code=step)
    return has_left


def missing_of(request: Request) -> list[rules.Problem]:
    """What a recorded request lacks before it can wait. Two queries."""
    household = request.child.household
    is_reachable = bool(household.address) or any(
        guardian.phone or guardian.email or guardian.address for guardian in household.guardians.all()
    )
    has_wish = bool(request.any_in_commune_id or request.any_childminder or request.wishes.exists())
    return rules.missing_to_wait(has_wish=has_wish, is_reachable=is_reachable)
