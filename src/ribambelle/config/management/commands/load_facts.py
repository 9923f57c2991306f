"""Public facts of four reports as ordinary records; the database is made or brought up to date first."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ribambelle.config import facts


class Command(BaseCommand):
    help = "Bring in the facts of four public reports, for instance: ribambelle load-facts ../shared/facts"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=facts.PACKAGED, help="default: those of the package"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            said = _("“%(folder)s” is no folder. Give the one that holds luxembourg-2017, sae-2021, …")
            raise CommandError(said % {"folder": folder})
        call_command("migrate", verbosity=0, interactive=False)
        try:
            count = facts.load(folder=folder, by=None, say=self.stdout.write)
        except facts.FactsError as error:
            raise CommandError(f"{_('Nothing was brought in.')}\n{error}") from error
        said = _("%(count)s sets of %(total)s brought in. `ribambelle figures` prints what they say.")
        self.stdout.write(said % {"count": count, "total": len(facts.SETS)})
