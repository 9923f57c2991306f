"""Between two sessions: what opened again goes to the next in order, and whoever holds a place never loses it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import (
    AnswerChannel,
    DecisionKind,
    Departure,
    OfferState,
    Policy,
    Scope,
    SessionStatus,
)
from ribambelle.commissions.models import Letter, LotteryDraw, Mailing, PlaceOffer, Session
from ribambelle.commissions.rules.sealing import replay
from ribambelle.commissions.selectors import files
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.selectors.places import letters_due
from ribambelle.commissions.selectors.reserves import ReserveLine, lines_of
from ribambelle.commissions.selectors.sequels import reopened, waiting_in
from ribambelle.commissions.services import answers, decisions, letters, sealing, sequels, sessions, sittings
from ribambelle.commissions.services.reserves import reserves_set
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request, Wish
from ribambelle.offer.models import Section
from ribambelle.offer.selectors import section_weeks
from tests.integration.commissions import territory
from tests.integration.conftest import make_person

pytestmark = pytest.mark.django_db
SENT = datetime(2028, 4, 22, 9, tzinfo=UTC)
LATER = datetime(2028, 4, 25, 9, tzinfo=UTC)
TODAY = date(2028, 4, 26)
NEXT = datetime(2028, 4, 26, 10, tzinfo=UTC)


def tell(session: Session, at: datetime = SENT) -> None:
    mailing = letters.letters_begin(
        by=None, at=at, session=session, dated_on=at.date(), answer_before=date(2028, 5, 20)
    )
    assert letters.letters_write(by=None, at=at, mailing=mailing)


def told(count: int = 24) -> Session:
    session = territory.sealed(count, places=2)
    tell(session)
    return session


def decline(offer: PlaceOffer, *, waits: bool = True) -> None:
    answers.offer_decline(by=None, at=LATER, offer=offer, channel=AnswerChannel.LINK, waits=waits)


def ran_to_its_seal(session: Session) -> Session:
    """Freeze, calculate, decide, seal and tell: a sequel is a session like the others."""
    at = datetime(2028, 4, 26, 10, tzinfo=UTC)
    sessions.session_freeze(by=None, session=session, at=at, draw="next")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=11, at=at)
    session.refresh_from_db()
    sittings.sitting_compose(by=None, session=session)
    decisions.decisions_keep(by=None, session=session, at=at)
    sealing.session_seal(by=None, session=session, at=at)
    tell(session, at)
    return session


def test_a_declined_place_goes_to_the_next_in_order_and_nobody_loses_one() -> None:
    session = told()
    offers = list(PlaceOffer.objects.order_by("request__register_number"))
    accepted, declined = offers[0], offers[1:4]
    answers.offer_accept(by=None, at=LATER, offer=accepted, channel=AnswerChannel.PHONE)
    for offer in declined:
        decline(offer)
    kept = {offer.pk: offer.state for offer in PlaceOffer.objects.exclude(state=OfferState.DECLINED)}
    assert {offer.pk for offer in reopened(session)} == {offer.pk for offer in declined}
    assert [due.url.endswith("#suite") for due in letters_due(make_person(Role.COORDINATOR), TODAY)] == [True]

    sequel = sequels.session_continue(by=None, today=TODAY, session=session)
    assert sequels.session_continue(by=None, today=TODAY, session=session) == sequel, "two clicks, one session"
    assert (sequel.scope, sequel.parent, sequel.rule) == (Scope.URGENT, session, session.rule)
    ran_to_its_seal(sequel)
    examined = set(sequel.keys.values_list("request_reference", flat=True))
    assert examined
    assert examined <= set(session.keys.values_list("request_reference", flat=True))
    assert not examined & {offer.request.reference for offer in offers}, "who was proposed a place had its turn"

    after = {offer.pk: offer.state for offer in PlaceOffer.objects.filter(pk__in=kept)}
    assert after == kept, "whoever holds a place, or has an answer to give, keeps it"
    assert list(letters_due(make_person(Role.COORDINATOR), TODAY)) == []
    assert reopened(session) == [], "what was proposed again is not open any more"
    new = PlaceOffer.objects.filter(session=sequel)
    assert new.exists()
    for offer in PlaceOffer.objects.filter(state=OfferState.PENDING):
        answered = answers.offer_accept(by=None, at=LATER, offer=offer, channel=AnswerChannel.LINK)
        assert answered.gone == "", "every place promised is there"
    for week in section_weeks(Section.objects.all(), on=territory.ENTRY).values():
        assert all(half.state != "over" for half in week.halves)


@pytest.mark.parametrize(("who", "then"), [("o1", "o2"), ("g1", "g2")])
def test_what_a_group_has_not_obtained_stays_kept_for_it(who: str, then: str) -> None:
    """One of two places is kept: o1 and g1 obtain them. Declined by o1, its place goes to o2, the group has its own;
    declined by g1, it goes to g2 although o2 comes first."""
    session = territory.session(0, places=2)
    two_days = territory.WEEKS["two"]
    numbers = {"o1": 11, "o2": 12, "g1": 13, "g2": 14}
    for name, number in numbers.items():
        answers_given = {"both-parents-work": 1, "resident": 1} if name[0] == "o" else {"income-to-18000": 1}
        received = date(2027, 1, number)
        territory.family(number, needed=two_days, wishes=("S3",), answers=answers_given, received_on=received)
    kept = ReserveLine("S3", "toddlers", two_days, "criterion", "income-to-18000", 1, is_released=False)
    reserves_set(by=None, session=session, lines=[kept])
    ran_to_its_seal(session)
    offers = {offer.request.reference: offer for offer in PlaceOffer.objects.select_related("request", "setting")}
    assert {f"R-9{numbers[name]:04}0" for name in ("o1", "g1")} <= offers.keys()
    decline(offers[f"R-9{numbers[who]:04}0"])

    sequel = sequels.session_continue(by=None, today=TODAY, session=session)
    assert lines_of(sequel) == ([] if who == "o1" else [kept])
    ran_to_its_seal(sequel)
    assert [offer.request.reference for offer in sequel.offers.all()] == [f"R-9{numbers[then]:04}0"]


def test_what_the_commission_held_back_gets_nothing_without_it(client_of: Callable[[Role], Client]) -> None:
    """Everything opens again: all who wait may take it, but for the family about whom the commission must still speak.

    Held back, the family would come first: it obtained its first wish before the commission spoke.
    """
    session = territory.proposed(24, places=2)
    party = next(each.party for each in outcomes_of(session) if each.kind == "obtained")
    why = {"reason": Departure.INCOMPLETE, "text": "À revoir."}
    decisions.decision_record(by=None, session=session, party=party, kind=DecisionKind.HOLD, at=SENT, **why)
    decisions.decisions_keep(by=None, session=session, at=SENT)
    sealing.session_seal(by=None, session=session, at=SENT)
    tell(session)
    for offer in PlaceOffer.objects.all():
        decline(offer)
    held = set(session.keys.filter(party=party).values_list("request_reference", flat=True))
    assert Request.objects.filter(reference__in=held, state=RequestState.ACTIVE).count() == len(held)
    for letter in Letter.objects.filter(kind="waiting"):
        assert ("elle est proposée aux suivants" in letter.html) == (letter.request.reference not in held), (
            "promised to nobody held back"
        )
    page = client_of(Role.COORDINATOR).get(reverse("commissions:letters", args=[session.reference]))
    assert page.context["held_back"] == len(held)
    assert "mise en attente par la commission" in page.content.decode()
    assert not waiting_in(session).filter(reference__in=held).exists()
    sequel = at_once(session).session
    assert not held & set(sequel.keys.values_list("request_reference", flat=True))
    assert obtained(sequel)
    assert not held & obtained(sequel)


def test_a_family_that_declined_waits_for_the_next_ordinary_session() -> None:
    session = told()
    offer = PlaceOffer.objects.select_related("request").first()
    assert offer is not None
    decline(offer)
    assert Request.objects.get(pk=offer.request_id).state == RequestState.ACTIVE
    assert not waiting_in(session).filter(pk=offer.request_id).exists()
    ordinary = sessions.session_create(
        by=None,
        commission=session.commission,
        title="Automne",
        held_on=date(2028, 8, 1),
        cut_off_on=date(2028, 7, 1),
        entry_on=territory.ENTRY,
        rule=session.rule,
    )
    sessions.session_freeze(by=None, session=ordinary, at=LATER, draw="autumn")
    assert ordinary.keys.filter(request_reference=offer.request.reference).exists()


def test_what_gives_nothing_to_propose_says_so() -> None:
    session = territory.proposed(6)
    with pytest.raises(ValidationError, match="n’est pas scellée"):
        sequels.session_continue(by=None, today=TODAY, session=session)
    decisions.decisions_keep(by=None, session=session, at=LATER)
    sealing.session_seal(by=None, session=session, at=LATER)
    tell(session)
    with pytest.raises(ValidationError, match="Aucune demi-journée"):
        sequels.session_continue(by=None, today=TODAY, session=session)


def test_an_urgent_case_does_not_wait_for_the_next_session() -> None:
    session = told(6)
    with pytest.raises(ValidationError, match="Aucune demande urgente"):
        sequels.session_urgent(by=None, today=TODAY, commission=session.commission)
    case = territory.family(99, needed=territory.WEEKS["two"], wishes=("S3", "S1"))[0]
    Request.objects.filter(pk=case.pk).update(is_urgent=True, received_on=TODAY, wished_start_on=date(2028, 5, 1))
    urgent = sequels.session_urgent(by=None, today=TODAY, commission=session.commission)
    assert sequels.session_urgent(by=None, today=TODAY, commission=session.commission) == urgent
    assert (urgent.scope, urgent.parent, urgent.entry_on) == (Scope.URGENT, None, date(2028, 5, 1))
    ran_to_its_seal(urgent)
    assert list(urgent.keys.values_list("request_reference", flat=True)) == [case.reference]
    offer = PlaceOffer.objects.get(session=urgent)
    assert (offer.request, offer.entry_on) == (case, date(2028, 5, 1))
    assert urgent.status == SessionStatus.SEALED


def at_once(session: Session, *, seed: int = 11, answer_before: date = date(2028, 5, 20)) -> Mailing:
    return sequels.next_in_order(by=None, at=NEXT, session=session, answer_before=answer_before, seed=seed, draw="next")


def test_one_act_proposes_what_opened_again_as_the_same_session_by_hand_would() -> None:
    session = told()
    decline_three()
    expected = by_hand(session)
    mailing = at_once(session)
    sequel = mailing.session
    assert (sequel.parent, sequel.scope, sequel.status) == (session, Scope.URGENT, SessionStatus.SEALED)
    assert (sequel.sitting.quorum, LotteryDraw.objects.get(session=sequel).seed) == ("none", 11)
    assert obtained(sequel) == expected
    assert replay(files.sealed_session(sequel).content).same
    assert letters.letters_write(by=None, at=NEXT, mailing=mailing)
    assert PlaceOffer.objects.filter(session=sequel).count() == len(expected) > 0
    own, first = (
        Letter.objects.filter(mailing=mailing, kind="proposal"),
        Letter.objects.filter(mailing__session=session),
    )
    assert own.exists()
    for letter in own:
        assert "ne s’est pas réunie de nouveau" in letter.html
        assert f"la séance {session.reference} du 20 avril 2028" in letter.html
        assert "la commission du 20 avril 2028 propose" in letter.html, "nobody sat on the day of the act"
    assert not any("réunie de nouveau" in letter.html for letter in first)
    assert Event.objects.filter(verb="session.next", after__session=sequel.reference).count() == 1
    with pytest.raises(ValidationError, match="Aucune demi-journée"):
        at_once(session)


def decline_three() -> None:
    for offer in PlaceOffer.objects.order_by("request__register_number")[1:4]:
        decline(offer)


def by_hand(session: Session) -> set[str]:
    """The requests that the session by hand would give something, taken back afterwards."""
    try:
        with transaction.atomic():
            sequel = sequels.session_continue(by=None, today=NEXT.date(), session=session)
            ran_to_its_seal(sequel)
            found = obtained(sequel)
            raise TakenBack
    except TakenBack:
        return found


class TakenBack(Exception):
    """Nothing of it stands."""


def obtained(session: Session) -> set[str]:
    own = dict(session.keys.values_list("child", "request_reference"))
    return {own[place.child] for each in outcomes_of(session) for place in each.places}


def test_nobody_who_can_take_it_leaves_no_trace_and_is_said() -> None:
    session = told()
    offer = PlaceOffer.objects.first()
    assert offer is not None
    decline(offer)
    Wish.objects.exclude(request=offer.request).delete()
    before = (Session.objects.count(), Event.objects.count())
    with pytest.raises(ValidationError, match="ne peut prendre"):
        at_once(session)
    assert (Session.objects.count(), Event.objects.count()) == before


def test_one_act_is_refused_while_somebody_goes_on_by_hand_and_before_its_own_day() -> None:
    session = told()
    decline_three()
    with pytest.raises(ValidationError, match="avant que la lettre"):
        at_once(session, answer_before=NEXT.date())
    assert not session.sequels.exists(), "all of it stands, or nothing"
    sequel = sequels.session_continue(by=None, today=TODAY, session=session)
    sessions.session_freeze(by=None, session=sequel, at=NEXT, draw="next")
    with pytest.raises(ValidationError, match=sequel.reference):
        at_once(session)


def test_the_button_is_there_while_somebody_waits_only(client_of: Callable[[Role], Client]) -> None:
    session = told()
    offer = PlaceOffer.objects.first()
    assert offer is not None
    decline(offer)
    client, url = client_of(Role.COORDINATOR), reverse("commissions:letters", args=[session.reference])
    act = reverse("commissions:next_in_order", args=[session.reference])
    assert act in client.get(url).content.decode()
    late = client.post(act, {"suite-answer_before": "1/1/2020"})
    assert late.status_code == 422
    assert "avant que la lettre" in late.content.decode()
    Request.objects.filter(state=RequestState.ACTIVE).update(state=RequestState.WITHDRAWN)
    page = client.get(url).content.decode()
    assert act not in page
    assert "Plus aucune demande de cette séance n’attend" in page


def test_the_page_of_a_sealed_session_clears_nothing_and_names_what_it_follows_once(
    client_of: Callable[[Role], Client],
) -> None:
    session = told()
    decline_three()
    sequel = at_once(session).session
    client = client_of(Role.COORDINATOR)
    first, second = (
        client.get(reverse("commissions:session_record", args=[each.reference])).content.decode()
        for each in (session, sequel)
    )
    assert "À éclaircir avant de décider" not in first
    assert "À éclaircir avant de décider" not in second
    note = second.split("cette séance suit")[1].split("</p>")[0]
    assert note.count(f"{session.reference},") == 1
    assert reverse("commissions:session_record", args=[session.reference]) in note
