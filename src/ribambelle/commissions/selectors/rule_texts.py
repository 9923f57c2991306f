"""Rule texts as values and as tables to read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from ribambelle.commissions.enums import EvidenceRule, LineCategory, RuleStatus
from ribambelle.commissions.models import RuleLine, RuleText
from ribambelle.commissions.rules.grids import quota_from_json
from ribambelle.commissions.rules.scoring import Answer, Line, Rule, ScoreLine, ScoreSheet, score
from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.selectors import Dossier, sampled
from ribambelle.kernel.formats import number

_ORDER = (RuleStatus.IN_FORCE, RuleStatus.ADOPTED, RuleStatus.DRAFT, RuleStatus.SUPERSEDED, RuleStatus.MODEL)
#: What a published grid says of how much of it could be read; kept as it is, said in the language of the page.
HOW_COMPLETE = (
    gettext_noop("complete grid as published (excerpt)"),
    gettext_noop("complete list as reported by a sector news site"),
    gettext_noop(
        "partial: series 1 complete; series 2 (resources) and 3 (specific situations) described without points in what"
        " could be read"
    ),
    gettext_noop(
        "four of five blocks complete; points of the fifth block (specific situations) cut off; point order"
        " reconstructed from a two-column transcript"
    ),
)
#: The criteria that follow from dates.
COMPUTED = frozenset(definition.code for definition in CATALOGUE if definition.is_computed)


def rule_texts(on: date) -> QuerySet[RuleText]:
    """Every rule text with its number of lines and what it is on a day (`shown`), those in force first."""
    replaced = RuleText.objects.filter(
        code=OuterRef("code"),
        status=RuleStatus.IN_FORCE,
        in_force_from__gt=OuterRef("in_force_from"),
        in_force_from__lte=on,
    )
    stored_in_force = Q(status=RuleStatus.IN_FORCE)
    shown = Case(
        When(stored_in_force & Q(in_force_from__gt=on), then=Value(RuleStatus.ADOPTED.value)),
        When(stored_in_force & Exists(replaced), then=Value(RuleStatus.SUPERSEDED.value)),
        default=F("status"),
    )
    rank = Case(
        *(When(shown=status, then=Value(position)) for position, status in enumerate(_ORDER)),
        output_field=IntegerField(),
    )
    texts = RuleText.objects.annotate(lines_count=Count("lines"), shown=shown).annotate(rank=rank)
    return texts.order_by("rank", "code", "-version")


def rules_in_force(on: date) -> QuerySet[RuleText]:
    """The rule texts that apply on a day, the latest first: one of each code, published for anyone to read."""
    begun = RuleText.objects.filter(status=RuleStatus.IN_FORCE, in_force_from__lte=on)
    later = begun.filter(code=OuterRef("code"), in_force_from__gt=OuterRef("in_force_from"))
    return begun.exclude(Exists(later)).order_by("-in_force_from", "code")


def criteria_cited(on: date) -> set[str]:
    """The criteria read by the texts that apply on a day or are adopted to apply later. Two queries."""
    texts = rule_texts(on).filter(Q(shown__in=[RuleStatus.ADOPTED, RuleStatus.IN_FORCE]))
    shares = [quota_from_json(quota) for quotas in texts.values_list("quotas", flat=True) for quota in quotas]
    lines = RuleLine.objects.filter(rule__in=texts.values("pk")).exclude(reads="").values_list("reads", flat=True)
    return {*lines, *(code for share in shares for code in share.reads)}


def status_on(text: RuleText, day: date) -> RuleStatus:
    """What a text is on a day: one to come is only adopted, one that a later text has replaced is superseded."""
    if text.status != RuleStatus.IN_FORCE or text.in_force_from is None:
        return RuleStatus(text.status)
    if text.in_force_from > day:
        return RuleStatus.ADOPTED
    replaced = successor(text)
    return RuleStatus.SUPERSEDED if replaced and (replaced.in_force_from or day) <= day else RuleStatus.IN_FORCE


def successor(text: RuleText) -> RuleText | None:
    """The text of the same code that replaces this one, as far as it is known."""
    if text.in_force_from is None:
        return None
    later = RuleText.objects.filter(code=text.code, status=RuleStatus.IN_FORCE, in_force_from__gt=text.in_force_from)
    return later.order_by("in_force_from").first()


def rule_of(text: RuleText) -> Rule:
    """The executable rule of a text: the very same lines, as values."""
    lines = sorted(text.lines.all(), key=lambda line: line.position)
    return Rule(
        code=text.code,
        version=text.version,
        title=text.title,
        jurisdiction=text.jurisdiction,
        method=text.method,
        lines=tuple(_line(line) for line in lines),
        tie_breaks=tuple(text.tie_breaks),
        source=text.source,
        note=text.note,
        quotas=tuple(quota_from_json(quota) for quota in text.quotas),
        evidence="seen" if text.evidence == EvidenceRule.SEEN else "declared",
    )


def _line(line: RuleLine) -> Line:
    return Line(
        code=f"c{line.position:02}",
        label=line.label,
        category=line.category,
        reads=line.reads,
        points=_plain(line.points),
        least=_plain(line.least),
        most=_plain(line.most),
        evidence=line.evidence,
        condition=line.condition,
        group=line.group,
        is_repeatable=line.is_repeatable,
        max_times=line.max_times,
        is_mandatory=line.is_mandatory,
        rank=line.rank,
        is_direct=line.is_direct,
        is_fictional=line.is_fictional,
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """The decimal without the zeros a database column adds: 30, not 30.000000."""
    if value is None:
        return None
    return Decimal(format(value.normalize(), "f"))


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a rule as it is read: points already in words, how often it counts."""

    line: Line
    points: str
    counted: str
    is_taken_away: bool


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Lines of one category; those of an exclusive group stand together."""

    label: str
    is_exclusive: bool
    lines: list[TableLine]


def rule_table(rule: Rule) -> list[TableGroup]:
    """The lines of a rule by category and exclusive group, in the order of the rule: what everyone reads."""
    groups: dict[tuple[str, str], list[TableLine]] = {}
    for line in rule.lines:
        groups.setdefault((line.category, line.group), []).append(
            TableLine(line, _points_in_words(line), _counted_in_words(line), bool(line.points and line.points < 0))
        )
    labels = dict(LineCategory.choices)
    return [
        TableGroup(str(labels.get(category, category)), bool(group), lines)
        for (category, group), lines in groups.items()
    ]


def _points_in_words(line: Line) -> str:
    if line.is_direct:
        return _("direct allocation")
    if line.rank is not None:
        return _("class %(rank)s") % {"rank": line.rank}
    if line.least is not None and line.most is not None:
        return _("%(least)s to %(most)s") % {"least": number(line.least), "most": number(line.most)}
    return _("not published") if line.points is None else number(line.points)


def _counted_in_words(line: Line) -> str:
    if line.is_by_judgement:
        return _("by judgement, within these bounds")
    if not line.is_repeatable:
        return _("once")
    if line.max_times is None:
        return _("each time")
    return ngettext("each time, %(times)s at most", "each time, %(times)s at most", line.max_times) % {
        "times": line.max_times
    }


@dataclass(frozen=True, slots=True)
class Preview:
    """One real dossier under the rule, without its name."""

    label: str
    sheet: ScoreSheet

    @property
    def met(self) -> list[ScoreLine]:
        return list(self.sheet.met)


#: A preview scores so many requests at most: it shows what a rule does, it does not prepare a session.
SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Previews:
    """Real dossiers under a rule, the lowest total first, chosen among `scored` of the `active` requests."""

    shown: list[Preview]
    scored: int
    active: int

    @property
    def is_sample(self) -> bool:
        return self.scored < self.active


def previews(rule: Rule, *, on: date, count: int = 3) -> Previews:
    """Active dossiers at the bottom, the middle and the top of this rule: lowest, median, highest total.

    Beyond `SAMPLE` requests, among those at equal steps of the register.
    """
    dossiers, active = sampled(on, SAMPLE)
    sheets = sorted((score(rule, answers_of(dossier)) for dossier in dossiers), key=lambda sheet: sheet.total)
    places = sorted({round(step * (len(sheets) - 1) / max(count - 1, 1)) for step in range(count)}) if sheets else []
    shown = [
        Preview(_("Dossier %(letter)s") % {"letter": letter}, sheets[place])
        for letter, place in zip("ABCDEFGHIJ", places, strict=False)
    ]
    return Previews(shown, len(sheets), active)


@cache
def _answer(value: int, is_proved: bool, is_computed: bool) -> Answer:
    """One object for all the answers alike: a session reads tens of thousands."""
    return Answer(value, is_proved, is_computed)


def answers_of(dossier: Dossier) -> dict[str, Answer]:
    """The answers of a dossier as a rule reads them."""
    return {
        code: _answer(answer.value, answer.evidence == EvidenceState.SEEN, code in COMPUTED)
        for code, answer in dossier.answers.items()
    }
