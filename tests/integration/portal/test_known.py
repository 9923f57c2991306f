"""What we know of a request, on the page of its family: all it said, no amount, nothing of health or protection."""

from datetime import UTC, date, datetime, time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.services import record
from ribambelle.demand.enums import EvidenceState, RequestState
from ribambelle.demand.models import CriterionAnswer, NeededHours, Request
from ribambelle.demand.selectors import token_of
from ribambelle.demand.services import link_give
from ribambelle.portal.models import ToldChange
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("RIBAMBELLE_SENSITIVE_KEY_FILE", str(tmp_path / "sensitive.key"))
    monkeypatch.delenv("RIBAMBELLE_SENSITIVE_KEYS", raising=False)
    with time_machine.travel(AT, tick=False):
        yield


def made(**values: Any) -> Request:
    answers = {"resident": 1, "income-18000-36000": 1, "child-disability": 1}
    return build.request(wishes=["AUB", "BER"], answers=answers, modes=1, weeks_per_year=44, **values)


def address(name: str, request: Request, *more: str) -> str:
    link = link_give(by=None, at=AT, household=request.party.household)
    return reverse(f"portal:{name}", args=[token_of(link), *more])


def known(client: Client, request: Request) -> str:
    page = unescape(client.get(address("follow", request)).content.decode())
    return page.split('aria-labelledby="h-known"')[1].split("</section>")[0]


def test_a_family_reads_what_it_said_and_how_to_change_each(client: Client) -> None:
    request = made()
    NeededHours.objects.create(request=request, weekday=0, starts_at=time(7, 30), ends_at=time(17))
    said = known(client, request)
    for words in ("lundi de ", "1. Crèche AUB", "2. Crèche BER", "44 semaines par an", "01/09/2027"):
        assert words in said
    assert request.mode_labels[0] in said
    links = ("#id_needed_slots", "?sujet=heures#id_message", "?sujet=modes#id_message", "#id_wished_start_on")
    for link in (*links, "?sujet=souhaits#id_message", "?sujet=revenus#id_message"):
        assert link in said


def test_what_was_not_said_is_not_made_up(client: Client) -> None:
    said = known(client, build.request())
    assert said.count("non précisé") == 3, "hours, modes, wishes"
    assert "pas déclarés" in said


def test_income_is_declared_on_a_day_and_its_amount_is_nowhere(client: Client) -> None:
    request = made()
    answer = CriterionAnswer.objects.filter(request=request, criterion__code="income-18000-36000")
    amounts = ("18", "36", "18\u202f000", "36\u202f000", "Revenu annuel")
    answer.update(evidence_state=EvidenceState.SEEN, seen_on=date(2026, 10, 3))
    said = known(client, request)
    assert "pièce vue le 03/10/2026" in said
    assert not [amount for amount in amounts if amount in said.replace("id_", "")]
    answer.update(evidence_state=EvidenceState.DECLARED, seen_on=None)
    assert "déclarés\u202f; le montant n’est pas montré" in known(client, request)
    record(by=None, at=AT, verb="request.edit", of=request, after={"answers": {"income-18000-36000": [1, "declared"]}})
    said = known(client, request)
    assert "déclarés le 20/11/2026" in said
    assert "Pièces encore à montrer" in said


def test_health_and_protection_are_the_same_whether_something_is_known_or_not(client: Client) -> None:
    with_fact = made()
    without = build.request(
        wishes=["AUB", "BER"], answers={"resident": 1, "income-18000-36000": 1}, modes=1, weeks_per_year=44
    )
    texts = []
    for each in (with_fact, without):
        path = address("follow", each)
        page = unescape(client.get(path).content.decode()).split('aria-labelledby="h-known"')[1].split("</section>")[0]
        texts.append(page.replace(path.split("/")[2], "").replace(each.reference, ""))
    assert texts[0] == texts[1]
    assert "santé" in texts[0]


def test_a_change_of_hours_is_told_under_its_name(client: Client) -> None:
    request = made()
    url = address("change", request, request.reference)
    form = client.get(url, {"sujet": "heures"})
    assert "<b>Heures</b>" in form.content.decode()
    initial = form.context["form"].initial
    data = {
        "needed_slots": ["mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm"],
        "minimum_days": "",
        "wished_start_on": "01/09/2027",
        "phone": initial["phone"],
        "email": initial["email"],
        "address": initial["address"],
        "message": "de 8 h à 16 h le lundi",
    }
    assert client.post(f"{url}?sujet=heures", data).status_code == 302
    assert ToldChange.objects.get().message == "Heures : de 8 h à 16 h le lundi"


def test_a_request_that_ended_has_no_way_to_change(client: Client) -> None:
    said = known(client, made(state=RequestState.WITHDRAWN))
    assert "Crèche AUB" in said
    assert "Annoncer" not in said
    assert "#id_message" not in said
