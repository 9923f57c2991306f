"""Each row against the directory: new, unchanged, doubtful (ask first) or refused. Reads, writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from ribambelle.kernel.tables import Cell, Table, fold
from ribambelle.network.models import Territory
from ribambelle.network.selectors import CommuneNames
from ribambelle.offer.imports.columns import propose
from ribambelle.offer.imports.parsing import SettingRow, parse_row
from ribambelle.offer.models import Setting


class Verdict(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict and the reasons; `existing` is the setting it seems to be."""

    line: int
    row: SettingRow
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    commune: Territory | None = None
    existing: Setting | None = None


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


def read_settings(table: Table, mapping: Mapping[str, str] | None = None, *, on: date) -> list[Judged]:
    """Judge every row of a table, in its order, as things stand on a day. Six queries whatever the number of rows.

    Doubtful: the same address, or the same name where no address tells, as an earlier line; a setting that is already
    there with other facts; a word for its kind that means several things. Nothing doubtful is written without a yes.
    """
    chosen = dict(mapping) if mapping is not None else propose(table.columns)
    directory = Directory.load(on=on)
    return [judge(line, cells, chosen, directory) for line, cells in table.rows]


def judge(line: int, cells: Mapping[str, Cell], mapping: Mapping[str, str], directory: Directory) -> Judged:
    """Judge one row; `directory` remembers it for those that follow."""
    row, reader = parse_row(cells, mapping)
    commune = directory.communes.find(row.commune)
    if row.reference:
        earlier = directory.lines.setdefault(("reference", row.reference), line)
        if earlier != line:
            message = _("Reference %(reference)s stands already on line %(line)s. Give each setting its own.")
            reader.problems.append(message % {"reference": row.reference, "line": earlier})
    notes = list(reader.notes)
    if commune and fold(commune.name) != fold(row.commune):
        notes.append(_("“%(written)s” is read as %(commune)s.") % {"written": row.commune, "commune": commune.name})
    if reader.problems:
        return Judged(line, row, Verdict.REFUSED, tuple(reader.problems), tuple(notes), commune)
    existing = directory.existing(row, commune)
    repeated = directory.seen_before(row, line)
    if existing:
        changed = differences(existing, row)
        if not changed:
            return Judged(line, row, Verdict.UNCHANGED, (), tuple(notes), commune, existing)
        message = _("already in the directory as %(reference)s, with something else for: %(fields)s")
        reader.doubts.append(message % {"reference": existing.reference, "fields": ", ".join(changed)})
    elif repeated:
        reader.doubts.append(repeated)
    verdict = Verdict.DOUBTFUL if reader.doubts else Verdict.NEW
    return Judged(line, row, verdict, tuple(reader.doubts), tuple(notes), commune, existing)


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
