"""What became of each family: the places after the decisions, read with what was decided."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ribambelle.commissions.rules.deciding import Given, given_in, given_to
from ribambelle.commissions.rules.explaining import Outcome as Ranking
from ribambelle.commissions.rules.result_rows import PlacedRow, placed_rows

Kind = Literal["obtained", "waiting", "held", "refused"]


class Became(NamedTuple):
    """`places` only when something new was obtained; `keeps`: the family goes on with the place it holds."""

    kind: Kind
    places: tuple[Given, ...]
    keeps: bool


def became(rows: Sequence[PlacedRow], decided: str | None) -> Became:
    """What a family obtained. `rows`: its own in the last allocation; `decided`: the kind of the act that stands."""
    keeps = bool(rows) and not rows[0].rank
    kind: Kind = "obtained" if rows and not keeps else "waiting"
    if decided == "hold":
        kind = "held"
    elif decided == "refuse":
        kind = "refused"
    return Became(kind, given_in(rows) if kind == "obtained" else (), keeps)


def party_ranks(ranking: Ranking) -> dict[str, int]:
    """Families by the rank of their best ranked child in the booklet, in that order."""
    ranks: dict[str, int] = {}
    for rank, child in enumerate(sorted(ranking.points, key=ranking.key), 1):
        ranks.setdefault(ranking.party_of[child], rank)
    return ranks


def rows_by_party(allocation: str) -> dict[str, list[PlacedRow]]:
    """The rows of an allocation.csv by family."""
    found: dict[str, list[PlacedRow]] = defaultdict(list)
    for row in placed_rows(allocation):
        found[row.party].append(row)
    return found


def outcomes_again(sealed: Mapping[str, Any], document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outcomes of a sealed session, from its snapshot, its decisions and its last allocation."""
    lots = {row["party"]: int(row["lot"]) for row in csv.DictReader(io.StringIO(sealed["run"]["lots"]))}
    ranking = Ranking(sealed["snapshot"], document, (), (), lots)
    rows = rows_by_party(sealed["allocation"])
    last = {act["party"]: act["kind"] for act in sealed["decisions"]}
    return [
        outcome_to_json(party, rank, became(rows.get(party, []), last.get(party)))
        for party, rank in party_ranks(ranking).items()
    ]


def outcome_to_json(party: str, rank: int, found: Became) -> dict[str, Any]:
    """An outcome as the seal keeps it."""
    return {
        "party": party,
        "kind": found.kind,
        "rank": rank,
        "keeps": found.keeps,
        "places": [given_to(place) for place in found.places],
    }
