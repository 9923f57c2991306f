"""A territory to try: fictional families, real public settings, one account for each role."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.demo import ACCOUNTS, PASSWORD
from ribambelle.config.demo import RealInstallation, seed
from ribambelle.config.server import PortTaken, ServerStopped, ensure_port_is_free, serve


class Command(BaseCommand):
    help = "Make the demo territory if it is not there yet, and serve it, for instance: ribambelle demo --port 8001"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--only-prepare", action="store_true", help="make the territory, do not serve it")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            if not options["only_prepare"]:
                ensure_port_is_free(host, port)
            call_command("migrate", verbosity=0, interactive=False)
            seed(today=timezone.localdate(), say=self.stdout.write)
            if options["only_prepare"]:
                return
            os.environ["RIBAMBELLE_DEMO"] = "1"
            serve(host=host, port=port, on_ready=lambda: self.announce(host, port))
        except (PortTaken, RealInstallation, ServerStopped, TimeoutError) as error:
            raise CommandError(str(error)) from error

    def announce(self, host: str, port: int) -> None:
        lines = ["", _("Ribambelle answers on %(address)s") % {"address": f"http://{host}:{port}"}, ""]
        lines.append(_("Accounts (password %(password)s):") % {"password": PASSWORD})
        lines += [f"  {account.email:<28} {account.title}" for account in ACCOUNTS]
        lines += ["", _("Data in %(folder)s. Ctrl-C stops the server; the data stays.") % {"folder": settings.DATA}, ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
