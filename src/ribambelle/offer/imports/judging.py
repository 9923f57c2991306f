"""Each row against the directory: new, unchanged, doubtful (ask first) or refused. Reads, writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from ribambelle.desk.rules import propose_mapping
from ribambelle.kernel.tables import Cell, CellError, Table, fold
from ribambelle.network.models import Territory
from ribambelle.network.selectors import CommuneNames
from ribambelle.offer.imports.fields import FIELDS
from ribambelle.offer.imports.parsing import SettingRow, parse_row
from ribambelle.offer.models import Setting


class Verdict(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its verdict and reasons; `existing`: the setting it seems to be; `source`: where it comes from."""

    line: int
    row: SettingRow
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    commune: Territory | None = None
    existing: Setting | None = None
    source: str = ""


@dataclass(slots=True)
class Directory:
    """The settings already known, by reference and by name and place, and the lines already read."""

    communes: CommuneNames
    by_reference: dict[str, Setting] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Setting]] = field(default_factory=dict)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    @classmethod
    def load(cls, *, on: date) -> "Directory":
        directory = cls(CommuneNames(on=on))
        settings = Setting.objects.select_related("commune", "manager", "attached_to").prefetch_related(
            "openings", "modes", "authorisations", "funded"
        )
        for setting in settings:
            directory.by_reference[setting.reference] = setting
            for place in {fold(setting.locality), setting.commune.reference if setting.commune else ""}:
                directory.by_name.setdefault((fold(setting.name), place), []).append(setting)
        return directory

    def existing(self, row: SettingRow, commune: Territory | None) -> Setting | None:
        """The setting this row seems to be: by reference, else by name and place where no address says otherwise."""
        if row.reference in self.by_reference:
            return self.by_reference[row.reference]
        place = commune.reference if commune else fold(row.commune)
        candidates = [
            setting
            for setting in self.by_name.get((fold(row.name), place), ())
            if not row.address or not setting.address or fold(row.address) == fold(setting.address)
        ]
        return min(candidates, key=lambda setting: (len(differences(setting, row)), setting.pk), default=None)

    def seen_before(self, row: SettingRow, line: int) -> str:
        """Why this row looks like an earlier line of the same file, or nothing; remembers the line."""
        if row.address:
            key, message = ("address", fold(row.address), fold(row.commune)), _("same address as line %(line)s")
        else:
            key, message = ("name", fold(row.name), fold(row.commune)), _("same name and place as line %(line)s")
        earlier = self.lines.setdefault(key, line)
        return message % {"line": earlier} if earlier != line else ""


def read_settings(table: Table, *, on: date) -> list[Judged]:
    """Judge every line of a table, its columns recognised by their headings, as things stand on a day."""
    mapping = propose_mapping(FIELDS, table.columns)
    directory = Directory.load(on=on)
    return [judge(line, *read_cells(cells, mapping), directory) for line, cells in table.rows]


def read_cells(cells: Mapping[str, Cell], mapping: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The cells of a line by field, and what is wrong with those that cannot be read."""
    values, problems = {}, []
    for field_ in FIELDS:
        if field_.name in mapping:
            try:
                values[field_.name] = field_.parse(cells.get(mapping[field_.name]))
            except CellError as error:
                problems.append(f"{mapping[field_.name]}: {error}")
    return values, problems


def judge(line: int, values: Mapping[str, Any], problems: Sequence[str], directory: Directory) -> Judged:
    """Judge one line; `directory` remembers it for those that follow.

    Doubtful: the same address, or the same name where no address tells, as an earlier line; a setting that is already
    there with other facts; a word for its kind that means several things. Nothing doubtful is written without a yes.
    """
    row, remarks = parse_row(values)
    problems = [*problems, *remarks.problems]
    commune = directory.communes.find(row.commune)
    if row.reference and (earlier := directory.lines.setdefault(("reference", row.reference), line)) != line:
        message = _("Reference %(reference)s stands already on line %(line)s. Give each setting its own.")
        problems.append(message % {"reference": row.reference, "line": earlier})
    notes = list(remarks.notes)
    if commune and fold(commune.name) != fold(row.commune):
        notes.append(_("“%(written)s” is read as %(commune)s.") % {"written": row.commune, "commune": commune.name})
    if problems:
        return Judged(line, row, Verdict.REFUSED, tuple(problems), tuple(notes), commune)
    return _compare(Judged(line, row, Verdict.NEW, (), tuple(notes), commune), remarks.doubts, directory)


def _compare(judged: Judged, doubts: Sequence[str], directory: Directory) -> Judged:
    """Against what the directory holds, then against the lines already read."""
    doubts = list(doubts)
    existing = directory.existing(judged.row, judged.commune)
    repeated = directory.seen_before(judged.row, judged.line)
    if existing:
        changed = differences(existing, judged.row)
        if not changed:
            return replace(judged, verdict=Verdict.UNCHANGED, existing=existing)
        message = _("already in the directory as %(reference)s, with something else for: %(fields)s")
        doubts.append(message % {"reference": existing.reference, "fields": ", ".join(changed)})
    elif repeated:
        doubts.append(repeated)
    verdict = Verdict.DOUBTFUL if doubts else Verdict.NEW
    return replace(judged, verdict=verdict, reasons=tuple(doubts), existing=existing)


def differences(setting: Setting, row: SettingRow) -> list[str]:
    """The facts that a row states otherwise than the directory; what a row leaves blank differs in nothing."""
    authorised = [line.places for line in setting.authorisations.all()]
    funded = [line.places for line in setting.funded.all()]
    openings = {(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()}
    modes = {mode.mode: mode.is_offered for mode in setting.modes.all()}
    stated = (
        (_("name"), row.name, fold(row.name) == fold(setting.name)),
        (_("kind"), row.kind, row.kind == setting.kind),
        (_("address"), row.address, fold(row.address) == fold(setting.address)),
        (_("telephone"), row.phone, row.phone == setting.phone),
        (_("e-mail"), row.email, row.email == setting.email),
        (_("manager"), row.manager, fold(row.manager) == fold(str(setting.manager or ""))),
        (_("from (months)"), row.min_age_months is not None, row.min_age_months == setting.min_age_months),
        (_("up to (months)"), row.max_age_months is not None, row.max_age_months == setting.max_age_months),
        (_("opening hours"), row.openings, {(o.weekday, o.opens_at, o.closes_at) for o in row.openings} == openings),
        (_("modes"), row.modes, row.modes.items() <= modes.items()),
        (_("authorised places"), row.places is not None, row.places in authorised),
        (_("funded places"), row.funded is not None, row.funded in funded),
    )
    return [str(label) for label, is_said, is_same in stated if is_said and not is_same]
