"""The checks of truth on the command line: errors make it fail, gaps and remarks do not."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ribambelle.reporting.selectors import Found, integrity


class Command(BaseCommand):
    help = "Run every check of truth, for instance: ribambelle manage integrity --gaps"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--gaps", action="store_true", help="print the gaps and remarks too, not only their number")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        report = integrity(today=timezone.localdate())
        elapsed = time.perf_counter() - begun
        self.say("error", report.errors, is_full=True)
        self.say("gap", report.gaps, is_full=options["gaps"])
        self.say("remark", report.remarks, is_full=options["gaps"])
        self.stdout.write(
            f"{len(report.errors)} errors, {len(report.gaps)} gaps, {len(report.remarks)} remarks, "
            f"{len(report.accepted)} accepted, in {elapsed:.2f} s"
        )
        if report.errors:
            raise SystemExit(1)

    def say(self, level: str, found: list[Found], *, is_full: bool) -> None:
        for each in found if is_full else []:
            self.stdout.write(f"{level}: {each.finding.culprit}: {each.finding.problem} {each.finding.remedy}")
