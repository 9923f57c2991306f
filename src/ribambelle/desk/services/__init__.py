"""Writes of the desk: import runs, and the mail that leaves."""

from ribambelle.desk.services.imports import (
    file_forget,
    limits,
    run_abandon,
    run_apply,
    run_check,
    run_decide,
    run_map,
    run_open,
    run_reread,
    verdicts,
)
from ribambelle.desk.services.mails import Attachment, mail_queue, mail_retry, mails_retry
from ribambelle.desk.services.reminders import reminders_choose, reminders_queue
from ribambelle.desk.services.sending import Delivery, mails_deliver

__all__ = [
    "Attachment",
    "Delivery",
    "file_forget",
    "limits",
    "mail_queue",
    "mail_retry",
    "mails_deliver",
    "mails_retry",
    "reminders_choose",
    "reminders_queue",
    "run_abandon",
    "run_apply",
    "run_check",
    "run_decide",
    "run_map",
    "run_open",
    "run_reread",
    "verdicts",
]
