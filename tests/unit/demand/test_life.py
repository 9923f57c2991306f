"""The state machine: every state is reached, none is a trap by accident, nothing expires in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.accounts.enums import Role
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.rules import MOVES, moves_from, next_step, state_after
from ribambelle.demand.rules.life import DESK, LIVING, NEXT_STEPS, WAITING
from ribambelle.demand.selectors.requests import LABELLED

S = RequestState


def reachable(start: RequestState) -> set[RequestState]:
    found, ahead = {start}, [start]
    while ahead:
        state = ahead.pop()
        for move in MOVES:
            if state in move.sources and move.target not in found:
                found.add(move.target)
                ahead.append(move.target)
    return found


def test_each_code_is_one_move() -> None:
    assert sorted(move.code for move in MOVES) == sorted(MoveCode)


def test_every_state_is_reached_from_a_draft() -> None:
    assert reachable(S.DRAFT) == set(S)


def test_a_request_in_the_register_never_becomes_a_draft_again() -> None:
    assert S.DRAFT not in reachable(S.RECEIVED)


def test_only_left_and_merged_are_final() -> None:
    assert {state for state in S if reachable(state) == {state}} == {S.LEFT, S.MERGED}


def test_a_request_lapses_only_after_the_family_was_asked() -> None:
    (lapse,) = [move for move in MOVES if move.target == S.LAPSED]
    assert lapse.sources == {S.TO_CONFIRM}
    # its reason, or two reminders: the service sees to it (test_confirmations)
    assert lapse.roles == {Role.COORDINATOR}


def test_a_refusal_always_gives_its_reason() -> None:
    assert all(move.needs_reason for move in MOVES if move.target in {S.REFUSED, S.WITHDRAWN, S.MERGED})


def test_the_way_of_a_request_that_obtains_a_place() -> None:
    state = S.DRAFT
    way = ["receive", "acknowledge", "complete", "activate", "ask-confirmation", "confirm", "propose", "accept"]
    for code in [*way, "enter", "leave"]:
        after = state_after(MoveCode(code), state)
        assert after is not None, f"{code} from {state}"
        state = after
    assert state == S.LEFT


def test_a_family_may_always_withdraw_while_it_asks() -> None:
    for state in LIVING:
        assert state_after(MoveCode.WITHDRAW, state) == S.WITHDRAWN


def test_waiting_is_living_without_a_draft_or_a_proposal() -> None:
    assert LIVING - {S.DRAFT, S.PROPOSED} == WAITING


@pytest.mark.parametrize("state", list(S))
def test_the_next_step_is_a_move_from_there(state: RequestState) -> None:
    move = next_step(state, DESK)
    assert (move is not None) == (state in NEXT_STEPS)
    if move:
        assert state in move.sources
        assert not move.needs_reason


@given(state=st.sampled_from(RequestState), roles=st.sets(st.sampled_from(Role)))
def test_moves_are_those_of_the_state_and_of_the_roles(state: RequestState, roles: set[Role]) -> None:
    offered = moves_from(state, roles)
    assert [m.code for m in MOVES if state in m.sources and roles & m.roles] == [move.code for move in offered]
    assert all(state_after(move.code, state) == move.target for move in offered)
    if not roles & (DESK | {Role.DIRECTOR}):  # a director notes departures
        assert offered == []


@given(state=st.sampled_from(RequestState), code=st.sampled_from(MoveCode))
def test_what_is_not_in_the_table_leads_nowhere(state: RequestState, code: MoveCode) -> None:
    move = next(move for move in MOVES if move.code == code)
    assert (state_after(code, state) is None) == (state not in move.sources)


def test_no_value_stands_in_two_closed_lists() -> None:
    values = [str(value) for each in LABELLED for value, _label in each.choices]
    assert len(values) == len(set(values))
