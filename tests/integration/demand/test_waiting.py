"""From the form to the waiting list in one go: every step dated and recorded, or what is missing and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand.enums import RequestState
from ribambelle.demand.errors import MoveRefused, NotReadyToWait
from ribambelle.demand.models import Request, RequestMove
from ribambelle.demand.rules import way_to_wait
from ribambelle.demand.rules.life import BY_CODE
from ribambelle.demand.services import request_wait
from ribambelle.desk.models import OutgoingMail
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NEW = "/demandes/nouvelle/"
TYPED = {
    "first_name": "Zoé",
    "born_on": "12/03/2026",
    "guardian_1_last_name": "Coquelicot",
    "guardian_1_phone": "0470 00 00 00",
    "received_on": "20/11/2026",
    "channel": "paper",
    "kind": "new",
    "wished_start_on": "01/09/2027",
    "needed_slots": ["mon-am"],
    "wish_1": "COC",
}
STATES = ["received", "acknowledged", "complete", "active"]


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    build.setting("COC")
    return client_of(Role.COORDINATOR)


def unreachable(**values: Any) -> Request:
    made = build.request(state="received", **values)
    made.party.household.guardians.update(phone="")
    return made


@pytest.mark.parametrize("state", list(RequestState))
def test_the_way_to_the_waiting_list_ends_there_or_is_none(state: RequestState) -> None:
    steps = way_to_wait(state)
    if steps is None:
        assert state not in {"draft", "received", "acknowledged", "complete"}
        return
    for step in steps:
        assert state in BY_CODE[step].sources
        state = BY_CODE[step].target
    assert state == RequestState.ACTIVE


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(("then", "to"), [("wait", "demand:request_detail"), ("next", "demand:request_create")])
def test_one_button_takes_every_step_each_dated_and_recorded(coordinator: Client, then: str, to: str) -> None:
    answer = coordinator.post(NEW, TYPED | {"then": then, "guardian_1_email": "ondine@example.org"})
    made = Request.objects.get()
    assert answer["Location"] == reverse(to, args=[made.reference] if then == "wait" else [])
    moves = RequestMove.objects.filter(request=made).order_by("pk")
    assert [move.to_state for move in moves] == STATES
    assert all(move.at == AT and move.by is not None for move in moves)
    verbs = Event.objects.filter(reference=made.reference, kind="demand.request").order_by("pk")
    assert [event.verb for event in verbs if event.verb.startswith("request.")] == [
        "request.receive", "request.acknowledge", "request.complete", "request.activate",
    ]  # fmt: skip
    assert OutgoingMail.objects.get().attachments.count() == 1
    assert made.reference in coordinator.get(answer["Location"]).content.decode()


@time_machine.travel(AT, tick=False)
def test_what_is_missing_is_said_at_once_and_nothing_is_recorded(coordinator: Client) -> None:
    lacking = TYPED | {"guardian_1_phone": "", "wish_1": "", "then": "wait"}
    form = coordinator.post(NEW, lacking).context["form"]
    assert set(form.errors) == {"guardian_1_phone", "wish_1"}
    assert form["first_name"].value() == "Zoé"
    assert not Request.objects.exists()
    coordinator.post(NEW, lacking | {"then": "record"})
    assert Request.objects.get().state == RequestState.RECEIVED, "the register takes it all the same"


@time_machine.travel(AT, tick=False)
def test_a_sister_is_reached_where_the_family_already_is(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED)
    first = Request.objects.get()
    sister = TYPED | {"first_name": "Anouk", "guardian_1_phone": "", "sibling": first.reference, "together": "alone"}
    coordinator.post(NEW, sister | {"then": "wait", "born_on": "14/05/2024"})
    assert Request.objects.exclude(pk=first.pk).get().state == RequestState.ACTIVE


def test_the_record_takes_the_steps_left_and_says_what_it_cannot(coordinator: Client) -> None:
    waiting = build.request(state="acknowledged", wishes=["COC"])
    address = reverse("demand:request_wait", args=[waiting.reference])
    assert address in coordinator.get(reverse("demand:request_detail", args=[waiting.reference])).content.decode()
    coordinator.post(address)
    waiting.refresh_from_db()
    assert waiting.state == RequestState.ACTIVE
    assert address not in coordinator.get(reverse("demand:request_detail", args=[waiting.reference])).content.decode()
    silent = unreachable(wishes=["COC"])
    page = coordinator.post(reverse("demand:request_wait", args=[silent.reference]), follow=True).content.decode()
    assert "joindre la famille" in page
    silent.refresh_from_db()
    assert silent.state == RequestState.RECEIVED


def test_all_or_nothing_and_only_on_the_way(django_user_model: Any) -> None:
    by = User.objects.create_user(email="a@example.org", name="A")
    lacking = unreachable()
    with pytest.raises(NotReadyToWait) as refused:
        request_wait(by=by, at=AT, request=lacking)
    assert [problem.code for problem in refused.value.problems] == ["unreachable", "no-wish"]
    for state in ("active", "refused", "accepted"):
        with pytest.raises(MoveRefused):
            request_wait(by=by, at=AT, request=build.request(state=state))
    ready = build.request(state="received", wishes=["COC"])
    with pytest.raises(MoveRefused):  # no role: the first step refuses, and nothing is left half done
        request_wait(by=by, at=AT, request=ready)
    ready.refresh_from_db()
    assert ready.state == RequestState.RECEIVED


@time_machine.travel(AT, tick=False)
def test_a_paper_left_to_hand_over_is_one_press_away_and_not_called_done(coordinator: Client) -> None:
    page = coordinator.post(NEW, TYPED | {"then": "wait"}, follow=True).content.decode()
    paper = reverse("demand:acknowledgement", args=[Request.objects.get().reference])
    toast = page.split('class="toast fix"')[1].split("</div>")[0]
    assert f'href="{paper}"' in toast
    assert "sur papier, à remettre" in page
    assert "ni adresse postale" in page, "no letter reaches this family"
    mailed = {"first_name": "Lou", "guardian_1_last_name": "Bleuet", "guardian_1_email": "b@example.org"}
    page = coordinator.post(NEW, TYPED | mailed | {"then": "wait"}, follow=True).content.decode()
    assert "<a " not in page.split('class="toast fix"')[1].split("</div>")[0]
    assert "sur papier, à remettre" not in page
    assert "ni adresse postale" not in page


def test_what_is_missing_to_wait_is_said_with_everything_else(coordinator: Client) -> None:
    wrong = TYPED | {"then": "wait", "wished_start_on": "bientôt", "guardian_1_phone": "", "wish_1": ""}
    errors = coordinator.post(NEW, wrong).context["form"].errors
    assert {"wished_start_on", "guardian_1_phone", "wish_1"} <= set(errors)
    unread = coordinator.post(NEW, wrong | {"guardian_1_phone": "appelez-moi"}).context["form"].errors
    assert len(unread["guardian_1_phone"]) == 1, "what could not be read is not also missing"
    assert not Request.objects.exists()
