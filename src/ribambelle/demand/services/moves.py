"""Changes of state of a request: allowed by the table of `rules.life`, dated, attributed, and undone while fresh."""

from datetime import datetime

from django.db import transaction

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.errors import MoveRefused, ReasonMissing, UndoRefused
from ribambelle.demand.followers import move_followers
from ribambelle.demand.models import Request, RequestMove
from ribambelle.demand.rules.life import BY_CODE


def roles_of(user: User) -> frozenset[Role]:
    """The roles of a person, whatever their scope: the scope was checked by the row one may see."""
    return frozenset(Role(assignment.role) for assignment in user.assignments)


def request_move(*, by: User | None, at: datetime, request: Request, code: MoveCode, reason: str = "") -> RequestMove:
    """Change the state of a request. `by` None is the system itself (a session, a scheduled job): all moves.

    Raises
    ------
    MoveRefused
        From the state the request is in now, or for this person.
    ReasonMissing
    """
    move, reason = BY_CODE[code], reason.strip()
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=request.pk)
        state = RequestState(request.state)
        is_allowed = by is None or bool(move.roles & roles_of(by))
        if not is_allowed or rules.state_after(code, state) is None:
            raise MoveRefused(reference=request.reference, state=state, code=code)
        if move.needs_reason and not reason:
            raise ReasonMissing(reference=request.reference, code=code)
        return _record_move(request, move.target, by=by, at=at, verb=f"request.{code}", reason=reason)


def request_move_undo(*, by: User, at: datetime, request: Request) -> RequestMove:
    """Take back the last change of state, if it is one's own and nothing came after it. Both stay in the history.

    Raises
    ------
    UndoRefused
    """
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=request.pk)
        last = request.moves.order_by("-at", "-id").first()
        if last is None or not last.from_state or last.undoes_id or last.by_id != by.pk:
            raise UndoRefused(reference=request.reference)
        target = RequestState(last.from_state)
        return _record_move(request, target, by=by, at=at, verb="request.undo", reason=last.reason, undoes=last)


def _record_move(
    request: Request,
    target: RequestState,
    *,
    by: User | None,
    at: datetime,
    verb: str,
    reason: str,
    undoes: RequestMove | None = None,
) -> RequestMove:
    before = request.state
    request.state = target
    request.save(update_fields=["state"])
    move = RequestMove.objects.create(
        request=request, from_state=before, to_state=target, at=at, by=by, reason=reason, undoes=undoes
    )
    record(by=by, at=at, verb=verb, of=request, before={"state": before}, after={"state": target})
    for follower in move_followers:
        follower.follow(move)
    return move
