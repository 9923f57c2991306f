"""Requests corrected: everything of one request in one transaction, with its event."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import EvidenceState, Together
from ribambelle.demand.errors import RequestInvalid
from ribambelle.demand.models import (
    Criterion,
    CriterionAnswer,
    Guardian,
    Household,
    Request,
    Wish,
)
from ribambelle.demand.services import sensitive, states
from ribambelle.demand.services.duplicates import likeness_write
from ribambelle.demand.services.facts import (
    AnswerFacts,
    ChildFacts,
    GuardianFacts,
    HouseholdFacts,
    RequestFacts,
    draft_of,
)
from ribambelle.demand.services.hours import hours_write
from ribambelle.network.rules import changes


def request_edit(
    *,
    by: User | None,
    at: datetime,
    request: Request,
    child: ChildFacts,
    facts: RequestFacts,
    household: HouseholdFacts,
    together: Together | None = None,
) -> Request:
    """Correct a request, its child and its household. The log keeps what changed; of personal fields, their names.

    Raises
    ------
    RequestInvalid
        As for `request_receive`; nothing is written.
    """
    if problems := rules.problems_of(draft_of(facts, child), today=timezone.localdate(at)):
        raise RequestInvalid(problems)
    with transaction.atomic():
        request = (
            Request.objects.select_for_update(of=("self",))
            .select_related("child__household", "party", "desk", "current_setting", "sensitive")
            .select_related("any_in_commune")
            .get(pk=request.pk)
        )
        before, personal = states.request_state(request), states.personal_state(request)
        for name in ("first_name", "last_name", "born_on", "due_on"):
            setattr(request.child, name, getattr(child, name))
        request.child.save()
        _household_write(request.child.household, household)
        if together is not None and together != request.party.together:
            request.party.together = together
            request.party.save(update_fields=["together"])
        _write(request, facts)
        _wishes_write(request, facts)
        hours_write(request, facts.hours)
        today = timezone.localdate(at)
        protected = {code: answer for code, answer in facts.answers.items() if sensitive.is_sensitive(code)}
        plain = {code: answer for code, answer in facts.answers.items() if code not in protected}
        _answers_write(request, plain, by=by, on=today)
        is_protected_touched = sensitive.sensitive_write(request, protected, by=by, on=today)
        was, now = changes(before, states.request_state(request))
        touched = changes(personal, states.personal_state(request))[1]
        if is_protected_touched:
            touched["answers.sensitive"] = True
        if was or now or touched:
            now |= {"personal": sorted(touched)} if touched else {}
            record(by=by, at=at, verb="request.edit", of=request, before=was, after=now)
            likeness_write(Request.objects.filter(party__household=request.party.household_id))
    return request


def household_complete(*, by: User | None, at: datetime, household: Household, facts: HouseholdFacts) -> None:
    """Write what is given of a household; what is left empty stays as it was. The log keeps the names of the fields."""
    guardians = {guardian.position: guardian for guardian in household.guardians.all()}
    touched: list[str] = []
    with transaction.atomic():
        given = {"commune": facts.commune, "address": facts.address}
        touched += _fill(household, given, "household")
        for position, each in enumerate(facts.guardians, start=1):
            guardian = guardians.get(position) or Guardian(household=household, position=position)
            given = {name: getattr(each, name) for name in GuardianFacts.__slots__}
            touched += _fill(guardian, given, f"guardian-{position}")
        if touched:
            record(by=by, at=at, verb="household.complete", of=household, after={"personal": sorted(touched)})
            likeness_write(Request.objects.filter(party__household=household))


def _fill(row: Household | Guardian, given: dict[str, Any], name: str) -> list[str]:
    changed = [field for field, value in given.items() if value and getattr(row, field) != value]
    for field in changed:
        setattr(row, field, given[field])
    if changed:
        row.save()
    return [f"{name}.{field}" for field in changed]


def _household_write(household: Household, facts: HouseholdFacts) -> None:
    household.commune, household.address = facts.commune, facts.address
    household.save()
    _guardians_write(household, facts.guardians)


def _guardians_write(household: Household, guardians: Sequence[GuardianFacts]) -> None:
    """The guardians by position; those no longer given are removed."""
    known = {guardian.position: guardian for guardian in household.guardians.all()}
    for position, facts in enumerate(guardians, start=1):
        guardian = known.pop(position, None) or Guardian(household=household, position=position)
        for name in GuardianFacts.__slots__:
            setattr(guardian, name, getattr(facts, name))
        guardian.save()
    for guardian in known.values():
        guardian.delete()


def _write(request: Request, facts: RequestFacts) -> None:
    for name, value in states.columns_of(facts).items():
        setattr(request, name, value)
    request.save()


def _wishes_write(request: Request, facts: RequestFacts) -> None:
    wanted = [setting.pk for setting in facts.wishes]
    if list(request.wishes.order_by("rank").values_list("setting_id", flat=True)) == wanted:
        return
    request.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(request=request, rank=rank, setting=setting) for rank, setting in enumerate(facts.wishes, start=1)
    )


def _answers_write(request: Request, answers: Any, *, by: User | None, on: date) -> None:
    """The answers, replaced as a whole; who saw a piece of evidence, and when, stays as it was first noted."""
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(code__in=answers)}
    known = {answer.criterion_id: answer for answer in request.answers.all()}
    for code, facts in answers.items():
        answer = known.pop(criteria[code].pk, None) or CriterionAnswer(request=request, criterion=criteria[code])
        _answer_write(answer, facts, by=by, on=on)
    for answer in known.values():
        answer.delete()


def _answer_write(answer: CriterionAnswer, facts: AnswerFacts, *, by: User | None, on: date) -> None:
    was = (answer.value, answer.evidence_state, answer.expires_on, answer.document)
    answer.value = facts.value
    answer.expires_on, answer.document = facts.expires_on or answer.expires_on, facts.document or answer.document
    if not facts.is_seen:
        answer.evidence_state, answer.seen_by, answer.seen_on = EvidenceState.DECLARED, None, None
        answer.expires_on, answer.document = None, ""
    elif answer.evidence_state != EvidenceState.SEEN:
        answer.evidence_state, answer.seen_by, answer.seen_on = EvidenceState.SEEN, by, on
    if answer.pk is None or was != (answer.value, answer.evidence_state, answer.expires_on, answer.document):
        answer.save()
