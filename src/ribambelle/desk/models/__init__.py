"""Tables of the desk: import runs and outgoing mail."""

from ribambelle.desk.models.imports import (
    ImportRow,
    ImportRun,
    PrivateFiles,
    RememberedMapping,
    private_files,
    stored_name,
)
from ribambelle.desk.models.mails import MailAttachment, OutgoingMail

__all__ = [
    "ImportRow",
    "ImportRun",
    "MailAttachment",
    "OutgoingMail",
    "PrivateFiles",
    "RememberedMapping",
    "private_files",
    "stored_name",
]
