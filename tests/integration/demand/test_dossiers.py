"""What a session freezes: complete, nameless, in a constant number of queries."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from ribambelle.demand.enums import EvidenceState, RequestState
from ribambelle.demand.rules import Answer
from ribambelle.demand.selectors import dossiers
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
CUT_OFF = date(2026, 10, 12)


def test_a_dossier_says_everything_but_names() -> None:
    request = build.request(
        wishes=["COC", "AUB"],
        answers={"resident": 1, "both-parents-work": 1},
        last_name="Groseille",
        first_name="Papillon",
        note="Préfère le matin",
        minimum_days=2,
        current_setting=build.setting("LUN"),
        current_slots=3,
    )
    (dossier,) = dossiers(CUT_OFF)
    assert dossier.request_reference == request.reference
    assert dossier.party_reference == request.party.reference
    assert dossier.commune_code == "81001"
    assert dossier.wishes == ("COC", "AUB")
    assert (dossier.needed_slots, dossier.minimum_days) == (0b0011001111, 2)
    assert (dossier.current_setting, dossier.current_slots) == ("LUN", 3)
    assert dossier.answers["resident"] == Answer(1, EvidenceState.SEEN)
    assert dossier.answers["parents-work"] == Answer(1, EvidenceState.SEEN)
    assert dossier.answers["waiting-one-year"].value == 0
    assert "sibling-present" not in dossier.answers
    assert dossier.age_at(date(2027, 9, 1)) == 17
    text = repr(asdict(dossier))
    for name in ("Groseille", "Papillon", "Ondine", "0470", "matin"):
        assert name not in text


def test_only_what_was_received_by_the_cut_off_and_stands_in_the_states_asked_for() -> None:
    kept = build.request(received_on=CUT_OFF)
    build.request(received_on=date(2026, 10, 13))
    waiting = build.request(state=RequestState.COMPLETE)
    assert [d.request_reference for d in dossiers(CUT_OFF)] == [kept.reference]
    both = dossiers(CUT_OFF, states=[RequestState.ACTIVE, RequestState.COMPLETE])
    assert [d.request_reference for d in both] == [kept.reference, waiting.reference]


def test_the_number_of_queries_does_not_depend_on_the_number_of_requests(django_assert_num_queries: Any) -> None:
    build.request(wishes=["COC"], answers={"resident": 1})
    with django_assert_num_queries(5):
        assert len(dossiers(CUT_OFF)) == 1
    for _ in range(30):
        build.request(wishes=["COC", "AUB"], answers={"resident": 1, "single-parent": 1})
    with django_assert_num_queries(5):
        assert len(dossiers(CUT_OFF)) == 31


def test_any_of_a_commune_and_any_childminder_are_spelled_out_after_the_wishes() -> None:
    elsewhere = build.commune("81004", "Aubange")
    for reference, values in {
        "COC": {}, "AUB": {}, "ZOE": {"commune": elsewhere}, "NOU": {"commune": elsewhere, "kind": "childminder"},
        "FER": {"status": "closed"}, "ADA": {"kind": "childminder", "commune": None},
    }.items():  # fmt: skip
        build.setting(reference, **values)
    plain = build.request(wishes=["ZOE"])
    both = build.request(wishes=["COC"], any_in_commune=build.commune(), any_childminder=True)
    only = build.request(any_childminder=True)
    found = {dossier.request_reference: dossier.wishes for dossier in dossiers(CUT_OFF)}
    assert found[plain.reference] == ("ZOE",)
    assert found[both.reference] == ("COC", "AUB", "ADA", "NOU")
    assert found[only.reference] == ("ADA", "NOU")
