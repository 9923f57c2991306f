"""What families read is what the checker and the engine count, for every refused request of generated sessions."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import DecisionKind, Departure, Policy
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.deciding import departed
from ribambelle.commissions.rules.explaining import Outcome
from ribambelle.commissions.rules.options import options
from ribambelle.commissions.selectors.deciding import table_of, told
from ribambelle.commissions.selectors.deliberation import Deliberation
from ribambelle.commissions.selectors.explanations import explanation_page
from ribambelle.commissions.selectors.outcomes import decisions_by_party, outcomes_of, pins, standing_outcome
from ribambelle.commissions.selectors.sessions import content_of, document_of, outcome_of
from ribambelle.commissions.selectors.smallest_changes import allocation_of, changes_for
from ribambelle.commissions.services import sessions
from ribambelle.demand.enums import EvidenceState, Together
from ribambelle.demand.models import Criterion, CriterionAnswer, Request
from ribambelle.placement import Instance, check, smallest_changes

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, tzinfo=UTC)


def proposed(count: int = 40, seed: int = 1, places: int = 4) -> Session:
    from tests.integration.commissions import territory

    session = territory.session(count, seed, places=places)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=48213, at=AT)
    session.refresh_from_db()
    return session


def ahead(outcome: Outcome, child: str, resource: tuple[str, str, str]) -> int:
    """Children of other parties ahead of this one on a resource: counted again, from the rows alone."""
    setting = resource[0]
    mine = outcome.key_at(setting, child)
    others = [each for each in outcome.holders[resource] if outcome.party_of[each] != outcome.party_of[child]]
    return sum(1 for other in others if outcome.key_at(setting, other) < mine)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_refused_request_is_explained_by_what_the_checker_counts(seed: int) -> None:
    session = proposed(seed=seed)
    assert session.proposal is not None
    outcome = outcome_of(session, session.proposal)
    report = check(
        Instance.from_document(json.loads(session.proposal.instance)), allocation_of(session, session.proposal)
    )
    assert report.feasible
    blocking = {(block.party, block.rank) for block in report.blocking}
    settings = frozenset(outcome.settings)
    explained = 0
    for key in session.keys.all():
        found = outcome.explain(key.party, key.child)
        ranked = options(found.party, settings)
        limit = found.placed.rank if found.placed else len(ranked) + 1
        for wish in found.wishes:
            row = wish.refusal
            if row is None:
                # no refusal: the wish was obtained, or another that comes first
                assert wish.obtained or limit <= len(ranked)
                continue
            explained += 1
            if row.reason == "blocks":
                assert (row.party, row.rank) in blocking
                continue
            assert (row.party, row.rank) not in blocking
            if row.reason == "age":
                assert wish.section is None
                continue
            assert row.rank is not None
            place = next(place for place in ranked[row.rank - 1] if place.setting == row.setting)
            assert row.slot in place.slots
            resource = (row.setting, row.section, row.slot)
            own = [each for each in ranked[row.rank - 1] if each.setting == row.setting and row.slot in each.slots]
            counted = {each.child: ahead(outcome, each.child, resource) for each in own}
            places = outcome.capacity.get(resource, 0)
            assert places == (row.places or 0)
            assert max(counted.values()) + len(own) > places
            if row.reason == "full" and len(own) == 1:
                state = {fact.slot: fact.state for fact in wish.slots}
                assert state[row.slot] in {"no", "closed"}
                assert row.points == outcome.points[own[0].child]
                assert row.cutoff is not None
                assert row.cutoff >= row.points
    assert explained > 10


def test_the_sentence_quotes_the_figures() -> None:
    session = proposed()
    assert session.proposal is not None
    outcome = outcome_of(session, session.proposal)
    seen = set()
    for key in session.keys.all():
        request = Request.objects.select_related("child", "party__household").get(reference=key.request_reference)
        page = explanation_page(session, key, request)
        found = outcome.explain(key.party, key.child)
        assert page.total.split()[0] == format(found.points.normalize(), "f")
        assert sum(Decimal(line.points) for line in page.lines) == found.points
        for shown, wish in zip(page.wishes, found.wishes, strict=True):
            if wish.refusal and wish.refusal.reason == "full":
                seen.add(wish.refusal.reason)
                shared = (wish.refusal.places or 0) - wish.present
                assert str(shared) in shown.sentence or shared in {0, 1}
                assert (format(wish.refusal.cutoff or 0, "f") in shown.sentence) == (shared > 0)
                assert (format(wish.refusal.points or 0, "f") in shown.sentence) or not shared
                assert wish.setting["label"] in shown.sentence
    assert seen == {"full"}


def test_the_smallest_change_would_have_changed_the_result() -> None:
    session = proposed(25)
    assert session.proposal is not None
    outcome = outcome_of(session, session.proposal)
    waiting = [key for key in session.keys.all() if key.child not in outcome.placed]
    found = [changes_for(session, key) for key in waiting[:4]]
    assert any(found)


def displacing(session: Session) -> tuple[str, str]:
    """A departure that takes its place from another family: (who is served, who loses). Decided, then sealed."""
    from ribambelle.commissions.services import decisions, sealing

    for outcome in outcomes_of(session):
        if outcome.kind != "waiting" or outcome.keeps:
            continue
        for other in outcomes_of(session):
            children = [child["child"] for child in parties(session)[outcome.party]["children"]]
            if other.kind != "obtained" or len(other.places) != 1 or len(children) != 1:
                continue
            given = (other.places[0]._replace(child=children[0]),)
            tried = told(table_of(session), outcome.party, given, departs=True)
            if tried.cost and [change.party for change in tried.cost.lose if not change.after]:
                loser = next(change.party for change in tried.cost.lose if not change.after)
                decisions.decision_record(
                    by=None,
                    session=session,
                    party=outcome.party,
                    kind=DecisionKind.MOVE,
                    places=given,
                    reason=Departure.URGENCY,
                    text="Attesté par écrit.",
                    at=AT,
                )
                decisions.decisions_keep(by=None, session=session, at=AT)
                sealing.session_seal(by=None, session=session, at=AT)
                session.refresh_from_db()
                return outcome.party, loser
    raise LookupError("no departure of this territory costs anybody a place: draw another one.")


def parties(session: Session) -> dict[str, Any]:
    return {party["party"]: party for party in content_of(session)["dossiers"]}


def test_the_smallest_change_is_that_of_the_session_as_it_was_decided() -> None:
    from tests.integration.commissions import territory

    session = territory.proposed(25)
    served, loser = displacing(session)
    assert session.proposal is not None
    held = pins(decisions_by_party(session).values())
    document = document_of(session, session.proposal)
    instance, again = departed(document, policy=session.proposal.policy, seed=session.proposal.seed, pins=held)
    sealed = {
        (row.party, row.child, row.setting, frozenset(row.slots)) for row in standing_outcome(session).placed.values()
    }
    assert {(row.party, row.child, row.setting, frozenset(row.slots.split())) for row in again.rows} == sealed
    own = session.keys.filter(party=loser).first()
    assert own is not None
    found = smallest_changes(instance, again, loser, policy=session.proposal.policy)
    assert len(changes_for(session, own)) == len(found)
    before = Instance.from_document(document.whole)
    proposal = smallest_changes(before, allocation_of(session, session.proposal), loser, policy=session.proposal.policy)
    assert found != proposal, "the proposal, where this family had a place, says something else"
    moved = session.keys.filter(party=served).first()
    assert moved is not None
    assert changes_for(session, moved) == [], "the commission itself decided: nothing to calculate"


def test_a_displaced_family_is_told_so_in_the_deliberation(client_of: Callable[[Role], Client]) -> None:
    from tests.integration.commissions import territory

    session = territory.proposed(25)
    _served, loser = displacing(session)
    made = Deliberation(session)
    assert loser in made.displaced
    assert all(made.table.decided[party].kind == DecisionKind.KEEP for party in made.displaced)
    page = client_of(Role.MEMBER).get(reverse("commissions:dossier", args=[session.reference, made.ranks[loser]]))
    text = page.content.decode()
    assert "changée par une autre décision" in text
    head = text.split("</h1>")[1].split("h-dos")[0]
    assert "gardée comme proposée" not in head


def test_a_front_desk_reads_its_own_requests_only(client_of: Callable[[Role], Client]) -> None:
    session = proposed(6)
    client = client_of(Role.FRONT_DESK)
    url = reverse("commissions:explanation_list", args=[session.reference])
    text = client.get(url).content.decode()
    assert "R-900010" in text
    assert "R-900020" not in text
    other = reverse("commissions:explanation", args=[session.reference, "R-900020"])
    assert client.get(other).status_code == 404


def test_pages_cost_the_same_for_few_and_many(
    client_of: Callable[[Role], Client],
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    session = proposed(60)
    client = client_of(Role.COORDINATOR)
    client.get(reverse("commissions:session_list"))
    for name, most in (("booklet", 16), ("explanation_list", 16), ("session_record", 40), ("session_check", 20)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"commissions:{name}", args=[session.reference])).status_code == 200


def test_content_is_under_pseudonyms() -> None:
    session = proposed(6)
    names = {party["party"] for party in content_of(session)["dossiers"]}
    assert names == set(session.keys.values_list("party", flat=True))


def test_siblings_read_whose_points_decide(client_of: Callable[[Role], Client]) -> None:
    from tests.integration.commissions import territory

    session = territory.session(0, places=2)
    asked = {"wishes": ("S3",), "needed": territory.WEEKS["two"]}
    territory.family(50, answers={"resident": 1, "both-parents-work": 1}, **asked)  # type: ignore[arg-type]
    weak, strong = territory.family(
        51,
        children=2,
        together=Together.OR_NOTHING,
        answers={"resident": 1},
        **asked,  # type: ignore[arg-type]
    )
    CriterionAnswer.objects.create(
        request=strong,
        criterion=Criterion.objects.get(code="child-disability"),
        value=1,
        evidence_state=EvidenceState.SEEN,
        seen_on=AT.date(),
    )
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=48213, at=AT)
    client = client_of(Role.COORDINATOR)
    for request in (weak, strong):
        url = reverse("commissions:explanation", args=[session.reference, request.reference])
        text = client.get(url).content.decode()
        assert f"{weak.child.first_name} ({weak.reference}), avec 30 points" in text
        assert f"({strong.reference})" not in text
        assert "il en fallait 2 à la fois et il n’en restait qu’une" in text
