"""What waits for a coordinator and for a member, and what each finds."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Commission
from ribambelle.commissions.selectors.home import sessions_due, sessions_found
from ribambelle.commissions.services import sessions
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 16, tzinfo=UTC)


def test_a_session_waits_for_the_coordinator_then_for_the_members(person: Callable[[Role], User]) -> None:
    session = territory.session(6)
    before, after = date(2028, 3, 1), date(2028, 4, 21)
    coordinator, member = person(Role.COORDINATOR), person(Role.MEMBER)
    assert [due.on for due in sessions_due(coordinator, before)] == [territory.CUT_OFF]
    assert sessions_due(member, before) == []
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    assert [due.on for due in sessions_due(coordinator, before)] == [territory.HELD]
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=7, at=AT)
    assert sessions_due(coordinator, before) == []
    assert [due.url for due in sessions_due(member, before)] == ["/commissions/seances/S-2028-01/livret/"]
    assert sessions_due(member, after) == []


def test_a_sealed_session_waits_for_nobody(person: Callable[[Role], User]) -> None:
    territory.sealed(6)
    before = date(2028, 3, 1)
    assert sessions_due(person(Role.COORDINATOR), before) == sessions_due(person(Role.MEMBER), before) == []


def test_a_session_is_found_where_each_reads_it(person: Callable[[Role], User]) -> None:
    territory.session(3)
    urls = {
        role: [found.url for found in sessions_found(person(role), ["printemps"], 9)]
        for role in (Role.COORDINATOR, Role.MEMBER, Role.DIRECTOR)
    }
    assert urls == {
        Role.COORDINATOR: ["/commissions/seances/S-2028-01/"],
        Role.MEMBER: ["/commissions/"],
        Role.DIRECTOR: [],
    }


def test_where_there_is_no_choice_nothing_is_asked(client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    data = {"name": "Commission de la vallée", "reference": "", "jurisdiction": "BE", "quorum": "none"}
    page = client.post(reverse("commissions:commission_create"), data, follow=True)
    only = Commission.objects.get()
    assert only.reference == "commission-de-la-vallee"
    form = page.context["form"]
    assert form["commission"].value() == only.pk
    assert form["rule"].value() is None, "none is adopted"
    client.post(reverse("commissions:commission_create"), data)
    assert set(Commission.objects.values_list("reference", flat=True)) == {only.reference, f"{only.reference}-2"}
    assert client.get(reverse("commissions:session_create")).context["form"]["commission"].value() is None
