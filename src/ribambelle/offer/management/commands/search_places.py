"""Who can take this child? The same search as on screen."""

import argparse
import json
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.timezone import localdate

from ribambelle.kernel.weeks import WEEKDAYS, UnknownSlot, mask_of
from ribambelle.network.selectors import CommuneNames
from ribambelle.offer.enums import Mode
from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Found, Match, Wish
from ribambelle.offer.selectors.search import search_settings, settings_of

DAYS = (*WEEKDAYS, "sat", "sun")


def a_time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 -- a time of day has no zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time. Write for example 06:30.") from None


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date. Write for example 2027-09-01.") from None


class Command(BaseCommand):
    help = "Who can take this child? ribambelle search --weekday mon --at 06:30 --mode emergency --age-months 8"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--weekday", choices=DAYS, help="open on that day")
        parser.add_argument("--at", type=a_time, metavar="HH:MM", help="open at that time")
        parser.add_argument("--half-days", default="", metavar="mon-am,tue-pm", help="half-days with a free place")
        parser.add_argument("--mode", choices=Mode.values, default="")
        parser.add_argument("--age-months", type=int)
        parser.add_argument("--commune", default="", help="name or code")
        parser.add_argument("--on", type=a_day, metavar="YYYY-MM-DD", help="as things stand that day (default: today)")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or localdate()
        wish = Wish(
            weekday=DAYS.index(options["weekday"]) if options["weekday"] else None,
            at=options["at"],
            slots=self._slots(options["half_days"]),
            mode=options["mode"],
            age_months=options["age_months"],
            commune=self._commune(options["commune"], on),
        )
        found = search_settings(wish, among=Setting.objects.all(), on=on)
        self.settings = settings_of((*found.certain, *found.to_confirm, *found.out))
        with translation.override("en"):
            self.stdout.write(self._as_json(found) if options["json"] else self._as_text(found))

    def _slots(self, codes: str) -> int:
        try:
            return mask_of(code.strip() for code in codes.split(",") if code.strip())
        except UnknownSlot as error:
            raise CommandError(str(error)) from None

    def _commune(self, text: str, on: date) -> str:
        if not text or text.isdigit():
            return text
        commune = CommuneNames(on=on).find(text)
        if commune is None:
            raise CommandError(f"commune {text!r} is not known. Write its full name, or its official code.")
        return commune.reference

    def _as_text(self, found: Found) -> str:
        lines = [f"certain: {len(found.certain)}"]
        lines += [self._line(match) for match in found.certain]
        lines.append(f"to confirm: {len(found.to_confirm)}")
        lines += [f"{self._line(match)}  [{', '.join(match.unknown)}]" for match in found.to_confirm]
        reasons = ", ".join(f"{question}: {count}" for question, count in found.reasons().items())
        lines.append(f"out: {len(found.out)}" + (f" ({reasons})" if reasons else ""))
        return "\n".join(lines)

    def _line(self, match: Match) -> str:
        setting = self.settings[match.facts.reference]
        return f"  {setting.reference:<12} {setting.name} ({setting.commune or setting.locality or '?'})"

    def _as_json(self, found: Found) -> str:
        def entry(match: Match) -> dict[str, Any]:
            return {
                "reference": match.facts.reference,
                "name": self.settings[match.facts.reference].name,
                "to_confirm": [str(question) for question in match.unknown],
                "against": [str(question) for question in match.against],
            }

        groups = {"certain": found.certain, "to_confirm": found.to_confirm, "out": found.out}
        return json.dumps({name: [entry(m) for m in group] for name, group in groups.items()}, ensure_ascii=False)
