"""The explanation of one request: points with their evidence, each wish half-day by half-day, what was missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, overload

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ribambelle.commissions.enums import DecisionKind, EvidenceMark, ScoreReason, TieBreak
from ribambelle.commissions.models import Decision, PseudonymKey, Session
from ribambelle.commissions.rules.explaining import Explanation, Outcome, SlotFact, WishFact
from ribambelle.commissions.rules.grids import rule_from_json
from ribambelle.commissions.rules.result_rows import PlacedRow
from ribambelle.commissions.rules.scoring import ScoreLine, ScoreSheet
from ribambelle.commissions.rules.snapshot import Snapshot
from ribambelle.commissions.rules.standing import Scale
from ribambelle.commissions.selectors.booklet import Booklet
from ribambelle.commissions.selectors.legal import Legal, legal_texts
from ribambelle.commissions.selectors.outcomes import (
    decisions_by_party,
    proposal_of,
    proposed_blocking,
    standing,
    standing_outcome,
)
from ribambelle.commissions.selectors.refusals import UNNAMED, refusal_sentence
from ribambelle.commissions.selectors.reserved import Named
from ribambelle.commissions.selectors.sessions import content_of, outcome_of, sheets_of
from ribambelle.commissions.selectors.standings import claim_in_words, short_claim, tier_in_words
from ribambelle.demand.models import Request
from ribambelle.kernel.formats import day_in_words, number
from ribambelle.kernel.weeks import mask_of
from ribambelle.ui.week import Cell


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One criterion as the family reads it."""

    label: str
    points: str
    why: str
    counts: bool


@dataclass(frozen=True, slots=True)
class WishPage:
    """One wish as the family reads it."""

    title: str
    position: str
    cells: list[Cell]
    sentence: str
    is_obtained: bool
    is_compared: bool


@dataclass(frozen=True, slots=True)
class ExplanationPage:
    """All that the page and the letter say of one request."""

    session: Session
    request: Request
    total: str
    lines: list[PointsLine]
    others: list[PointsLine]
    standing: list[str]
    has_points: bool
    wishes: list[WishPage]
    headline: str
    departure: str
    is_placed: bool
    is_kept: bool
    proposed: str
    proposed_slots: int
    legal: Legal
    rule_reference: tuple[str, int]


class Told(NamedTuple):
    """What the sentences of one family need: names of its children, where it was passed over, groups to be named."""

    names: Mapping[str, str]
    passed: frozenset[str]
    named: Named


class ExplanationRow(NamedTuple):
    """A request the session examined, and what is proposed to it."""

    request: Request
    result: str


class ExplanationRows(Sequence[ExplanationRow]):
    """Requests with their result, by reference; a page reads its own rows alone."""

    def __init__(self, requests: QuerySet[Request], results: Mapping[str, str]) -> None:
        self.requests = requests.order_by("reference")
        self.results = results

    def __len__(self) -> int:
        return self.requests.count()

    @overload
    def __getitem__(self, place: int) -> ExplanationRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[ExplanationRow]: ...
    def __getitem__(self, place: int | slice) -> ExplanationRow | list[ExplanationRow]:
        if isinstance(place, int):
            return self._row(self.requests[place])
        return [self._row(request) for request in self.requests.select_related("child")[place]]

    def _row(self, request: Request) -> ExplanationRow:
        return ExplanationRow(request, self.results[request.reference])


def explanation_rows(user: Any, session: Session, *, text: str = "", result: str = "") -> ExplanationRows:
    """The requests of a session that a person may see, by reference; `text` in the reference or the child's name."""
    placed = standing_outcome(session).placed if session.proposal else {}
    keys = session.keys.values_list("request_reference", "child")
    results = {reference: _result(placed.get(child)) for reference, child in keys}
    visible = Request.objects.visible_to(user).filter(reference__in=session.keys.values("request_reference"))
    if result:
        visible = visible.filter(reference__in=[reference for reference, each in results.items() if each == result])
    if text:
        visible = visible.filter(
            Q(reference__icontains=text) | Q(child__first_name__icontains=text) | Q(child__last_name__icontains=text)
        )
    return ExplanationRows(visible, results)


def _result(row: PlacedRow | None) -> str:
    if row is None:
        return "waiting"
    return "placed" if row.rank else "kept"


@dataclass(frozen=True, slots=True)
class Material:
    """What the explanations of a session are read from, made once for all of them.

    `passed_over`: (family, setting) wherever a departure served a request that comes after this family. `named`: the
    groups with kept places that may be named to others.
    """

    ranking: Outcome
    sheets: Mapping[str, ScoreSheet]
    decisions: Mapping[str, Decision]
    passed_over: frozenset[tuple[str, str]]
    named: Named


def material_of(session: Session, parties: Collection[str] | None = None) -> Material:
    """The result as it stands, decisions applied; `parties`: to explain these families alone.

    Raises
    ------
    ValueError
        When the session has no proposal yet.
    """
    run = proposal_of(session)
    proposed = {(passed.party, passed.setting) for passed in proposed_blocking(run)}
    stands = standing(session, run)
    now = {(passed.party, passed.setting) for passed in stands.blocking}
    ranking = outcome_of(session, run, stands)
    return Material(
        ranking=ranking,
        sheets=sheets_of(session),
        decisions=decisions_by_party(session, parties),
        passed_over=frozenset(now - proposed),
        named=Booklet(session, run).named if ranking.opened.kept else UNNAMED,
    )


def explanation_page(
    session: Session, key: PseudonymKey, request: Request, material: Material | None = None
) -> ExplanationPage:
    """Everything a family may read about what a session decided, or proposes, for one of its requests.

    `material`: `material_of(session)`, given by who explains many requests.

    Raises
    ------
    ValueError
        When the session has no proposal yet.
    """
    material = material or material_of(session, [key.party])
    content = content_of(session)
    found = material.ranking.explain(key.party, key.child)
    sheet = material.sheets[key.child]
    placed = found.placed
    decision = material.decisions.get(key.party)
    label = found.placed_at["label"] if found.placed_at else ""
    names = _names(session, key) if len(found.party["children"]) > 1 else {}
    passed = frozenset(setting for party, setting in material.passed_over if party == key.party)
    told = Told(names, passed, material.named)
    return ExplanationPage(
        session=session,
        request=request,
        total=claim_in_words(found.scale, found.number, found.child),
        lines=[_points_line(row) for row in sheet.lines if row.points or row.times],
        others=[_points_line(row) for row in sheet.lines if not row.points and not row.times],
        standing=_standing(content, found),
        has_points=found.scale.has_points,
        wishes=[_wish_page(found, wish, told) for wish in found.wishes],
        headline=_decided(decision, found) or _headline(found, sheet, label, told),
        departure=_departure(decision),
        is_placed=placed is not None and placed.rank > 0,
        is_kept=found.is_kept,
        proposed=label,
        proposed_slots=mask_of(placed.slots) if placed else 0,
        legal=legal_texts(content["session"]["jurisdiction"]),
        rule_reference=(content["rule"]["code"], content["rule"]["version"]),
    )


def _departure(decision: Decision | None) -> str:
    """Why the commission departed from the calculation for this family; nothing when it did not."""
    if decision is None or not decision.is_departure:
        return ""
    said = _("The commission departed from the calculation: %(reason)s. %(text)s")
    return (said % {"reason": decision.get_reason_display(), "text": decision.text}).strip()


def _decided(decision: Decision | None, found: Explanation) -> str:
    if decision is None or found.placed is not None:
        return ""
    if decision.kind == DecisionKind.REFUSE:
        return _("The commission refused this request.")
    if decision.kind == DecisionKind.HOLD:
        return _("The commission held this request back; it will examine it again.")
    return ""


def _points_line(row: ScoreLine) -> PointsLine:
    reason = str(ScoreReason(row.reason).label)
    mark = str(EvidenceMark(row.evidence).label)
    if row.points or row.times:
        times = ngettext("%(times)s time", "%(times)s times", row.times) % {"times": row.times}
        parts = [mark] + ([times] if row.line.is_repeatable else []) + ([reason] if row.reason != "met" else [])
        why = ", ".join(parts)
    else:
        why = reason
    return PointsLine(row.line.label, _given(row), why, bool(row.points or row.times))


def _given(row: ScoreLine) -> str:
    """What a line gives: points, a class, direct allocation."""
    if row.times and row.line.is_direct:
        return _("direct allocation")
    if row.times and row.line.rank is not None:
        return _("class %(rank)s") % {"rank": row.line.rank}
    return number(row.points)


def _standing(content: Snapshot, found: Explanation) -> list[str]:
    """What orders this request, one sentence each: class, round, date, share of the places; none for points alone."""
    said = []
    if tier := tier_in_words(found.scale, found.scale.standing(found.number)):
        said.append(_("Before anything else: %(tier)s.") % {"tier": tier})
    if not found.scale.has_points:
        day = day_in_words(date.fromisoformat(found.child["received_on"]))
        order = [str(TieBreak(code).label) for code in found.scale.tie_breaks] or [str(TieBreak.LOTTERY.label)]
        said.append(
            _("Then: %(order)s. The request was received on %(day)s, register number %(number)s.")
            % {"order": ", ".join(order), "day": day, "number": found.child["register_number"]}
        )
    groups = {quota.code: quota.label for quota in rule_from_json(content["rule"]).quotas}
    groups |= {entry["group"]: entry["label"] for entry in content.get("reserves", ())}
    kept = _("Places are kept for: %(label)s. This request belongs to them.")
    return [*said, *(kept % {"label": label} for group, label in groups.items() if group in found.shares)]


def _names(session: Session, key: PseudonymKey) -> dict[str, str]:
    """The children of a family as it knows them, by pseudonym: “Yvette (R-0006)”."""
    child_of = dict(session.keys.filter(party=key.party).values_list("request_reference", "child"))
    requests = Request.objects.filter(reference__in=child_of).values_list("reference", "child__first_name")
    return {child_of[reference]: f"{name} ({reference})" for reference, name in requests}


def _refusal(found: Explanation, wish: WishFact, told: Told) -> str:
    """What refused a wish: the commission itself where it departed from the order, else points, age or half-days."""
    if wish.setting["setting"] not in told.passed:
        return refusal_sentence(found, wish, told.names, told.named)
    return _(
        "At %(setting)s, the commission departed from the calculation: a place went to a request that comes after"
        " yours. Its reason stands in the minutes."
    ) % {"setting": wish.setting["label"]}


def _headline(found: Explanation, sheet: ScoreSheet, label: str, told: Told) -> str:
    if found.is_kept:
        return _("The place held at present is kept: nothing better could be proposed.")
    if found.placed is not None:
        proposed = _("A place is proposed at %(setting)s.") % {"setting": label}
        return proposed if found.is_wished else f"{proposed} " + _("This place is not among your wishes.")
    if sheet.unmet_mandatory:
        return _("A mandatory criterion of the rule is not met: the request could not be compared with the others.")
    refused = next((wish for wish in found.wishes if wish.refusal is not None), None)
    return _refusal(found, refused, told) if refused else _("No wish could be compared in this session.")


def _wish_page(found: Explanation, wish: WishFact, told: Told) -> WishPage:
    title = f"{wish.rank}. {wish.setting['label']}"
    if wish.section is not None and wish.section["label"]:
        title += _(", section %(section)s") % {"section": wish.section["label"]}
    obtained = bool(wish.obtained)
    compared = wish.section is not None
    # a departure gives what the order refused: the refusal of the calculation no longer says anything of this place
    is_partial = obtained and any(fact.state != "off" and fact.slot not in wish.obtained for fact in wish.slots)
    if is_partial and wish.refusal is not None and not found.is_kept:
        fewer = _("This is where a place is proposed, with fewer half-days than asked.")
        sentence = f"{fewer} {_refusal(found, wish, told)}"
    elif obtained:
        sentence = _("This is where the place is proposed.") if not found.is_kept else _("This is the place held.")
    elif wish.refusal is None:
        sentence = _("A wish that comes first was obtained.") if found.placed and found.is_wished else ""
    else:
        sentence = _refusal(found, wish, told)
    return WishPage(
        title=title,
        position=_position(wish) if compared else _("not compared"),
        cells=[_cell(found.scale, fact) for fact in wish.slots],
        sentence=sentence,
        is_obtained=obtained,
        is_compared=compared,
    )


def _position(wish: WishFact) -> str:
    return ngettext(
        "rank %(position)s of %(count)s request", "rank %(position)s of %(count)s requests", wish.asked_by
    ) % {"position": wish.position, "count": wish.asked_by}


def _cell(scale: Scale, fact: SlotFact) -> Cell:
    if fact.state == "off":
        return Cell("off", text="·", spoken=_("not asked for"))
    if fact.state == "closed" or fact.state == "kept":  # noqa: PLR1714 -- mypy narrows by comparison alone
        closed = pgettext("half-day in an explanation", "closed")
        return Cell("none", text=closed if fact.state == "closed" else pgettext("half-day", "reserved"))
    if fact.state == "free":
        return Cell("yes", text=pgettext("half-day in an explanation", "free"), icon="check")
    cutoff = fact.cutoff if fact.cutoff is not None else Decimal(0)
    short = short_claim(scale, cutoff, fact.last)
    if not scale.is_plain:
        values = {"last": claim_in_words(scale, cutoff, fact.last)}
        spoken = _("early enough: the last child admitted stands at %(last)s") % values
        if fact.state == "no":
            spoken = _("all places taken, the last child admitted stands at %(last)s") % values
        return Cell(fact.state, text=short, icon="check" if fact.state == "yes" else "x", spoken=spoken)
    if fact.state == "yes":
        spoken = _("points were enough: the last child admitted has %(points)s") % {"points": short}
        return Cell("yes", value=short, icon="check", spoken=spoken)
    spoken = _("all places taken from %(points)s points") % {"points": short}
    return Cell("no", value=short, icon="x", spoken=spoken)
