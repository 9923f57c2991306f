"""Writes of the demand."""

from ribambelle.demand.services.adjusting import request_adjust
from ribambelle.demand.services.confirmations import (
    Reminded,
    confirmation_receive,
    reminder_note,
    reminder_send,
    reminders_send,
)
from ribambelle.demand.services.contacts import (
    birth_note,
    contact_handle,
    contact_note,
    request_share,
    request_unshare,
)
from ribambelle.demand.services.criteria import criteria_load
from ribambelle.demand.services.duplicates import (
    likeness_write,
    merge_undo,
    pair_dismiss,
    pair_reopen,
    requests_merge,
)
from ribambelle.demand.services.editing import request_edit
from ribambelle.demand.services.evidence import evidence_note
from ribambelle.demand.services.facts import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.demand.services.links import link_give, link_reopen, link_revoke, link_used
from ribambelle.demand.services.moves import request_move, request_move_undo, roles_of
from ribambelle.demand.services.receiving import Entry, Step, request_receive, requests_receive
from ribambelle.demand.services.refusing import refusal_of, refusal_pdf
from ribambelle.demand.services.sensitive import keys_rotate, sensitive_details_write, sensitive_read
from ribambelle.demand.services.siblings import siblings_join, siblings_join_undo, siblings_part
from ribambelle.demand.services.telling import acknowledgement_pdf, link_mail, request_acknowledge
from ribambelle.demand.services.waiting import request_wait

__all__ = [
    "AnswerFacts",
    "ChildFacts",
    "Entry",
    "GuardianFacts",
    "HouseholdFacts",
    "Reminded",
    "RequestFacts",
    "Step",
    "acknowledgement_pdf",
    "birth_note",
    "confirmation_receive",
    "contact_handle",
    "contact_note",
    "criteria_load",
    "evidence_note",
    "keys_rotate",
    "likeness_write",
    "link_give",
    "link_mail",
    "link_reopen",
    "link_revoke",
    "link_used",
    "merge_undo",
    "pair_dismiss",
    "pair_reopen",
    "refusal_of",
    "refusal_pdf",
    "reminder_note",
    "reminder_send",
    "reminders_send",
    "request_acknowledge",
    "request_adjust",
    "request_edit",
    "request_move",
    "request_move_undo",
    "request_receive",
    "request_share",
    "request_unshare",
    "request_wait",
    "requests_merge",
    "requests_receive",
    "roles_of",
    "sensitive_details_write",
    "sensitive_read",
    "siblings_join",
    "siblings_join_undo",
    "siblings_part",
]
