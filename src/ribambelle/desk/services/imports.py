"""Writes of the desk: one import run from its file to its lines in the database.

Each step is one transaction. Killed in the middle, a step has done nothing; asked twice, it is done once.
"""

import hashlib
import sys
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.desk import rules
from ribambelle.desk.enums import Outcome, RunState
from ribambelle.desk.errors import AlreadyApplied, MappingRefused, NothingToApply, ReportOutdated, WrongStep
from ribambelle.desk.models import ImportRow, ImportRun, RememberedMapping
from ribambelle.desk.targets import ImportTarget, Row, Verdict, import_targets
from ribambelle.kernel.tables import Cell, Limits, Table, parse_text, read_bounded, read_table

SAMPLES = 3
BATCH = 1_000
TEXT_LENGTH = 300


def limits() -> Limits:
    """What an import may ask of the server; the size is a setting of the installation."""
    return Limits(max_bytes=settings.IMPORT_MAX_BYTES)


def run_open(
    *,
    by: User | None,
    at: datetime,
    target: ImportTarget,
    source: bytes | IO[bytes],
    file_name: str,
    header_line: int | None = None,
    sheet: str | None = None,
) -> ImportRun:
    """Read a file and keep it, with a proposal of columns: the one remembered for these headings, or by their words.

    Raises
    ------
    TableError
        The file cannot be read; nothing is kept of it.
    """
    data = read_bounded(source, filename=file_name, limit=limits().max_bytes)
    table = read_table(data, filename=file_name, limits=limits(), header_line=header_line, sheet=sheet)
    run = ImportRun(
        reference=str(uuid.uuid4()),
        target=target.code,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        uploaded_by=by,
        uploaded_at=at,
    )
    _describe(run, table)
    run.mapping = _proposal(target, run)
    run.file.save("import", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            run.save()
            run.reference = f"I-{run.pk:04d}"
            run.save(update_fields=["reference"])
            record(by=by, verb="import.read", of=run, after={"file": run.file_name, "sha256": run.sha256}, at=at)
    except BaseException:
        file_forget(run)
        raise
    return run


def file_forget(run: ImportRun) -> None:
    """Delete the stored file of a run that was not recorded."""
    run.file.storage.delete(str(run.file.name))


def _describe(run: ImportRun, table: Table) -> None:
    run.header_line, run.sheet, run.encoding = table.header_line, table.sheet or "", table.encoding or ""
    run.signature, run.notes, run.sheets = table.signature, table.notes, list(table.sheets)
    run.columns = [{"name": name, "samples": _samples(table, name)} for name in table.columns]


def _samples(table: Table, name: str) -> list[str]:
    shown = (_shown(row[name])[:40] for _line, row in table.rows if row[name] is not None)
    return list(dict.fromkeys(text for text, _n in zip(shown, range(50), strict=False)))[:SAMPLES]


def _shown(cell: Cell) -> str:
    return parse_text(cell, longest=sys.maxsize) or ""


def _proposal(target: ImportTarget, run: ImportRun) -> dict[str, str]:
    remembered = RememberedMapping.objects.filter(target=target.code, signature=run.signature).first()
    if remembered and not rules.mapping_problems(remembered.mapping, fields=target.fields, columns=run.column_names):
        return dict(remembered.mapping)
    return rules.propose_mapping(target.fields, run.column_names)


def _locked(run: ImportRun, *allowed: RunState) -> ImportRun:
    """The run, held until the end of the transaction, at one of the steps allowed."""
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    if held.state == RunState.APPLIED:
        raise AlreadyApplied(held.reference)
    if held.state not in allowed:
        raise WrongStep(held.reference, held.get_state_display())
    return held


def run_reread(
    *, by: User | None, run: ImportRun, header_line: int | None = None, sheet: str | None = None
) -> ImportRun:
    """Read the file again, with its headings on another line or on another sheet; what was chosen starts over.

    `header_line` None: the line is found again.

    Raises
    ------
    TableError
        There are no headings there; the run stays as it was.
    """
    target = import_targets.get(run.target)
    with transaction.atomic():
        held = _locked(run, RunState.READ, RunState.MAPPED, RunState.REPORTED)
        with held.file.open("rb") as file:
            table = read_table(
                file.read(), filename=held.file_name, limits=limits(), header_line=header_line, sheet=sheet or None
            )
        _describe(held, table)
        held.mapping, held.state = _proposal(target, held), RunState.READ
        held.rows.all().delete()
        held.save()
        record(by=by, verb="import.reread", of=held, after={"header_line": held.header_line, "sheet": held.sheet})
    return held


def run_map(*, by: User | None, at: datetime, run: ImportRun, mapping: Mapping[str, str]) -> ImportRun:
    """Choose the column of each field, and remember the choice for the next file with these headings.

    Raises
    ------
    MappingRefused
        With everything that is wrong.
    """
    target = import_targets.get(run.target)
    problems = rules.mapping_problems(mapping, fields=target.fields, columns=run.column_names)
    if problems:
        raise MappingRefused([_mapping_sentence(problem, target) for problem in problems])
    with transaction.atomic():
        held = _locked(run, RunState.READ, RunState.MAPPED, RunState.REPORTED)
        before, held.mapping, held.state = held.mapping, dict(mapping), RunState.MAPPED
        held.rows.all().delete()
        held.save()
        RememberedMapping.objects.update_or_create(
            target=held.target,
            signature=held.signature,
            defaults={"mapping": held.mapping, "used_at": at},
        )
        record(by=by, verb="import.map", of=held, before=before, after=held.mapping, at=at)
    return held


def _mapping_sentence(problem: rules.MappingProblem, target: ImportTarget) -> str:
    sentences = {
        "unknown-field": _("“%(field)s” is not a field of %(target)s. The fields are: %(fields)s."),
        "unknown-column": _("There is no column “%(column)s” in this file. Choose another for “%(label)s”."),
        "twice": _("The column “%(column)s” is chosen twice. Keep it for one field."),
        "missing": _("No column gives “%(label)s”, which is needed. Choose one."),
    }
    labels = {each.name: each.label for each in target.fields}
    return sentences[problem.kind] % {
        "field": problem.field,
        "column": problem.column,
        "label": labels.get(problem.field, problem.field),
        "target": target.label,
        "fields": ", ".join(labels),
    }


def run_check(*, by: User | None, run: ImportRun) -> ImportRun:
    """Make the report: read every line, ask the target for its verdicts, write nothing but the report."""
    target = import_targets.get(run.target)
    with transaction.atomic():
        held = _locked(run, RunState.MAPPED, RunState.REPORTED)
        accepted = set(held.rows.filter(is_accepted=True).values_list("line", flat=True))
        held.rows.all().delete()
        ImportRow.objects.bulk_create(_report(held, target, by, accepted), batch_size=BATCH)
        held.state = RunState.REPORTED
        held.save(update_fields=["state"])
    return held


def _report(run: ImportRun, target: ImportTarget, by: User | None, accepted: set[int]) -> list[ImportRow]:
    with run.file.open("rb") as file:
        table = read_table(
            file.read(),
            filename=run.file_name,
            limits=limits(),
            header_line=run.header_line,
            sheet=run.sheet or None,
        )
    rows = [
        ImportRow(run=run, line=aside.line, outcome=Outcome.ASIDE, reasons=[aside.reason], text=aside.text)
        for aside in table.set_aside
    ]
    for line, cells in table.rows:
        chosen = {name: rules.pack_cell(cells[column]) for name, column in run.mapping.items()}
        text = " · ".join(_shown(cell) for cell in cells.values() if cell is not None)
        rows.append(ImportRow(run=run, line=line, cells=chosen, text=text[:TEXT_LENGTH]))
    data = [row for row in rows if row.outcome != Outcome.ASIDE]
    for row, verdict in zip(data, verdicts(run, target, data, by), strict=True):
        row.outcome, row.reasons = verdict.outcome, list(verdict.reasons)
        row.is_accepted = row.outcome == Outcome.DOUBTFUL and row.line in accepted
    return rows


def verdicts(run: ImportRun, target: ImportTarget, rows: Sequence[ImportRow], by: User | None) -> list[Verdict]:
    """The verdict on each line: refused when a cell cannot be taken, otherwise what the target says."""
    found: dict[int, Verdict] = {}
    readable: list[Row] = []
    for row in rows:
        parsed, problems = _parsed(run, target, row)
        if problems:
            found[row.line] = Verdict.refused(*problems)
        else:
            readable.append(parsed)
    found |= dict(zip([row.line for row in readable], target.check(readable, by), strict=True))
    return [found[row.line] for row in rows]


def _parsed(run: ImportRun, target: ImportTarget, row: ImportRow) -> tuple[Row, list[str]]:
    cells = {name: rules.unpack_cell(value) for name, value in row.cells.items()}
    values, problems = rules.parse_line(target.fields, cells)
    sentences = []
    for problem in problems:
        label = target.field_named(problem.field).label
        blank = _("“%(label)s” is blank. Fill it in the file.")
        message = _("“%(label)s”: %(problem)s") if problem.problem else blank
        sentences.append(message % {"label": label, "problem": problem.problem})
    return Row(line=row.line, values=values, source=f"{run.reference}:{row.line}"), sentences


def run_decide(*, by: User | None, run: ImportRun, shown: Sequence[int], accepted: Sequence[int]) -> ImportRun:
    """Say yes or no to the doubtful lines shown; the others keep their answer."""
    with transaction.atomic():
        held = _locked(run, RunState.REPORTED)
        doubtful = held.rows.filter(outcome=Outcome.DOUBTFUL, line__in=shown)
        doubtful.filter(line__in=accepted).update(is_accepted=True)
        doubtful.exclude(line__in=accepted).update(is_accepted=False)
        record(by=by, verb="import.decide", of=held, after={"accepted": sorted(accepted)[:200]})
    return held


def run_apply(*, by: User | None, at: datetime, run: ImportRun) -> int:
    """Bring in the lines kept, and the doubtful ones said yes to, in one transaction. Returns how many.

    The verdicts are asked for again under the lock: when one differs from the report, nothing is written.

    Raises
    ------
    AlreadyApplied, WrongStep, NothingToApply, ReportOutdated
    """
    target = import_targets.get(run.target)
    with transaction.atomic():
        held = _locked(run, RunState.REPORTED)
        rows = list(held.rows.exclude(outcome=Outcome.ASIDE))
        chosen = [row for row in rows if row.outcome == Outcome.KEPT or row.is_accepted]
        if not chosen:
            raise NothingToApply(held.reference)
        now = verdicts(held, target, rows, by)
        changed = [row.line for row, verdict in zip(rows, now, strict=True) if row.outcome != verdict.outcome]
        if changed:
            raise ReportOutdated(held.reference, changed)
        target.apply([_parsed(held, target, row)[0] for row in chosen], by)
        held.state, held.applied_by, held.applied_at = RunState.APPLIED, by, at
        held.save(update_fields=["state", "applied_by", "applied_at"])
        record(by=by, verb="import.apply", of=held, after={"target": held.target, "lines": len(chosen)}, at=at)
    return len(chosen)


def run_abandon(*, by: User | None, run: ImportRun) -> ImportRun:
    """Leave a run where it is: its file and report are kept, nothing is ever brought in from it."""
    with transaction.atomic():
        held = _locked(run, RunState.READ, RunState.MAPPED, RunState.REPORTED)
        held.state = RunState.ABANDONED
        held.save(update_fields=["state"])
        record(by=by, verb="import.abandon", of=held)
    return held
