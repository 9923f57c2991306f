"""Changes of state of a request: allowed by the table of `rules.life`, dated, attributed, and undone while fresh."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.errors import GroundMissing, LapseRefused, MoveRefused, ReasonMissing, UndoRefused
from ribambelle.demand.followers import move_followers
from ribambelle.demand.models import Request, RequestMove
from ribambelle.demand.rules.clocks import next_window
from ribambelle.demand.rules.grounds import grounds_of
from ribambelle.demand.rules.life import BY_CODE
from ribambelle.demand.selectors.clocks import can_lapse, law, reminded
from ribambelle.kernel.formats import day as day_shown


def roles_of(user: User) -> frozenset[Role]:
    """The roles of a person, whatever their scope: the scope was checked by the row one may see."""
    return frozenset(Role(assignment.role) for assignment in user.assignments)


def request_move(
    *, by: User | None, at: datetime, request: Request, code: MoveCode, reason: str = "", ground: str = ""
) -> RequestMove:
    """Change the state of a request. `by` None is the system itself (a session, a scheduled job): all moves.

    Raises
    ------
    MoveRefused
        From the state the request is in now, or for this person.
    ReasonMissing
    GroundMissing
        In Belgium a refusal names one of the two grounds the register admits.
    """
    move, reason = BY_CODE[code], reason.strip()
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=request.pk)
        state = RequestState(request.state)
        is_allowed = by is None or bool(move.roles & roles_of(by))
        if not is_allowed or rules.state_after(code, state) is None:
            raise MoveRefused(reference=request.reference, state=state, code=code)
        if code == MoveCode.LAPSE:
            reason = _reason_to_lapse(request, by=by, today=timezone.localdate(at), reason=reason)
        if move.needs_reason and not reason:
            raise ReasonMissing(reference=request.reference, code=code)
        if (grounds := grounds_of(code, law())) and ground not in grounds:
            raise GroundMissing(reference=request.reference, grounds=grounds)
        if code == MoveCode.CONFIRM:
            on = timezone.localdate(at)
            request.confirmed_on = on
            request.confirm_from, request.confirm_by = next_window(confirmed_on=on)
            request.save(update_fields=["confirmed_on", "confirm_from", "confirm_by"])
        verb, ground = f"request.{code}", ground if grounds else ""
        return _record_move(request, move.target, by=by, at=at, verb=verb, reason=reason, ground=ground)


def _reason_to_lapse(request: Request, *, by: User | None, today: date, reason: str) -> str:
    """Never a silent expiry: two reminders without an answer, or the reasoned act of a person.

    Raises
    ------
    LapseRefused
    """
    if by is not None and reason:
        return reason
    days = reminded(request)
    if not can_lapse(request, today=today):
        raise LapseRefused(reference=request.reference, reminders=len(days))
    listed = ", ".join(day_shown(each) for each in days)
    return _("no answer to the reminders of %(days)s") % {"days": listed}


def request_move_undo(*, by: User, at: datetime, request: Request) -> RequestMove:
    """Take back the last change of state, if it is one's own and nothing came after it. Both stay in the history.

    Raises
    ------
    UndoRefused
    """
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=request.pk)
        last = request.moves.order_by("-at", "-id").first()
        if last is None or not last.from_state or last.undoes_id or last.by_id != by.pk or request.merged_into_id:
            raise UndoRefused(reference=request.reference)
        target = RequestState(last.from_state)
        return _record_move(request, target, by=by, at=at, verb="request.undo", reason=last.reason, undoes=last)


def request_undone(request: Request, *, by: User, at: datetime, from_state: RequestState) -> RequestMove:
    """A merge taken back: the request stands again where it stood; the merge and its undo both stay in the history."""
    last = request.moves.filter(to_state=from_state, undone_by=None).order_by("-at", "-id").first()
    target = request.state
    request.state = from_state
    return _record_move(
        request,
        RequestState(target),
        by=by,
        at=at,
        verb="request.undo",
        reason=last.reason if last else "",
        undoes=last,
    )


def _record_move(
    request: Request,
    target: RequestState,
    *,
    by: User | None,
    at: datetime,
    verb: str,
    reason: str,
    ground: str = "",
    undoes: RequestMove | None = None,
) -> RequestMove:
    before = request.state
    request.state = target
    request.save(update_fields=["state"])
    move = RequestMove.objects.create(
        request=request, from_state=before, to_state=target, at=at, by=by, reason=reason, ground=ground, undoes=undoes
    )
    after = {"state": target, "ground": ground} if ground else {"state": target}
    record(by=by, at=at, verb=verb, of=request, before={"state": before}, after=after)
    for follower in move_followers:
        follower.follow(move)
    return move
