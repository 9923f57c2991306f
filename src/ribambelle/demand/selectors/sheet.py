"""The sheet of a request: each field with its author and its date, ready to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.selectors.provenance import Mark, Marks
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
