"""Evidence by rule: what a filter finds proves the action, now and later, and its figures are queries."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event as LogEvent
from ribambelle.funding.enums import CostKind
from ribambelle.funding.services import ShareInput, cost_create
from ribambelle.gatherings.enums import EventKind, EventState, Presence, Seating
from ribambelle.gatherings.models import Meeting
from ribambelle.gatherings.services.events import event_create, event_move, session_add
from ribambelle.gatherings.services.meetings import attendance_add, attendance_remove, meeting_plan, presences_set
from ribambelle.gatherings.services.registrations import registration_ask
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.services import body_create, person_create
from ribambelle.network.models import Body
from ribambelle.plans.checks import results_without_evidence
from ribambelle.plans.enums import PlanKind
from ribambelle.plans.errors import UnknownEvidence
from ribambelle.plans.models import Action
from ribambelle.plans.selectors import ruled_of
from ribambelle.plans.services import action_create, evidence_rule_add, evidence_rule_remove, plan_create, result_add

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)
NOW = datetime(2027, 6, 1, 9, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def action(db: None) -> Action:
    plan = plan_create(by=None, name="Plan", kind=PlanKind.COORDINATION, reference="plan")
    return action_create(by=None, plan=plan, text="Réunir", starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1))


@pytest.fixture
def body(db: None) -> Body:
    return body_create(by=None, name="Plateforme", kind=BodyKind.PLATFORM)


def held(body: Body, day: date, people: int) -> Meeting:
    meeting = meeting_plan(by=None, body=body, held_on=day, expect=False)
    for number in range(people):
        attendance_add(by=None, meeting=meeting, person=person_create(by=None, last_name=f"P{day}-{number}"))
    if people:
        values = {line.pk: Presence.PRESENT for line in meeting.attendances.all()}
        presences_set(by=None, meeting=meeting, presences=values)
    return meeting


def found(action: Action) -> tuple[int, dict[str, str]]:
    (ruled,) = ruled_of(action)
    return len(ruled.proofs), {str(label): value for label, value in ruled.totals}


def test_meetings_of_a_body_prove_it_now_and_later_and_their_figures_follow(action: Action, body: Body) -> None:
    other = body_create(by=None, name="Autre", kind=BodyKind.NETWORK)
    first = held(body, date(2027, 2, 2), 3)
    held(other, date(2027, 2, 3), 5)
    held(body, date(2026, 2, 2), 4)  # before the action
    held(body, date(2027, 9, 9), 0)  # nobody recorded yet: not held
    evidence_rule_add(by=None, action=action, kind="meeting", filter="body", value=body.reference)
    assert found(action)[0] == 1
    assert found(action)[1]["participations"] == "3"
    held(body, date(2027, 3, 2), 2)
    assert (found(action)[0], found(action)[1]["participations"]) == (2, "5")
    attendance_remove(by=None, attendance=first.attendances.first())
    assert found(action)[1]["participations"] == "4"


def test_events_and_costs_prove_by_rule_too(action: Action, body: Body) -> None:
    event = event_create(by=None, title="Salon", kind=EventKind.DEBATE, seating=Seating.FIRST_COME, seats=2)
    session_add(by=None, event=event, held_on=date(2027, 7, 1), starts_at=time(9), ends_at=time(10))
    evidence_rule_add(by=None, action=action, kind="event", filter="kind", value=str(EventKind.DEBATE))
    assert found(action)[0] == 0
    event_move(by=None, event=event, state=EventState.OPEN)
    registration_ask(by=None, event=event, name="X", email="x@example.org", at=NOW)
    assert found(action) == (1, {"personnes avec une place": "1"})
    action.evidence_rules.all().delete()
    shares = [ShareInput(10_000, action=action)]
    fields = {"kind": CostKind.INVOICE, "label": "Salle", "on": date(2027, 5, 1), "shares": shares}
    cost_create(by=None, amount_cents=12_345, **fields)
    evidence_rule_add(by=None, action=action, kind="cost", filter="action", value=action.reference)
    count, totals = found(action)
    assert count == 1
    assert "123,45" in next(iter(totals.values()))


def test_a_result_proven_by_rule_is_no_gap(action: Action, body: Body) -> None:
    result_add(by=None, action=action, text="Une réunion")
    assert [finding.subject for finding in results_without_evidence(TODAY)] == [action.reference]
    rule = evidence_rule_add(by=None, action=action, kind="meeting", filter="body", value=body.reference)
    assert len(list(results_without_evidence(TODAY))) == 1
    held(body, date(2027, 2, 2), 1)
    assert list(results_without_evidence(TODAY)) == []
    evidence_rule_remove(by=None, rule=rule)
    assert len(list(results_without_evidence(TODAY))) == 1


def test_what_is_not_offered_is_refused(action: Action, body: Body) -> None:
    for kind, name, value in (("meeting", "body", "nobody"), ("meeting", "x", "y"), ("x", "body", body.reference)):
        with pytest.raises(UnknownEvidence):
            evidence_rule_add(by=None, action=action, kind=kind, filter=name, value=value)


def test_on_the_page(action: Action, body: Body, client_of: Callable[[Role], Client]) -> None:
    held(body, date(2027, 2, 2), 3)
    client, url = client_of(Role.COORDINATOR), f"/plans/actions/{action.reference}/"
    for _twice in range(2):
        page = client.post(f"{url}preuves/regles/", {"rule": f"meeting:body:{body.reference}"}, follow=True)
    assert "1 fiche trouvée" in page.content.decode()
    assert LogEvent.objects.filter(verb="evidence.rule").count() == 1
    wrong = client.post(f"{url}preuves/regles/", {"rule": "meeting:body:nobody"}, follow=True)
    assert "n’existe pas" in wrong.content.decode()
    assert "Retirer la règle" not in client_of(Role.FRONT_DESK).get(url).content.decode()
    client.post(f"{url}preuves/regles/retirer/", {"rule": str(action.evidence_rules.get().pk)})
    assert not action.evidence_rules.exists()
