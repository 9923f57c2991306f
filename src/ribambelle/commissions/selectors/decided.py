"""Every decision with what led to it: rule version, inputs, score lines, rank, cut-off, departure, reason, author,
time."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.commissions.enums import DecisionKind, Departure
from ribambelle.commissions.models import Decision
from ribambelle.commissions.rules.deciding import Given, cost_from_json, given_from
from ribambelle.commissions.rules.explaining import Explanation
from ribambelle.commissions.selectors.booklet import Reason, reasons_of
from ribambelle.commissions.selectors.deliberation import CostLine, Deliberation, cost_lines, places_in_words
from ribambelle.commissions.selectors.outcomes import points_by_party
from ribambelle.commissions.selectors.sessions import content_of, sheets_of
from ribambelle.kernel.formats import number
from ribambelle.papers.spreadsheets import Row


@dataclass(frozen=True, slots=True)
class WishedAt:
    """One wish of one child: its rank there, the lowest points that obtained on its dearest half-day, what it got."""

    setting: str
    position: int
    asked_by: int
    cut_off: Decimal | None
    is_obtained: bool


@dataclass(frozen=True, slots=True)
class DecidedChild:
    """One child of the dossier: what went in."""

    child: str
    points: Decimal
    reasons: list[Reason]
    wishes: list[WishedAt]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One act, and everything that led to it."""

    decision: Decision
    kind: str
    places: str
    departure: str
    rank: int
    rule: str
    snapshot: str
    run: str
    children: list[DecidedChild]
    costs: list[CostLine]
    superseded_by: Decision | None


def decision_page(made: Deliberation, act: Decision) -> DecisionPage:
    """One act as its page shows it; points by kind of criterion, never a criterion that says something of health."""
    own = sheets_of(made.session)
    party = made.table.parties[act.party]
    children = [
        _child(made.ranking.explain(act.party, child["child"]), reasons_of(own[child["child"]]))
        for child in party["children"]
    ]
    return DecisionPage(
        decision=act,
        kind=str(DecisionKind(act.kind).label),
        places=places_in_words(made.table, _places(act)),
        departure=str(Departure(act.reason).label) if act.reason else "",
        rank=made.ranks[act.party],
        rule=_rule(made),
        snapshot=made.session.snapshot.fingerprint,
        run=made.table.run.fingerprint,
        children=children,
        costs=cost_lines(made.table, points_by_party(made.ranking), cost_from_json(act.cost)) if act.cost else [],
        superseded_by=getattr(act, "superseded_by", None),
    )


def _rule(made: Deliberation) -> str:
    rule = content_of(made.session)["rule"]
    return f"{rule['title']} ({rule['code']}-v{rule['version']})"


def _places(act: Decision) -> tuple[Given, ...]:
    return tuple(given_from(place) for place in act.places)


def _child(found: Explanation, reasons: list[Reason]) -> DecidedChild:
    wishes = []
    for wish in found.wishes:
        cutoffs = [fact.cutoff for fact in wish.slots if fact.cutoff is not None]
        wishes.append(
            WishedAt(
                setting=wish.setting["label"],
                position=wish.position,
                asked_by=wish.asked_by,
                cut_off=max(cutoffs, default=None),
                is_obtained=bool(wish.obtained),
            )
        )
    return DecidedChild(found.child["child"], found.points, reasons, wishes)


def decision_columns() -> list[str]:
    """The headings of the decisions as a file."""
    return [
        _("Number"),
        _("Dossier"),
        _("Rank"),
        _("Decision"),
        _("Places"),
        _("Reason"),
        _("In full"),
        _("Votes for"),
        _("Votes against"),
        _("Abstentions"),
        _("Points"),
        _("Why"),
        _("Cut-off at the first wish"),
        _("Rule text"),
        _("Snapshot"),
        _("Proposal"),
        pgettext("author of an act", "By"),
        _("When"),
        _("Undone by"),
    ]


def decision_rows(made: Deliberation) -> Iterator[Row]:
    """Every act in its order, with what led to it."""
    rule, snapshot = _rule(made), made.session.snapshot.fingerprint
    own = sheets_of(made.session)
    followed = {act.supersedes_id: act for act in made.acts() if act.supersedes_id}
    points = points_by_party(made.ranking)
    for act in reversed(made.acts()):
        first = made.table.parties[act.party]["children"][0]["child"]
        why = ", ".join(f"{reason.label} {number(reason.points)}" for reason in reasons_of(own[first]))
        found = _child(made.ranking.explain(act.party, first), [])
        after = followed.get(act.pk)
        yield (
            act.number,
            act.party,
            made.ranks[act.party],
            str(DecisionKind(act.kind).label),
            places_in_words(made.table, _places(act)),
            str(Departure(act.reason).label) if act.reason else "",
            act.text,
            act.votes_for,
            act.votes_against,
            act.votes_abstained,
            points[act.party],
            why,
            found.wishes[0].cut_off if found.wishes else None,
            rule,
            snapshot,
            made.table.run.fingerprint,
            str(act.by) if act.by else _("the system"),
            act.at.isoformat(timespec="seconds"),
            after.number if after else None,
        )
