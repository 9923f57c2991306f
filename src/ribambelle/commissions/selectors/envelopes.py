"""What a sealed session tells about each child, in the order of the envelopes: pseudonyms alone, read once.

Nothing of a sealed session changes, so neither does this: it is kept under the fingerprint of the seal.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ribambelle.commissions.enums import DecisionKind, LetterKind
from ribambelle.commissions.models import Seal, Session
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.rules.outcomes import became, rows_by_party
from ribambelle.commissions.rules.snapshot import PartyEntry
from ribambelle.commissions.selectors.memory import Memory
from ribambelle.commissions.selectors.outcomes import proposal_of
from ribambelle.commissions.selectors.sessions import content_of


class Envelope(NamedTuple):
    """What one child is told. `position` from 1; `given` for a proposal only, `rank`: of its wish there, else 1."""

    position: int
    party: str
    child: str
    kind: LetterKind
    given: Given | None
    rank: int


_ENVELOPES: Memory[tuple[Envelope, ...]] = Memory(8)


def envelopes(session: Session) -> Sequence[Envelope]:
    """Those of a sealed session, in the order of the register, brothers together. Four queries at most.

    Raises
    ------
    Seal.DoesNotExist
        The session is not sealed.
    """
    sealed = Seal.objects.values_list("fingerprint", flat=True).get(session=session)
    return _ENVELOPES.get((sealed,), lambda: tuple(_read(session)))


def _read(session: Session) -> list[Envelope]:
    given = rows_by_party(_last_allocation(session))
    standing = session.decisions.filter(superseded_by__isnull=True).exclude(kind=DecisionKind.UNDO)
    decided = dict(standing.values_list("party", "kind"))
    parties = sorted(content_of(session)["dossiers"], key=lambda party: min(_numbers(party)))
    found: list[Envelope] = []
    for party in parties:
        told = became(given.get(party["party"], []), decided.get(party["party"]))
        places = {place.child: place for place in told.places}
        without = LetterKind.REFUSAL if told.kind == "refused" else LetterKind.WAITING
        for child in sorted(party["children"], key=lambda child: child["register_number"]):
            place = places.get(child["child"])
            kind = LetterKind.PROPOSAL if place else without
            rank = _rank(place, child["wishes"])
            found.append(Envelope(len(found) + 1, party["party"], child["child"], kind, place, rank))
    return found


def _last_allocation(session: Session) -> str:
    last = session.recalculations.order_by("-number").values_list("allocation", flat=True).first()
    return proposal_of(session).allocation if last is None else last


def _numbers(party: PartyEntry) -> list[int]:
    return [child["register_number"] for child in party["children"]]


def _rank(given: Given | None, wishes: Sequence[str]) -> int:
    return wishes.index(given.setting) + 1 if given and given.setting in wishes else 1


def first_of_each_kind(session: Session) -> list[Envelope]:
    """The first envelope of each kind there is, in the order of the kinds."""
    first: dict[LetterKind, Envelope] = {}
    for envelope in envelopes(session):
        first.setdefault(envelope.kind, envelope)
    return [first[kind] for kind in LetterKind if kind in first]
