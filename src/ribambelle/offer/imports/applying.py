"""Write what was judged: new settings, and the doubtful ones that someone said yes to. All or nothing."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.kernel.tables import read_table
from ribambelle.network.enums import OrganisationKind
from ribambelle.network.models import Organisation
from ribambelle.offer.imports.judging import Judged, Verdict, read_settings
from ribambelle.offer.imports.organisations import OrganisationNames
from ribambelle.offer.imports.parsing import YOUNG_UNDER_MONTHS, SettingRow
from ribambelle.offer.models import Setting
from ribambelle.offer.services import PlacesLine, places_replace, setting_create, setting_update


def apply_settings(
    judged: Sequence[Judged],
    *,
    by: User | None,
    on: date,
    source: str = "",
    programme: str = "",
    accepted: Collection[int] = (),
) -> list[Setting]:
    """Write the new settings, and the doubtful ones whose line is in `accepted`; returns them in the order written.

    Parameters
    ----------
    on
        The day the file's facts were right: kept with each of them.
    source, programme
        Where lines come from that do not say so themselves, and who pays for the places called funded when the file
        has no such column.
    """
    names = OrganisationNames(by=by, on=on)
    written = []
    with transaction.atomic():
        for one in judged:
            if one.verdict == Verdict.NEW or (one.verdict == Verdict.DOUBTFUL and one.line in accepted):
                written.append(_write(one, names=names, by=by, on=on, source=one.source or source, programme=programme))
    return written


def import_settings(
    path: Path, *, by: User | None, on: date, source: str = "", programme: str = "", accepted: Collection[int] = ()
) -> list[Judged]:
    """Read a file, judge its rows and write what needs no question: the whole way in one call."""
    with path.open("rb") as file:
        judged = read_settings(read_table(file, filename=path.name), on=on)
    apply_settings(judged, by=by, on=on, source=source or path.name, programme=programme, accepted=accepted)
    return judged


def _write(one: Judged, *, names: OrganisationNames, by: User | None, on: date, source: str, programme: str) -> Setting:
    row = one.row
    fields = _stated(row, one, names)
    modes: dict[str, bool | None] = dict(row.modes)
    if one.existing:
        known = {mode.mode: mode.is_offered for mode in one.existing.modes.all()}
        setting = setting_update(
            by=by,
            on=on,
            setting=one.existing,
            modes=known | modes if modes else None,
            openings=row.openings or None,
            said_by=source,
            **fields,
        )
    else:
        setting = setting_create(
            by=by, on=on, reference=row.reference, modes=modes, openings=row.openings, source=source, **fields
        )
    authorised = funded = None
    if row.places is not None:
        young = YOUNG_UNDER_MONTHS if row.young_places is not None else None
        authorised = [PlacesLine(row.places, source=source, young_places=row.young_places, young_under_months=young)]
    if row.funded is not None:
        funded = [
            PlacesLine(row.funded, source=source, programme=row.programme or programme or _("programme to confirm"))
        ]
    if authorised or funded:
        places_replace(by=by, on=on, setting=setting, authorised=authorised, funded=funded, said_by=source)
    return setting


def _stated(row: SettingRow, one: Judged, names: OrganisationNames) -> dict[str, Any]:
    """The fields the row states; the others are left as they are."""
    fields: dict[str, Any] = {
        name: value
        for name in (
            "name",
            "kind",
            "kind_stated",
            "address",
            "postal_code",
            "phone",
            "email",
            "website",
            "min_age_months",
            "max_age_months",
            "latitude",
            "longitude",
        )
        if (value := getattr(row, name)) not in (None, "")
    }
    if one.commune:
        fields["commune"] = one.commune
    elif row.commune:
        fields["locality"] = row.commune
    if row.manager:
        fields["manager"] = names.get_or_create(row.manager, kind=row.manager_kind)
    if row.attached_to:
        fields["attached_to"] = _service(row.attached_to, names)
    return fields


def _service(text: str, names: OrganisationNames) -> Organisation:
    """“Baby Service (Arlon)”: a childminding service, with its commune in brackets."""
    name, __, commune = text.partition("(")
    return names.get_or_create(name.strip(), kind=OrganisationKind.CHILDMINDING_SERVICE, commune=commune.rstrip(" )"))
