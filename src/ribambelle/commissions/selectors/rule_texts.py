"""Rule texts as values and as tables to read."""

from decimal import Decimal

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from ribambelle.commissions.enums import RuleStatus
from ribambelle.commissions.models import RuleLine, RuleText
from ribambelle.commissions.rules.scoring import Line, Rule

_ORDER = (RuleStatus.IN_FORCE, RuleStatus.ADOPTED, RuleStatus.DRAFT, RuleStatus.SUPERSEDED, RuleStatus.MODEL)


def rule_texts() -> QuerySet[RuleText]:
    """Every rule text with its number of lines, those in force first."""
    rank = Case(
        *(When(status=status, then=Value(position)) for position, status in enumerate(_ORDER)),
        output_field=IntegerField(),
    )
    return RuleText.objects.annotate(lines_count=Count("lines"), rank=rank).order_by("rank", "code", "-version")


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
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """The decimal without the zeros a database column adds: 30, not 30.000000."""
    if value is None:
        return None
    return Decimal(format(value.normalize(), "f"))
