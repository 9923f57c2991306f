"""Public facts of four reports as ordinary records; the database is made or brought up to date first."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

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
            raise CommandError(f"{folder}: no such folder. Give the one that holds luxembourg-2017, sae-2021, …")
        call_command("migrate", verbosity=0, interactive=False)
        try:
            count = facts.load(folder=folder, by=None, say=self.stdout.write)
        except facts.FactsError as error:
            raise CommandError(f"nothing was brought in.\n{error}") from error
        self.stdout.write(f"{count} of {len(facts.SETS)} sets brought in. `ribambelle figures` prints what they say.")
