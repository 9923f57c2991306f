"""Write the daily mails of what is due: for a schedule (cron), or to see what they would hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.desk.selectors.reminders import digests
from ribambelle.desk.services import reminders_queue


class Command(BaseCommand):
    help = "Write the daily mails of what is due, once a day for each person who asked for them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="show what would be written, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if not options["dry_run"]:
            self.stdout.write(_("Mails written: %(count)s.") % {"count": reminders_queue(today=today)})
            return
        found = digests(today=today)
        for digest in found:
            self.stdout.write(f"{digest.user.email} ({digest.count})")
            for due in (*digest.late, *digest.coming):
                self.stdout.write(f"  {due.on:%d/%m/%Y} {due.title}")
        self.stdout.write(_("Mails that would be written: %(count)s.") % {"count": len(found)})
