"""The session while it is decided: lines in the order of the booklet with what is decided of each, and the figures."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ribambelle.commissions.enums import DecisionKind
from ribambelle.commissions.models import Decision, Session
from ribambelle.commissions.rules.deciding import Change, Cost, Given, given_in
from ribambelle.commissions.rules.explaining import Outcome
from ribambelle.commissions.rules.options import wished_settings
from ribambelle.commissions.rules.result_rows import PlacedRow
from ribambelle.commissions.selectors.booklet import Booklet, BookletLine, Ranked
from ribambelle.commissions.selectors.deciding import Table, table_of
from ribambelle.commissions.selectors.sessions import outcome_of
from ribambelle.commissions.selectors.sittings import Bench
from ribambelle.kernel.formats import number
from ribambelle.kernel.weeks import SLOTS, describe, mask_of
from ribambelle.ui.week import Cell


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One child as the session reads it. `rank`: of its family, which is the address of the dossier.

    `is_displaced`: nothing was decided otherwise about its family, yet decisions about others changed what it obtains.
    """

    line: BookletLine
    party: str
    rank: int
    decision: Decision | None
    is_first: bool
    is_displaced: bool


class Figures(NamedTuple):
    """How far the session is. Families are decided, children stand in the lines."""

    families: int
    children: int
    decided: int
    departures: int
    placed: int
    half_days: int
    blocking: int
    present: int
    needed: int

    @property
    def left(self) -> int:
        return self.families - self.decided


class Deliberation:
    """A session while it is decided. Built once a page: ten queries, whatever the number of dossiers."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.table: Table = table_of(session)
        run, now = self.table.run, self.table.now
        self.ranking = outcome_of(session, run, now)
        self.booklet = Booklet(session, run, self.ranking)
        self.ranks: dict[str, int] = {}
        for each in self.booklet.ranked:
            self.ranks.setdefault(self.ranking.party_of[each.child], each.rank)
        self.bench = Bench(session)

    @cached_property
    def parties(self) -> list[str]:
        """Families in the order of the booklet."""
        return list(self.ranks)

    def party_at(self, rank: int) -> str | None:
        """The family whose best ranked child has this rank; None when there is none."""
        return next((party for party, own in self.ranks.items() if own == rank), None)

    def ranked(self, *, setting: str = "", show: str = "") -> list[Ranked]:
        """Children to show: those asking for a setting; `to-decide`, `departures`, `ties` or all."""
        decided = self.table.decided
        found = []
        for each in self.booklet.ranked:
            act = decided.get(self.ranking.party_of[each.child])
            if setting and setting not in each.settings:
                continue
            if show == "to-decide" and act is not None:
                continue
            if show == "departures" and not (act and act.is_departure):
                continue
            if show == "ties" and not each.is_tied:
                continue
            found.append(each)
        return found

    def line(self, ranked: Ranked) -> DecidedLine:
        """One child with what is decided of its family."""
        party = self.ranking.party_of[ranked.child]
        return DecidedLine(
            line=self.booklet.line(ranked),
            party=party,
            rank=self.ranks[party],
            decision=self.table.decided.get(party),
            is_first=ranked.rank == self.ranks[party],
            is_displaced=party in self.displaced,
        )

    def lines_of(self, party: str) -> list[DecidedLine]:
        """The children of a family."""
        return [self.line(each) for each in self.booklet.ranked if self.ranking.party_of[each.child] == party]

    @cached_property
    def displaced(self) -> frozenset[str]:
        """Families kept as calculated, whom decisions about others give something else than the proposal did."""
        if self.table.now.allocation == self.table.run.allocation:
            return frozenset()
        kept = {party for party, act in self.table.decided.items() if act.kind == DecisionKind.KEEP}
        before, now = (
            _given_by_party(outcome, kept) for outcome in (outcome_of(self.session, self.table.run), self.ranking)
        )
        return frozenset(party for party in kept if before.get(party) != now.get(party))

    @cached_property
    def figures(self) -> Figures:
        rows = list(self.ranking.placed.values())
        return Figures(
            families=len(self.parties),
            children=len(self.booklet.ranked),
            decided=len(self.table.decided),
            departures=sum(1 for act in self.table.decided.values() if act.is_departure),
            placed=sum(1 for row in rows if row.rank),
            half_days=sum(len(row.slots) for row in rows),
            blocking=len(self.table.now.blocking),
            present=len(self.bench.present),
            needed=self.bench.needed,
        )

    @property
    def next_rank(self) -> int | None:
        """The next dossier to decide."""
        return next((rank for party, rank in self.ranks.items() if party not in self.table.decided), None)

    def acts(self, most: int | None = None) -> list[Decision]:
        """Acts, the latest first."""
        return list(acts_of(self.session)[:most])


def acts_of(session: Session) -> QuerySet[Decision]:
    """Every act of a session, the latest first."""
    return session.decisions.select_related("by", "supersedes").order_by("-number")


def _given_by_party(outcome: Outcome, parties: set[str]) -> dict[str, tuple[Given, ...]]:
    """What some families obtain, for those who obtain something."""
    rows: dict[str, list[PlacedRow]] = defaultdict(list)
    for row in outcome.placed.values():
        if row.party in parties:
            rows[row.party].append(row)
    return {party: given_in(own) for party, own in rows.items()}


class CostLine(NamedTuple):
    """One thing a decision costs or gives: an icon and a sentence."""

    icon: str
    text: str


def cost_lines(table: Table, points: dict[str, Decimal], cost: Cost) -> list[CostLine]:
    """What a decision changes for others, in plain words, under pseudonyms: losses first, counts last."""
    lines = [CostLine("down", _lost(table, points, change)) for change in cost.lose]
    lines += [CostLine("plus", _gained(table, points, change)) for change in cost.gain]
    lines += [CostLine("swap", _differs(table, points, change)) for change in cost.differ]
    for passed in cost.passed_over:
        said = _("%(party)s (%(points)s points) is passed over at %(setting)s: its explanation will say so.")
        values = _who(points, passed.party) | {"setting": table.settings[passed.setting]["label"]}
        lines.append(CostLine("swap", said % values))
    if not lines:
        lines.append(CostLine("check", _("It changes nothing for the other families.")))
    lines.append(
        CostLine(
            "house",
            _(
                "Children placed: %(placed_before)s → %(placed)s. Half-days filled: %(half_before)s → %(half)s. "
                "Families passed over: %(blocking_before)s → %(blocking)s."
            )
            % {
                "placed_before": number(cost.placed[0]),
                "placed": number(cost.placed[1]),
                "half_before": number(cost.half_days[0]),
                "half": number(cost.half_days[1]),
                "blocking_before": number(cost.blocking[0]),
                "blocking": number(cost.blocking[1]),
            },
        )
    )
    return lines


def unwished(table: Table, party: str, given: Sequence[Given]) -> list[str]:
    """What is said of places that are no wish of the family: its commission may give them, knowing it."""
    children = {child["child"]: child for child in table.parties[party]["children"]}
    said = _("%(setting)s is not among the wishes of %(child)s. The place may be given all the same.")
    return [
        said % {"setting": table.settings[place.setting]["label"], "child": place.child}
        for place in given
        if place.setting not in wished_settings(children[place.child])
    ]


def _who(points: dict[str, Decimal], party: str) -> dict[str, str]:
    return {"party": party, "points": number(points[party])}


def _lost(table: Table, points: dict[str, Decimal], change: Change) -> str:
    values = _who(points, change.party) | {"before": places_in_words(table, change.before)}
    if not change.after:
        return _("%(party)s (%(points)s points) loses %(before)s and waits.") % values
    values["after"] = places_in_words(table, change.after)
    return _("%(party)s (%(points)s points) loses %(before)s and goes to %(after)s.") % values


def _gained(table: Table, points: dict[str, Decimal], change: Change) -> str:
    values = _who(points, change.party) | {"after": places_in_words(table, change.after)}
    if not change.before:
        return _("%(party)s (%(points)s points) obtains %(after)s.") % values
    values["before"] = places_in_words(table, change.before)
    return _("%(party)s (%(points)s points) leaves %(before)s and obtains %(after)s.") % values


def _differs(table: Table, points: dict[str, Decimal], change: Change) -> str:
    values = _who(points, change.party)
    values |= {"before": places_in_words(table, change.before), "after": places_in_words(table, change.after)}
    return _("%(party)s (%(points)s points) goes from %(before)s to %(after)s.") % values


def places_in_words(table: Table, places: tuple[Given, ...]) -> str:
    """“Les Coccinelles (lundi, mardi)”, one after the other for siblings; “nothing” when there is none."""
    if not places:
        return _("nothing")
    return ", ".join(f"{table.settings[place.setting]['label']} ({describe(mask_of(place.slots))})" for place in places)


class LeftRow(NamedTuple):
    """Places left in one section, as ten cells."""

    label: str
    cells: list[Cell]


def places_left(deliberation: Deliberation, settings: Collection[str]) -> list[tuple[str, list[LeftRow]]]:
    """Places still free by section and half-day in these settings; sections the offer does not bound are left out."""
    ranking = deliberation.ranking
    found = []
    for setting in settings:
        entry = deliberation.table.settings[setting]
        rows = [
            LeftRow(section["label"], [_left(ranking, (setting, section["section"], slot)) for slot in SLOTS])
            for section in entry["sections"]
            if (setting, section["section"]) in ranking.bounded
        ]
        if rows:
            found.append((entry["label"], rows))
    return found


def _left(ranking: Outcome, key: tuple[str, str, str]) -> Cell:
    places = ranking.capacity.get(key)
    if not places:
        return Cell("none", text="–", spoken=pgettext("half-day in an explanation", "closed"))
    left = places - len(ranking.holders[key])
    spoken = ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}
    return Cell("full" if not left else "", value=number(left), spoken=spoken)
