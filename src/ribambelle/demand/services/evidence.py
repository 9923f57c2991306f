"""The document behind an answer: which one, who saw it, when, until when it holds."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.errors import EvidenceInvalid
from ribambelle.demand.models import Request
from ribambelle.demand.rules.sensitive import SensitiveContent
from ribambelle.demand.selectors.sensitive import content_of_request
from ribambelle.demand.services.sensitive import content_write, is_sensitive


def evidence_note(
    *,
    by: User,
    at: datetime,
    request: Request,
    code: str,
    document: str,
    seen_on: date,
    expires_on: date | None = None,
) -> None:
    """Note that a document was seen for a criterion the request answers; a new one takes the place of the last.

    Of a sensitive criterion, everything goes to the protected store, and the log does not say which it is.

    Raises
    ------
    EvidenceInvalid
        The criterion is not answered, or the document had expired on the day it was seen.
    """
    if expires_on is not None and expires_on < seen_on:
        raise EvidenceInvalid(seen_on=seen_on, expires_on=expires_on)
    values: dict[str, Any] = {"document": document.strip(), "seen_on": seen_on, "expires_on": expires_on}
    values["evidence_state"] = EvidenceState.SEEN
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("sensitive").get(pk=request.pk)
        if is_sensitive(code):
            content = content_of_request(request)
            if code not in content.answers:
                raise EvidenceInvalid(seen_on=None, expires_on=None)
            answer = replace(content.answers[code], seen_by=by.pk, **values)
            content_write(request, SensitiveContent({**content.answers, code: answer}, content.details))
            told = {"criterion": "sensitive"}
        else:
            changed = request.answers.filter(criterion__code=code).update(seen_by=by, **values)
            if not changed:
                raise EvidenceInvalid(seen_on=None, expires_on=None)
            told = {"criterion": code, "document": document.strip()}
        days = {"seen_on": str(seen_on), "expires_on": str(expires_on) if expires_on else None}
        record(by=by, at=at, verb="evidence.note", of=request, after=told | days)
