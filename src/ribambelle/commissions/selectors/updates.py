"""Requests nobody updated by the cut-off of a session: shown apart, never dropped in silence."""

from dataclasses import dataclass

from ribambelle.commissions.enums import Scope, SessionStatus
from ribambelle.commissions.models import Session
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request
from ribambelle.demand.rules import months_after
from ribambelle.demand.rules.clocks import Law
from ribambelle.demand.selectors.clocks import law, stale

SHOWN = 200


@dataclass(frozen=True, slots=True)
class NotUpdated:
    """How many there are, and the first `SHOWN` of each by register number.

    `apart`: the family was asked and has not answered, the session does not examine them. `examined`: examined all the
    same, without an update for this commission (France).
    """

    apart_count: int
    examined_count: int
    apart: list[Request]
    examined: list[Request]

    def __bool__(self) -> bool:
        return bool(self.apart_count or self.examined_count)


def not_updated(session: Session) -> NotUpdated:
    """What is shown apart of a session until it is sealed; nothing for an urgent one. Four queries at most."""
    if session.scope == Scope.URGENT or session.status == SessionStatus.SEALED:
        return NotUpdated(0, 0, [], [])
    wished = Request.objects.filter(
        received_on__lte=session.cut_off_on, wished_start_on__lt=months_after(session.entry_on, 1)
    ).order_by("register_number")
    apart = wished.filter(state=RequestState.TO_CONFIRM)
    examined = wished.none()
    if law() == Law.FR:
        examined = wished.filter(stale(session.cut_off_on), state=RequestState.ACTIVE)
    return NotUpdated(apart.count(), examined.count(), list(apart[:SHOWN]), list(examined[:SHOWN]))
