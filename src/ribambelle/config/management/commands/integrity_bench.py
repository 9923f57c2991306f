"""How long the checks of truth take on the facts, and on a hundred times as much. Keeps nothing of what it makes."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from ribambelle.config import facts
from ribambelle.config.facts.multiply import multiply
from ribambelle.reporting.selectors import integrity


class Command(BaseCommand):
    help = "Time the checks of truth on the facts and on many times as much: ribambelle manage integrity_bench"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--times", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            facts.load(folder=facts.PACKAGED, by=None, say=lambda _text: None)
            self.measure("1 time")
            rows = multiply(options["times"])
            self.measure(f"{options['times']} times, {rows} rows")
            transaction.set_rollback(True)

    def measure(self, what: str) -> None:
        begun, spent = time.perf_counter(), time.process_time()
        report = integrity(today=timezone.localdate())
        elapsed, spent = time.perf_counter() - begun, time.process_time() - spent
        self.stdout.write(
            f"{what}: {len(report.errors)} errors, {len(report.gaps)} gaps "
            f"in {elapsed:.2f} s ({spent:.2f} s of processor)"
        )
