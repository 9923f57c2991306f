"""The checks of all rooms run together, and every figure of all rooms."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from ribambelle.kernel.checks import Check, Finding, Level, checks
from ribambelle.kernel.figures import Figure, Value, every_figure
from ribambelle.reporting.models import Acceptance


@dataclass(slots=True)
class Found:
    """A finding, the check that made it, and its acceptance if someone let it stand."""

    check: Check
    finding: Finding
    acceptance: Acceptance | None

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.check.code}|{self.finding.subject}"


@dataclass(slots=True)
class Group:
    """What one check found."""

    label: str | Promise
    found: list[Found]


@dataclass(slots=True)
class Integrity:
    """Errors, gaps and remarks that stand, never added up together, and those accepted with a reason."""

    errors: list[Found]
    gaps: list[Found]
    remarks: list[Found]
    accepted: list[Found]

    def groups(self, level: Level) -> list[Group]:
        """The findings of one level by check, in the order of the checks."""
        found = {"error": self.errors, "gap": self.gaps, "remark": self.remarks}[level]
        groups: dict[str, Group] = {}
        for each in found:
            groups.setdefault(each.check.code, Group(each.check.label, [])).found.append(each)
        return list(groups.values())


def integrity(*, today: date) -> Integrity:
    """Run every check. The queries are those of the checks, whose number does not grow with the rows, and one.

    An acceptance no longer holds when its finding says something else: what was accepted is not what is there now.
    """
    acceptances = {(a.check_code, a.subject): a for a in Acceptance.objects.select_related("by")}
    report = Integrity([], [], [], [])
    standing = {"error": report.errors, "gap": report.gaps, "remark": report.remarks}
    for check in checks:
        for finding in check.find(today):
            acceptance = acceptances.get((check.code, finding.subject))
            if acceptance is not None and acceptance.problem == finding.problem:
                report.accepted.append(Found(check, finding, acceptance))
            else:
                standing[check.level].append(Found(check, finding, None))
    return report


@dataclass(slots=True)
class FigureLine:
    """A figure with its value today."""

    figure: Figure
    value: Value


def figure_lines(*, text: str = "", basis: str = "") -> list[FigureLine]:
    """Every figure whose code, label or period holds all words, computed now."""
    words = text.lower().split()
    chosen = [
        figure
        for figure in every_figure()
        if all(word in f"{figure.code} {figure.label} {figure.period}".lower() for word in words)
    ]
    lines = [FigureLine(figure, figure.compute()) for figure in chosen]
    return [line for line in lines if not basis or line.value.basis == basis]
