"""Hand the mails that wait to the mail server: for a schedule (cron), or to see what happens."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.desk.services import mails_deliver


class Command(BaseCommand):
    help = "Send the mails that wait. Safe to run at any time, anywhere, several times at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="the most mails to send (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        delivery = mails_deliver(limit=options["limit"], at=timezone.now())
        counts = {"sent": delivery.sent, "postponed": delivery.postponed, "failed": delivery.failed}
        self.stdout.write(_("Left: %(sent)s. To try again later: %(postponed)s. Could not leave: %(failed)s.") % counts)
        if delivery.problem:
            self.stdout.write(delivery.problem)
