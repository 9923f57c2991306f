"""Sessions as lists and records: what was frozen, what is to clear, how proposals compare, what changed since."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ribambelle.accounts.access import ScopedQuerySet
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import PseudonymKey, Run, Session
from ribambelle.commissions.rules.deciding import Calculated
from ribambelle.commissions.rules.explaining import Outcome
from ribambelle.commissions.rules.frozen import Tables, snapshot_from
from ribambelle.commissions.rules.result_rows import PlacedRow, placed_rows, refusal_rows
from ribambelle.commissions.rules.scoring import ScoreSheet
from ribambelle.commissions.rules.snapshot import Snapshot, fingerprint
from ribambelle.commissions.rules.tables import sheets
from ribambelle.commissions.selectors.memory import Memory
from ribambelle.papers.spreadsheets import Row

#: What a run keeps to the byte: megabytes, which only the pages of that session read.
HEAVY = tuple(f"proposal__{name}" for name in ("instance", "allocation", "refusals", "lots"))


def sessions_for(user: Any) -> QuerySet[Session]:
    """The sessions a person may know of, the latest first, without the texts of their proposal."""
    visible: ScopedQuerySet[Session] = Session.objects.visible_to(user)
    keys = PseudonymKey.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted = visible.annotate(keys_count=Coalesce(Subquery(keys.annotate(n=Count("pk")).values("n")), 0))
    return counted.select_related("commission", "rule", "proposal").defer(*HEAVY).order_by("-held_on", "-reference")


def session_rows(user: Any) -> Iterator[Row]:
    """The sessions a person may know of, as a file; requests are not counted before the freeze."""
    counted: Iterable[Any] = sessions_for(user)
    for session in counted:
        yield (
            session.title,
            session.reference,
            session.commission.name,
            session.held_on,
            session.entry_on,
            str(session.get_status_display()),
            str(session.get_scope_display()),
            session.keys_count if session.status != SessionStatus.PREPARED else None,
        )


def session_for(user: Any, reference: str) -> Session | None:
    """One of them, with what its pages read each time; None when the person may not know of it.

    The megabytes from which `content_of` and `outcome_of` read once are fetched when they are wanted.
    """
    read_once = ("proposal__instance", "proposal__lots", "snapshot__content")
    found = sessions_for(user).defer(None).select_related("snapshot").defer(*read_once)
    return found.filter(reference=reference).first()


#: A session of 2,000 requests weighs some megabytes, read; those of one sitting are looked at together.
_SNAPSHOTS: Memory[Snapshot] = Memory(8)
_SHEETS: Memory[Mapping[str, ScoreSheet]] = Memory(8)
_DOCUMENTS: Memory[Tables] = Memory(8)
_OUTCOMES: Memory[Outcome] = Memory(8)


def content_of(session: Session) -> Snapshot:
    """What the session froze."""
    frozen = session.snapshot
    return _SNAPSHOTS.get((frozen.fingerprint,), lambda: snapshot_from(frozen.content))


def sheets_of(session: Session) -> Mapping[str, ScoreSheet]:
    """The score sheet of every child of the frozen session."""
    return _SHEETS.get((session.snapshot.fingerprint,), lambda: sheets(content_of(session)))


def document_of(session: Session, run: Run) -> Tables:
    """The tables of a run's instance."""
    return _DOCUMENTS.get(run_key(session, run), lambda: Tables(run.instance))


def run_key(session: Session, run: Run) -> tuple[str, ...]:
    """What a run is kept under in memory."""
    return (session.snapshot.fingerprint, run.policy, str(run.seed), run.fingerprint)


@dataclass(frozen=True, slots=True)
class Compared:
    """One proposal beside the others. `by_wish[0]`: children at their first wish; kept places stand apart."""

    run: Run
    children: int
    placed: int
    kept: int
    half_days: int
    half_days_left: int
    by_wish: list[int]
    blocking: int
    is_proposed: bool


def comparison(session: Session) -> list[Compared]:
    """Every calculated proposal of a session, counted in the same way."""
    runs = session.runs.defer("instance", "lots", "allocation", "refusals")
    return [counted(session, run) for run in runs]


class _Counts(NamedTuple):
    """What never changes of a proposal."""

    children: int
    placed: int
    kept: int
    half_days: int
    half_days_left: int
    by_wish: list[int]


_COUNTS: Memory[_Counts] = Memory(16)


def counted(session: Session, run: Run) -> Compared:
    """What one proposal gives."""
    counts = _COUNTS.get(run_key(session, run), lambda: _counts(session, run))
    blocking, is_proposed = len(run.summary["blocking"]), run.pk == session.proposal_id
    return Compared(run, *counts, blocking=blocking, is_proposed=is_proposed)


def _counts(session: Session, run: Run) -> _Counts:
    wishes = {
        child["child"]: child["wishes"] for party in content_of(session)["dossiers"] for child in party["children"]
    }
    outcome = outcome_of(session, run)
    rows = list(outcome.placed.values())
    places = sum(number for (_setting, section, _slot), number in outcome.capacity.items() if section != "*")
    filled = sum(len(row.slots) for row in rows)
    ranks = Counter(_wish_rank(row, wishes) for row in rows if row.rank)
    return _Counts(
        children=len(outcome.points),
        placed=sum(1 for row in rows if row.rank),
        kept=sum(1 for row in rows if not row.rank),
        half_days=filled,
        half_days_left=places - filled,
        by_wish=[ranks[rank] for rank in range(1, max(ranks, default=0) + 1)],
    )


def _wish_rank(row: PlacedRow, wishes: dict[str, list[str]]) -> int:
    own = wishes[row.child]
    return own.index(row.setting) + 1 if row.setting in own else 1


def outcome_of(session: Session, run: Run, now: Calculated | None = None) -> Outcome:
    """The result of a run of the session, ready to be explained; `now`: after decisions."""
    key = (
        *run_key(session, run),
        run.fingerprint if now is None else fingerprint(now.allocation + now.refusals + now.reserves),
    )

    def read() -> Outcome:
        lots = {row["party"]: int(row["lot"]) for row in csv.DictReader(io.StringIO(run.lots))}
        return Outcome(
            content_of(session),
            document_of(session, run),
            placed_rows(now.allocation if now else run.allocation),
            refusal_rows(now.refusals if now else run.refusals),
            lots,
            reserves=now.reserves if now else run.summary.get("reserves", ""),
            identity=key,
        )

    return _OUTCOMES.get(key, read)


def keys_of(session: Session) -> QuerySet[PseudonymKey]:
    """The key of a session, by pseudonym."""
    return session.keys.order_by("child")
