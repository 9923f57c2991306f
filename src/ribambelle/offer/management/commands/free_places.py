"""Whether what is written as free is what the grids and the placements give; `--write` writes it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ribambelle.offer.models import Section
from ribambelle.offer.selectors import wrong_spans
from ribambelle.offer.services import free_spans_rewrite


class Command(BaseCommand):
    help = "Check what is written as free, section by section: ribambelle manage free_places [--write]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write again what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = wrong_spans(Section.objects.all())
        if options["write"]:
            number = free_spans_rewrite(Section.objects.filter(pk__in=[section.pk for section in wrong]))
            self.stdout.write(f"{number} sections written again")
        elif wrong:
            names = ", ".join(f"{section.setting.reference}/{section.code}" for section in wrong[:10])
            raise CommandError(f"{len(wrong)} sections are not as they should be: {names}. Run again with --write.")
        else:
            self.stdout.write("what is free is right everywhere")
