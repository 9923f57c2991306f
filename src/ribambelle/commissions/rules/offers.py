"""The life of a proposed place: a state machine as data.

pending → accepted, declined, lapsed, taken back. An accepted place may be given up before the entry; a declined or
lapsed one may be awaited again while its half-days are free. A place lapses only once somebody says so, never by a
date alone.
"""

from dataclasses import dataclass
from typing import Final

from ribambelle.commissions.enums import OfferMove, OfferState

S = OfferState

#: Places that hold their half-days: nobody else may be proposed them.
HOLDING: Final = frozenset({S.PENDING, S.ACCEPTED})
#: Places whose half-days are open again, after an answer or for want of one.
REOPENED: Final = frozenset({S.DECLINED, S.LAPSED, S.TAKEN_BACK})


@dataclass(frozen=True, slots=True)
class Move:
    """An allowed change: from any of the sources to the target, with or without a reason."""

    code: OfferMove
    sources: frozenset[OfferState]
    target: OfferState
    needs_reason: bool = False


MOVES: Final[tuple[Move, ...]] = (
    Move(OfferMove.ACCEPT, frozenset({S.PENDING}), S.ACCEPTED),
    Move(OfferMove.DECLINE, frozenset({S.PENDING}), S.DECLINED),
    Move(OfferMove.LAPSE, frozenset({S.PENDING}), S.LAPSED),
    Move(OfferMove.TAKE_BACK, frozenset({S.PENDING}), S.TAKEN_BACK, needs_reason=True),
    Move(OfferMove.GIVE_UP, frozenset({S.ACCEPTED}), S.DECLINED),
    Move(OfferMove.REOPEN, frozenset({S.DECLINED, S.LAPSED, S.TAKEN_BACK}), S.PENDING, needs_reason=True),
)
BY_CODE: Final[dict[OfferMove, Move]] = {move.code: move for move in MOVES}


def state_after(code: OfferMove, state: OfferState) -> OfferState | None:
    """Where a move leads from a state; None when it is not allowed there."""
    move = BY_CODE[code]
    return move.target if state in move.sources else None


def moves_from(state: OfferState) -> list[Move]:
    """What may happen to a place in this state, in the order of the catalogue."""
    return [move for move in MOVES if state in move.sources]
