"""The life of a request: a state machine as data.

draft → received → acknowledged → complete → active ⇄ to confirm; active → proposed → accepted / declined / refused;
accepted → entered → left. A living request may be withdrawn, found elsewhere or merged; it lapses only after the
family was asked to confirm: never a silent expiry. Not being retained by a commission leaves a request active.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ribambelle.accounts.enums import Role
from ribambelle.demand.enums import MoveCode, RequestState

S = RequestState
DESK = frozenset({Role.COORDINATOR, Role.FRONT_DESK})
COORDINATOR = frozenset({Role.COORDINATOR})
#: Who sees a child arrive and leave: the desk, and the director of the setting.
DOOR = DESK | {Role.DIRECTOR}

#: Requests that still ask for something.
LIVING: Final = frozenset({S.DRAFT, S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE, S.ACTIVE, S.TO_CONFIRM, S.PROPOSED})
#: Requests that wait for a place, the figure “waiting”.
WAITING: Final = frozenset({S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE, S.ACTIVE, S.TO_CONFIRM})


@dataclass(frozen=True, slots=True)
class Move:
    """An allowed change of state: from any of the sources to the target, by these roles, with or without a reason."""

    code: MoveCode
    sources: frozenset[RequestState]
    target: RequestState
    roles: frozenset[Role] = DESK
    needs_reason: bool = False


def _move(
    code: MoveCode,
    sources: Collection[RequestState],
    target: RequestState,
    *,
    roles: frozenset[Role] = DESK,
    needs_reason: bool = False,
) -> Move:
    return Move(code, frozenset(sources), target, roles, needs_reason)


MOVES: Final[tuple[Move, ...]] = (
    _move(MoveCode.RECEIVE, {S.DRAFT}, S.RECEIVED),
    _move(MoveCode.ACKNOWLEDGE, {S.RECEIVED}, S.ACKNOWLEDGED),
    _move(MoveCode.COMPLETE, {S.ACKNOWLEDGED}, S.COMPLETE),
    _move(MoveCode.ACTIVATE, {S.COMPLETE}, S.ACTIVE),
    _move(MoveCode.CONFIRM, {S.TO_CONFIRM}, S.ACTIVE),
    _move(MoveCode.ACCEPT, {S.PROPOSED}, S.ACCEPTED),
    _move(MoveCode.ENTER, {S.ACCEPTED}, S.ENTERED, roles=DOOR),
    _move(MoveCode.LEAVE, {S.ENTERED}, S.LEFT, roles=DOOR),
    _move(MoveCode.PROPOSE, {S.ACTIVE}, S.PROPOSED, roles=COORDINATOR),
    _move(MoveCode.ASK_CONFIRMATION, {S.ACTIVE}, S.TO_CONFIRM),
    _move(MoveCode.DECLINE, {S.PROPOSED}, S.DECLINED),
    _move(MoveCode.TAKE_BACK, {S.PROPOSED}, S.ACTIVE, roles=COORDINATOR, needs_reason=True),
    _move(
        MoveCode.REFUSE,
        {S.ACKNOWLEDGED, S.COMPLETE, S.ACTIVE, S.PROPOSED},
        S.REFUSED,
        needs_reason=True,
    ),
    _move(MoveCode.WAIT_AGAIN, {S.DECLINED, S.REFUSED}, S.ACTIVE),
    _move(MoveCode.WITHDRAW, LIVING | {S.ACCEPTED, S.DECLINED, S.REFUSED}, S.WITHDRAWN, needs_reason=True),
    _move(MoveCode.FIND_ELSEWHERE, LIVING | {S.DECLINED, S.REFUSED}, S.FOUND_ELSEWHERE),
    _move(MoveCode.LAPSE, {S.TO_CONFIRM}, S.LAPSED, roles=COORDINATOR),
    _move(MoveCode.MERGE, LIVING, S.MERGED, needs_reason=True),
    _move(MoveCode.REVIVE, {S.LAPSED, S.WITHDRAWN, S.FOUND_ELSEWHERE}, S.ACTIVE, needs_reason=True),
)
BY_CODE: Final[dict[MoveCode, Move]] = {move.code: move for move in MOVES}

#: The ordinary next step of a state; where there is none, something else decides (a commission, the family).
NEXT_STEPS: Final[dict[RequestState, MoveCode]] = {
    S.DRAFT: MoveCode.RECEIVE,
    S.RECEIVED: MoveCode.ACKNOWLEDGE,
    S.ACKNOWLEDGED: MoveCode.COMPLETE,
    S.COMPLETE: MoveCode.ACTIVATE,
    S.TO_CONFIRM: MoveCode.CONFIRM,
    S.PROPOSED: MoveCode.ACCEPT,
    S.ACCEPTED: MoveCode.ENTER,
    S.DECLINED: MoveCode.WAIT_AGAIN,
    S.REFUSED: MoveCode.WAIT_AGAIN,
}


def moves_from(state: RequestState, roles: Collection[Role]) -> list[Move]:
    """What someone holding these roles may do to a request in this state, in the order of the catalogue."""
    return [move for move in MOVES if state in move.sources and move.roles & set(roles)]


def next_step(state: RequestState, roles: Collection[Role]) -> Move | None:
    """The ordinary next step, if this person may take it."""
    code = NEXT_STEPS.get(state)
    return next((move for move in moves_from(state, roles) if move.code == code), None)


def way_to_wait(state: RequestState) -> list[MoveCode] | None:
    """The steps left between the register and the waiting list, in order; None from a state that is not on that way."""
    on_the_way = {S.DRAFT, S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE}
    if state not in on_the_way:
        return None
    steps = []
    while state in on_the_way:
        steps.append(NEXT_STEPS[state])
        state = BY_CODE[steps[-1]].target
    return steps


def state_after(code: MoveCode, state: RequestState) -> RequestState | None:
    """Where a move leads from a state; None when it is not allowed there."""
    move = BY_CODE[code]
    return move.target if state in move.sources else None
