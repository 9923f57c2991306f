"""The daily mail of what is due: who wants it, and its writing, once a day for each person."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.desk.models import OutgoingMail, ReminderChoice
from ribambelle.desk.selectors.reminders import Digest, digests
from ribambelle.desk.services.mails import mail_queue

KIND = "desk.reminder"


def reminders_choose(*, by: User, is_wanted: bool, at: datetime) -> None:
    """Ask for the daily mail, or stop it; choosing the same again changes nothing."""
    with transaction.atomic():
        choice = ReminderChoice.objects.select_for_update().filter(user=by).first()
        if choice is not None and choice.is_wanted == is_wanted:
            return
        ReminderChoice.objects.update_or_create(user=by, defaults={"is_wanted": is_wanted, "chosen_at": at})
        record(by=by, verb="reminders.choose", of=by, after={"is_wanted": is_wanted}, at=at)


def reminders_queue(*, today: date) -> int:
    """Write the mails of the day, one to each person for whom something is due; returns how many are new.

    Asked again the same day, nothing more is written.
    """
    return sum(_write(digest) for digest in digests(today=today))


def _write(digest: Digest) -> bool:
    key = f"reminder:{digest.user.pk}:{digest.today.isoformat()}"
    context = {
        "digest": digest,
        "base": settings.BASE_URL,
        "home": settings.BASE_URL + reverse("portal:home"),
        "account": settings.BASE_URL + reverse("accounts:account"),
    }
    with transaction.atomic():
        if OutgoingMail.objects.filter(key=key).exists():
            return False
        mail_queue(
            by=None,
            to=digest.user.email,
            subject=render_to_string("desk/mail/reminder_subject.txt", context),
            text=render_to_string("desk/mail/reminder.txt", context),
            about=(KIND, str(digest.user.pk)),
            key=key,
        )
    return True
