"""Writes of the deliberation: decide, keep the others, undo. Acts follow each other, none is changed or deleted."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import DecisionKind, Departure, SessionStatus
from ribambelle.commissions.models import Decision, Recalculation, Session
from ribambelle.commissions.rules.deciding import Calculated, Given, cost_of, cost_to_json, given_in, given_to
from ribambelle.commissions.rules.outcomes import rows_by_party
from ribambelle.commissions.rules.snapshot import fingerprint
from ribambelle.commissions.selectors.deciding import (
    Table,
    calculated,
    concerned,
    pins_with,
    recalculation_values,
    requests_of,
    table_of,
    told,
)
from ribambelle.commissions.selectors.scanning import leaks_said
from ribambelle.commissions.selectors.sittings import Bench
from ribambelle.commissions.services.sessions import locked


class Meanwhile(ValidationError):
    """Somebody else decided something since the page was read: what it costs must be read again."""


class CannotDecide(ValidationError):
    """The quorum is not reached, or the person who writes is not there or withdrew."""


class Votes(NamedTuple):
    """Votes cast, where they were counted."""

    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None


def decision_record(
    *,
    by: User | None,
    session: Session,
    party: str,
    kind: DecisionKind,
    at: datetime,
    places: Sequence[Given] = (),
    reason: Departure | None = None,
    text: str = "",
    votes: Votes | None = None,
    seen: int | None = None,
) -> Decision:
    """Record one decision; everything about which nothing was decided is calculated again around it.

    Parameters
    ----------
    kind
        `keep` gives what is proposed now; `move` gives `places`; `hold` and `refuse` give nothing.
    reason, text
        Needed for a departure (move, hold, refuse).
    seen
        The number of the last act that stood on the page of the person who decides; None: not asked.

    Raises
    ------
    WrongMove
        When the session has no proposal, or is sealed.
    Meanwhile
        When an act was recorded since `seen`.
    CannotDecide
        For want of a quorum or of a seat, or because of a recusal.
    ValidationError
        With every other problem at once: no reason, wrong places, more places given than there are.
    """
    with transaction.atomic():
        table = _opened(session, seen)
        if party not in table.parties:
            raise ValidationError(_("There is no dossier “%(party)s” in this session.") % {"party": party})
        if kind == DecisionKind.KEEP:
            return _keep(by, table, [party], at)[0]
        given = tuple(places) if kind == DecisionKind.MOVE else ()
        _may(by, table, [party], given)
        after, values = _departure(table, party=party, kind=kind, given=given, reason=reason, text=text)
        decision = _act(by, table, at, party=party, kind=kind, votes=votes or Votes(), **values)
        _recalculated(table, decision.number, after)
        record(by=by, verb="decision.record", of=table.session, after=_logged(decision), at=at)
    return decision


def _departure(
    table: Table, *, party: str, kind: DecisionKind, given: tuple[Given, ...], reason: Departure | None, text: str
) -> tuple[Calculated, dict[str, Any]]:
    """What a departure gives and what it is kept as; every problem at once."""
    problems = []
    if kind == DecisionKind.MOVE and not given:
        problems.append(_("No place is given. Choose one, or hold the dossier back."))
    if reason is None:
        problems.append(_("A departure from the proposal has a reason. Choose one from the list."))
    if not text.strip():
        problems.append(_("Say the reason in full: it stands in the minutes."))
    problems += leaks_said(text, session=table.session, party=party)
    tried = told(table, party, given, departs=True)
    problems += tried.problems
    if problems or tried.after is None or tried.cost is None:
        raise ValidationError(problems)
    return tried.after, {
        "places": [given_to(place) for place in given],
        "reason": reason,
        "text": text.strip(),
        "cost": cost_to_json(tried.cost),
    }


def decisions_keep(
    *, by: User | None, session: Session, at: datetime, parties: Collection[str] | None = None, seen: int | None = None
) -> list[Decision]:
    """Keep what is proposed now for these families, or for all those about whom nothing is decided yet.

    Raises
    ------
    WrongMove, Meanwhile, CannotDecide
        As `decision_record`. When all are kept at once, dossiers from which `by` withdrew are left to somebody else.
    """
    with transaction.atomic():
        table = _opened(session, seen)
        wanted = [party for party in table.parties if party not in table.decided]
        if parties is not None:
            return _keep(by, table, sorted(parties), at)
        bench, requests = Bench(table.session), requests_of(table.session)
        open_to = [p for p in wanted if not bench.problem(by, requests.get(p, set()), concerned(table, p, ()))]
        if wanted and not open_to:
            _may(by, table, wanted[:1], ())
        return _keep(by, table, open_to, at)


def _keep(by: User | None, table: Table, parties: Sequence[str], at: datetime) -> list[Decision]:
    decided = [party for party in parties if party in table.decided]
    if decided:
        raise ValidationError(
            _("Something is decided already of %(parties)s. Undo it first.") % {"parties": ", ".join(decided)}
        )
    rows = rows_by_party(table.now.allocation)
    _may(by, table, parties, ())
    made = Decision.objects.bulk_create(
        Decision(
            session=table.session,
            number=number,
            party=party,
            kind=DecisionKind.KEEP,
            places=[given_to(place) for place in given_in(rows.get(party, ()))],
            by=by,
            at=at,
            supersedes=table.acts.get(party),
        )
        for number, party in enumerate(parties, table.last + 1)
    )
    if made:
        record(by=by, verb="decision.keep", of=table.session, after={"parties": list(parties)}, at=at)
    return made


def decision_undo(*, by: User | None, decision: Decision, at: datetime, seen: int | None = None) -> Decision:
    """Undo the decision that stands for a family, whichever it is: a new act says so, and all is calculated again.

    Raises
    ------
    WrongMove, Meanwhile, CannotDecide
        As `decision_record`.
    ValidationError
        When the decision does not stand any more.
    """
    with transaction.atomic():
        table = _opened(decision.session, seen)
        if table.decided.get(decision.party) != decision:
            raise ValidationError(
                _("Decision no. %(number)s about %(party)s does not stand any more: nothing is left to undo.")
                % {"number": decision.number, "party": decision.party}
            )
        _may(by, table, [decision.party], ())
        after = calculated(table, pins_with(table, (), without=[decision.party]))
        cost = cost_to_json(cost_of(table.now, after, decision.party))
        undone = _act(by, table, at, party=decision.party, kind=DecisionKind.UNDO, votes=Votes(), cost=cost)
        if after != table.now:
            _recalculated(table, undone.number, after)
        record(by=by, verb="decision.undo", of=table.session, after=_logged(undone), at=at)
    return undone


def _opened(session: Session, seen: int | None) -> Table:
    """The session under a lock, as it stands; refused when it was decided upon since the page was read."""
    current = locked(session, SessionStatus.SEALED)
    table = table_of(current)
    if seen is not None and table.last != seen:
        act = current.decisions.select_related("by").get(number=table.last)
        raise Meanwhile(
            _(
                "Meanwhile %(name)s recorded decision no. %(number)s, about %(party)s. "
                "Read again what yours costs, then confirm it."
            )
            % {"name": act.by or _("the system"), "number": act.number, "party": act.party}
        )
    return table


def _may(by: User | None, table: Table, parties: Collection[str], given: Sequence[Given]) -> None:
    """Quorum and recusals, for each dossier."""
    bench, requests = Bench(table.session), requests_of(table.session)
    found = (bench.problem(by, requests.get(party, set()), concerned(table, party, given)) for party in parties)
    problems = list(dict.fromkeys(problem for problem in found if problem))
    if problems:
        raise CannotDecide(problems)


def _act(
    by: User | None, table: Table, at: datetime, *, party: str, kind: DecisionKind, votes: Votes, **values: Any
) -> Decision:
    return Decision.objects.create(
        session=table.session,
        number=table.last + 1,
        party=party,
        kind=kind,
        by=by,
        at=at,
        supersedes=table.acts.get(party),
        **votes._asdict(),
        **values,
    )


def _recalculated(table: Table, number: int, after: Calculated) -> Recalculation:
    return Recalculation.objects.create(
        session=table.session,
        number=number,
        fingerprint=fingerprint(after.allocation + after.refusals),
        **recalculation_values(after),
    )


def _logged(decision: Decision) -> dict[str, Any]:
    """What the journal keeps of an act: never its words."""
    return {"number": decision.number, "party": decision.party, "kind": decision.kind, "reason": decision.reason}
