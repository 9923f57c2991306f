"""What families answer: one place for one family, nobody loses its order, nothing lapses in silence."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, connections

from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import AnswerChannel, DeclineReason, OfferState
from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.commissions.rules.snapshot import SettingEntry
from ribambelle.commissions.selectors.freezing import examined, snapshot_of
from ribambelle.commissions.services import answers
from ribambelle.commissions.services.answers import Answered, AnswerRefused
from ribambelle.demand.enums import MoveCode, RequestKind, RequestState
from ribambelle.demand.errors import MoveStopped
from ribambelle.demand.models import Request
from ribambelle.demand.services import request_move
from ribambelle.offer.models import Occupancy, Section, WeeklyCapacity
from ribambelle.offer.selectors import free_places
from ribambelle.offer.services import occupancy_create
from tests.integration.commissions import territory
from tests.integration.commissions.proposed import ANSWERED, BEFORE, SENT, TOO_LATE, place

TWO = territory.WEEKS["two"]


@pytest.fixture
def session(db: None) -> Session:
    return territory.session(0)


def asked(number: int = 50, **facts: object) -> Request:
    return territory.family(number, needed=TWO, wishes=("S1", "S2"), **facts)[0]  # type: ignore[arg-type]


def accept(offer: PlaceOffer) -> Answered:
    return answers.offer_accept(by=None, at=ANSWERED, offer=offer, channel=AnswerChannel.LINK)


def state_of(request: Request) -> str:
    return Request.objects.values_list("state", flat=True).get(pk=request.pk)


def section(setting: str = "S1", code: str = "toddlers") -> Section:
    return Section.objects.get(setting__reference=setting, code=code)


def narrow(places: int) -> None:
    WeeklyCapacity.objects.filter(section=section(), slot__lt=4).update(places=places)


def offered(session: Session) -> SettingEntry:
    """The first setting as a session would freeze it now."""
    names = {dossier.party_reference: dossier.party_reference for dossier in examined(session)}
    return snapshot_of(session, names)[0]["offer"][0]


def test_an_accepted_place_is_booked_from_the_day_of_entry_on(session: Session) -> None:
    offer = place(asked(), session)
    answered = accept(offer)
    assert (answered.offer.state, state_of(offer.request)) == (OfferState.ACCEPTED, RequestState.ACCEPTED)
    booked = Occupancy.objects.get(opaque_reference=offer.request.reference)
    assert (booked.slots, booked.starts_on, booked.ends_on) == (TWO, territory.ENTRY, None)
    assert free_places(section(), on=territory.ENTRY)[:4] == (3, 3, 3, 3)
    event = Event.objects.get(verb="place.accept")
    assert event.after == {"state": "accepted", "setting": "S1", "through": "link"}
    assert event.reference == f"{session.reference}/{offer.request.reference}"


def test_a_second_click_changes_nothing(session: Session) -> None:
    offer = place(asked(), session)
    accept(offer)
    again = accept(offer)
    assert not again.is_new
    assert Occupancy.objects.filter(opaque_reference=offer.request.reference).count() == 1
    assert Event.objects.filter(verb="place.accept").count() == 1
    with pytest.raises(AnswerRefused, match="acceptée"):
        answers.offer_decline(by=None, at=ANSWERED, offer=offer, channel=AnswerChannel.LINK)


def test_the_last_half_day_gone_leaves_the_family_in_its_order(session: Session) -> None:
    narrow(1)
    offer = place(asked(), session)
    occupancy_create(by=None, section=section(), slots=1, starts_on=territory.ENTRY, opaque_reference="other")
    answered = accept(offer)
    assert answered.offer.state == OfferState.TAKEN_BACK
    assert "lundi matin" in answered.gone
    request = Request.objects.get(pk=offer.request_id)
    assert (request.state, request.received_on) == (RequestState.ACTIVE, offer.request.received_on)
    assert not Occupancy.objects.filter(opaque_reference=request.reference).exists()


def test_a_transfer_ends_the_old_place_the_day_the_new_one_begins(session: Session) -> None:
    request = asked(kind=RequestKind.TRANSFER, current=("S2", TWO))
    held = occupancy_create(
        by=None,
        section=section("S2"),
        slots=TWO,
        starts_on=territory.CUT_OFF,
        opaque_reference=request.reference,
    )
    offer = place(request, session)
    accept(offer)
    held.refresh_from_db()
    assert held.ends_on == territory.ENTRY
    answers.offer_give_up(by=None, at=ANSWERED, offer=offer, channel=AnswerChannel.PHONE)
    assert free_places(section("S2"), on=territory.ENTRY)[0] == 3, "the place held until then goes on"
    assert free_places(section(), on=territory.ENTRY)[0] == 4
    assert state_of(request) == RequestState.WITHDRAWN


def test_more_half_days_add_to_those_held(session: Session) -> None:
    request = asked(kind=RequestKind.EXTRA_DAY, current=("S1", TWO))
    narrow(1)
    occupancy_create(
        by=None, section=section(), slots=TWO, starts_on=territory.CUT_OFF, opaque_reference=request.reference
    )
    offer = place(request, session, slots=TWO | territory.WEEKS["friday"])
    assert accept(offer).gone == ""
    running = Occupancy.objects.get(opaque_reference=request.reference, ends_on=None)
    assert running.slots == TWO | territory.WEEKS["friday"]
    assert free_places(section(), on=territory.ENTRY)[:4] == (0, 0, 0, 0)


@pytest.mark.parametrize(("waits", "state"), [(True, RequestState.ACTIVE), (False, RequestState.WITHDRAWN)])
def test_a_family_that_declines_says_whether_it_still_waits(session: Session, waits: bool, state: str) -> None:
    offer = place(asked(), session)
    answers.offer_decline(
        by=None, at=ANSWERED, offer=offer, channel=AnswerChannel.LINK, reason=DeclineReason.FAR, waits=waits
    )
    offer.refresh_from_db()
    assert (offer.state, offer.decline_reason, state_of(offer.request)) == (OfferState.DECLINED, "far", state)
    assert free_places(section(), on=territory.ENTRY)[0] == 4


def test_nothing_lapses_in_silence(session: Session) -> None:
    offer = place(asked(), session)
    with pytest.raises(AnswerRefused, match="6 mai 2028"):
        answers.offer_lapse(by=None, at=ANSWERED, offer=offer)
    with pytest.raises(AnswerRefused, match="rappel"):
        answers.offer_lapse(by=None, at=TOO_LATE, offer=offer)
    assert accept(offer).offer.state == OfferState.ACCEPTED, "a late answer is good while the place is held"


def test_a_lapsed_place_asks_the_family_whether_it_still_looks(session: Session) -> None:
    offer = place(asked(), session)
    PlaceOffer.objects.update(reminded_at=ANSWERED)
    answers.offer_lapse(by=None, at=TOO_LATE, offer=offer)
    assert state_of(offer.request) == RequestState.TO_CONFIRM
    with pytest.raises(AnswerRefused, match="aucune réponse"):
        accept(offer)


def test_an_answer_is_awaited_again_while_the_half_days_are_free(session: Session) -> None:
    narrow(1)
    first = place(asked(50), session)
    answers.offer_decline(by=None, at=ANSWERED, offer=first, channel=AnswerChannel.PHONE, waits=False)
    again = answers.offer_reopen(by=None, at=ANSWERED, offer=first, reason="erreur de dossier", answer_before=BEFORE)
    assert (again.offer.state, state_of(first.request)) == (OfferState.PENDING, RequestState.PROPOSED)
    answers.offer_decline(by=None, at=ANSWERED, offer=first, channel=AnswerChannel.PHONE)
    place(asked(51), session)
    with pytest.raises(AnswerRefused, match="n’est plus libre"):
        answers.offer_reopen(by=None, at=ANSWERED, offer=first, reason="erreur", answer_before=BEFORE)


def test_a_promised_half_day_is_offered_to_nobody_else(session: Session) -> None:
    before = offered(session)
    offer = place(asked(), session)
    after = offered(session)
    free = {entry["section"]: entry["free"] for entry in after["sections"]}
    was = {entry["section"]: entry["free"] for entry in before["sections"]}
    assert free["babies"] == was["babies"]
    assert Counter(was["toddlers"]) - Counter(free["toddlers"]) == Counter(["mon-am", "mon-pm", "tue-am", "tue-pm"])
    assert before["licence"] is not None
    assert after["licence"] is not None
    assert after["licence"]["mon-am"] == before["licence"]["mon-am"] - 1
    answers.offer_take_back(by=None, at=ANSWERED, offer=offer, reason="erreur de section")
    assert offered(session) == before


def test_a_request_that_ends_elsewhere_frees_what_was_proposed_to_it(session: Session) -> None:
    offer = place(asked(), session)
    request_move(by=None, at=ANSWERED, request=offer.request, code=MoveCode.FIND_ELSEWHERE)
    offer.refresh_from_db()
    assert (offer.state, offer.note) == (OfferState.TAKEN_BACK, "accueil trouvé ailleurs")
    with pytest.raises(AnswerRefused, match="reprise"):
        accept(offer)


def test_an_acceptance_is_noted_where_it_is_booked(session: Session) -> None:
    offer = place(asked(), session)
    with pytest.raises(MoveStopped, match="page de la place"):
        request_move(by=None, at=ANSWERED, request=offer.request, code=MoveCode.ACCEPT)
    assert state_of(offer.request) == RequestState.PROPOSED
    accept(offer)
    request_move(by=None, at=ANSWERED, request=offer.request, code=MoveCode.ENTER)
    request_move(by=None, at=ANSWERED.replace(year=2029), request=offer.request, code=MoveCode.LEAVE)
    assert Occupancy.objects.get(opaque_reference=offer.request.reference).ends_on == ANSWERED.date().replace(year=2029)


def at_once(jobs: list[Callable[[], object]]) -> list[BaseException]:
    """Every job in its own thread and connection, started together; what they raised."""
    errors: list[BaseException] = []
    ready = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            ready.wait()
            job()
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
@pytest.mark.large
def test_fifty_families_for_the_last_half_day_at_once() -> None:
    session = territory.session(0)
    narrow(1)
    offers = [place(asked(number), session) for number in range(50, 100)]
    found: list[Answered] = []
    errors = at_once([lambda offer=offer: found.append(accept(offer)) for offer in offers])
    assert errors == []
    assert connection.vendor in {"postgresql", "sqlite"}
    states = Counter(PlaceOffer.objects.values_list("state", flat=True))
    assert states == {OfferState.ACCEPTED: 1, OfferState.TAKEN_BACK: 49}
    assert Counter(Request.objects.values_list("state", flat=True))[RequestState.ACTIVE] >= 49
    assert sum(bool(answered.gone) for answered in found) == 49, "forty-nine are told why"
    assert Occupancy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.large
def test_one_family_clicks_ten_times_and_declines_at_the_same_instant() -> None:
    offer = place(asked_in(territory.session(0)), Session.objects.get())
    jobs: list[Callable[[], object]] = [lambda: accept(offer) for _ in range(10)]
    jobs += [
        lambda: answers.offer_decline(by=None, at=ANSWERED, offer=offer, channel=AnswerChannel.LINK) for _ in range(5)
    ]
    errors = at_once(jobs)
    offer.refresh_from_db()
    booked = Occupancy.objects.filter(opaque_reference=offer.request.reference).count()
    assert (offer.state, booked) in {(OfferState.ACCEPTED, 1), (OfferState.DECLINED, 0)}
    assert all(isinstance(error, AnswerRefused) for error in errors)
    assert len(errors) in {5, 10}
    assert Event.objects.filter(verb__in=["place.accept", "place.decline"]).count() == 1


def asked_in(_session: Session) -> Request:
    return asked()


def test_the_letters_were_sent_before_the_answers() -> None:
    assert SENT < ANSWERED < TOO_LATE
