"""The pages: lists filtered and exported alike, forms that keep what was typed, and nothing of another desk."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import python_calamine
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.demand.models import Request
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.kernel.figures import figures
from ribambelle.ui.due import dues_of, key_figures
from ribambelle.ui.search import search
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
LIST = reverse("demand:request_list")
NEW = reverse("demand:request_create")
TODAY = "2026-11-22 10:00"

TYPED = {
    "first_name": "Zoé",
    "born_on": "12/03/2026",
    "guardian_1_first_name": "Ondine",
    "guardian_1_last_name": "Coquelicot",
    "guardian_1_phone": "0470 00 00 00",
    "commune": "81001",
    "received_on": "20/11/2026",
    "channel": "paper",
    "kind": "new",
    "wished_start_on": "01/09/2027",
    "needed_slots": ["mon-am", "mon-pm", "tue-am"],
    "minimum_days": "1",
    "wish_1": "COC",
    "wish_2": "AUB",
    "answer_resident": "1",
    "seen_answer_resident": "on",
    "group_activity": "both-parents-work",
    "answer_social-follow-up": "40",
}


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


@pytest.fixture
def desk(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.FRONT_DESK)


@pytest.fixture(autouse=True)
def territory(db: None) -> None:
    build.commune()
    build.setting("COC")
    build.setting("AUB")


def references(client: Client, **query: Any) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [each.reference for each in response.context["page"]]


@time_machine.travel(TODAY, tick=False)
def test_a_paper_request_is_typed_and_stands_in_the_register(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED)
    request = Request.objects.get()
    assert response["Location"] == reverse("demand:request_detail", args=[request.reference])
    assert (request.child.last_name, request.child.born_on) == ("Coquelicot", date(2026, 3, 12))
    assert request.needed_slots == 0b111
    assert [wish.setting.reference for wish in request.wishes.all()] == ["COC", "AUB"]
    answers = {a.criterion.code: (a.value, a.evidence_state) for a in answers_of(request)}
    assert answers == {
        "resident": (1, "seen"),
        "both-parents-work": (1, "declared"),
        "social-follow-up": (40, "declared"),
    }
    page = coordinator.get(response["Location"]).content.decode()
    assert "Coquelicot" in page


@time_machine.travel(TODAY, tick=False)
def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(coordinator: Client) -> None:
    wrong = TYPED | {
        "born_on": "31/09/2026",
        "guardian_1_last_name": "",
        "kind": "transfer",
        "minimum_days": "5",
        "wish_2": "COC",
        "answer_social-follow-up": "400",
        "seen_group_income": "on",
        "note": "Préfère le matin",
    }
    response = coordinator.post(NEW, wrong)
    assert response.status_code == 200
    assert not Request.objects.exists()
    form = response.context["form"]
    assert set(form.errors) == {
        "born_on",
        "guardian_1_last_name",
        "minimum_days",
        "current_setting",
        "wish_2",
        "answer_social-follow-up",
        "group_income",
    }
    page = response.content.decode()
    assert "septembre a 30 jours" in page
    for typed in ("31/09/2026", "Préfère le matin", 'value="400"', "0470 00 00 00"):
        assert typed in page


@time_machine.travel(TODAY, tick=False)
def test_an_edit_shows_what_is_recorded_and_changes_only_what_was_typed(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    request = Request.objects.get()
    address = reverse("demand:request_edit", args=[request.reference])
    form = coordinator.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert (shown["group_activity"], shown["answer_resident"], shown["seen_answer_resident"]) == (
        "both-parents-work",
        "1",
        True,
    )
    events = Event.objects.count()
    assert coordinator.post(address, TYPED | {"wish_2": ""}).status_code == 302
    assert [wish.setting.reference for wish in request.wishes.all()] == ["COC"]
    event = Event.objects.latest("id")
    assert Event.objects.count() == events + 1
    assert event.after == {"wishes": ["COC"]}


@time_machine.travel(TODAY, tick=False)
def test_a_closed_setting_already_wished_is_not_lost_by_an_edit(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    request = Request.objects.get()
    build.setting("COC").__class__.objects.filter(reference="COC").update(status="closed")
    address = reverse("demand:request_edit", args=[request.reference])
    coordinator.post(address, TYPED | {"note": "Bonjour"})
    assert [wish.setting.reference for wish in request.wishes.all()] == ["COC", "AUB"]


@time_machine.travel(TODAY, tick=False)
def test_answers_the_page_does_not_show_survive_an_edit(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    request = Request.objects.get()
    build.answer(request, "siblings-or-twins", 1)
    coordinator.post(reverse("demand:request_edit", args=[request.reference]), TYPED | {"note": "Bonjour"})
    assert request.answers.filter(criterion__code="siblings-or-twins", value=1).exists()


@time_machine.travel(TODAY, tick=False)
def test_the_same_child_twice_is_asked_about_first(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    response = coordinator.post(NEW, TYPED | {"guardian_1_last_name": "COQUELICOT"})
    assert response.status_code == 200
    assert [each.reference for each, _reasons in response.context["alike"]] == ["R-0001"]
    assert Request.objects.count() == 1
    assert coordinator.post(NEW, TYPED | {"is_distinct": "1"}).status_code == 302


@time_machine.travel(TODAY, tick=False)
def test_a_sibling_starts_from_the_family(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    form = coordinator.get(NEW, {"fratrie": "R-0001"}).context["form"]
    assert form["guardian_1_last_name"].value() == "Coquelicot"
    assert form["sibling"].value() == "R-0001"
    twin = TYPED | {"first_name": "Lou", "sibling": "r 1", "together": "or-nothing"}
    assert coordinator.post(NEW, twin).status_code == 302
    first, second = Request.objects.order_by("register_number")
    assert (second.party, second.party.together) == (first.party, "or-nothing")
    page = coordinator.get(reverse("demand:request_detail", args=["R-0001"]), {"volet": "siblings"})
    assert "R-0002" in page.content.decode()


@time_machine.travel(TODAY, tick=False)
def test_a_sibling_takes_over_what_the_family_answered_and_nothing_else(coordinator: Client) -> None:
    held, lapsed = date(2027, 1, 31), date(2026, 11, 1)
    first = build.request(
        answers={"resident": 1, "both-parents-work": 1, "single-parent": 0, "multiple-birth": 1, "social-follow-up": 40}
    )
    first.answers.filter(criterion__code="resident").update(document="Composition de ménage", expires_on=held)
    first.answers.filter(criterion__code="both-parents-work").update(document="Attestation", expires_on=lapsed)
    page = coordinator.get(NEW, {"fratrie": first.reference})
    form = page.context["form"]
    assert "pour toute la famille" in page.content.decode()
    shown = {name: form[name].value() for name in form.fields if name.startswith(("answer_", "group_", "seen_"))}
    assert {name: value for name, value in shown.items() if value} == {
        "answer_resident": "1",
        "seen_answer_resident": True,
        "group_activity": "both-parents-work",  # its document no longer holds: it has to be seen again
        "answer_single-parent": "0",
        "seen_answer_single-parent": True,
    }
    typed = {name: value for name, value in TYPED.items() if not name.startswith(("answer_", "group_", "seen_"))}
    taken = {"answer_resident": "1", "seen_answer_resident": "on", "group_activity": "both-parents-work"}
    brother = typed | taken | {"first_name": "Lou", "born_on": "03/05/2025", "sibling": first.reference}
    coordinator.post(NEW, brother)
    made = Request.objects.order_by("register_number").exclude(pk=first.pk).get()
    rows = made.answers.values_list("criterion__code", "value", "evidence_state", "document", "expires_on")
    assert set(rows) == {
        ("resident", 1, "seen", "Composition de ménage", held),
        ("both-parents-work", 1, "declared", "", None),
    }


def test_together_asks_with_whom(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED | {"together": "or-nothing"})
    assert set(response.context["form"].errors) >= {"sibling"}


def test_an_edit_says_how_siblings_apply_only_when_there_are_some(coordinator: Client) -> None:
    alone = build.request()
    pair = build.request(together="or-nothing")
    for request, is_there in ((alone, False), (pair, True)):
        form = coordinator.get(reverse("demand:request_edit", args=[request.reference])).context["form"]
        assert ("together" in form.fields) is is_there


@time_machine.travel(TODAY, tick=False)
def test_the_history_tells_edits_beside_moves(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    coordinator.post(reverse("demand:request_edit", args=["R-0001"]), TYPED | {"wish_2": "", "note": "Bonjour"})
    page = coordinator.get(reverse("demand:request_detail", args=["R-0001"]), {"volet": "history"})
    told = [(str(each.text), each.detail) for each in page.context["timeline"]]
    assert ("corrigée", "souhaits, famille") in told
    assert "Bonjour" not in page.content.decode()


def test_an_unknown_sibling_is_named(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED | {"sibling": "R-9999"})
    assert "R-9999" in str(response.context["form"].errors["sibling"])


def test_filters_text_sort_and_months(coordinator: Client) -> None:
    elsewhere = build.commune("82003", "Bastogne")
    first = build.request(last_name="Mésange", wishes=["COC"], received_on=date(2026, 1, 5))
    second = build.request(
        last_name="Groseille",
        commune=elsewhere,
        state="received",
        is_urgent=True,
        channel="web",
        kind="transfer",
        together="if-possible",
        wished_start_on=date(2027, 1, 4),
    )
    one, two = first.reference, second.reference
    assert references(coordinator) == [two, one]
    assert references(coordinator, sort="number") == [one, two]
    assert references(coordinator, sort="name") == [two, one]
    assert references(coordinator, sort="start") == [two, one]
    for query, expected in [
        ({"q": "mesange"}, one),
        ({"q": "MÉSANGE ondine"}, one),
        ({"q": one.removeprefix("R-")}, one),
        ({"q": one.lower()}, one),
        ({"state": "received"}, two),
        ({"commune": "82003"}, two),
        ({"setting": "COC"}, one),
        ({"start": "2027-01"}, two),
        ({"kind": "transfer"}, two),
        ({"channel": "web"}, two),
        ({"urgent": "on"}, two),
        ({"siblings": "on"}, two),
    ]:
        assert references(coordinator, **query) == [expected], query
    assert references(coordinator, state="waiting") == [two, one]
    assert references(coordinator, q="mesange groseille") == []
    assert references(coordinator, state="no such state") == [two, one]


def test_a_list_costs_the_same_number_of_queries_at_1_and_at_300(coordinator: Client) -> None:
    build.request(wishes=["COC", "AUB"])
    with CaptureQueriesContext(connection) as one:
        coordinator.get(LIST)
    for _ in range(299):
        build.request(wishes=["COC", "AUB"], together="or-nothing")
    with CaptureQueriesContext(connection) as many:
        coordinator.get(LIST)
    assert len(many) == len(one)
    assert len(one) <= 13


def test_an_export_holds_exactly_what_is_filtered(coordinator: Client) -> None:
    build.request(last_name="=Mésange", wishes=["COC", "AUB"])
    build.request(last_name="Groseille")
    response = coordinator.get(LIST, {"q": "mesange", "export": "csv"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=Mésange" in lines[1]
    assert "Groseille" not in response.content.decode()
    for fmt in ("xlsx", "ods"):
        content = coordinator.get(LIST, {"export": fmt}).content
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert len(rows) == 3
    assert Event.objects.filter(verb="request.export").count() == 3


def test_nothing_of_another_desk_is_seen(desk: Client, person: Callable[[Role], Any]) -> None:
    ours = build.request(last_name="Mésange", desk=build.desk("relais"), wishes=["COC"])
    theirs = build.request(last_name="Secret", first_name="Caché", desk=build.desk("autre"), party=None)
    nobody = build.request(last_name="Secret", first_name="Caché", desk=None)
    leaks = ("Secret", "Caché", theirs.reference, nobody.reference)
    pages = [desk.get(LIST), desk.get(LIST, {"q": "Secret"}), desk.get(LIST, {"q": theirs.reference})]
    pages += [desk.get(LIST, {"export": "csv"}), desk.get(NEW)]
    for page in pages[:1] + pages[3:]:
        assert not [leak for leak in leaks if leak in page.content.decode()]
    for page in pages[1:3]:
        assert list(page.context["page"]) == []
    assert references(desk) == [ours.reference]
    for other in (theirs, nobody):
        for name in ("request_detail", "request_edit"):
            assert desk.get(reverse(f"demand:{name}", args=[other.reference])).status_code == 404
        assert desk.post(reverse("demand:request_move", args=[other.reference, "withdraw"])).status_code == 404
        assert desk.post(reverse("demand:siblings_part", args=[other.reference])).status_code == 404
        form = desk.get(NEW, {"fratrie": other.reference}).context["form"]
        assert form["guardian_1_last_name"].value() is None
        joined = desk.post(reverse("demand:siblings_join", args=[ours.reference]), {"other": other.reference})
        assert joined.status_code == 200
    user = person(Role.FRONT_DESK)
    found = search(user=user, text="secret") + search(user=user, text=theirs.reference)
    assert [group for group in found if group.found] == []
    assert key_figures.get("requests_waiting").compute(user, date(2026, 11, 22))[0] == 1


def test_a_relative_entered_at_another_desk_is_not_shown(desk: Client) -> None:
    ours = build.request(last_name="Mésange", desk=build.desk("relais"), together="or-nothing")
    theirs = build.request(first_name="Caché", desk=build.desk("autre"), party=ours.party)
    page = desk.get(reverse("demand:request_detail", args=[ours.reference]), {"volet": "siblings"})
    assert theirs.reference not in page.content.decode()
    assert "Caché" not in page.content.decode()


@time_machine.travel(TODAY, tick=False)
def test_a_desk_enters_requests_for_itself_alone(desk: Client) -> None:
    build.desk("autre")
    response = desk.post(NEW, TYPED | {"desk": "autre"})
    assert "desk" in response.context["form"].errors
    build.desk("relais")
    desk.post(NEW, TYPED | {"desk": "relais"})
    assert Request.objects.get().desk == build.desk("relais")


def test_the_next_step_and_its_undo(coordinator: Client) -> None:
    request = build.request(state="received")
    move = reverse("demand:request_move", args=[request.reference, "acknowledge"])
    page = coordinator.post(move, follow=True)
    request.refresh_from_db()
    assert request.state == "acknowledged"
    undo = reverse("demand:request_move_undo", args=[request.reference])
    assert undo in page.content.decode()
    coordinator.post(undo)
    request.refresh_from_db()
    assert request.state == "received"


def test_a_move_with_a_reason_asks_for_it_and_a_move_out_of_turn_says_why(coordinator: Client) -> None:
    request = build.request()
    refuse = reverse("demand:request_move", args=[request.reference, "refuse"])
    assert coordinator.post(refuse).status_code == 200
    assert (
        coordinator.post(refuse, {"ground": "no-place", "reason": "Aucune place à la date prévue"}).status_code == 302
    )
    history = coordinator.get(reverse("demand:request_detail", args=[request.reference]), {"volet": "history"})
    assert "Aucune place à la date prévue" in history.content.decode()
    enter = reverse("demand:request_move", args=[request.reference, "enter"])
    assert request.reference in coordinator.post(enter, follow=True).content.decode()
    request.refresh_from_db()
    assert request.state == "refused"
    assert coordinator.get(reverse("demand:request_move", args=[request.reference, "fly"])).status_code == 404


@pytest.mark.parametrize("tab", ["request", "criteria", "siblings", "history", "moon"])
@pytest.mark.parametrize("state", ["received", "active", "withdrawn", "entered"])
def test_every_tab_of_a_record(coordinator: Client, tab: str, state: str) -> None:
    request = build.request(
        state=state,
        answers={"resident": 1, "child-disability": 1, "commissions-sat": 2},
        current_setting=build.setting("AUB"),
        current_slots=3,
        born_on=None,
        due_on=date(2027, 2, 1),
        first_name="",
    )
    page = coordinator.get(reverse("demand:request_detail", args=[request.reference]), {"volet": tab})
    assert page.status_code == 200


def test_what_is_due_and_the_figures(person: Callable[[Role], Any]) -> None:
    build.request(state="received", received_on=date(2026, 11, 19))
    build.request(state="to-confirm")
    build.request(state="entered")
    found = dues_of(user=person(Role.COORDINATOR), today=date(2026, 11, 22))
    shown = {due.url.partition("?")[2]: due.is_late for due in found if due.url.startswith(LIST)}
    assert shown == {"state=received": True, "state=to-confirm": False, "due=late": True}
    value = figures.get("requests_waiting").compute()
    assert (value.value, value.basis) == (2, "computed")
    with translation.override("fr"):
        assert figures.get("requests_waiting").compute().how.startswith("demandes reçues")
