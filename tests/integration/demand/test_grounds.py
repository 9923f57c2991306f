"""Belgium: a refusal names one of two grounds. France: families update before each commission, others stand apart."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.commissions.selectors.updates import not_updated
from ribambelle.demand import services
from ribambelle.demand.cut_offs import CutOffs, cut_offs
from ribambelle.demand.enums import MoveCode
from ribambelle.demand.errors import GroundMissing
from ribambelle.demand.models import RequestMove
from ribambelle.demand.selectors.clocks import ASKED_DAYS, FRESH_DAYS, reminders_due
from ribambelle.demand.services import request_move
from ribambelle.demand.services.refusing import refusal_html
from tests.integration.commissions import territory
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
CUT_OFF = TODAY + timedelta(days=20)


@pytest.fixture
def france(settings: Any) -> Iterator[None]:
    """The law of France, and one session to come."""
    settings.LAW = "FR"
    provider = CutOffs("test", lambda today: [CUT_OFF] if today <= CUT_OFF else [])
    cut_offs.add(provider)
    yield
    del cut_offs._entries["test"]


def test_in_belgium_a_refusal_names_one_of_two_grounds(settings: Any, person: Callable[[Role], User]) -> None:
    settings.LAW = "BE"
    made = build.request()
    refuse: dict[str, Any] = {"by": person(Role.COORDINATOR), "at": AT, "request": made, "code": MoveCode.REFUSE}
    for ground in ("", "too-far", "famille connue"):
        with pytest.raises(GroundMissing, match="pas de place à la date prévue"):
            request_move(**refuse, reason="Trop loin", ground=ground)
    move = request_move(**refuse, reason="Section complète", ground="no-place")
    assert (move.ground, move.reason) == ("no-place", "Section complète")
    assert Event.objects.get(verb="request.refuse").after == {"state": "refused", "ground": "no-place"}
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestMove.objects.filter(pk=move.pk).update(ground="too-far")


@pytest.mark.parametrize("law", ["BE", "FR"])
def test_the_paper_of_a_refusal(law: str, settings: Any, client_of: Callable[[Role], Client]) -> None:
    settings.LAW = law
    made = build.request(received_on=date(2026, 11, 2))
    client, url = client_of(Role.COORDINATOR), reverse("demand:refusal", args=[made.reference])
    assert client.get(url).status_code == 404  # nothing was refused
    request_move(by=None, at=AT, request=made, code=MoveCode.REFUSE, reason="Section complète", ground="no-place")
    made.refresh_from_db()
    move = services.refusal_of(made)
    assert move is not None
    text = refusal_html(made, move, written_at=AT)
    assert "Section complète" in text
    assert ("Pas de place à la date prévue" in text) is (law == "BE")
    assert ("tribunal administratif" in text) is (law == "FR")
    assert client.get(url).content.startswith(b"%PDF")
    assert url in client.get(reverse("demand:request_detail", args=[made.reference])).content.decode()


def test_in_france_the_reason_is_free(settings: Any, person: Callable[[Role], User]) -> None:
    settings.LAW = "FR"
    made = build.request()
    by = person(Role.COORDINATOR)
    move = request_move(by=by, at=AT, request=made, code=MoveCode.REFUSE, reason="Hors règlement", ground="no-place")
    assert (move.ground, move.reason) == ("", "Hors règlement")


@pytest.mark.parametrize(
    ("received_on", "words"), [(date(2026, 11, 2), "dans le mois"), (date(2026, 9, 2), "en retard")]
)
def test_the_page_of_a_refusal(
    received_on: date, words: str, settings: Any, client_of: Callable[[Role], Client]
) -> None:
    settings.LAW = "BE"
    made = build.request(received_on=received_on)
    client, url = client_of(Role.COORDINATOR), reverse("demand:request_move", args=[made.reference, "refuse"])
    with time_machine.travel(AT):
        page = client.get(url).content.decode()
        assert words in page
        assert "Solidaris" in page  # the source of the closed list
        kept = client.post(url, {"reason": "Complet en septembre"})
        assert "Aucun motif n’est choisi" in kept.content.decode()
        assert "Complet en septembre" in kept.content.decode()
        client.post(url, {"reason": "Complet en septembre", "ground": "no-place"})
    history = client.get(reverse("demand:request_detail", args=[made.reference]), {"volet": "history"})
    assert "pas de place à la date prévue · Complet en septembre" in history.content.decode()


@pytest.mark.usefixtures("france")
def test_in_france_families_are_asked_before_each_commission_and_reminded_once() -> None:
    old = build.request(received_on=CUT_OFF - timedelta(days=FRESH_DAYS + 1))
    build.request(received_on=CUT_OFF - timedelta(days=FRESH_DAYS - 1))  # recent enough
    build.request(received_on=date(2026, 1, 5), confirmed_on=CUT_OFF - timedelta(days=30))  # updated since
    old.party.household.guardians.update(email="famille@demo.example")
    assert not reminders_due(CUT_OFF - timedelta(days=ASKED_DAYS + 1)).exists()
    sent = []
    for days in (0, 1, 14, 15, 16):
        sent.append(services.reminders_send(by=None, at=AT + timedelta(days=days)).by_mail)
    assert sent == [1, 0, 0, 1, 0]
    old.refresh_from_db()
    assert old.state == "to-confirm"


@pytest.mark.usefixtures("france")
def test_what_is_not_updated_by_the_cut_off_stands_apart_and_is_counted(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    wished: dict[str, Any] = {
        "received_on": session.cut_off_on - timedelta(days=200),
        "wished_start_on": session.entry_on,
    }
    silent = build.request(state="to-confirm", **wished)
    stale = build.request(**wished)
    fresh = build.request(**wished | {"confirmed_on": session.cut_off_on - timedelta(days=5)})
    found = not_updated(session)
    assert [each.reference for each in found.apart] == [silent.reference]
    assert stale.reference in {each.reference for each in found.examined}
    assert fresh.reference not in {each.reference for each in found.examined}
    client = client_of(Role.COORDINATOR)
    record = client.get(reverse("commissions:session_record", args=[session.reference])).content.decode()
    assert "1 demande mise à part" in record
    check = client.get(reverse("commissions:session_check", args=[session.reference])).content.decode()
    assert silent.reference in check
    assert stale.reference in check
    services.request_move(by=None, at=AT, request=silent, code=MoveCode.CONFIRM)
    assert not_updated(session).apart_count == 0  # a confirmation brings it back
