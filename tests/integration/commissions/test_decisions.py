"""Decisions: kept, moved, held, refused, undone; what they cost is told, and places are never given twice."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import DecisionKind, Departure, SessionStatus
from ribambelle.commissions.models import Decision, Recalculation, Session
from ribambelle.commissions.rules.deciding import Given, cost_from_json
from ribambelle.commissions.rules.result_rows import placed_rows
from ribambelle.commissions.selectors.deliberation import Deliberation, unwished
from ribambelle.commissions.selectors.explanations import explanation_page
from ribambelle.commissions.selectors.outcomes import outcomes_of, standing_outcome
from ribambelle.commissions.services import decisions, sealing, sittings
from ribambelle.commissions.services.sessions import WrongMove
from ribambelle.demand.models import Request
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 20, 14, 31, tzinfo=UTC)
WHY = {"reason": Departure.URGENCY, "text": "Urgence attestée par un professionnel."}


def waiting(session: Session) -> str:
    """The last ranked family of one child that obtains nothing: whoever it displaces is ahead of it."""
    single = {party["party"] for party in session.snapshot.parsed["dossiers"] if len(party["children"]) == 1}
    return [each.party for each in outcomes_of(session) if each.kind == "waiting" and each.party in single][-1]


def wished(session: Session, party: str) -> Given:
    """The first wish of a family of one child, in the section of its age."""
    dossier = next(each for each in session.snapshot.parsed["dossiers"] if each["party"] == party)
    child = dossier["children"][0]
    entry = next(each for each in session.snapshot.parsed["offer"] if each["setting"] == child["wishes"][0])
    section = next(
        each["section"]
        for each in entry["sections"]
        if each["min_age_months"] <= child["age_months"] < each["max_age_months"]
    )
    open_slots = [slot for slot in child["slots"] if entry["sections"][0]["free"].get(slot)]
    return Given(child["child"], entry["setting"], section, tuple(open_slots))


def test_all_are_kept_at_once_and_the_session_is_sealed_as_proposed() -> None:
    session = territory.proposed()
    before = outcomes_of(session)
    made = decisions.decisions_keep(by=None, session=session, at=AT)
    assert len(made) == len(before) == len({each.party for each in before})
    after = outcomes_of(session)
    assert [(o.party, o.kind, o.places, o.rank) for o in after] == [(o.party, o.kind, o.places, o.rank) for o in before]
    assert not Recalculation.objects.exists()
    seal = sealing.session_seal(by=None, session=session, at=AT)
    assert session.status == SessionStatus.SEALED
    assert json.loads(seal.content)["allocation"] == session.proposal.allocation  # type: ignore[union-attr]


def test_a_departure_displaces_others_and_says_so() -> None:
    session = territory.proposed()
    party = waiting(session)
    place = wished(session, party)
    decision = decisions.decision_record(
        by=None, session=session, party=party, kind=DecisionKind.MOVE, places=[place], at=AT, **WHY
    )
    found = {each.party: each for each in outcomes_of(session)}
    assert (found[party].kind, found[party].places) == ("obtained", (place,))
    cost = cost_from_json(decision.cost)
    assert cost.lose
    assert cost.blocking[1] > cost.blocking[0]
    before = {row.party: row for row in placed_rows(session.proposal.allocation)}  # type: ignore[union-attr]
    for change in cost.lose:
        assert change.party in before
        assert found[change.party].places != change.before
    # as a checker counts it: nowhere more children than places
    ranking = standing_outcome(session)
    assert [key for key, places in ranking.capacity.items() if len(ranking.holders[key]) > places] == []
    undone = decisions.decision_undo(by=None, decision=decision, at=AT)
    assert undone.supersedes == decision
    assert standing_outcome(session).placed == {
        row.child: row
        for row in placed_rows(session.proposal.allocation)  # type: ignore[union-attr]
    }
    assert Decision.objects.count() == 2


def test_families_read_of_a_departure_what_happened_and_no_cut_off() -> None:
    """Who is served by it reads no refusal; who is passed over reads that it was, not that the order decided."""
    session = territory.proposed()
    party = waiting(session)
    place = wished(session, party)
    decision = decisions.decision_record(
        by=None, session=session, party=party, kind=DecisionKind.MOVE, places=[place], at=AT, **WHY
    )
    labels = {each["setting"]: each["label"] for each in session.snapshot.parsed["offer"]}
    said: dict[tuple[str, str], str] = {}
    headlines: dict[str, str] = {}
    for key in session.keys.all():
        page = explanation_page(session, key, Request.objects.get(reference=key.request_reference))
        headlines.setdefault(key.party, page.headline)
        for wish in page.wishes:
            said.setdefault((key.party, wish.title.split(". ", 1)[1].split(",")[0]), wish.sentence)
    assert said[party, labels[place.setting]] == "C’est ici que la place est proposée."
    passed = cost_from_json(decision.cost).passed_over
    assert passed
    for each in passed:
        assert "s’est écartée du calcul" in said[each.party, labels[each.setting]]
    told = {other for (other, _), sentence in said.items() if "s’est écartée du calcul" in sentence}
    assert told == {each.party for each in passed}
    placed = {each.party for each in outcomes_of(session) if each.kind != "waiting"}
    assert all(other in told for other, text in headlines.items() if "s’est écartée" in text and other not in placed)


def test_a_place_outside_the_wishes_is_named_everywhere(client_of: Callable[[Role], Client]) -> None:
    """The letter, the page of the family and the session name the place that is given, and say it is no wish."""
    session = territory.proposed()
    free = {entry["setting"]: entry for entry in session.snapshot.parsed["offer"]}
    dossiers = {each["party"]: each for each in session.snapshot.parsed["dossiers"]}
    party, place = next(
        (one.party, wished_elsewhere)
        for one in outcomes_of(session)
        if one.kind == "waiting" and len(dossiers[one.party]["children"]) == 1
        if (wished_elsewhere := elsewhere(dossiers[one.party]["children"][0], free)) is not None
    )
    child = dossiers[party]["children"][0]
    rank = next(each.rank for each in outcomes_of(session) if each.party == party)
    url = reverse("commissions:dossier", args=[session.reference, rank])
    typed = {
        "kind": "move",
        "reason": WHY["reason"],
        "text": WHY["text"],
        "seen": "0",
        "p0-place": f"{place.setting}|{place.section}",
        "p0-slots": list(place.slots),
    }
    sittings.sitting_compose(by=None, session=session)
    decision = decisions.decision_record(
        by=None, session=session, party=party, kind=DecisionKind.MOVE, places=[place], at=AT, **WHY
    )
    label = free[place.setting]["label"]
    key = session.keys.get(child=child["child"])
    page = explanation_page(session, key, Request.objects.get(reference=key.request_reference))
    assert page.proposed == label
    assert page.headline.endswith(f": {label}. Cette place n’est pas parmi vos souhaits.")
    assert not any("Un souhait mieux placé" in wish.sentence for wish in page.wishes)
    made = Deliberation(session)
    assert [line.line.proposal for line in made.lines_of(party)] == [label]
    assert unwished(made.table, party, [place]) == [
        f"{label} n’est pas parmi les souhaits de {child['child']}. La place peut être donnée malgré tout."
    ]
    assert unwished(made.table, party, [wished(session, party)]) == []
    decisions.decision_undo(by=None, decision=decision, at=AT)
    told = client_of(Role.COORDINATOR).post(url, typed | {"seen": "2"})
    assert f"{label} n’est pas parmi les souhaits" in told.content.decode()
    assert Decision.objects.count() == 2


def elsewhere(child: Any, offer: dict[str, Any]) -> Given | None:
    """One half-day in a setting that a child does not ask for, in a section of its age."""
    for setting, entry in offer.items():
        for section in entry["sections"]:
            fits = section["min_age_months"] <= child["age_months"] < section["max_age_months"]
            slots = [slot for slot in child["slots"] if section["free"].get(slot)]
            if setting not in child["wishes"] and fits and slots:
                return Given(child["child"], setting, section["section"], tuple(slots[:1]))
    return None


def test_held_and_refused_give_nothing_and_others_gain() -> None:
    session = territory.proposed()
    served = [each.party for each in outcomes_of(session) if each.kind == "obtained"][:2]
    for party, kind in zip(served, (DecisionKind.HOLD, DecisionKind.REFUSE), strict=True):
        decisions.decision_record(by=None, session=session, party=party, kind=kind, at=AT, **WHY)
    found = {each.party: each for each in outcomes_of(session)}
    assert [found[party].kind for party in served] == ["held", "refused"]
    assert [found[party].places for party in served] == [(), ()]
    assert any(cost_from_json(each.cost).gain for each in Decision.objects.all())


def test_places_are_never_given_twice() -> None:
    session = territory.proposed()
    party = waiting(session)
    decisions.decisions_keep(
        by=None, session=session, at=AT, parties=[o.party for o in outcomes_of(session) if o.kind == "obtained"]
    )
    place = wished(session, party)
    with pytest.raises(ValidationError) as refused:
        decisions.decision_record(
            by=None, session=session, party=party, kind=DecisionKind.MOVE, places=[place], at=AT, **WHY
        )
    said = " ".join(refused.value.messages)
    assert "Crèche numéro" in said
    assert any(each.party in said for each in outcomes_of(session) if each.kind == "obtained")
    assert not Decision.objects.filter(party=party).exists()


def test_every_problem_is_said_at_once() -> None:
    session = territory.proposed(12)
    party = outcomes_of(session)[0].party
    with pytest.raises(ValidationError) as refused:
        decisions.decision_record(by=None, session=session, party=party, kind=DecisionKind.MOVE, at=AT)
    assert len(refused.value.messages) == 3


def test_the_page_that_was_read_must_still_be_true() -> None:
    session = territory.proposed(12)
    first, second = (each.party for each in outcomes_of(session)[:2])
    decisions.decision_record(by=None, session=session, party=first, kind=DecisionKind.KEEP, at=AT, seen=0)
    with pytest.raises(decisions.Meanwhile):
        decisions.decision_record(by=None, session=session, party=second, kind=DecisionKind.KEEP, at=AT, seen=0)
    with pytest.raises(ValidationError):
        decisions.decision_record(by=None, session=session, party=first, kind=DecisionKind.KEEP, at=AT)


def test_acts_are_never_changed() -> None:
    session = territory.proposed(12)
    decisions.decision_record(
        by=None, session=session, party=outcomes_of(session)[0].party, kind=DecisionKind.HOLD, at=AT, **WHY
    )
    for model in (Decision, Recalculation):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(number=7)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_an_undecided_session_is_not_sealed() -> None:
    session = territory.proposed(12)
    with pytest.raises(ValidationError):
        sealing.session_seal(by=None, session=session, at=AT)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    with pytest.raises(WrongMove):
        sealing.session_seal(by=None, session=session, at=AT)
    with pytest.raises(WrongMove):
        decisions.decisions_keep(by=None, session=session, at=AT)
