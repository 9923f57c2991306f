"""The sheet of a request: each field with its author and its date, ready to show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.selectors.provenance import Mark, Marks, common
from ribambelle.kernel.formats import day, unknown


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the sheet and where it comes from."""

    text: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One label of the sheet with its lines."""

    label: str
    lines: tuple[Line, ...]


def asked_marks(request: Request, marks: Marks) -> tuple[dict[str, Mark | None], Mark | None]:
    """Who wrote each field shown of what is asked; and for all of them at once, when it is one person on one day."""
    then = "any_in_commune" if request.any_in_commune else "any_childminder" if request.any_childminder else ""
    shown = {
        "week": "needed_slots",
        "hours": "hours" if request.hours.all() else "",
        "modes": "modes" if request.modes else "",
        "start": "wished_start_on",
        "minimum": "minimum_days" if request.minimum_days else "",
        "wishes": "wishes",
        "then": then,
        "weeks": "weeks_per_year" if request.weeks_per_year else "",
        "meanwhile": "request.meanwhile" if request.meanwhile else "",
        "note": "request.note" if request.note else "",
    }
    found = {name: marks.of(field) for name, field in shown.items() if field}
    together = common(found.values())
    return {name: None if together else found.get(name) for name in shown}, together


def gathered(facts: Iterable[Fact]) -> tuple[list[Fact], Mark | None]:
    """The facts of a group, their marks taken off and said once when it is one person on one day."""
    every = list(facts)
    together = common(line.mark for fact in every for line in fact.lines)
    if together is None:
        return every, None
    return [Fact(fact.label, tuple(Line(line.text, None) for line in fact.lines)) for fact in every], together


def family_facts(request: Request, marks: Marks) -> Iterator[Fact]:
    """The child and those who answer for it."""
    child, household = request.child, request.child.household
    born = [Line(str(child) or _("not named yet"), marks.of("child.first_name"))]
    if child.born_on:
        born.append(Line(_("born on %(on)s") % {"on": day(child.born_on)}, marks.of("child.born_on")))
    if child.due_on:
        born.append(Line(_("due on %(on)s") % {"on": day(child.due_on)}, marks.of("child.due_on")))
    yield Fact(_("Child"), tuple(born))
    for guardian in household.guardians.all():
        yield Fact(_guardian_label(guardian), tuple(_guardian_lines(guardian, marks)))
    commune = household.commune.name if household.commune else unknown()
    home = [Line(commune, marks.of("household.commune_id"))]
    if household.address:
        home.append(Line(household.address, marks.of("household.address")))
    yield Fact(_("Commune"), tuple(home))


def _guardian_label(guardian: Guardian) -> str:
    names = {1: _("First parent"), 2: _("Second parent")}
    return names.get(guardian.position, _("Guardian"))


def _guardian_lines(guardian: Guardian, marks: Marks) -> Iterator[Line]:
    key = f"guardian-{guardian.position}"
    values: list[tuple[str, Any]] = [
        ("last_name", str(guardian)),
        ("phone", guardian.phone),
        ("email", guardian.email),
        ("activity", guardian.get_activity_display()),
        ("address", guardian.address),
        ("commune", guardian.commune),
    ]
    for name, value in values:
        if value:
            yield Line(str(value), marks.of(f"{key}.{name}"))
