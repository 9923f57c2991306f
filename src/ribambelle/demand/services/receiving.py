"""Requests entered in the register, one or many: households, children, requests, wishes, answers, moves, events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import EvidenceState, MoveCode, RequestState, Together
from ribambelle.demand.errors import MoveRefused, RequestInvalid
from ribambelle.demand.models import (
    Child,
    Criterion,
    CriterionAnswer,
    Guardian,
    Household,
    NeededHours,
    Party,
    Request,
    RequestMove,
    SensitiveFacts,
    Wish,
)
from ribambelle.demand.rules.clocks import first_window
from ribambelle.demand.services import register, sensitive, states
from ribambelle.demand.services.duplicates import likeness_write
from ribambelle.demand.services.editing import household_complete
from ribambelle.demand.services.facts import ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts, draft_of
from ribambelle.kernel.tables import fold
from ribambelle.kernel.vault import keyring

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A change of state that already happened, for requests brought with their history."""

    code: MoveCode
    at: datetime
    reason: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request to enter.

    Attributes
    ----------
    sibling
        A request of a brother or sister already in the register, or the place of an earlier entry in the same batch:
        the household is theirs, and unless `together` is alone, so is the party.
    at
        When it was received, for what is brought with its history; the moment of entry when None.
    life
        The changes of state since, each allowed by the table of moves.
    """

    child: ChildFacts
    facts: RequestFacts
    household: HouseholdFacts
    sibling: Request | int | None = None
    together: Together = Together.ALONE
    state: RequestState = RequestState.RECEIVED
    at: datetime | None = None
    life: tuple[Step, ...] = ()


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
    """Enter one request in the register.

    Parameters
    ----------
    household
        Where the family lives; with a `sibling`, what is given here completes or corrects their household.
    sibling
        A request of a brother or sister.

    Raises
    ------
    RequestInvalid
        Everything that contradicts something else, at once; nothing is written, no number is drawn.
    """
    entry = Entry(child=child, facts=facts, household=household, sibling=sibling, together=together)
    with transaction.atomic():
        (request,) = requests_receive(by=by, at=at, entries=[entry])
        if sibling is not None:
            household_complete(by=by, at=at, household=sibling.party.household, facts=household)
    return request


def requests_receive(*, by: User | None, at: datetime, entries: Sequence[Entry]) -> list[Request]:
    """Enter requests in the register, in their order: all of them, or none. One event each.

    The number of queries hardly grows with the number of requests (the event log is written line by line).

    Raises
    ------
    RequestInvalid
        For the first entry that contradicts itself.
    MoveRefused
        When the history of an entry is not one that can happen.
    """
    today = timezone.localdate(at)
    for entry in entries:
        if problems := rules.problems_of(draft_of(entry.facts, entry.child), today=today):
            raise RequestInvalid(problems)
    with transaction.atomic():
        parties, homes = _parties(entries)
        children = _children(entries, homes)
        requests = _requests(entries, parties, children, by=by, today=today)
        _wishes_and_answers(entries, requests, by=by, today=today)
        _moves(entries, requests, by=by, at=at)
        for entry, request in zip(entries, requests, strict=True):
            after = states.facts_state(entry.facts, together=request.party.together)
            record(by=by, at=at, verb="request.receive", of=request, after=after | {"state": request.state})
        likeness_write(requests)
    return requests


def _parties(entries: Sequence[Entry]) -> tuple[list[Party], list[Household]]:
    """The party and the household of each entry: of the sibling, or new."""
    homes = _homes(entries)
    parties: list[Party] = []
    fresh: list[Party] = []
    for place, entry in enumerate(entries):
        if entry.sibling is not None and entry.together != Together.ALONE:
            sibling = entry.sibling
            parties.append(parties[sibling] if isinstance(sibling, int) else sibling.party)
        else:
            fresh.append(Party(household=homes[place]))
            parties.append(fresh[-1])
    for party, number in zip(fresh, register.numbers_draw(register.PARTY, count=len(fresh)), strict=True):
        party.reference = register.party_reference(number)
    for party, entry in zip(parties, entries, strict=True):
        if entry.together != Together.ALONE:
            party.together = entry.together
    Party.objects.bulk_create(fresh, batch_size=CHUNK)
    new = {party.pk for party in fresh}
    for party in {party.pk: party for party in parties if party.pk not in new}.values():
        party.save(update_fields=["together"])
    return parties, homes


def _homes(entries: Sequence[Entry]) -> list[Household]:
    homes: list[Household] = []
    fresh: list[tuple[Household, HouseholdFacts]] = []
    for entry in entries:
        if entry.sibling is None:
            facts = entry.household
            fresh.append((Household(commune=facts.commune, address=facts.address), facts))
            homes.append(fresh[-1][0])
        else:
            homes.append(homes[entry.sibling] if isinstance(entry.sibling, int) else entry.sibling.party.household)
    numbers = register.numbers_draw(register.HOUSEHOLD, count=len(fresh))
    for (household, _), number in zip(fresh, numbers, strict=True):
        household.reference = register.household_reference(number)
    Household.objects.bulk_create([household for household, _ in fresh], batch_size=CHUNK)
    guardians = [
        Guardian(
            household=household,
            position=position,
            **{name: getattr(each, name) for name in GuardianFacts.__slots__},
        )
        for household, facts in fresh
        for position, each in enumerate(facts.guardians, start=1)
    ]
    for guardian in guardians:
        guardian.search_name = guardian.folded()
    Guardian.objects.bulk_create(guardians, batch_size=CHUNK)
    return homes


def _children(entries: Sequence[Entry], homes: Sequence[Household]) -> list[Child]:
    """The child of each entry; one already known in the household by first name and dates is the same child."""
    shared = {home.pk for home, entry in zip(homes, entries, strict=True) if entry.sibling is not None}
    known = {_child_key(child): child for child in Child.objects.filter(household__in=shared)} if shared else {}
    children, fresh = [], []
    for entry, home in zip(entries, homes, strict=True):
        facts = entry.child
        child = Child(
            household=home,
            first_name=facts.first_name,
            last_name=facts.last_name,
            born_on=facts.born_on,
            due_on=facts.due_on,
        )
        child.search_name = child.folded()
        same = known.get(_child_key(child)) if facts.first_name else None
        children.append(same or child)
        if same is None:
            fresh.append(child)
            known[_child_key(child)] = child
    Child.objects.bulk_create(fresh, batch_size=CHUNK)
    return children


def _child_key(child: Child) -> tuple[int, str, date | None, date | None]:
    return child.household_id, fold(child.first_name), child.born_on, child.due_on


def _requests(
    entries: Sequence[Entry], parties: Sequence[Party], children: Sequence[Child], *, by: User | None, today: date
) -> list[Request]:
    numbers = register.numbers_draw(register.REGISTER, count=len(entries))
    requests = []
    for entry, party, child, number in zip(entries, parties, children, numbers, strict=True):
        request = Request(
            reference=register.request_reference(number),
            register_number=number,
            party=party,
            child=child,
            state=_state_after(entry, register.request_reference(number)),
            received_by=by,
            **states.columns_of(entry.facts),
        )
        request.confirm_from, request.confirm_by = first_window(
            received_on=entry.facts.received_on, due_on=child.due_on, today=today
        )
        requests.append(request)
    return Request.objects.bulk_create(requests, batch_size=CHUNK)


def _state_after(entry: Entry, reference: str) -> RequestState:
    state = entry.state
    for step in entry.life:
        target = rules.state_after(step.code, state)
        if target is None:
            raise MoveRefused(reference=reference, state=state, code=step.code)
        state = target
    return state


def _wishes_and_answers(entries: Sequence[Entry], requests: Sequence[Request], *, by: User | None, today: date) -> None:
    Wish.objects.bulk_create(
        (
            Wish(request=request, rank=rank, setting=setting)
            for entry, request in zip(entries, requests, strict=True)
            for rank, setting in enumerate(entry.facts.wishes, start=1)
        ),
        batch_size=CHUNK,
    )
    NeededHours.objects.bulk_create(
        (
            NeededHours(request=request, **day._asdict())
            for entry, request in zip(entries, requests, strict=True)
            for day in entry.facts.hours
        ),
        batch_size=CHUNK,
    )
    criteria = dict(Criterion.objects.values_list("code", "pk"))
    answers, rows, ring = [], [], None
    for entry, request in zip(entries, requests, strict=True):
        on = timezone.localdate(entry.at) if entry.at else today
        protected = {code: facts for code, facts in entry.facts.answers.items() if sensitive.is_sensitive(code)}
        if protected:
            ring = ring or keyring()
            rows.append(sensitive.facts_of(request, protected, by=by, on=on, ring=ring))
        for code, facts in entry.facts.answers.items():
            if code in protected:
                continue
            answer = CriterionAnswer(request=request, criterion_id=criteria[code], value=facts.value)
            answer.expires_on, answer.document = facts.expires_on, facts.document
            if facts.is_seen:
                answer.evidence_state, answer.seen_by, answer.seen_on = EvidenceState.SEEN, by, on
            answers.append(answer)
    CriterionAnswer.objects.bulk_create(answers, batch_size=CHUNK)
    SensitiveFacts.objects.bulk_create(rows, batch_size=CHUNK)


def _moves(entries: Sequence[Entry], requests: Sequence[Request], *, by: User | None, at: datetime) -> None:
    moves = []
    for entry, request in zip(entries, requests, strict=True):
        state = entry.state
        moves.append(RequestMove(request=request, from_state="", to_state=state, at=entry.at or at, by=by))
        for step in entry.life:
            target = rules.state_after(step.code, state) or state
            moves.append(
                RequestMove(
                    request=request,
                    from_state=state,
                    to_state=target,
                    at=step.at,
                    by=by,
                    reason=step.reason,
                    ground=step.ground,
                )
            )
            state = target
    RequestMove.objects.bulk_create(moves, batch_size=CHUNK)
