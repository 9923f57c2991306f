"""Members of the coordinating body."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.desk.network_targets.known import Known
from ribambelle.desk.targets import Row, Verdict
from ribambelle.kernel.tables import fold
from ribambelle.network.governance import agreements
from ribambelle.network.models import Membership, Territory


def _zones() -> dict[str, Territory]:
    return {fold(territory.name): territory for territory in Territory.objects.filter(merged_into__isnull=True)}


def check_memberships(rows: Sequence[Row], _by: User | None) -> list[Verdict]:
    known, zones = Known.read(), _zones()
    members = set(Membership.objects.filter(ends_on__isnull=True).values_list("organisation_id", flat=True))
    seen: dict[int, int] = {}
    verdicts = []
    for row in rows:
        organisation = known.named(row.values["organisation"])
        problems = [] if organisation else [known.unknown(row.values["organisation"])]
        if row.get("zone") and fold(row.get("zone")) not in zones:
            problems.append(
                _("“%(name)s” is not a territory we know. Correct it, or leave it blank.") % {"name": row.get("zone")}
            )
        if organisation and seen.setdefault(organisation.pk, row.line) != row.line:
            line = seen[organisation.pk]
            problems.append(_("The same organisation as line %(line)s. Keep one of them.") % {"line": line})
        if problems:
            verdicts.append(Verdict.refused(*problems))
        elif organisation and organisation.pk in members:
            verdicts.append(Verdict.unchanged(_("Already a member.")))
        else:
            verdicts.append(Verdict.kept())
    return verdicts


def apply_memberships(rows: Sequence[Row], by: User | None) -> None:
    known, zones = Known.read(), _zones()
    for row in rows:
        organisation = known.named(row.values["organisation"])
        if organisation is not None:
            zone = zones.get(fold(row.get("zone") or ""))
            start: date | None = row.get("starts_on")
            agreements.membership_open(by=by, organisation=organisation, zone=zone, starts_on=start, source=row.source)
