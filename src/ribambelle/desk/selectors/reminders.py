"""What the daily mail of a person holds: what is late, due today, or within the week."""

from dataclasses import dataclass
from datetime import date, timedelta

from ribambelle.accounts.models import User
from ribambelle.desk.models import ReminderChoice
from ribambelle.ui.due import Due, dues_of

#: How many days ahead the mail looks.
AHEAD = timedelta(days=7)
RECEIVE = "desk.receive_reminders"


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's mail of one day. It is never empty: without anything due there is none."""

    user: User
    today: date
    late: list[Due]
    coming: list[Due]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.coming)


def wants_reminders(user: User) -> bool:
    """Whether this person asked for the daily mail. One query."""
    return ReminderChoice.objects.filter(user=user, is_wanted=True).exists()


def digest_of(user: User, *, today: date) -> Digest | None:
    """The mail of a person, or None when nothing is due for them within the week."""
    dues = [due for due in dues_of(user=user, today=today) if due.on <= today + AHEAD]
    late = [due for due in dues if due.is_late or due.on < today]
    coming = [due for due in dues if not (due.is_late or due.on < today)]
    return Digest(user, today, late, coming) if dues else None


def digests(*, today: date) -> list[Digest]:
    """The mails of a day, for everyone who asked and still may; in the order of the accounts."""
    wanting = User.objects.filter(is_active=True, reminder_choice__is_wanted=True).order_by("pk")
    found = (digest_of(user, today=today) for user in wanting.prefetch_related("roles") if user.has_perm(RECEIVE))
    return [digest for digest in found if digest]
