"""The booklet: the proposal as members read it, ranked and explained, without anything that names a family."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import LineCategory
from ribambelle.commissions.models import Run, Session
from ribambelle.commissions.rules.anonymity import Anonymity, Band, Blurred
from ribambelle.commissions.rules.explaining import Explanation, Outcome
from ribambelle.commissions.rules.options import wished_slots
from ribambelle.commissions.rules.scoring import ScoreSheet
from ribambelle.commissions.rules.snapshot import PartyEntry, Snapshot
from ribambelle.commissions.selectors.memory import Memory
from ribambelle.commissions.selectors.reserved import Named, ReserveRead, in_words, measured_for
from ribambelle.commissions.selectors.sessions import content_of, outcome_of, sheets_of
from ribambelle.commissions.selectors.standings import tier_in_words
from ribambelle.kernel.weeks import mask_of

#: What members must not read apart: only that a situation is recognised, and its points.
RECOGNISED = {LineCategory.VULNERABILITY, LineCategory.DISABILITY, LineCategory.SPECIFIC, LineCategory.INCOME}


class Reason(NamedTuple):
    """Points of one kind of criterion, as members read them."""

    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class BookletLine:
    """One child of one family. `missed`: mask of the half-days that were asked at the first wish and full."""

    rank: int
    pseudonym: str
    who: str
    points: Decimal
    tier: str
    slots: int
    missed: int
    obtained: int
    proposal: str
    wish: int
    is_placed: bool
    is_kept: bool
    is_wished: bool
    is_tied: bool
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A child at its rank, before its line is written."""

    rank: int
    child: str
    is_tied: bool
    settings: tuple[str, ...]


class Ordered(NamedTuple):
    """What every page of a booklet shares."""

    anonymity: Anonymity
    most_points: Decimal
    ranked: list[Ranked]
    named: Named


#: By outcome and language: classes and rounds are measured in the words that are read.
_ORDERS: Memory[Ordered] = Memory(8)


class Booklet:
    """The proposal of a session: children by rank, how anonymous they are, and each line on demand."""

    def __init__(self, session: Session, proposal: Run, outcome: Outcome | None = None) -> None:
        content = content_of(session)
        self.proposal = proposal
        self.outcome = outcome or outcome_of(session, proposal)
        self.scale = self.outcome.scale
        self.sheets = sheets_of(session)
        key = (*self.outcome.identity, get_language() or "")
        made = _ORDERS.get(key, lambda: self._ordered(content)) if self.outcome.identity else self._ordered(content)
        self.anonymity, self.most_points, self.ranked, self.named = made

    def _ordered(self, content: Snapshot) -> Ordered:
        """How anonymous the lines are, the most points, and children by rank: the same for every page."""
        shown = (self.scale.standing(number).points for number in self.outcome.points.values())
        wishes = {child["child"]: child["wishes"] for party in content["dossiers"] for child in party["children"]}
        ties = _ties(self.outcome)
        ordered = sorted(self.outcome.points, key=self.outcome.key)
        tiers = self._tiers(content["dossiers"])
        anonymity, named = measured_for(content, self.outcome.shares, tiers)
        return Ordered(
            anonymity,
            max(shown, default=Decimal(0)),
            [
                Ranked(rank, child, ties[self.outcome.points[child]] > 1, tuple(wishes[child]))
                for rank, child in enumerate(ordered, 1)
            ],
            named,
        )

    @property
    def reserves(self) -> list[ReserveRead]:
        """The places the session keeps, as members may read them."""
        return in_words(self.outcome.snapshot, self.named.labels)

    def _tiers(self, parties: list[PartyEntry]) -> dict[str, str]:
        """What members read before points, family by family: its children's classes or rounds, in order."""
        scale, numbers = self.outcome.scale, self.outcome.points
        tiers = {
            party["party"]: [
                tier_in_words(scale, scale.standing(numbers[child["child"]])) for child in party["children"]
            ]
            for party in parties
        }
        return {party: " ".join(sorted(own)).strip() for party, own in tiers.items()}

    @property
    def lines(self) -> list[BookletLine]:
        """Every line, for paper."""
        return [self.line(ranked) for ranked in self.ranked]

    def line(self, ranked: Ranked) -> BookletLine:
        """One line as members read it."""
        party = self.outcome.party_of[ranked.child]
        found = self.outcome.explain(party, ranked.child)
        described = who(self.anonymity.lines[party])
        return _line(
            ranked, found, described, reasons_of(self.sheets[ranked.child]), shows_tier=self.anonymity.level.shows_tier
        )


def booklet_of(session: Session) -> Booklet:
    """The booklet of the proposal of a session, in the order of points and lots.

    Raises
    ------
    ValueError
        When the session has no proposal yet.
    """
    if session.proposal is None:
        raise ValueError(f"session {session.reference} has no proposal. Run it first.")
    return Booklet(session, session.proposal)


def _ties(outcome: Outcome) -> dict[Decimal, int]:
    families: dict[Decimal, set[str]] = defaultdict(set)
    for child, points in outcome.points.items():
        families[points].add(outcome.party_of[child])
    return {points: len(parties) for points, parties in families.items()}


def _line(
    ranked: Ranked, found: Explanation, described: str, reasons: list[Reason], *, shows_tier: bool
) -> BookletLine:
    placed = found.placed
    wished = [wish.setting["setting"] for wish in found.wishes]
    label, wish, missed = "", 0, 0
    if placed is not None:
        setting = found.placed_at["label"] if found.placed_at else ""
        label, wish = setting, wished.index(placed.setting) + 1 if placed.setting in wished else 0
    elif found.wishes:
        missed = mask_of(fact.slot for fact in found.wishes[0].missing)
    return BookletLine(
        rank=ranked.rank,
        pseudonym=found.child["child"],
        who=described,
        points=found.points,
        tier=tier_in_words(found.scale, found.scale.standing(found.number)) if shows_tier else "",
        slots=mask_of(wished_slots(found.child)),
        missed=missed,
        obtained=mask_of(placed.slots) if placed else 0,
        proposal=label,
        wish=wish,
        is_placed=placed is not None and placed.rank > 0,
        is_kept=found.is_kept,
        is_wished=found.is_wished,
        is_tied=ranked.is_tied,
        reasons=reasons,
    )


def reasons_of(sheet: ScoreSheet) -> list[Reason]:
    """The points of a family by kind of criterion; health, protection and income are one and the same kind."""
    totals: dict[str, Decimal] = {}
    for row in sheet.lines:
        if not row.points:
            continue
        category = row.line.category
        known = category in LineCategory.values and category not in RECOGNISED
        label = str(LineCategory(category).label) if known else _("Recognised situation")
        totals[label] = totals.get(label, Decimal(0)) + row.points
    return [Reason(label, points) for label, points in totals.items()]


def who(line: Blurred) -> str:
    """A family as the booklet may describe it: “12–14 months, siblings, Aubange”."""
    parts = [", ".join(band_in_words(band) for band in dict.fromkeys(line.bands))] if line.bands else []
    if line.is_siblings:
        parts.append(_("siblings"))
    if line.commune:
        parts.append(line.commune)
    return ", ".join(parts)


def band_in_words(band: Band) -> str:
    """A half-open band as it is read: 12 to 15 is “12–14 months”."""
    if band.least == 0 and band.most > 36:
        return _("under %(years)s years") % {"years": band.most // 12}
    return ngettext("%(least)s–%(last)s month", "%(least)s–%(last)s months", band.most - 1) % {
        "least": band.least,
        "last": band.most - 1,
    }
