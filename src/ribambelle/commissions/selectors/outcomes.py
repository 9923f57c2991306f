"""How a session stands: the proposal with the decisions applied, family by family."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from ribambelle.commissions.enums import DecisionKind
from ribambelle.commissions.models import Decision, Run, Session
from ribambelle.commissions.rules.deciding import Calculated, Given, Passed, Pin, given_from
from ribambelle.commissions.rules.explaining import Outcome as Ranking
from ribambelle.commissions.rules.outcomes import Kind, became, party_ranks, rows_by_party
from ribambelle.commissions.rules.result_rows import PlacedRow
from ribambelle.commissions.selectors.sessions import outcome_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one family. `rank`: of its best ranked child in the booklet, from 1.

    `places` only when it obtained something new; `keeps`: it goes on with the place it holds. `decision` None: nobody
    decided about it yet.
    """

    party: str
    kind: Kind
    places: tuple[Given, ...]
    rank: int
    decision: Decision | None
    keeps: bool = False


def outcomes_of(session: Session) -> list[Outcome]:
    """The outcome of every family of a session, in the order of the booklet. Six queries, whatever their number.

    Raises
    ------
    ValueError
        When the session has no proposal yet.
    """
    run = proposal_of(session)
    rows = rows_by_party(standing(session, run).allocation)
    decided = decisions_by_party(session)
    return [
        _outcome(party, rank, rows.get(party, []), decided.get(party))
        for party, rank in party_ranks(outcome_of(session, run)).items()
    ]


def _outcome(party: str, rank: int, rows: list[PlacedRow], decision: Decision | None) -> Outcome:
    found = became(rows, decision.kind if decision else None)
    return Outcome(party, found.kind, found.places, rank, decision, found.keeps)


def proposal_of(session: Session) -> Run:
    """The run that is proposed."""
    if session.proposal is None:
        raise ValueError(f"session {session.reference} has no proposal. Run it first.")
    return session.proposal


def standing(session: Session, run: Run) -> Calculated:
    """The last calculation: the proposal, or what followed the last decision that changed it."""
    last = session.recalculations.order_by("-number").first()
    if last is None:
        return proposed_calculation(run)
    return Calculated(last.allocation, last.refusals, tuple(Passed(*row) for row in last.blocking), last.reserves or "")


def proposed_calculation(run: Run) -> Calculated:
    """What was proposed, before any decision."""
    return Calculated(run.allocation, run.refusals, proposed_blocking(run), run.summary.get("reserves", ""))


def proposed_blocking(run: Run) -> tuple[Passed, ...]:
    """Who is passed over by the proposal itself."""
    return tuple(Passed(block["party"], block["rank"], block["setting"]) for block in run.summary["blocking"])


def standing_outcome(session: Session) -> Ranking:
    """The result as it stands, ready to be explained: points and lots of the proposal, places after the decisions."""
    run = proposal_of(session)
    now = standing(session, run)
    return outcome_of(session, run, now)


def heads(session: Session, parties: Collection[str] | None = None) -> dict[str, Decision]:
    """The last act about each family, undone or not; `parties`: about these alone."""
    acts = session.decisions.filter(superseded_by__isnull=True).prefetch_related("by")  # few people, many acts
    if parties is not None:
        acts = acts.filter(party__in=parties)
    return {act.party: act for act in acts}


def decisions_by_party(session: Session, parties: Collection[str] | None = None) -> dict[str, Decision]:
    """The decision that stands for each family about which one does; `parties`: for these alone."""
    return standing_decisions(heads(session, parties))


def standing_decisions(acts: dict[str, Decision]) -> dict[str, Decision]:
    """Last acts without those that undo."""
    return {party: act for party, act in acts.items() if act.kind != DecisionKind.UNDO}


def pins(decisions: Iterable[Decision]) -> list[Pin]:
    """Decisions as the rules hold them fast, by family."""
    made = (Pin(act.party, tuple(given_from(place) for place in act.places), act.is_departure) for act in decisions)
    return sorted(made, key=lambda pin: pin.party)


def points_by_party(ranking: Ranking) -> dict[str, Decimal]:
    """The points of the best ranked child of each family."""
    best: dict[str, Decimal] = {}
    for child in sorted(ranking.points, key=ranking.key):
        best.setdefault(ranking.party_of[child], ranking.scale.standing(ranking.points[child]).points)
    return best
