"""Reads of the desk: the runs a person sees, the lines of a report, the report as a file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.desk import rules
from ribambelle.desk.enums import Outcome
from ribambelle.desk.models import ImportRow, ImportRun
from ribambelle.desk.targets import ImportTarget, import_targets


def targets_for(user: User) -> list[ImportTarget]:
    """What this person may import, by code."""
    return [target for target in import_targets if not target.permission or user.has_perm(target.permission)]


def runs(user: User) -> QuerySet[ImportRun]:
    """The runs this person sees, newest first, of the targets they may import. One query with its people."""
    codes = [target.code for target in targets_for(user)]
    return ImportRun.objects.visible_to(user).filter(target__in=codes).select_related("uploaded_by", "applied_by")


def to_apply(run: ImportRun) -> QuerySet[ImportRow]:
    """The lines that would be brought in: those kept, and the doubtful ones a person said yes to."""
    return run.rows.filter(Q(outcome=Outcome.KEPT) | Q(outcome=Outcome.DOUBTFUL, is_accepted=True))


def counts(run: ImportRun) -> dict[str, int]:
    """How many lines of each verdict (0 where none), and under `apply` how many would be brought in. Two queries."""
    found = dict(run.rows.order_by().values_list("outcome").annotate(Count("id")))
    return {str(outcome): found.get(outcome, 0) for outcome in Outcome} | {"apply": to_apply(run).count()}


def earlier_application(run: ImportRun) -> ImportRun | None:
    """The run that already brought in the very same file for the same target, if any."""
    same = ImportRun.objects.filter(target=run.target, sha256=run.sha256, applied_at__isnull=False)
    return same.exclude(pk=run.pk).first()


def report(run: ImportRun, *, outcome: str = "", text: str = "") -> QuerySet[ImportRow]:
    """The lines of a report in the order of the file; `text` looks in the line."""
    rows = run.rows.all()
    if outcome:
        rows = rows.filter(outcome=outcome)
    for word in text.split():
        rows = rows.filter(text__icontains=word)
    return rows


def report_table(run: ImportRun, rows: QuerySet[ImportRow]) -> tuple[list[str], Iterator[list[Any]]]:
    """The report as headings and rows: line, verdict, answer, reasons, then the cells by field."""
    fields = [each for each in import_targets.get(run.target).fields if each.name in run.mapping]
    headings = [_("Line"), _("Verdict"), _("Taken"), _("Reasons"), *(str(each.label) for each in fields)]

    def lines() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=2_000):
            cells = [rules.unpack_cell(row.cells.get(each.name)) for each in fields]
            taken = row.is_accepted if row.outcome == Outcome.DOUBTFUL else None
            yield [row.line, row.get_outcome_display(), taken, " ".join(row.reasons), *cells]

    return headings, lines()
