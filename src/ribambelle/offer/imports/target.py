"""What the desk calls: the same fields, judgement and writing, with today's date."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.models import User
from ribambelle.desk.targets import ImportTarget, Row
from ribambelle.desk.targets import Verdict as DeskVerdict
from ribambelle.offer.imports.applying import apply_settings
from ribambelle.offer.imports.fields import FIELDS
from ribambelle.offer.imports.judging import Directory, Judged, Verdict, judge

DESK = {
    Verdict.NEW: DeskVerdict.kept,
    Verdict.UNCHANGED: DeskVerdict.unchanged,
    Verdict.DOUBTFUL: DeskVerdict.doubtful,
    Verdict.REFUSED: DeskVerdict.refused,
}


def _judged(rows: Sequence[Row]) -> list[Judged]:
    directory = Directory.load(on=localdate())
    return [replace(judge(row.line, row.values, (), directory), source=row.source) for row in rows]


def settings_check(rows: Sequence[Row], _by: User | None) -> list[DeskVerdict]:
    """A verdict for each line, in the same order; reads only."""
    return [DESK[one.verdict](*one.reasons, *one.notes) for one in _judged(rows)]


def settings_apply(rows: Sequence[Row], by: User | None) -> None:
    """Write the lines that were kept, and those that someone said yes to."""
    apply_settings(_judged(rows), by=by, on=localdate(), accepted={row.line for row in rows})


TARGET = ImportTarget(
    code="settings",
    label=_("Settings of care"),
    fields=FIELDS,
    check=settings_check,
    apply=settings_apply,
    permission="offer.add_setting",
    help=_("A list of settings: name and kind at least; places, ages, hours and modes when the file has them."),
)
