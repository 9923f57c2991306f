"""What changed since the freeze is what reading everything again and comparing it whole would tell."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.snapshot import PartyEntry
from ribambelle.commissions.selectors import memory
from ribambelle.commissions.selectors.changes import Changes, changes_since
from ribambelle.commissions.selectors.freezing import examined, snapshot_of
from ribambelle.demand.enums import EvidenceState, RequestState, Together
from ribambelle.demand.models import Child, CriterionAnswer, NeededHours, Party, Request, Wish
from ribambelle.demand.services.facts import AnswerFacts
from ribambelle.demand.services.sensitive import sensitive_write
from ribambelle.offer.models import Section
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db


def whole(session: Session) -> Changes:
    """The same from everything that would be frozen now."""
    rows = examined(session)
    current, keys = snapshot_of(session, {row.party_reference: row.party_reference for row in rows}, rows)
    then = _said(session.snapshot.parsed["dossiers"], dict(session.keys.values_list("child", "request_reference")))
    now = _said(current["dossiers"], {key.child: key.request_reference for key in keys})
    changed = sorted(each for each in then if each in now and then[each] != now[each])
    return Changes(sorted(set(now) - set(then)), sorted(set(then) - set(now)), changed)


def _said(parties: list[PartyEntry], names: dict[str, str]) -> dict[str, Any]:
    return {
        names[child["child"]]: {**child, "child": "", "together": party["together"]}
        for party in parties
        for child in party["children"]
    }


def _wish_less(request: Request) -> None:
    request.wishes.order_by("-rank")[0].delete()


def _one_more(_request: Request) -> None:
    territory.family(700)


def _proof_back(request: Request) -> None:
    request.answers.update(evidence_state=EvidenceState.DECLARED)


def _answered_otherwise(request: Request) -> None:
    CriterionAnswer.objects.filter(request=request, criterion__code="resident").update(value=7)


def _hours_said(request: Request) -> None:
    NeededHours.objects.create(request=request, weekday=0, starts_at=time(8), ends_at=time(17))


def _moved_to_a_party(request: Request) -> None:
    Party.objects.filter(pk=request.party_id).update(together=Together.IF_POSSIBLE)


def _protected(request: Request) -> None:
    sensitive_write(request, {"child-disability": AnswerFacts(1)}, by=None, on=date(2028, 4, 1))


def _sections_moved(_request: Request) -> None:
    Section.objects.update(code=Concat("code", Value("-2")))


CHANGED: dict[str, Callable[[Request], Any]] = {
    "nothing": lambda request: None,
    "a wish less": _wish_less,
    "one more family": _one_more,
    "a proof back to declared": _proof_back,
    "an answer": _answered_otherwise,
    "hours": _hours_said,
    "a protected answer": _protected,
    "together": _moved_to_a_party,
    "sections": _sections_moved,
    "gone": lambda request: Request.objects.filter(pk=request.pk).update(state=RequestState.ACCEPTED),
    "half-days": lambda request: Request.objects.filter(pk=request.pk).update(needed_slots=3),
    "urgent": lambda request: Request.objects.filter(pk=request.pk).update(is_urgent=True),
    "later": lambda request: Request.objects.filter(pk=request.pk).update(wished_start_on=date(2031, 1, 1)),
    "birth": lambda request: Child.objects.filter(pk=request.child_id).update(born_on=date(2025, 5, 5)),
    "name alone": lambda request: Child.objects.filter(pk=request.child_id).update(last_name="Zinzolin"),
}


@pytest.mark.parametrize("change", list(CHANGED))
def test_each_change_is_told_and_nothing_else(change: str) -> None:
    session = territory.proposed(12)
    request = Request.objects.filter(wishes__rank=2).order_by("reference")[0]
    CHANGED[change](request)
    for _read in ("first", "again"):
        assert changes_since(session) == whole(session)
        memory.forget()
    told = changes_since(session)
    assert bool(told) is (change not in {"nothing", "name alone"})
    if change not in {"nothing", "name alone", "one more family", "sections", "together"}:
        assert [*told.gone, *told.changed] == [request.reference]


def test_the_page_says_it_at_once_after_a_change(client_of: Callable[[Role], Client]) -> None:
    session = territory.proposed(6)
    client = client_of(Role.COORDINATOR)
    url = f"{reverse('commissions:session_record', args=[session.reference])}?changements"
    assert "Rien n’a changé" in client.get(url).content.decode()
    request = Request.objects.order_by("reference")[0]
    Wish.objects.filter(request=request).delete()
    page = client.get(url)
    assert page.context["changes"].changed == [request.reference]


@pytest.mark.parametrize("size", [4, 16])
def test_more_requests_ask_no_more_queries(size: int) -> None:
    session = territory.proposed(size)
    with CaptureQueriesContext(connection) as caught:
        changes_since(session)
    assert len(caught) <= 16
