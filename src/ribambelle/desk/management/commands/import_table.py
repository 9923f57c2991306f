"""`ribambelle import TARGET FILE`: the same report as on screen, then the same import, on the command line.

Without `--apply` nothing is written: neither the lines nor the run. Exit codes: 0 the report was made (and the lines
brought in, with `--apply`); 2 the file, the columns or the target is wrong.
"""

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.desk import selectors, services
from ribambelle.desk.enums import Outcome
from ribambelle.desk.errors import NothingToApply, RunProblem
from ribambelle.desk.models import ImportRun
from ribambelle.desk.targets import ImportTarget, import_targets
from ribambelle.kernel.tables import TableError

WRONG_INPUT = 2


def column_choice(text: str) -> tuple[str, str]:
    """`Places totales=places` as (column, field)."""
    column, separator, name = text.rpartition("=")
    if not separator or not column or not name:
        raise ArgumentTypeError(f"{text!r} is not COLUMN=FIELD, for example --mapping 'Nom du lieu=name'")
    return column, name


class Command(BaseCommand):
    help = "Bring in a spreadsheet (CSV, XLSX, ODS): report first; --apply to write."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="TARGET", help="what the file holds")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--apply", action="store_true", help="bring in the lines kept, all or none")
        parser.add_argument("--accept-doubtful", action="store_true", help="bring in the doubtful lines too")
        parser.add_argument(
            "--mapping",
            metavar="COLUMN=FIELD",
            action="append",
            type=column_choice,
            default=[],
            help="which column gives which field; may be repeated; the rest is proposed",
        )
        parser.add_argument("--header-line", type=int, help="line of the headings, when it is not found")
        parser.add_argument("--sheet", help="name of the sheet; by default the first one that holds a table")
        parser.add_argument("--by", metavar="EMAIL", help="the account that answers for the import")

    def handle(self, *args: Any, **options: Any) -> None:
        target = self._target(options["target"])
        by = self._user(options["by"])
        run = None
        is_kept = False
        try:
            with transaction.atomic():
                run = self._open(target, by, options)
                run = self._report(run, by, options)
                self._print(run)
                is_applied = options["apply"] and self._apply(run, by)
                if not is_applied:
                    transaction.set_rollback(True)
            is_kept = is_applied
        except (TableError, RunProblem, OSError) as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        finally:
            if run is not None and not is_kept:
                services.file_forget(run)  # the rows went with the transaction; a file has none
        if not options["apply"]:
            self.stdout.write(_("Nothing was brought in. Add --apply to bring in the lines kept."))

    def _target(self, code: str) -> ImportTarget:
        try:
            return import_targets.get(code)
        except KeyError as error:
            raise CommandError(str(error.args[0]), returncode=WRONG_INPUT) from error

    def _user(self, email: str | None) -> User | None:
        if email is None:
            return None
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(_("No account has the address %(email)s.") % {"email": email}, returncode=WRONG_INPUT)
        return user

    def _open(self, target: ImportTarget, by: User | None, options: dict[str, Any]) -> ImportRun:
        with options["file"].open("rb") as source:
            return services.run_open(
                by=by,
                at=timezone.now(),
                target=target,
                source=source,
                file_name=options["file"].name,
                header_line=options["header_line"],
                sheet=options["sheet"],
            )

    def _report(self, run: ImportRun, by: User | None, options: dict[str, Any]) -> ImportRun:
        given = {name: column for column, name in options["mapping"]}
        proposed = {n: c for n, c in run.mapping.items() if n not in given and c not in given.values()}
        run = services.run_map(by=by, at=timezone.now(), run=run, mapping=proposed | given)
        run = services.run_check(by=by, run=run)
        if options["accept_doubtful"]:
            doubtful = list(run.rows.filter(outcome=Outcome.DOUBTFUL).values_list("line", flat=True))
            run = services.run_decide(by=by, run=run, shown=doubtful, accepted=doubtful)
        return run

    def _apply(self, run: ImportRun, by: User | None) -> bool:
        """Whether something came in: the same file again keeps no line, which is no fault."""
        try:
            count = services.run_apply(by=by, at=timezone.now(), run=run)
        except NothingToApply:
            self.stdout.write(_("No line to bring in: nothing was written."))
            return False
        self.stdout.write(_("%(run)s: %(count)s lines brought in.") % {"run": run, "count": count})
        return True

    def _print(self, run: ImportRun) -> None:
        target = import_targets.get(run.target)
        for note in run.notes:
            self.stdout.write(note)
        for name, column in run.mapping.items():
            self.stdout.write(f"  {column} → {target.field_named(name).label} ({name})")
        unused = [column for column in run.column_names if column not in run.mapping.values()]
        if unused:
            self.stdout.write(_("Columns not used: %(columns)s.") % {"columns": ", ".join(unused)})
        for row in selectors.report(run):
            if row.reasons or row.outcome != Outcome.KEPT:
                reasons = " ".join(row.reasons)
                self.stdout.write(
                    f"{row.line:>6}  {row.get_outcome_display():<10}  {row.text[:60]}  {reasons}".rstrip()
                )
        found = Counter(run.rows.values_list("outcome", flat=True))
        self.stdout.write(", ".join(f"{Outcome(o).label} : {found[o]}" for o in Outcome.values if found[o]))
