"""Run the web server."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.accounts.first_visit import first_code, is_first_visit
from ribambelle.config.server import PortTaken, ServerStopped, serve


class Command(BaseCommand):
    help = "Bring the database up to date and run the web server, for instance: ribambelle serve --port 8000"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        host, port = options["host"], options["port"]
        try:
            serve(host=host, port=port, on_ready=lambda: self.announce(host, port))
        except (PortTaken, ServerStopped, TimeoutError) as error:
            raise CommandError(str(error)) from error

    def announce(self, host: str, port: int) -> None:
        address = f"http://{host}:{port}"
        self.stdout.write(_("Ribambelle answers on %(address)s") % {"address": address})
        if is_first_visit():
            page = reverse("accounts:first_account", args=[first_code()])
            said = _("Nobody has an account yet. Open the first one here: %(page)s")
            self.stdout.write(said % {"page": f"{address}{page}"})
        self.stdout.flush()
