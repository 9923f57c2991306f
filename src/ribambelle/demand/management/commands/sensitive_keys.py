"""ribambelle manage sensitive_keys [--rotate]: which keys protect the sensitive facts, and a new one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.demand.services.sensitive import keys_in_use, keys_rotate
from ribambelle.kernel import vault


class Command(BaseCommand):
    help = "Which keys protect the sensitive facts; --rotate writes all of them under a new key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rotate", action="store_true", help="draw a new key and write everything under it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["rotate"]:
                if not vault.is_from_environment():
                    vault.key_add()
                rows = keys_rotate(by=None, at=timezone.now())
                if not vault.is_from_environment():
                    vault.keys_keep(keys_in_use())
                self.stdout.write(_("%(rows)s requests written under the new key.") % {"rows": rows})
            ring = vault.keyring()
        except vault.VaultClosed as error:
            raise CommandError(str(error)) from error
        missing = sorted(keys_in_use() - set(ring.keys))
        self.stdout.write(_("Current key: %(key)s") % {"key": ring.current})
        if missing:
            message = _("Keys that are missing, and without which nothing they wrote can be read: %(keys)s")
            raise CommandError(message % {"keys": ", ".join(missing)})
