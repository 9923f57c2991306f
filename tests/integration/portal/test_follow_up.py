"""The page of a family behind its link: what it reads, what it answers, and nothing of anybody else."""

import re
import threading
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.commissions.enums import LetterKind, OfferState
from ribambelle.commissions.models import Letter, PlaceOffer, Session
from ribambelle.commissions.services import letters
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.selectors import token_of
from ribambelle.demand.services import link_give, link_revoke
from ribambelle.kernel.weeks import SLOTS
from ribambelle.offer.models import Occupancy, WeeklyCapacity
from ribambelle.portal.enums import ChangeState
from ribambelle.portal.models import ToldChange
from tests.integration.commissions import territory
from tests.integration.commissions.proposed import place

SENT = datetime(2028, 4, 22, 9, tzinfo=UTC)
ACCEPT = {"answer": "accept", "reason": "", "note": ""}
DECLINE = {"answer": "decline-wait", "reason": "far", "note": ""}


@pytest.fixture(autouse=True)
def _day() -> Any:
    with time_machine.travel(datetime(2028, 4, 25, 12, tzinfo=UTC), tick=False):
        yield


def told(count: int = 14) -> Session:
    """A sealed session whose letters left."""
    session = territory.sealed(count)
    mailing = letters.letters_begin(
        by=None, at=SENT, session=session, dated_on=date(2028, 4, 22), answer_before=date(2028, 5, 6)
    )
    assert letters.letters_write(by=None, at=SENT, mailing=mailing)
    return session


def token(request: Request) -> str:
    link = link_give(by=None, at=SENT, household=request.party.household)
    return token_of(link)


def page(client: Client, request: Request, **asked: str) -> Any:
    return client.get(reverse("portal:follow", args=[token(request)]), {"demande": request.reference, **asked})


def url(request: Request, name: str) -> str:
    return reverse(f"portal:{name}", args=[token(request), request.reference])


def of_kind(kind: LetterKind) -> Request:
    letter = Letter.objects.filter(kind=kind).select_related("request__child", "request__party__household").first()
    assert letter is not None
    return letter.request


@pytest.mark.django_db
def test_a_family_reads_its_reasons_and_nothing_of_the_others(client: Client) -> None:
    session = told()
    pseudonyms = set(session.keys.values_list("party", flat=True))
    for letter in Letter.objects.select_related("request__child", "request__party__household"):
        request = letter.request
        response = page(client, request)
        assert response.status_code == 200
        html = response.content.decode()
        text = re.sub(r"<[^>]+>", " ", html)
        own = request.party.household_id
        others = Guardian.objects.exclude(household=own).values_list("last_name", flat=True)
        assert [name for name in others if re.search(rf"\b{name}\b", text)] == []
        references = set(re.findall(r"R-9\d+", text))
        assert references <= set(Request.objects.filter(party__household=own).values_list("reference", flat=True))
        assert not [name for name in pseudonyms if name in text]
        assert "Recours" in text
        assert "L. 311-3-1" in text
        assert response["X-Robots-Tag"].startswith("noindex")
        assert 'name="robots" content="noindex' in html
        assert response["Cache-Control"].startswith("no-store")


@pytest.mark.django_db
def test_nothing_is_told_before_the_letters(client: Client) -> None:
    session = territory.sealed(8)
    request = Request.objects.get(reference=session.keys.first().request_reference)  # type: ignore[union-attr]
    text = page(client, request).content.decode()
    assert "Dès qu’une commission aura étudié" in text
    assert "Étudiée" in text
    assert "proposée" not in text


@pytest.mark.django_db
def test_the_request_of_another_household_does_not_exist_here(client: Client) -> None:
    told(8)
    mine, other = Request.objects.order_by("pk")[0], Request.objects.order_by("pk").last()
    assert other is not None
    assert mine.party.household_id != other.party.household_id
    for name in ("answer", "change", "letter"):
        address = reverse(f"portal:{name}", args=[token(mine), other.reference])
        assert client.get(address).status_code == 404
        assert client.post(address, ACCEPT).status_code in {404, 405}
    text = page(client, mine, demande=other.reference).content.decode()
    assert other.reference not in text.replace(f"?demande={other.reference}", ""), "but the address itself"


@pytest.mark.django_db
def test_a_closed_link_opens_nothing(client: Client) -> None:
    told(6)
    request = of_kind(LetterKind.PROPOSAL)
    address = url(request, "answer")
    link_revoke(by=None, at=SENT, link=link_give(by=None, at=SENT, household=request.party.household))
    response = client.post(address, ACCEPT)
    assert response.status_code == 404
    assert "n’est pas valable" in response.content.decode() or "lien" in response.content.decode()
    assert PlaceOffer.objects.get(request=request).state == OfferState.PENDING


@pytest.mark.django_db
def test_accepting_by_the_link_books_the_place_and_a_second_click_says_so(client: Client) -> None:
    told()
    request = of_kind(LetterKind.PROPOSAL)
    assert "Accepter ou décliner" in page(client, request).content.decode()
    first, second = client.post(url(request, "answer"), ACCEPT), client.post(url(request, "answer"), ACCEPT)
    assert (first.status_code, second.status_code) == (302, 302)
    after = client.get(first["Location"]).content.decode()
    assert "la place est à vous" in after
    assert Occupancy.objects.filter(opaque_reference=request.reference, ends_on=None).count() == 1
    third = client.post(url(request, "answer"), DECLINE)
    assert third.status_code == 409
    assert "elle a été acceptée" in third.content.decode()
    assert Event.objects.filter(verb="place.accept").count() == 1


@pytest.mark.django_db
def test_declining_by_the_link_keeps_the_request_waiting(client: Client) -> None:
    told()
    request = of_kind(LetterKind.PROPOSAL)
    response = client.post(url(request, "answer"), DECLINE)
    assert "va à une autre famille" in client.get(response["Location"]).content.decode()
    request.refresh_from_db()
    offer = PlaceOffer.objects.get(request=request)
    assert (request.state, offer.state, offer.answered_through) == (RequestState.ACTIVE, OfferState.DECLINED, "link")
    assert "Vous avez décliné cette place" in client.get(url(request, "answer")).content.decode()


@pytest.mark.django_db
def test_an_answer_without_a_choice_keeps_what_was_typed(client: Client) -> None:
    told()
    request = of_kind(LetterKind.PROPOSAL)
    response = client.post(url(request, "answer"), {"note": "Nous hésitons", "reason": "far"})
    assert response.status_code == 422
    assert "Nous hésitons" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "said"),
    [(OfferState.LAPSED, "a été ouverte à d’autres familles"), (OfferState.TAKEN_BACK, "n’a pas pu être maintenue")],
)
def test_what_can_no_longer_be_answered_says_why(client: Client, state: OfferState, said: str) -> None:
    told()
    request = of_kind(LetterKind.PROPOSAL)
    PlaceOffer.objects.filter(request=request).update(state=state, answered_at=SENT, note="")
    assert said in client.get(url(request, "answer")).content.decode()
    assert client.post(url(request, "answer"), ACCEPT).status_code == 409


@pytest.mark.django_db
def test_the_letter_is_the_one_that_was_written(client: Client) -> None:
    told(6)
    response = client.get(url(of_kind(LetterKind.WAITING), "letter"))
    assert response.content.startswith(b"%PDF-")
    assert "/suivi/" not in Letter.objects.first().html, "no link is kept in the database"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_change_told_changes_nothing_until_the_desk_applies_it(client: Client, client_of: Any) -> None:
    told(6)
    request = of_kind(LetterKind.WAITING)
    facts = {"needed_slots": ["mon-am", "mon-pm"], "minimum_days": "1", "wished_start_on": "1/10/2028"}
    given = {**facts, "phone": "0470 11 22 33", "email": "nouveau@rutabaga.example", "address": "2 rue Neuve"}
    before = Request.objects.values().get(pk=request.pk)
    refused = client.post(url(request, "change"), given | {"phone": "06 99"})
    assert "pas un numéro de téléphone" in refused.content.decode(), "read as at the desk"
    for _click in range(2):
        response = client.post(url(request, "change"), {**given, "message": "Je reprends à mi-temps."})
        assert response.status_code == 302
    assert Request.objects.values().get(pk=request.pk) == before, "nothing changes by itself"
    change = ToldChange.objects.get()
    assert "bientôt lu par votre guichet" in client.get(response["Location"]).content.decode()
    desk = client_of(Role.COORDINATOR)
    record = desk.get(reverse("portal:change_record", args=[change.pk])).content.decode()
    assert "mi-temps" in record
    assert "1er octobre 2028" in record
    desk.post(reverse("portal:change_apply", args=[change.pk]))
    request.refresh_from_db()
    assert (request.needed_slots, request.minimum_days, request.wished_start_on) == (3, 1, date(2028, 10, 1))
    assert request.party.household.guardians.get().phone == "0470 11 22 33"
    change.refresh_from_db()
    assert (change.state, change.handled_by) == (ChangeState.APPLIED, User.objects.get(email="coordinator@example.org"))
    logged = str(list(Event.objects.values_list("before", "after", "note")))
    assert "0470" not in logged
    assert "mi-temps" not in logged


@pytest.mark.django_db
def test_a_change_that_says_nothing_is_asked_again(client: Client) -> None:
    told(6)
    request = of_kind(LetterKind.WAITING)
    response = client.get(url(request, "change"))
    form = response.context["form"]
    same = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    same["needed_slots"] = [slot for number, slot in enumerate(SLOTS) if request.needed_slots >> number & 1]
    same["wished_start_on"] = request.wished_start_on.isoformat()
    answered = client.post(url(request, "change"), {**same, "message": ""})
    assert answered.status_code == 422
    assert "Rien n’a changé ici" in answered.content.decode()
    assert not ToldChange.objects.exists()


@pytest.mark.django_db
def test_a_change_set_aside_is_answered(client: Client, client_of: Any) -> None:
    told(6)
    request = of_kind(LetterKind.WAITING)
    client.post(url(request, "change"), {"needed_slots": ["mon-am"], "wished_start_on": "1/9/2028", "message": "x"})
    change = ToldChange.objects.get()
    desk = client_of(Role.COORDINATOR)
    desk.post(reverse("portal:change_set_aside", args=[change.pk]), {"answer": ""})
    change.refresh_from_db()
    assert change.state == ChangeState.TOLD, "a family always gets a word"
    desk.post(reverse("portal:change_set_aside", args=[change.pk]), {"answer": "Appelez-nous d’abord."})
    assert "Appelez-nous d’abord." in page(client, request).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.large
def test_fifty_families_accept_the_last_half_day_by_their_links_at_once() -> None:
    session = territory.session(0)
    WeeklyCapacity.objects.filter(section__setting__reference="S1", slot__lt=4).update(places=1)
    requests = [territory.family(number, needed=territory.WEEKS["two"], wishes=("S1",))[0] for number in range(50, 100)]
    for request in requests:
        place(request, session)
    addresses = [url(request, "answer") for request in requests]
    ready = threading.Barrier(len(addresses))
    pages: list[str] = []
    problems: list[BaseException] = []

    def click(address: str) -> None:
        try:
            client = Client()
            ready.wait()
            response = client.post(address, ACCEPT)
            pages.append(client.get(response["Location"]).content.decode())
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(address,)) for address in addresses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    said = Counter(
        "yes" if "la place est à vous" in text else "gone" if "juste avant l’arrivée" in text else "?" for text in pages
    )
    assert said == {"yes": 1, "gone": 49}
    assert Occupancy.objects.count() == 1
    states = Counter(Request.objects.filter(pk__in=[r.pk for r in requests]).values_list("state", flat=True))
    assert states == {RequestState.ACCEPTED: 1, RequestState.ACTIVE: 49}


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "said"), [("decline-wait", "et déclinée le"), ("accept", "et acceptée le")])
def test_once_answered_nothing_says_any_more_that_a_place_is_proposed(client: Client, answer: str, said: str) -> None:
    told()
    request = of_kind(LetterKind.PROPOSAL)
    assert "Une place est proposée" in page(client, request).content.decode()
    client.post(url(request, "answer"), {**ACCEPT, "answer": answer})
    html = page(client, request).content.decode()
    assert "est proposée" not in html
    assert said in html
    assert "a été proposée" in html
