"""ribambelle manage family_reminders: send the reminders that are due today, every day; again sends nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.demand.services import reminders_send


class Command(BaseCommand):
    help = "Ask families whether their request still holds, where that is due today. Nothing is ever set aside here."

    def handle(self, *args: Any, **options: Any) -> None:
        done = reminders_send(by=None, at=timezone.now())
        text = _("%(sent)s reminders on their way; %(others)s families without e-mail: call them.")
        self.stdout.write(text % {"sent": done.by_mail, "others": done.without_mail})
