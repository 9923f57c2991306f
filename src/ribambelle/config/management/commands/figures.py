"""Every figure with its unit, period and origin: the same definitions as on screen and in reports."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ribambelle.kernel.figures import Figure, Value, every_figure


class Command(BaseCommand):
    help = "Print every figure with its unit, period and origin, for instance: ribambelle figures authorised_places"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="only these figures")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        everything = every_figure()
        known = [figure.code for figure in everything]
        if unknown := [code for code in options["codes"] if code not in known]:
            raise CommandError(f"figure {', '.join(unknown)}: not known. The figures are: {', '.join(known)}.")
        wanted = [figure for figure in everything if not options["codes"] or figure.code in options["codes"]]
        rows = [(figure, figure.compute()) for figure in wanted]
        self.stdout.write(self._as_json(rows) if options["json"] else self._as_text(rows))

    def _as_text(self, rows: list[tuple[Figure, Value]]) -> str:
        width = max((len(figure.code) for figure, _ in rows), default=0)
        return "\n".join(
            f"{figure.code:<{width}}  {'unknown' if value.value is None else value.value:>8} {figure.unit}"
            f"  {figure.label}  ({figure.period}; {value.basis}: {value.how})"
            for figure, value in rows
        )

    def _as_json(self, rows: list[tuple[Figure, Value]]) -> str:
        described = [
            {
                "code": figure.code,
                "label": str(figure.label),
                "value": value.value,
                "unit": str(figure.unit),
                "period": str(figure.period),
                "basis": value.basis,
                "how": str(value.how),
            }
            for figure, value in rows
        ]
        return json.dumps(described, ensure_ascii=False, indent=2)
