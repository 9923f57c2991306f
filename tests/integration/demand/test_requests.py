"""Requests entered, edited, moved, joined: everything written, or nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.demand.enums import Channel, EvidenceState, MoveCode, RequestKind, RequestState, Together
from ribambelle.demand.errors import MoveRefused, ReasonMissing, RequestInvalid, SiblingRefused, UndoRefused
from ribambelle.demand.models import Counter, Household, Party, Request, RequestMove
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.demand.services import (
    AnswerFacts,
    ChildFacts,
    Entry,
    GuardianFacts,
    HouseholdFacts,
    RequestFacts,
    Step,
    request_edit,
    request_move,
    request_move_undo,
    request_receive,
    requests_receive,
    siblings_join,
    siblings_part,
)
from ribambelle.demand.services.states import request_state
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHILD = ChildFacts("Zoé", "Coquelicot", date(2026, 3, 12))


def household() -> HouseholdFacts:
    return HouseholdFacts(build.commune(), "1 rue du Moulin", (GuardianFacts("Ondine", "Coquelicot", "0470 00 00 00"),))


def facts(**values: Any) -> RequestFacts:
    plain = RequestFacts(
        received_on=date(2026, 11, 20),
        channel=Channel.PAPER,
        wished_start_on=date(2027, 9, 1),
        needed_slots=0b0011001111,
        minimum_days=2,
        desk=build.desk(),
        wishes=(build.setting("COC"), build.setting("FAR")),
        answers={"resident": AnswerFacts(1, is_seen=True), "child-disability": AnswerFacts(1)},
        note="Préfère le matin",
    )
    return replace(plain, **values)


def receive(**values: Any) -> Request:
    given = {"by": None, "at": AT, "child": CHILD, "facts": facts(), "household": household()} | values
    return request_receive(**given)


def test_a_request_received_is_whole(person: Any) -> None:
    coordinator = person(Role.COORDINATOR)
    request = receive(by=coordinator)
    again = Request.objects.get(pk=request.pk)
    assert (again.reference, again.register_number, again.state) == ("R-0001", 1, RequestState.RECEIVED)
    assert again.received_by == coordinator
    assert [(wish.rank, wish.setting.reference) for wish in again.wishes.all()] == [(1, "COC"), (2, "FAR")]
    resident = again.answers.get(criterion__code="resident")
    assert (resident.evidence_state, resident.seen_by, resident.seen_on) == ("seen", coordinator, date(2026, 11, 22))
    protected = {answer.criterion.code: answer for answer in answers_of(again)}
    assert protected["child-disability"].evidence_state == EvidenceState.DECLARED
    (move,) = again.moves.all()
    assert (move.from_state, move.to_state, move.at, move.by) == ("", "received", AT, coordinator)
    assert again.party.household.guardians.get().last_name == "Coquelicot"


def test_the_event_holds_no_name_and_no_sensitive_answer() -> None:
    request = receive()
    event = Event.objects.get(verb="request.receive", reference=request.reference)
    assert event.after is not None
    assert event.after["answers"] == {"resident": [1, "seen"]}
    assert event.after["sensitive_answers"] == 1
    for leak in ("Coquelicot", "Ondine", "Zoé", "Moulin", "0470", "matin", "disability"):
        assert leak not in repr(event.after)


def test_what_contradicts_itself_is_said_at_once_and_nothing_is_written() -> None:
    wrong = facts(minimum_days=5, kind=RequestKind.TRANSFER)
    with pytest.raises(RequestInvalid) as caught:
        receive(facts=wrong, child=replace(CHILD, born_on=None))
    assert list(caught.value.by_field()) == ["born_on", "minimum_days", "current_setting"]
    assert not Request.objects.exists()
    assert not Household.objects.exists()
    assert not Counter.objects.exists()
    assert receive().register_number == 1


def test_a_sibling_joins_the_party_and_the_household() -> None:
    first = receive()
    younger = ChildFacts("Lou", "Coquelicot", None, date(2027, 2, 1))
    second = receive(child=younger, sibling=first, together=Together.OR_NOTHING)
    assert second.party == first.party
    assert Household.objects.count() == 1
    assert Party.objects.get().together == Together.OR_NOTHING
    assert second.register_number == 2


def test_a_household_is_completed_by_a_sibling_and_never_emptied() -> None:
    first = receive()
    given = HouseholdFacts(None, "", (GuardianFacts("", "Coquelicot", ""), GuardianFacts("Basile", "Groseille")))
    receive(child=replace(CHILD, first_name="Lou"), sibling=first, household=given)
    home = Household.objects.get()
    assert home.address == "1 rue du Moulin"
    assert [(g.first_name, g.phone) for g in home.guardians.all()] == [("Ondine", "0470 00 00 00"), ("Basile", "")]
    event = Event.objects.get(verb="household.complete")
    assert event.after == {"personal": ["guardian-2.first_name", "guardian-2.last_name"]}


def test_the_event_says_what_the_records_say() -> None:
    request = receive()
    event = Event.objects.get(verb="request.receive")
    assert event.after == request_state(request) | {"state": "received"}


def test_a_batch_is_entered_with_its_history_or_not_at_all() -> None:
    life = (Step(MoveCode.ACKNOWLEDGE, AT), Step(MoveCode.COMPLETE, LATER, "tout est là"))
    first = Entry(child=CHILD, facts=facts(), household=household(), at=AT, life=life)
    twin = Entry(
        child=replace(CHILD, first_name="Lou"),
        facts=facts(),
        household=household(),
        sibling=0,
        together=Together.OR_NOTHING,
    )
    with pytest.raises(MoveRefused):
        requests_receive(by=None, at=LATER, entries=[first, replace(twin, life=(Step(MoveCode.ENTER, AT),))])
    assert not Request.objects.exists()
    one, two = requests_receive(by=None, at=LATER, entries=[first, twin])
    assert (one.state, two.state) == (RequestState.COMPLETE, RequestState.RECEIVED)
    assert one.party == two.party
    assert two.child.search_name == "lou coquelicot"
    moves = [(move.from_state, move.to_state, move.reason) for move in one.moves.order_by("id")]
    assert moves == [
        ("", "received", ""),
        ("received", "acknowledged", ""),
        ("acknowledged", "complete", "tout est là"),
    ]


def test_a_batch_costs_few_queries_whatever_its_size(django_assert_max_num_queries: Any) -> None:
    entries = [Entry(child=CHILD, facts=facts(), household=household()) for _ in range(40)]
    with django_assert_max_num_queries(45 + 40):  # the log is written line by line
        requests_receive(by=None, at=AT, entries=entries)


def test_a_sibling_who_applies_alone_shares_the_household_only() -> None:
    first = receive()
    second = receive(child=replace(CHILD, first_name="Lou"), sibling=first)
    assert second.party != first.party
    assert second.party.household == first.party.household


def test_another_request_for_the_same_child_keeps_one_child() -> None:
    first = receive()
    more = facts(kind=RequestKind.EXTRA_DAY, current_setting=build.setting("COC"), current_slots=3)
    second = receive(facts=more, sibling=first)
    assert second.child == first.child


def test_an_edit_logs_what_changed_and_only_the_names_of_personal_fields() -> None:
    request = receive()
    changed = facts(needed_slots=3, minimum_days=1, answers={"resident": AnswerFacts(1, is_seen=True)})
    home = replace(household(), guardians=(GuardianFacts("Ondine", "Groseille"), GuardianFacts("Basile", "Groseille")))
    request_edit(by=None, at=LATER, request=request, child=CHILD, facts=changed, household=home)
    event = Event.objects.filter(verb="request.edit").latest("id")
    assert event.before is not None
    assert event.after is not None
    assert event.before["needed_slots"] == "mon-am mon-pm tue-am tue-pm thu-am thu-pm"
    assert event.after["needed_slots"] == "mon-am mon-pm"
    assert "guardian-1.last_name" in event.after["personal"]
    assert "answers.sensitive" in event.after["personal"]
    assert "Groseille" not in repr([event.before, event.after])
    assert request.child.household.guardians.count() == 2


def test_an_edit_that_changes_nothing_writes_no_event() -> None:
    request = receive()
    before = Event.objects.count()
    request_edit(by=None, at=LATER, request=request, child=CHILD, facts=facts(), household=household())
    assert Event.objects.count() == before


def test_who_saw_a_document_stays_as_first_noted(person: Any) -> None:
    coordinator, desk = person(Role.COORDINATOR), person(Role.FRONT_DESK)
    request = receive(by=coordinator)
    request_edit(by=desk, at=LATER, request=request, child=CHILD, facts=facts(note=""), household=household())
    answer = request.answers.get(criterion__code="resident")
    assert (answer.seen_by, answer.seen_on) == (coordinator, date(2026, 11, 22))


def test_a_wrong_edit_changes_nothing() -> None:
    request = receive()
    with pytest.raises(RequestInvalid):
        request_edit(
            by=None,
            at=LATER,
            request=request,
            child=replace(CHILD, first_name="Lou"),
            facts=facts(needed_slots=0),
            household=household(),
        )
    request.refresh_from_db()
    assert request.child.first_name == "Zoé"
    assert request.needed_slots == 0b0011001111


def test_moves_are_dated_attributed_and_logged(person: Any) -> None:
    desk = person(Role.FRONT_DESK)
    request = receive()
    move = request_move(by=desk, at=LATER, request=request, code=MoveCode.ACKNOWLEDGE)
    assert (move.from_state, move.to_state, move.by, move.at) == ("received", "acknowledged", desk, LATER)
    event = Event.objects.get(verb="request.acknowledge")
    assert (event.before, event.after) == ({"state": "received"}, {"state": "acknowledged"})


def test_a_move_out_of_the_table_or_of_ones_role_is_refused(person: Any) -> None:
    request = receive()
    with pytest.raises(MoveRefused, match="R-0001"):
        request_move(by=person(Role.COORDINATOR), at=LATER, request=request, code=MoveCode.ACCEPT)
    with pytest.raises(MoveRefused):
        request_move(by=person(Role.DIRECTOR), at=LATER, request=request, code=MoveCode.ACKNOWLEDGE)
    assert RequestMove.objects.count() == 1


def test_a_reason_is_asked_for(person: Any) -> None:
    request = build.request()
    with pytest.raises(ReasonMissing, match=request.reference):
        request_move(by=person(Role.COORDINATOR), at=AT, request=request, code=MoveCode.REFUSE, reason="  ")
    refuse: dict[str, Any] = {"by": person(Role.COORDINATOR), "at": AT, "request": request, "code": MoveCode.REFUSE}
    move = request_move(**refuse, reason="Complet", ground="no-place")
    assert move.reason == "Complet"


def test_a_move_is_undone_once_and_by_its_author(person: Any) -> None:
    desk = person(Role.FRONT_DESK)
    request = receive()
    request_move(by=desk, at=AT, request=request, code=MoveCode.ACKNOWLEDGE)
    with pytest.raises(UndoRefused):
        request_move_undo(by=person(Role.COORDINATOR), at=LATER, request=request)
    undone = request_move_undo(by=desk, at=LATER, request=request)
    request.refresh_from_db()
    assert request.state == RequestState.RECEIVED
    assert undone.undoes is not None
    with pytest.raises(UndoRefused):
        request_move_undo(by=desk, at=LATER, request=request)


def test_two_requests_become_one_party_and_part_again() -> None:
    first = receive()
    home = replace(household(), guardians=(GuardianFacts("Basile", "Coquelicot"),))
    second = receive(child=replace(CHILD, first_name="Lou"), household=home)
    siblings_join(by=None, at=LATER, request=second, other=first, together=Together.IF_POSSIBLE)
    second.refresh_from_db()
    assert second.party == first.party
    assert Household.objects.count() == Party.objects.count() == 1
    assert [g.first_name for g in Household.objects.get().guardians.all()] == ["Ondine", "Basile"]
    siblings_part(by=None, at=LATER, request=second)
    second.refresh_from_db()
    assert second.party != first.party
    assert set(Party.objects.values_list("together", flat=True)) == {Together.ALONE}


def test_a_child_is_no_sibling_of_itself() -> None:
    first = receive()
    with pytest.raises(SiblingRefused, match="R-0001"):
        siblings_join(by=None, at=LATER, request=first, other=first, together=Together.OR_NOTHING)
