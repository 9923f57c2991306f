"""Bring in the territories shipped with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ribambelle.network.services import shipped_regions, territories_load


class Command(BaseCommand):
    help = "Load communes, arrondissements and outlines shipped with the product: ribambelle manage territories"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", nargs="?", default="luxembourg-be")

    def handle(self, *args: Any, **options: Any) -> None:
        region = options["region"]
        known = shipped_regions()
        if region not in known:
            raise CommandError(f"region {region!r}: nothing is shipped for it. There is: {', '.join(known)}.")
        loaded = territories_load(by=None, region=region)
        self.stdout.write(f"{region}: {loaded.created} created, {loaded.changed} changed, {loaded.same} unchanged")
