"""ribambelle manage write_letters: go on with the letters that were asked for; again writes nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.commissions.services.letter_files import letter_files_go_on
from ribambelle.commissions.services.letters import letters_go_on


class Command(BaseCommand):
    help = "Write the letters and files of letters that were asked for. Safe to run at any time, anywhere, to be cut."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        is_done = letters_go_on(at=at) and letter_files_go_on(at=at)
        said = _("All letters are written.") if is_done else _("Some letters could not be written: the log says why.")
        self.stdout.write(said)
