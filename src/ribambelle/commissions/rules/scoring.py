"""Points of a request under a rule text: the table people read is the calculation that runs.

A rule is lines; a line reads one answer of the request. What nobody answered counts nothing
and says so: it is not “no”.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

ZERO = Decimal(0)

#: Why a line gives what it gives. `elsewhere`: another line of its exclusive group is more favourable and counts.
#: `not-proved`: declared, and the rule counts only what was seen.
Reason = Literal["met", "bounded", "capped", "not-met", "not-answered", "elsewhere", "no-points", "not-proved"]
Evidence = Literal["seen", "declared", "computed", "none"]
#: What gives points where a line names a piece of evidence: the family's word, or only what was seen.
EvidenceRule = Literal["declared", "seen"]

#: Methods, by the name the published grids give them.
ADDITIVE, CLASSES, REGISTER, RESIDENCE, ROUNDS = METHODS = (
    "additive_points",
    "ordered_priority_classes",
    "chronological_register",
    "chronological_with_residence_priority",
    "rounds_then_points",
)
#: Those that add points up, and those that read classes.
POINTED = frozenset({ADDITIVE, CLASSES, ROUNDS})
CLASSED = frozenset({CLASSES, RESIDENCE})


class WrongRule(ValueError):
    """A rule text that cannot be calculated: the message lists every wrong line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a rule text.

    Attributes
    ----------
    code
        Stable within the rule, e.g. "c03".
    reads
        Code of the criterion of the demand.
    points
        Points once (negative allowed); None: the source publishes none, and the line counts nothing.
    least, most
        Bounds, included, of points given by judgement; then `points` is None.
    group
        Name of an exclusive group: only its most favourable line counts. Empty: it adds up.
    max_times
        For a repeatable line, how many times at most; None: as often as answered.
    rank
        In a rule by classes, the class this line opens, 1 before 2; None: it opens none.
    is_direct
        Direct allocation: who meets this line comes before all others, whatever the method.
    is_fictional
        The source never published these points: they were made up to try the rule.
    """

    code: str
    label: str
    category: str
    reads: str
    points: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    evidence: str = ""
    condition: str = ""
    group: str = ""
    is_repeatable: bool = False
    max_times: int | None = None
    is_mandatory: bool = False
    rank: int | None = None
    is_direct: bool = False
    is_fictional: bool = False

    @property
    def is_by_judgement(self) -> bool:
        return self.least is not None

    @property
    def counts(self) -> bool:
        return self.points is not None or self.is_by_judgement or self.rank is not None or self.is_direct


@dataclass(frozen=True, slots=True)
class Quota:
    """A share of the places kept for some families.

    Attributes
    ----------
    share
        Of the free places of the session, over 0 and up to 1; `rules.quotas` turns it into places per section.
    reads
        Codes of the demand: a family that meets one of them belongs to it.
    is_released
        Places nobody of the group needs go to the others; otherwise they stay empty.
    """

    code: str
    label: str
    share: Decimal
    reads: tuple[str, ...]
    is_released: bool = True

    @property
    def percent(self) -> Decimal:
        """The share in percent, without needless zeros."""
        return Decimal(format((self.share * 100).normalize(), "f"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule text as values: what `score` reads, what the public page shows, what a sealed session keeps."""

    code: str
    version: int
    title: str
    jurisdiction: str
    method: str
    lines: tuple[Line, ...]
    tie_breaks: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    quotas: tuple[Quota, ...] = ()
    evidence: EvidenceRule = "declared"

    @property
    def is_complete(self) -> bool:
        return all(line.counts for line in self.lines)

    @property
    def is_fictional(self) -> bool:
        """Part of its points were made up."""
        return any(line.is_fictional for line in self.lines)

    @property
    def has_points(self) -> bool:
        """Points order requests under this rule, alone or inside classes and rounds."""
        return self.method in POINTED and any(line.points is not None or line.is_by_judgement for line in self.lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request answers: 1 or 0, a number of times, or points given by judgement.

    `is_computed`: follows from dates, nobody was asked and nothing is to be proved.
    """

    value: int
    is_proved: bool = False
    is_computed: bool = False
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one line of the rule gives to one request, and why."""

    line: Line
    points: Decimal
    reason: Reason
    evidence: Evidence
    times: int = 0
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Every line of the rule for one request, in the order of the rule, and the exact total."""

    lines: tuple[ScoreLine, ...]
    total: Decimal
    unanswered: tuple[str, ...] = field(default=())
    unmet_mandatory: tuple[str, ...] = field(default=())

    @property
    def met(self) -> tuple[ScoreLine, ...]:
        """Lines that are met, whether they give points, open a class or allocate directly."""
        return tuple(row for row in self.lines if row.times)

    @property
    def rank(self) -> int | None:
        """The best class reached; None: no class."""
        return min((row.line.rank for row in self.met if row.line.rank is not None), default=None)

    @property
    def is_direct(self) -> bool:
        return any(row.line.is_direct for row in self.met)

    @property
    def unproved(self) -> tuple[ScoreLine, ...]:
        """Lines met on the family's word alone although the rule names a piece of evidence, counted or not."""
        return tuple(
            row
            for row in self.lines
            if row.line.evidence and row.evidence == "declared" and (row.times or row.reason == "not-proved")
        )


def score(rule: Rule, answers: Mapping[str, Answer]) -> ScoreSheet:
    """Points of one request, line by line.

    Parameters
    ----------
    answers
        By criterion code. A code that is absent was not answered: 0 points, said so, never taken for “no”.

    Notes
    -----
    Within an exclusive group the line with most points counts, the first of the rule when equal; the order of the
    lines never changes the total. Points by judgement are held within their bounds.
    """
    rows = [_score_line(rule, line, answers.get(line.reads)) for line in rule.lines]
    rows = _one_per_group(rows)
    return ScoreSheet(
        lines=tuple(rows),
        total=sum((row.points for row in rows), ZERO),
        unanswered=tuple(row.line.code for row in rows if row.reason == "not-answered"),
        unmet_mandatory=tuple(
            line.code for line in rule.lines if line.is_mandatory and _is_no(answers.get(line.reads))
        ),
    )


def _is_no(answer: Answer | None) -> bool:
    return answer is not None and answer.value <= 0


def _score_line(rule: Rule, line: Line, answer: Answer | None) -> ScoreLine:
    if not line.counts:
        return ScoreLine(line, ZERO, "no-points", _evidence(answer))
    if answer is None:
        return ScoreLine(line, ZERO, "not-answered", "none")
    if answer.value <= 0:
        return ScoreLine(line, ZERO, "not-met", _evidence(answer), seen_on=answer.seen_on)
    if rule.evidence == "seen" and line.evidence and _evidence(answer) == "declared":
        return ScoreLine(line, ZERO, "not-proved", "declared")
    points, times, reason = _points(line, answer.value)
    if rule.method not in POINTED:
        points = ZERO
    return ScoreLine(line, points, reason, _evidence(answer), times, answer.seen_on)


def _points(line: Line, value: int) -> tuple[Decimal, int, Reason]:
    if line.least is not None and line.most is not None:
        given = min(max(Decimal(value), line.least), line.most)
        return given, 1, "met" if given == value else "bounded"
    once = line.points or ZERO
    if not line.is_repeatable:
        return once, 1, "met"
    times = value if line.max_times is None else min(value, line.max_times)
    return once * times, times, "met" if times == value else "capped"


def _evidence(answer: Answer | None) -> Evidence:
    if answer is None:
        return "none"
    if answer.is_computed:
        return "computed"
    return "seen" if answer.is_proved else "declared"


def _one_per_group(rows: list[ScoreLine]) -> list[ScoreLine]:
    best: dict[str, int] = {}
    for index, row in enumerate(rows):
        group = row.line.group
        if group and row.times and (group not in best or row.points > rows[best[group]].points):
            best[group] = index
    return [
        ScoreLine(row.line, ZERO, "elsewhere", row.evidence, 0, row.seen_on)
        if row.times and row.line.group and best[row.line.group] != index
        else row
        for index, row in enumerate(rows)
    ]


def highest_total(rule: Rule) -> Decimal | None:
    """The most a request can reach; None when a repeatable line has no ceiling."""
    total, groups = ZERO, dict[str, Decimal]()
    for line in rule.lines:
        most = line.most if line.is_by_judgement else line.points
        if most is None or most <= 0:
            continue
        if line.is_repeatable:
            if line.max_times is None:
                return None
            most *= line.max_times
        if line.group:
            groups[line.group] = max(most, groups.get(line.group, ZERO))
        else:
            total += most
    return total + sum(groups.values(), ZERO)


ProblemKind = Literal[
    "no-line",
    "same-code",
    "bad-range",
    "reads-nothing",
    "times",
    "tie-break",
    "method",
    "no-class",
    "share",
    "share-reads-nothing",
    "shares",
]


class Problem(NamedTuple):
    """What keeps a rule from being calculated; `culprit`: the line or the share as its table calls it."""

    kind: ProblemKind
    culprit: str = ""


def problems(rule: Rule) -> list[Problem]:
    """Everything that keeps a rule from being adopted, in the order of its lines."""
    return [*_line_problems(rule), *_quota_problems(rule)]


def _line_problems(rule: Rule) -> Iterator[Problem]:
    if rule.method not in METHODS:
        yield Problem("method", rule.method)
    if rule.method != REGISTER and not rule.lines:
        yield Problem("no-line")
    if rule.method in CLASSED and rule.lines and not any(line.rank is not None for line in rule.lines):
        yield Problem("no-class")
    codes = [line.code for line in rule.lines]
    for line in rule.lines:
        if codes.count(line.code) > 1:
            yield Problem("same-code", line.label)
        if line.least is not None and (line.most is None or line.most < line.least):
            yield Problem("bad-range", line.label)
        if line.counts and not line.reads:
            yield Problem("reads-nothing", line.label)
        if line.max_times is not None and not line.is_repeatable:
            yield Problem("times", line.label)
    yield from (Problem("tie-break", code) for code in rule.tie_breaks if code not in TIE_BREAKS)


def _quota_problems(rule: Rule) -> Iterator[Problem]:
    for quota in rule.quotas:
        if not 0 < quota.share <= 1:
            yield Problem("share", quota.label)
        if not quota.reads:
            yield Problem("share-reads-nothing", quota.label)
    if sum((quota.share for quota in rule.quotas), ZERO) > 1:
        yield Problem("shares")


#: Ordered tie-breaks a rule may name; a recorded lottery always comes last, so that no two parties stay equal.
TIE_BREAKS = ("earliest-request", "register-order", "oldest-child", "lowest-income", "lottery")
