"""Rule texts in and out: the grids towns have published, and the JSON of a rule.

`data/scoring_grids.json` is what was read in public pages, unchanged. `data/grid_reads.json` is ours: for each line of
a grid, the criterion code whose answer it reads. `data/grid_runs.json` is ours too: how the grids without points run,
their made-up parts marked as such.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, NamedTuple

from ribambelle.commissions.rules.scoring import Line, Quota, Rule

FORMAT = "ribambelle-rule/2"
#: Formats that are read: the first one knew points only.
FORMATS = (FORMAT, "ribambelle-rule/1")
#: How published tie-breaks are worded, and what we execute.
_TIE_BREAKS = {"antériorité": "earliest-request", "date of enrolment": "earliest-request"}


def _data(name: str) -> Any:
    return json.loads((files("ribambelle.commissions") / "data" / name).read_text("utf-8"))


def published_rules() -> tuple[Rule, ...]:
    """The published grids that have points, each as a rule; those of which only a part has points are partial."""
    ours = _data("grid_reads.json")
    reads: dict[str, list[str]] = ours["reads"]
    titles: dict[str, str] = ours["titles"]
    grids = _data("scoring_grids.json")["grids"]
    return tuple(
        _rule(grid, reads[grid["id"]], titles) for grid in grids if any(_has_points(c) for c in grid["criteria"])
    )


def unpointed_rules() -> tuple[Rule, ...]:
    """The published grids that order requests otherwise than by published points: classes, register, rounds, shares."""
    grids = {grid["id"]: grid for grid in _data("scoring_grids.json")["grids"]}
    return tuple(_run(grids[code], run) for code, run in _data("grid_runs.json")["runs"].items())


class Unread(NamedTuple):
    """A published grid that cannot be executed. `criteria`: how many it names, without an order between them."""

    title: str
    source: str
    criteria: int


def unread_grids() -> tuple[Unread, ...]:
    """The published grids that are not brought in: criteria without points or order, or the procedure alone."""
    loaded = {rule.code for rule in (*published_rules(), *unpointed_rules())}
    return tuple(
        Unread(grid["municipality"], grid["source_url"], len(grid["criteria"]))
        for grid in _data("scoring_grids.json")["grids"]
        if grid["id"] not in loaded
    )


def _run(grid: Mapping[str, Any], run: Mapping[str, Any]) -> Rule:
    lines = [
        Line(code=f"c{index:02}", **{**line, "points": _decimal(line.get("points"))})
        for index, line in enumerate(run["lines"], 1)
    ]
    return Rule(
        code=grid["id"],
        version=1,
        title=run["title"],
        jurisdiction=grid["country"],
        method=run["method"],
        lines=tuple(lines),
        tie_breaks=tuple(run["tie_breaks"]),
        source=grid["source_url"],
        note=run.get("fiction", ""),
        quotas=tuple(quota_from_json(quota) for quota in run.get("quotas", ())),
    )


def _has_points(criterion: Mapping[str, Any]) -> bool:
    return criterion["points"] is not None


def _rule(grid: Mapping[str, Any], reads: list[str], titles: Mapping[str, str]) -> Rule:
    lines = [_line(index, criterion, read) for index, (criterion, read) in enumerate(_pairs(grid, reads), 1)]
    return Rule(
        code=grid["id"],
        version=1,
        title=titles.get(grid["id"])
        or ", ".join(str(part) for part in (grid["municipality"], grid.get("year")) if part),
        jurisdiction=grid["country"],
        method=grid["method"],
        lines=tuple(lines),
        tie_breaks=tuple(_tie_break(text) for text in grid.get("tie_break") or ()),
        source=grid["source_url"],
        note=grid["completeness"],
    )


def _pairs(grid: Mapping[str, Any], reads: list[str]) -> "zip[tuple[Any, str]]":
    return zip(grid["criteria"], reads, strict=True)


def _line(index: int, criterion: Mapping[str, Any], reads: str) -> Line:
    points = criterion["points"]
    bounds = points if isinstance(points, dict) else {}
    return Line(
        code=f"c{index:02}",
        label=criterion["label_fr"],
        category=criterion["category"],
        reads=reads,
        points=Decimal(str(points)) if points is not None and not bounds else None,
        least=Decimal(str(bounds["min"])) if bounds else None,
        most=Decimal(str(bounds["max"])) if bounds else None,
        evidence=criterion.get("evidence_fr", ""),
        condition=criterion.get("condition", ""),
        group=criterion.get("exclusive_group", ""),
        is_repeatable=criterion.get("repeatable", False),
        is_mandatory=criterion.get("mandatory", False),
    )


def _tie_break(text: str) -> str:
    return next(code for words, code in _TIE_BREAKS.items() if words in text)


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """A rule as JSON values: decimals as text, nothing left out. `rule_from_json` gives the same rule back."""
    return {
        "format": FORMAT,
        "code": rule.code,
        "version": rule.version,
        "title": rule.title,
        "jurisdiction": rule.jurisdiction,
        "method": rule.method,
        "source": rule.source,
        "note": rule.note,
        "evidence": rule.evidence,
        "tie_breaks": list(rule.tie_breaks),
        "quotas": [quota_to_json(quota) for quota in rule.quotas],
        "lines": [_line_to_json(line) for line in rule.lines],
    }


def _line_to_json(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "category": line.category,
        "reads": line.reads,
        "points": _text(line.points),
        "least": _text(line.least),
        "most": _text(line.most),
        "evidence": line.evidence,
        "condition": line.condition,
        "group": line.group,
        "is_repeatable": line.is_repeatable,
        "max_times": line.max_times,
        "is_mandatory": line.is_mandatory,
        "rank": line.rank,
        "is_direct": line.is_direct,
        "is_fictional": line.is_fictional,
    }


def quota_to_json(quota: Quota) -> dict[str, Any]:
    """A share as JSON values."""
    return {
        "code": quota.code,
        "label": quota.label,
        "share": _text(quota.share),
        "reads": list(quota.reads),
        "is_released": quota.is_released,
    }


def quota_from_json(content: Mapping[str, Any]) -> Quota:
    """The share `quota_to_json` wrote."""
    return Quota(**{**content, "share": Decimal(content["share"]), "reads": tuple(content["reads"])})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def rule_from_json(content: Mapping[str, Any]) -> Rule:
    """The rule of a JSON written by `rule_to_json`, in this format or an earlier one.

    Raises
    ------
    ValueError
        When the format is another one.
    """
    if content.get("format") not in FORMATS:
        raise ValueError(f"rule: format {content.get('format')!r} is none of {FORMATS}. Export the rule again.")
    lines = [
        Line(**{**line, **{name: _decimal(line[name]) for name in ("points", "least", "most")}})
        for line in content["lines"]
    ]
    kept = {name: content[name] for name in ("code", "version", "title", "jurisdiction", "method", "source", "note")}
    return Rule(
        **kept,
        lines=tuple(lines),
        tie_breaks=tuple(content["tie_breaks"]),
        quotas=tuple(quota_from_json(quota) for quota in content.get("quotas", ())),
        evidence=content.get("evidence", "declared"),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
