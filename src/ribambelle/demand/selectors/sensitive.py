"""What leaves the protected store: that a criterion is met, and whether its document was seen. Never a detail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ribambelle.accounts.models import User
from ribambelle.demand.models import Criterion, CriterionAnswer, Request, SensitiveFacts
from ribambelle.demand.rules import Answer
from ribambelle.demand.rules.sensitive import SensitiveContent
from ribambelle.kernel.vault import Keyring, Protected, keyring


def context_of(request_id: int) -> str:
    """The one place a protected value belongs to."""
    return f"demand.request:{request_id}"


def content_of(facts: SensitiveFacts, *, ring: Keyring | None = None) -> SensitiveContent:
    """Everything one row holds. For `demand.services.sensitive` and the functions here; pages ask those."""
    value = Protected(facts.key_id, bytes(facts.content))
    return SensitiveContent.from_bytes((ring or keyring()).reveal(value, context=context_of(facts.request_id)))


def content_of_request(request: Request) -> SensitiveContent:
    """The same from a request; empty when nothing is protected. No query after `select_related("sensitive")`."""
    facts = getattr(request, "sensitive", None)
    return content_of(facts) if facts is not None else SensitiveContent()


def met_of(requests: QuerySet[Request, Any]) -> dict[int, dict[str, Answer]]:
    """The sensitive criteria of each request, as a session may know them. One query."""
    rows, ring = SensitiveFacts.objects.filter(request__in=requests), None
    found = {}
    for facts in rows.iterator(chunk_size=500):
        ring = ring or keyring()
        answers = content_of(facts, ring=ring).answers
        found[facts.request_id] = {code: answer.met for code, answer in answers.items()}
    return found


def answers_of(request: Request) -> list[CriterionAnswer]:
    """All the answers of a request, the protected ones among them (not saved anywhere else), in catalogue order.

    Two queries more when something is protected.
    """
    answers = list(request.answers.all())
    content = content_of_request(request)
    if content.answers:
        criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(code__in=content.answers)}
        users: dict[int | None, Any] = dict(
            User.objects.in_bulk({each.seen_by for each in content.answers.values() if each.seen_by})
        )
        for code, each in content.answers.items():
            answers.append(
                CriterionAnswer(
                    request=request,
                    criterion=criteria[code],
                    value=each.value,
                    evidence_state=each.evidence_state,
                    document=each.document,
                    seen_by=users.get(each.seen_by),
                    seen_on=each.seen_on,
                    expires_on=each.expires_on,
                )
            )
    return sorted(answers, key=lambda answer: answer.criterion.position)


def authors_of(request: Request) -> dict[str, tuple[str, date]]:
    """Who wrote each protected answer last, and when; those written before it was kept are absent. One query more."""
    answers = content_of_request(request).answers
    users: dict[int | None, Any] = dict(
        User.objects.in_bulk({each.written_by for each in answers.values() if each.written_by})
    )
    return {
        code: (str(users.get(each.written_by, "")), each.written_on)
        for code, each in answers.items()
        if each.written_on
    }


def has_details(request: Request) -> Iterable[str]:
    """For which criteria a detail is kept, without saying what it is."""
    return content_of_request(request).details.keys()
