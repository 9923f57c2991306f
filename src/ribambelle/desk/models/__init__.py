"""Tables of the desk: import runs, outgoing mail, and who wants reminders."""

from ribambelle.desk.models.imports import (
    ImportRow,
    ImportRun,
    PrivateFiles,
    RememberedMapping,
    private_files,
    stored_name,
)
from ribambelle.desk.models.mails import MailAttachment, OutgoingMail
from ribambelle.desk.models.reminders import ReminderChoice

__all__ = [
    "ImportRow",
    "ImportRun",
    "MailAttachment",
    "OutgoingMail",
    "PrivateFiles",
    "RememberedMapping",
    "ReminderChoice",
    "private_files",
    "stored_name",
]
