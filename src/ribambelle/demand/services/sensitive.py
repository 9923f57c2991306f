"""Sensitive facts written, read by name, and written anew under another key."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.models import Request, SensitiveFacts, UndoPoint
from ribambelle.demand.rules.sensitive import PROTECTION, SensitiveAnswer, SensitiveContent
from ribambelle.demand.selectors.sensitive import content_of, content_of_request, context_of
from ribambelle.demand.services.facts import AnswerFacts
from ribambelle.kernel import vault

CHUNK = 500


def content_write(request: Request, content: SensitiveContent | SensitiveFacts) -> None:
    """Put a protected content in the place of that of a request; call it inside the transaction of a merge."""
    if isinstance(content, SensitiveFacts):
        content = content_of(content)
    request._state.fields_cache.pop("sensitive", None)
    if content.is_empty:
        SensitiveFacts.objects.filter(request=request).delete()
    else:
        _row(request.pk, content, vault.keyring()).save()


def is_sensitive(code: str) -> bool:
    """Whether the answers to this criterion go to the protected store."""
    return BY_CODE[code].is_sensitive


def facts_of(
    request: Request, answers: Mapping[str, AnswerFacts], *, by: User | None, on: date, ring: vault.Keyring
) -> SensitiveFacts:
    """The protected row of a request that is being entered; the caller saves it."""
    content = SensitiveContent({code: _answer(None, facts, by=by, on=on) for code, facts in answers.items()})
    return _row(request.pk, content, ring)


def sensitive_write(request: Request, answers: Mapping[str, AnswerFacts], *, by: User | None, on: date) -> bool:
    """Replace the protected answers of a request; whether anything changed.

    The detail of a criterion that is no longer answered goes with it. Call it inside the transaction of the edit.
    """
    before = content_of_request(request)
    written = {code: _answer(before.answers.get(code), facts, by=by, on=on) for code, facts in answers.items()}
    details = {code: text for code, text in before.details.items() if code in written or code == PROTECTION}
    return _save(request, before, SensitiveContent(written, details))


def sensitive_details_write(*, by: User, at: datetime, request: Request, details: Mapping[str, str]) -> None:
    """Write what is known beyond “met”, by criterion or under `PROTECTION`. The log keeps how many, never which.

    Raises
    ------
    ValueError
        A criterion this request does not answer.
    """
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("sensitive").get(pk=request.pk)
        before = content_of_request(request)
        if unknown := set(details) - set(before.answers) - {PROTECTION}:
            raise ValueError(f"{request.reference} does not answer {', '.join(sorted(unknown))}.")
        kept = {code: text.strip() for code, text in details.items() if text.strip()}
        if _save(request, before, SensitiveContent(before.answers, kept)):
            record(by=by, at=at, verb="sensitive.write", of=request, after={"details": len(kept)})


def sensitive_read(*, by: User, at: datetime, request: Request) -> dict[str, str]:
    """The details of a request, for someone whose reading is written in the log."""
    with transaction.atomic():
        details = dict(content_of_request(request).details)
        record(by=by, at=at, verb="sensitive.read", of=request, after={"details": len(details)})
    return details


def keys_rotate(*, by: User | None, at: datetime) -> int:
    """Write every protected row under the current key; how many rows changed. Again changes nothing.

    By chunks, each its own transaction: stopped in the middle, what was done stays readable and the next run goes on.
    """
    ring, rows = vault.keyring(), 0
    while True:
        with transaction.atomic():
            batch = list(SensitiveFacts.objects.select_for_update().exclude(key_id=ring.current).order_by("pk")[:CHUNK])
            for facts in batch:
                value = ring.protect(content_of(facts, ring=ring).to_bytes(), context=context_of(facts.request_id))
                facts.key_id, facts.content = value.key_id, value.data
            SensitiveFacts.objects.bulk_update(batch, ["key_id", "content"])
            if batch:
                after = {"key": ring.current, "rows": len(batch)}
                record(
                    by=by, at=at, verb="sensitive.rotate", kind="demand.sensitivefacts", reference="keys", after=after
                )
        if not batch:
            return rows + _points_rotate(ring)
        rows += len(batch)


def _points_rotate(ring: vault.Keyring) -> int:
    """The protected facts that an undo would bring back, under the current key too."""
    points = UndoPoint.objects.exclude(key_id__in=["", ring.current])
    for point in points:
        facts = SensitiveFacts(request_id=point.other_id, key_id=point.key_id, content=point.content)
        value = ring.protect(content_of(facts, ring=ring).to_bytes(), context=context_of(point.other_id))
        UndoPoint.objects.filter(pk=point.pk).update(key_id=value.key_id, content=value.data)
    return len(points)


def keys_in_use() -> set[str]:
    """The identifiers of the keys something is written with."""
    points = UndoPoint.objects.exclude(key_id="").order_by().values_list("key_id", flat=True).distinct()
    return set(SensitiveFacts.objects.order_by().values_list("key_id", flat=True).distinct()) | set(points)


def _answer(before: SensitiveAnswer | None, facts: AnswerFacts, *, by: User | None, on: date) -> SensitiveAnswer:
    """An answer as it will stand; who first saw its document, and when, stays, and so does who wrote what stays."""
    answer = _said(before, facts, by=by, on=on)
    if before is not None and answer == replace(before, written_by=None, written_on=None):
        return before
    return replace(answer, written_by=by.pk if by else None, written_on=on)


def _said(before: SensitiveAnswer | None, facts: AnswerFacts, *, by: User | None, on: date) -> SensitiveAnswer:
    if not facts.is_seen:
        return SensitiveAnswer(facts.value)
    document = facts.document or (before.document if before else "")
    expires_on = facts.expires_on or (before.expires_on if before else None)
    if before is not None and before.evidence_state == EvidenceState.SEEN:
        seen_by, seen_on = before.seen_by, before.seen_on
    else:
        seen_by, seen_on = (by.pk if by else None), on
    return SensitiveAnswer(facts.value, EvidenceState.SEEN, document, seen_by, seen_on, expires_on)


def _save(request: Request, before: SensitiveContent, after: SensitiveContent) -> bool:
    if before == after:
        return False
    request._state.fields_cache.pop("sensitive", None)  # what was read of it before is no longer so
    if after.is_empty:
        SensitiveFacts.objects.filter(request=request).delete()
    else:
        _row(request.pk, after, vault.keyring()).save()
    return True


def _row(request_id: int, content: SensitiveContent, ring: vault.Keyring) -> SensitiveFacts:
    value = ring.protect(content.to_bytes(), context=context_of(request_id))
    return SensitiveFacts(
        request_id=request_id, key_id=value.key_id, content=value.data, next_expiry_on=content.next_expiry
    )
