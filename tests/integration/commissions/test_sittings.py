"""Who sits: composition by role and body, quorum, recusals, the meeting; and two people who decide at once."""

import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.commissions.enums import DecisionKind, Office, Quorum, RecusalReason, Scope
from ribambelle.commissions.models import Decision, Recusal, Session, Sitting, SittingMember
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.rules.sealing import differences
from ribambelle.commissions.rules.sittings import members_needed
from ribambelle.commissions.selectors.outcomes import outcomes_of, standing_outcome
from ribambelle.commissions.services import decisions, sealing, sessions, sittings
from ribambelle.gatherings.enums import Presence
from ribambelle.gatherings.models import Attendance, Meeting
from ribambelle.network.enums import BodyKind
from ribambelle.network.models import Body, Mandate, Person
from tests.integration.commissions import territory
from tests.integration.commissions.test_decisions import WHY, waiting, wished

AT = datetime(2028, 4, 20, 14, 31, tzinfo=UTC)


@pytest.fixture
def session(person: Callable[[Role], User]) -> Session:
    """A proposal whose commission has a body of three people, one of whom signs in, and a quorum of two."""
    made = territory.proposed(12, seated=False)
    body = Body.objects.create(reference="ca", name="Commission", kind=BodyKind.choices[0][0])
    for number, user in enumerate((person(Role.MEMBER), None, None)):
        named = Person.objects.create(reference=f"P-{number}", last_name=f"Girouette{number}", user=user)
        Mandate.objects.create(body=body, person=named, starts_on=date(2027, 1, 1))
    left = Person.objects.create(reference="P-9", last_name="Parti")
    Mandate.objects.create(body=body, person=left, starts_on=date(2020, 1, 1), ends_on=date(2028, 4, 20))
    sessions.commission_update(
        by=None, commission=made.commission, name="Commission", body=body, quorum=Quorum.MAJORITY, quorum_number=None
    )
    made.refresh_from_db()
    return made


def everybody_there(session: Session) -> None:
    SittingMember.objects.filter(sitting__session=session).update(presence=Presence.PRESENT)


@pytest.mark.django_db
def test_the_composition_is_taken_over_once_with_those_named_on_the_day(
    session: Session, person: Callable[[Role], User]
) -> None:
    secretary = person(Role.COORDINATOR)
    for _twice in range(2):
        sittings.sitting_compose(by=secretary, session=session)
    members = list(SittingMember.objects.values_list("name", "user__email", "office", "has_vote").order_by("name"))
    assert members == [
        ("Girouette0", "member@example.org", "member", True),
        ("Girouette1", None, "member", True),
        ("Girouette2", None, "member", True),
        ("Test coordinator", "coordinator@example.org", "secretary", False),
    ]
    assert Sitting.objects.get().quorum == Quorum.MAJORITY


@pytest.mark.django_db
def test_without_a_quorum_nothing_is_decided_nor_sealed(session: Session) -> None:
    sittings.sitting_compose(by=None, session=session)
    first = outcomes_of(session)[0].party
    with pytest.raises(decisions.CannotDecide, match="il en faut 2"):
        decisions.decision_record(by=None, session=session, party=first, kind=DecisionKind.KEEP, at=AT)
    everybody_there(session)
    decisions.decisions_keep(by=None, session=session, at=AT)
    SittingMember.objects.filter(name="Girouette1").update(presence=Presence.ABSENT)
    SittingMember.objects.filter(name="Girouette2").update(presence=Presence.ABSENT)
    with pytest.raises(ValidationError, match="quorum"):
        sealing.session_seal(by=None, session=session, at=AT)
    everybody_there(session)
    sealing.session_seal(by=None, session=session, at=AT)


@pytest.mark.django_db
def test_who_withdrew_records_nothing_of_that_dossier_and_is_not_counted(
    session: Session, person: Callable[[Role], User]
) -> None:
    sittings.sitting_compose(by=None, session=session)
    everybody_there(session)
    member = SittingMember.objects.get(user=person(Role.MEMBER))
    party = outcomes_of(session)[0].party
    reference = session.keys.filter(party=party).values_list("request_reference", flat=True)[0]
    recusal = sittings.recusal_note(
        by=None, member=member, reason=RecusalReason.RELATED, at=AT, request_reference=reference
    )
    with pytest.raises(decisions.CannotDecide, match="retiré de ce dossier"):
        decisions.decision_record(by=member.user, session=session, party=party, kind=DecisionKind.KEEP, at=AT)
    made = decisions.decisions_keep(by=member.user, session=session, at=AT)
    assert party not in {act.party for act in made}
    assert len(made) == len(outcomes_of(session)) - 1
    # one absent: two are left for the others, but one for the dossier from which the member withdrew
    SittingMember.objects.filter(name="Girouette2").update(presence=Presence.ABSENT)
    with pytest.raises(decisions.CannotDecide, match="quorum"):
        decisions.decision_record(by=None, session=session, party=party, kind=DecisionKind.KEEP, at=AT)
    sittings.recusal_take_back(by=None, recusal=recusal, at=AT)
    decisions.decision_record(by=member.user, session=session, party=party, kind=DecisionKind.KEEP, at=AT)
    assert Recusal.objects.get().taken_back_at == AT


@pytest.mark.django_db
def test_a_recusal_said_after_the_decision_stops_the_seal(session: Session, person: Callable[[Role], User]) -> None:
    sittings.sitting_compose(by=None, session=session)
    everybody_there(session)
    member = SittingMember.objects.get(user=person(Role.MEMBER))
    decisions.decisions_keep(by=member.user, session=session, at=AT)
    sittings.recusal_note(by=None, member=member, reason=RecusalReason.MANAGES, at=AT, setting_reference="S1")
    with pytest.raises(ValidationError, match="s’est retiré de ce dossier"):
        sealing.session_seal(by=None, session=session, at=AT)


@pytest.mark.django_db
def test_who_is_not_there_records_nothing(session: Session, person: Callable[[Role], User]) -> None:
    sittings.sitting_compose(by=None, session=session)
    everybody_there(session)
    party = outcomes_of(session)[0].party
    with pytest.raises(decisions.CannotDecide, match="ne figure pas"):
        decisions.decision_record(
            by=person(Role.COORDINATOR), session=session, party=party, kind=DecisionKind.KEEP, at=AT
        )


@pytest.mark.django_db
def test_the_meeting_of_the_body_carries_the_attendance(session: Session) -> None:
    sittings.sitting_compose(by=None, session=session)
    meeting = sittings.meeting_call(by=None, session=session)
    assert (meeting.held_on, Meeting.objects.get().pk) == (session.held_on, meeting.pk)
    assert Attendance.objects.filter(meeting=meeting).count() == 3
    Attendance.objects.filter(person__last_name="Girouette1").update(presence=Presence.PRESENT)
    assert sittings.presences_take_over(by=None, session=session) == 1
    assert SittingMember.objects.get(presence=Presence.PRESENT).name == "Girouette1"


@pytest.mark.django_db
def test_one_chair_one_secretary(session: Session) -> None:
    sittings.sitting_compose(by=None, session=session)
    values = {
        each.pk: {"office": Office.CHAIR, "has_vote": True, "presence": Presence.PRESENT}
        for each in SittingMember.objects.all()
    }
    with pytest.raises(ValidationError, match="présidence"):
        sittings.members_set(by=None, session=session, values=values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SittingMember.objects.update(office=Office.CHAIR)


@pytest.mark.django_db
def test_the_pages_of_the_sitting_keep_what_was_typed(session: Session, client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    client.post(reverse("commissions:sitting_compose", args=[session.reference]))
    url = reverse("commissions:recusal_note", args=[session.reference])
    member = SittingMember.objects.get(name="Girouette1")
    typed = {"member": member.pk, "request_reference": "R-404", "setting_reference": "", "reason": "related"}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert 'value="R-404"' in answer.content.decode()
    assert "n’examine pas de demande" in answer.content.decode()
    assert client.post(url, typed | {"request_reference": "", "setting_reference": "S1"}).status_code == 302
    page = client.get(reverse("commissions:sitting", args=[session.reference])).content.decode()
    assert "Girouette1" in page


@pytest.mark.django_db
def test_a_correction_follows_the_sealed_session_and_begins_with_its_decisions() -> None:
    session = territory.proposed(14)
    party = waiting(session)
    decisions.decision_record(
        by=None,
        session=session,
        party=party,
        kind=DecisionKind.MOVE,
        places=[wished(session, party)],
        at=AT,
        **WHY,
    )
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    with pytest.raises(ValidationError, match="avant la séance"):
        sealing.session_correct(by=None, session=session, title="R", held_on=date(2028, 4, 1), why="Une erreur.", at=AT)
    made = sealing.session_correct(
        by=None, session=session, title="Rectification", held_on=date(2028, 5, 2), why="Une erreur de points.", at=AT
    )
    assert (made.parent, made.scope, made.reference) == (session, Scope.CORRECTION, "S-2028-02")
    same = [(each.party, each.kind, each.places, each.keeps) for each in outcomes_of(session)]
    assert [(each.party, each.kind, each.places, each.keeps) for each in outcomes_of(made)] == same
    sittings.sitting_compose(by=None, session=made)
    act = Decision.objects.get(session=made, party=party)
    decisions.decision_undo(by=None, decision=act, at=AT)
    decisions.decision_record(by=None, session=made, party=party, kind=DecisionKind.REFUSE, at=AT, **WHY)
    sealing.session_seal(by=None, session=made, at=AT)
    before = {each.party: each for each in outcomes_of(session)}
    after = {each.party: each for each in outcomes_of(made)}
    # nobody else loses anything by the correction
    assert [p for p in before if p != party and before[p].places != after[p].places] == []
    assert after[party].kind == "refused"
    assert differences(json.loads(made.seal.content)) == []


@pytest.mark.parametrize(("rule", "voters", "needed"), [("half", 9, 5), ("majority", 8, 5), ("two-thirds", 8, 6)])
def test_members_needed(rule: str, voters: int, needed: int) -> None:
    assert members_needed(rule, None, voters) == needed


def at_once(calls: list[Callable[[], object]]) -> list[str]:
    """Call all of them at the same moment, each on its own connection: "done", or the name of what refused."""
    answers: list[str] = []
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            call()
        except ValidationError as refused:
            answers.append(type(refused).__name__)
        else:
            answers.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def recorded(party: str, kind: DecisionKind, *, places: Sequence[Given] = (), seen: int | None = None) -> None:
    decisions.decision_record(
        by=None, session=Session.objects.get(), party=party, kind=kind, places=places, seen=seen, at=AT, **WHY
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.EXPECTED_VENDOR != "postgresql", reason="SQLite writes one at a time")
def test_eight_people_decide_at_once_and_seven_are_told_so() -> None:
    session = territory.proposed(30)
    parties = [each.party for each in outcomes_of(session)][:8]
    answers = at_once([partial(recorded, party, DecisionKind.HOLD, seen=0) for party in parties])
    assert answers == ["Meanwhile"] * 7 + ["done"]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.EXPECTED_VENDOR != "postgresql", reason="SQLite writes one at a time")
def test_the_last_half_day_is_given_once() -> None:
    session = territory.proposed(40)
    obtained = [each for each in outcomes_of(session) if each.kind == "obtained"]
    ranking = standing_outcome(session)
    full = {key for key, places in ranking.capacity.items() if places and len(ranking.holders[key]) == places}
    freed, place = next(
        (each, each.places[0])
        for each in obtained
        if len(each.places) == 1
        and (each.places[0].setting, each.places[0].section, "mon-am") in full
        and "mon-am" in each.places[0].slots
    )
    recorded(freed.party, DecisionKind.HOLD)
    decisions.decisions_keep(
        by=None, session=session, at=AT, parties=[each.party for each in obtained if each.party != freed.party]
    )
    single = {
        p["party"]: p["children"][0]["child"] for p in session.snapshot.parsed["dossiers"] if len(p["children"]) == 1
    }
    rivals = [each.party for each in outcomes_of(session) if each.decision is None and each.party in single][:8]
    wanted = {party: [Given(single[party], place.setting, place.section, ("mon-am",))] for party in rivals}
    answers = at_once([partial(recorded, party, DecisionKind.MOVE, places=wanted[party]) for party in rivals])
    assert len(rivals) > 2
    assert answers == ["ValidationError"] * (len(rivals) - 1) + ["done"]
    ranking = standing_outcome(session)
    assert [key for key, places in ranking.capacity.items() if len(ranking.holders[key]) > places] == []
