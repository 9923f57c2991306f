"""Points of a request under a rule text: the table people read is the calculation that runs.

A rule is lines; a line reads one answer of the request. What nobody answered counts nothing
and says so: it is not “no”.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

ZERO = Decimal(0)

#: Why a line gives what it gives. `elsewhere`: another line of its exclusive group is more favourable and counts.
Reason = Literal["met", "bounded", "capped", "not-met", "not-answered", "elsewhere", "no-points"]
Evidence = Literal["seen", "declared", "computed", "none"]


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

    @property
    def is_by_judgement(self) -> bool:
        return self.least is not None

    @property
    def counts(self) -> bool:
        return self.points is not None or self.is_by_judgement


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

    @property
    def is_complete(self) -> bool:
        return all(line.counts for line in self.lines)


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
    def unproved(self) -> tuple[ScoreLine, ...]:
        """Lines that give points on the family's word alone although the rule names a piece of evidence."""
        return tuple(row for row in self.lines if row.points and row.evidence == "declared" and row.line.evidence)


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
    rows = [_score_line(line, answers.get(line.reads)) for line in rule.lines]
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


def _score_line(line: Line, answer: Answer | None) -> ScoreLine:
    if not line.counts:
        return ScoreLine(line, ZERO, "no-points", _evidence(answer))
    if answer is None:
        return ScoreLine(line, ZERO, "not-answered", "none")
    if answer.value <= 0:
        return ScoreLine(line, ZERO, "not-met", _evidence(answer), seen_on=answer.seen_on)
    points, times, reason = _points(line, answer.value)
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


def problems(rule: Rule) -> list[str]:
    """Everything that keeps a rule from being adopted, in the order of its lines: (culprit: problem. remedy)."""
    found = [] if rule.lines else ["lines: the rule has no criterion. Add at least one."]
    codes = [line.code for line in rule.lines]
    for line in rule.lines:
        if codes.count(line.code) > 1:
            found.append(f"{line.code}: this code is used twice. Give each line its own.")
        if line.least is not None and (line.most is None or line.most < line.least):
            found.append(f"{line.code}: the range has no end, or ends before it begins. Write least and most.")
        if line.counts and not line.reads:
            found.append(f"{line.code}: the line reads no answer. Name the criterion families answer.")
        if line.max_times is not None and not line.is_repeatable:
            found.append(f"{line.code}: a number of times stands on a line that counts once. Make it repeatable.")
    found += [f"tie-break {code!r} is not known." for code in rule.tie_breaks if code not in TIE_BREAKS]
    return found


#: Ordered tie-breaks a rule may name; a recorded lottery always comes last, so that no two parties stay equal.
TIE_BREAKS = ("earliest-request", "register-order", "oldest-child", "lottery")
