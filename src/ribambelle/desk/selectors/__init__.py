"""Reads of the desk: import runs and their reports, outgoing mails."""

from ribambelle.desk.selectors.imports import (
    counts,
    earlier_application,
    report,
    report_table,
    runs,
    targets_for,
    to_apply,
)
from ribambelle.desk.selectors.mails import (
    kinds_for,
    mail_server_is_set,
    mail_table,
    mails,
    mails_due,
    mails_keyed,
    may_read,
    state_counts,
)

__all__ = [
    "counts",
    "earlier_application",
    "kinds_for",
    "mail_server_is_set",
    "mail_table",
    "mails",
    "mails_due",
    "mails_keyed",
    "may_read",
    "report",
    "report_table",
    "runs",
    "state_counts",
    "targets_for",
    "to_apply",
]
