"""Organisations, with a verdict for each line."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.desk.network_targets.known import NUMBERS, PLAIN, Known, changed_fields
from ribambelle.desk.targets import Row, Verdict
from ribambelle.kernel.tables import fold
from ribambelle.network.governance.services import variant_add
from ribambelle.network.models import Organisation
from ribambelle.network.rules import name_key
from ribambelle.network.selectors import CommuneNames
from ribambelle.network.services import organisation_create, organisation_update


def _organisation_values(row: Row, known: Known, communes: CommuneNames) -> tuple[dict[str, Any], list[str]]:
    """What the line says of the organisation, and what in it cannot be taken."""
    values: dict[str, Any] = {name: row.get(name) for name in ("kind", *PLAIN, *NUMBERS) if row.get(name) is not None}
    problems = []
    if name := row.get("commune"):
        values["commune"] = communes.find(name)
        if values["commune"] is None:
            problems.append(_("“%(name)s” is not a commune we know. Correct it, or leave it blank.") % {"name": name})
    if name := row.get("parent"):
        values["parent"] = known.named(name)
        if values["parent"] is None:
            problems.append(known.unknown(name))
    return values, problems


def check_organisations(rows: Sequence[Row], _by: User | None) -> list[Verdict]:
    known, communes = Known.read(), CommuneNames(on=timezone.localdate())
    seen: dict[str, int] = {}
    return [_judge_organisation(row, known, communes, seen) for row in rows]


def _judge_organisation(row: Row, known: Known, communes: CommuneNames, seen: dict[str, int]) -> Verdict:
    name = row.values["name"]
    found = known.find(row)
    mark = f"#{found.pk}" if found else name_key(name)
    first = seen.setdefault(mark, row.line)
    values, problems = _organisation_values(row, known, communes)
    if first != row.line:
        problems.append(_("The same organisation as line %(line)s. Keep one of them.") % {"line": first})
    if problems:
        return Verdict.refused(*problems)
    if found is None:
        near = known.like(name)
        if near:
            message = _("Looks like “%(near)s”. Take it only if it is another organisation.")
            return Verdict.doubtful(message % {"near": near})
        return Verdict.kept()
    reasons = []
    if fold(name) != fold(found.name):
        reasons.append(_("Recognised: “%(name)s” is “%(found)s”.") % {"name": name, "found": found})
    changed = changed_fields(found, values)
    if not changed:
        return Verdict.unchanged(*reasons)
    labels = ", ".join(str(getattr(Organisation._meta.get_field(each), "verbose_name", each)) for each in changed)
    return Verdict.kept(*reasons, _("Changes: %(fields)s.") % {"fields": labels})


def apply_organisations(rows: Sequence[Row], by: User | None) -> None:
    known, communes = Known.read(), CommuneNames(on=timezone.localdate())
    for row in rows:
        values, _problems = _organisation_values(row, known, communes)
        found = known.find(row)
        if found is None:
            known.add(organisation_create(by=by, name=row.values["name"], **values))
            continue
        organisation_update(by=by, organisation=found, **{name: values[name] for name in changed_fields(found, values)})
        if name_key(row.values["name"]) != name_key(found.name):
            variant_add(by=by, organisation=found, name=row.values["name"])
