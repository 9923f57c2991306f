"""The life of a proposed place, and the sentences of letters: pure rules."""

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.enums import OfferMove, OfferState
from ribambelle.commissions.rules.letters import PLACEHOLDERS, filled, problems_in, used_in
from ribambelle.commissions.rules.offers import HOLDING, REOPENED, moves_from, state_after


def test_every_state_either_holds_its_half_days_or_has_opened_them_again() -> None:
    assert set(OfferState) == HOLDING | REOPENED
    assert not HOLDING & REOPENED


def test_the_table_of_moves() -> None:
    found = {(state, move.code): move.target for state in OfferState for move in moves_from(state)}
    assert found == {
        (OfferState.PENDING, OfferMove.ACCEPT): OfferState.ACCEPTED,
        (OfferState.PENDING, OfferMove.DECLINE): OfferState.DECLINED,
        (OfferState.PENDING, OfferMove.LAPSE): OfferState.LAPSED,
        (OfferState.PENDING, OfferMove.TAKE_BACK): OfferState.TAKEN_BACK,
        (OfferState.ACCEPTED, OfferMove.GIVE_UP): OfferState.DECLINED,
        (OfferState.DECLINED, OfferMove.REOPEN): OfferState.PENDING,
        (OfferState.LAPSED, OfferMove.REOPEN): OfferState.PENDING,
        (OfferState.TAKEN_BACK, OfferMove.REOPEN): OfferState.PENDING,
    }
    assert state_after(OfferMove.ACCEPT, OfferState.LAPSED) is None


def test_an_unknown_word_and_a_lone_brace_are_named() -> None:
    problems = problems_in("Bonjour {enfant}, {prenom} entre {entrée}. {prenom} } fin")
    assert [problem.code for problem in problems] == ["unknown", "brace"]
    assert problems[0].culprit == "prenom"
    assert "fin" in problems[1].culprit
    assert problems_in("Pour {enfant}, à {lieu}.") == []


def test_nothing_but_the_value_comes_through() -> None:
    assert problems_in("{enfant.__class__}") != []
    assert problems_in("{0}") != []
    assert filled("{enfant} va à {lieu}.", {"enfant": "{lieu}", "lieu": "S1"}) == "{lieu} va à S1."
    assert used_in("{ enfant } {lieu}") == {"enfant", "lieu"}


@given(st.text())
def test_a_text_without_problem_is_filled_whatever_it_is(text: str) -> None:
    values = dict.fromkeys(PLACEHOLDERS, "X")
    if not problems_in(text):
        assert "{" not in filled(text, values)
        assert "}" not in filled(text, values)
