"""One line of a file as the request it asks for, with everything that stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from ribambelle.demand import errors, rules
from ribambelle.demand.enums import Channel, RequestKind
from ribambelle.demand.imports.columns import CRITERION, RANKS
from ribambelle.demand.imports.known import Known, facts_of
from ribambelle.demand.models import Request
from ribambelle.demand.rules.hours import half_days, still_true
from ribambelle.demand.selectors.hours import half_day_limits
from ribambelle.demand.services import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.demand.services.facts import draft_of
from ribambelle.desk.targets import Row
from ribambelle.network.models import Territory
from ribambelle.offer.models import Setting

PLAIN = (
    "received_on",
    "channel",
    "kind",
    "is_urgent",
    "wished_start_on",
    "needed_slots",
    "minimum_days",
    "hours",
    "modes",
    "weeks_per_year",
)
TEXTS = ("meanwhile", "note", "current_slots")


@dataclass
class Line:
    """A line read: its facts (None while a problem forbids them), the request it speaks of, and the problems."""

    row: Row
    child: ChildFacts | None = None
    household: HouseholdFacts | None = None
    facts: RequestFacts | None = None
    existing: Request | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the messages call the line: its request, or its number in the file."""
        reference = self.row.get("reference")
        if reference:
            return _("request %(reference)s") % {"reference": reference}
        return _("line %(line)s") % {"line": self.row.line}

    @property
    def changes(self) -> list[str]:
        """The columns of a request already here that the line would correct."""
        if self.existing is None or self.facts is None:
            return []
        was: tuple[Any, ...] = facts_of(self.existing)
        now = (self.child, self.household, self.facts)
        return [
            each.name
            for before, after in zip(was, now, strict=True)
            for each in fields(before)
            if getattr(before, each.name) != getattr(after, each.name)
        ]


def read_line(row: Row, known: Known) -> Line:
    """The line as facts: for a request already here, what the line does not say stays as it is."""
    line = Line(row)
    line.child = _child(row)
    line.existing = known.same(row.get("reference"), line.child, row.get("wished_start_on"))
    base = facts_of(line.existing) if line.existing else None
    if base:
        line.child = _child(row, base[0])
    line.household = _household(line, known, base[1] if base else None)
    wishes = _wishes(line, known)
    current = _setting(line, known, row.get("current_setting")) if row.get("current_setting") else None
    desk = known.desk(row.get("desk"))
    if row.get("desk") and desk is None:
        message = _("%(name)s: unknown desk “%(desk)s”. Correct its name, or leave the cell blank (line %(line)s).")
        line.problems.append(message % _where(line, desk=row.get("desk")))
    if line.problems:
        return line
    facts = _facts(row, base[2] if base else None)
    facts = _with_half_days(facts, row)
    facts = replace(
        facts,
        desk=desk or facts.desk,
        wishes=wishes or facts.wishes,
        current_setting=current or facts.current_setting,
        answers=dict(facts.answers) | _answers(row, facts.answers),
    )
    found = rules.problems_of(draft_of(facts, line.child), today=known.today)
    line.problems += [f"{line.name}: {errors.sentence(problem)}" for problem in found]
    line.facts = facts
    return line


def _where(line: Line, **values: Any) -> dict[str, Any]:
    return {"name": line.name, "line": line.row.line, **values}


def _child(row: Row, base: ChildFacts | None = None) -> ChildFacts:
    base = base or ChildFacts("", row.get("guardian_1_last_name") or "", None)
    return ChildFacts(
        row.get("first_name") or base.first_name,
        row.get("last_name") or base.last_name,
        row.get("born_on") or base.born_on,
        row.get("due_on") or base.due_on,
    )


def _household(line: Line, known: Known, base: HouseholdFacts | None) -> HouseholdFacts:
    row, base = line.row, base or HouseholdFacts(None)
    commune = _commune(line, known, "commune") or base.commune
    guardians = []
    for position in (1, 2):
        was = base.guardians[position - 1] if len(base.guardians) >= position else GuardianFacts()
        given = {name: row.get(f"guardian_{position}_{name}") for name in GuardianFacts.__slots__}
        given["commune"] = _commune(line, known, f"guardian_{position}_commune")
        guardians.append(replace(was, **{name: value for name, value in given.items() if value}))
    guardians += base.guardians[2:]
    if not guardians[0].last_name and not row.get("last_name"):
        message = _("%(name)s: no family name. Give the name of the child or of a parent (line %(line)s).")
        line.problems.append(message % _where(line))
    kept = tuple(each for each in guardians if each != GuardianFacts())
    return HouseholdFacts(commune, row.get("address") or base.address, kept or (_guardian_of(row),))


def _commune(line: Line, known: Known, column: str) -> Territory | None:
    """The commune a cell names; None when it is blank, and when nobody knows it, which is a problem of the line."""
    name = line.row.get(column)
    found = known.communes.find(name) if name else None
    if name and found is None:
        message = _("%(name)s: unknown commune “%(commune)s”. Correct it, or leave the cell blank (line %(line)s).")
        line.problems.append(message % _where(line, commune=name))
    return found


def _guardian_of(row: Row) -> GuardianFacts:
    """No parent is named: the family is known by the name of the child."""
    return GuardianFacts(last_name=row.get("last_name") or "")


def _wishes(line: Line, known: Known) -> tuple[Setting, ...]:
    names = [line.row.get(f"wish_{rank}") for rank in RANKS] + (line.row.get("wishes") or [])
    found = [_setting(line, known, name) for name in names if name]
    if len(found) > len(RANKS):
        message = _("%(name)s: %(n)s wishes, five at most. Keep the first five (line %(line)s).")
        line.problems.append(message % _where(line, n=len(found)))
    return tuple(setting for setting in found if setting)


def _setting(line: Line, known: Known, name: str) -> Setting | None:
    found = known.settings(name)
    if len(found) == 1:
        return found[0]
    if found:
        references = ", ".join(setting.reference for setting in found)
        message = _("%(name)s: “%(setting)s” could be %(references)s. Write the reference (line %(line)s).")
        line.problems.append(message % _where(line, setting=name, references=references))
    else:
        message = _("%(name)s: unknown setting “%(setting)s”. Add the setting, or drop this wish (line %(line)s).")
        line.problems.append(message % _where(line, setting=name))
    return None


def _facts(row: Row, base: RequestFacts | None) -> RequestFacts:
    if base is None:
        base = RequestFacts(
            received_on=row.get("received_on"),
            channel=Channel.PAPER,
            wished_start_on=row.get("wished_start_on"),
            needed_slots=row.get("needed_slots") or 0,
            kind=RequestKind.NEW,
            source_reference=row.get("reference") or "",
        )
    given = {name: row.get(name) for name in PLAIN + TEXTS}
    return replace(base, **{name: value for name, value in given.items() if value is not None})


def _with_half_days(facts: RequestFacts, row: Row) -> RequestFacts:
    """Hours say the half-days of their days; known hours that new half-days contradict are dropped."""
    limits = half_day_limits()
    if row.get("hours"):
        real = [day for day in facts.hours if day.ends_at > day.starts_at]
        return replace(facts, needed_slots=half_days(facts.needed_slots, real, limits))
    return replace(facts, hours=still_true(facts.needed_slots, facts.hours, limits))


def _answers(row: Row, base: Mapping[str, AnswerFacts]) -> dict[str, AnswerFacts]:
    """The answers of the line; a document already seen for the same answer stays seen."""
    given: dict[str, int] = dict(row.get("criteria") or {})
    for name, value in row.values.items():
        if name.startswith(CRITERION) and value is not None:
            given[name.removeprefix(CRITERION)] = value
    return {
        code: base[code] if code in base and base[code].value == value else AnswerFacts(value)
        for code, value in given.items()
    }
