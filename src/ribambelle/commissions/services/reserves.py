"""Writes of reserves: the places a session keeps for some families, until it is frozen."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import Reserve, Session
from ribambelle.commissions.selectors.carried import carried
from ribambelle.commissions.selectors.reserves import ReserveLine, in_words, lines_of
from ribambelle.commissions.selectors.reserving import problems_of, said_of
from ribambelle.commissions.services.sessions import locked
from ribambelle.offer.models import Setting


class WrongReserves(ValidationError):
    """Lines that cannot be kept; `lines`: what is said of each, counted from 0."""

    def __init__(self, lines: dict[int, list[str]]) -> None:
        super().__init__(said_of(lines))
        self.lines = lines


def reserves_carry(*, by: User | None, session: Session, into: Session) -> None:
    """Keep in the session that goes on from another what the groups of that one have not obtained."""
    if lines := carried(session, into):
        reserves_set(by=by, session=into, lines=lines)


def reserves_set(*, by: User | None, session: Session, lines: Sequence[ReserveLine]) -> bool:
    """Record all the lines of a session in place of those it had; whether anything changed.

    Raises
    ------
    WrongMove
        When the session is not being prepared any more.
    WrongReserves
        When more would be kept than is free, or a line bears on nothing.
    """
    with transaction.atomic():
        session = locked(session, SessionStatus.FROZEN)
        before, lines = lines_of(session), list(lines)
        if before == lines:
            return False
        if problems := problems_of(session, lines):
            raise WrongReserves(problems)
        Reserve.objects.filter(session=session).delete()
        keys = dict(Setting.objects.values_list("reference", "pk"))
        Reserve.objects.bulk_create(
            Reserve(
                session=session,
                number=number,
                setting_id=keys[line.setting] if line.setting else None,
                **{name: value for name, value in line._asdict().items() if name != "setting"},
            )
            for number, line in enumerate(lines, 1)
        )
        record(
            by=by,
            verb="session.reserves",
            of=session,
            before={"reserves": in_words(session, before)},
            after={"reserves": in_words(session, lines)},
        )
    return True
