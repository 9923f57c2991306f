"""Requests entered and edited: everything of one request in one transaction, with its event."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import EvidenceState, RequestState, Together
from ribambelle.demand.errors import RequestInvalid
from ribambelle.demand.models import (
    Child,
    Criterion,
    CriterionAnswer,
    Guardian,
    Household,
    Party,
    Request,
    RequestMove,
    Wish,
)
from ribambelle.demand.services import register, states
from ribambelle.demand.services.facts import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.network.rules import changes


def draft_of(facts: RequestFacts, child: ChildFacts) -> rules.Draft:
    """The facts as the plain values that `rules.problems_of` examines."""
    return rules.Draft(
        received_on=facts.received_on,
        born_on=child.born_on,
        due_on=child.due_on,
        wished_start_on=facts.wished_start_on,
        kind=facts.kind,
        needed_slots=facts.needed_slots,
        minimum_days=facts.minimum_days,
        has_current_setting=facts.current_setting is not None,
        current_slots=facts.current_slots,
        wishes=tuple(setting.name for setting in facts.wishes),
        answers={code: answer.value for code, answer in facts.answers.items()},
    )


def _check(facts: RequestFacts, child: ChildFacts, at: datetime) -> None:
    if problems := rules.problems_of(draft_of(facts, child), today=timezone.localdate(at)):
        raise RequestInvalid(problems)


def request_receive(
    *,
    by: User | None,
    at: datetime,
    child: ChildFacts,
    facts: RequestFacts,
    household: HouseholdFacts,
    sibling: Request | None = None,
    together: Together = Together.ALONE,
) -> Request:
    """Enter a request in the register: household, child, request, wishes, answers, first move, event.

    Parameters
    ----------
    household
        Where the family lives; with a `sibling`, completes or corrects the household of the sibling.
    sibling
        A request of a brother or sister: the household is theirs, and unless `together` is alone, so is the party.

    Raises
    ------
    RequestInvalid
        Everything that contradicts something else, at once; nothing is written, no number is drawn.
    """
    _check(facts, child, at)
    with transaction.atomic():
        home = sibling.party.household if sibling else _household_create(household)
        if sibling:
            _household_write(home, household)
        is_joined = sibling is not None and together != Together.ALONE
        party = sibling.party if sibling and is_joined else _party_create(home)
        if is_joined and party.together != together:
            party.together = together
            party.save(update_fields=["together"])
        new_child = _child_of(home, child)
        (number,) = register.numbers_draw(register.REGISTER)
        request = Request(
            reference=register.request_reference(number),
            register_number=number,
            party=party,
            child=new_child,
            state=RequestState.RECEIVED,
            received_by=by,
        )
        _write(request, facts)
        _wishes_write(request, facts)
        _answers_write(request, facts.answers, by=by, on=timezone.localdate(at))
        RequestMove.objects.create(request=request, from_state="", to_state=request.state, at=at, by=by)
        record(by=by, at=at, verb="request.receive", of=request, after=states.request_state(request))
    return request


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
    _check(facts, child, at)
    with transaction.atomic():
        request = (
            Request.objects.select_for_update(of=("self",))
            .select_related("child__household", "party", "desk", "current_setting")
            .get(pk=request.pk)
        )
        before, personal = states.request_state(request), states.personal_state(request)
        sensitive = states.sensitive_state(request)
        for name in ("first_name", "last_name", "born_on", "due_on"):
            setattr(request.child, name, getattr(child, name))
        request.child.save()
        _household_write(request.child.household, household)
        if together is not None and together != request.party.together:
            request.party.together = together
            request.party.save(update_fields=["together"])
        _write(request, facts)
        _wishes_write(request, facts)
        _answers_write(request, facts.answers, by=by, on=timezone.localdate(at))
        was, now = changes(before, states.request_state(request))
        touched = changes(personal, states.personal_state(request))[1]
        if sensitive != states.sensitive_state(request):
            touched["answers.sensitive"] = True
        if was or now or touched:
            now |= {"personal": sorted(touched)} if touched else {}
            record(by=by, at=at, verb="request.edit", of=request, before=was, after=now)
    return request


def _household_create(facts: HouseholdFacts) -> Household:
    (number,) = register.numbers_draw(register.HOUSEHOLD)
    household = Household.objects.create(reference=register.household_reference(number))
    _household_write(household, facts)
    return household


def _household_write(household: Household, facts: HouseholdFacts) -> None:
    household.commune, household.address = facts.commune, facts.address
    household.save()
    _guardians_write(household, facts.guardians)


def _guardians_write(household: Household, guardians: Sequence[GuardianFacts]) -> None:
    """The guardians by position; those no longer given are removed."""
    known = {guardian.position: guardian for guardian in household.guardians.all()}
    for position, facts in enumerate(guardians, start=1):
        guardian = known.pop(position, None) or Guardian(household=household, position=position)
        for name in ("first_name", "last_name", "phone", "email"):
            setattr(guardian, name, getattr(facts, name))
        guardian.save()
    for guardian in known.values():
        guardian.delete()


def _party_create(household: Household) -> Party:
    (number,) = register.numbers_draw(register.PARTY)
    return Party.objects.create(reference=register.party_reference(number), household=household)


def _child_of(household: Household, facts: ChildFacts) -> Child:
    """The child, already known in the household by first name and date, or new."""
    known = household.children.filter(
        first_name__iexact=facts.first_name, born_on=facts.born_on, due_on=facts.due_on
    ).first()
    if known and facts.first_name:
        return known
    return Child.objects.create(
        household=household,
        first_name=facts.first_name,
        last_name=facts.last_name,
        born_on=facts.born_on,
        due_on=facts.due_on,
    )


REQUEST_FIELDS = (
    "received_on",
    "channel",
    "wished_start_on",
    "needed_slots",
    "kind",
    "is_urgent",
    "minimum_days",
    "desk",
    "current_setting",
    "current_slots",
    "meanwhile",
    "note",
    "source_reference",
)


def _write(request: Request, facts: RequestFacts) -> None:
    for name in REQUEST_FIELDS:
        setattr(request, name, getattr(facts, name))
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
    was = (answer.value, answer.evidence_state, answer.expires_on)
    answer.value, answer.expires_on = facts.value, facts.expires_on
    if not facts.is_seen:
        answer.evidence_state, answer.seen_by, answer.seen_on = EvidenceState.DECLARED, None, None
    elif answer.evidence_state != EvidenceState.SEEN:
        answer.evidence_state, answer.seen_by, answer.seen_on = EvidenceState.SEEN, by, on
    if answer.pk is None or was != (answer.value, answer.evidence_state, answer.expires_on):
        answer.save()
