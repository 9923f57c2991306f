"""A session of many requests: its page does not read them all while it is prepared; the check list does, once."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.selectors import sessions
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("most", [3, 300])
def test_many_requests_are_counted_on_their_own_page(
    most: int, client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "COUNTED_AT_ONCE", most)
    session = territory.session(6)
    client, args = client_of(Role.COORDINATOR), [session.reference]
    client.get(reverse("commissions:session_record", args=args))
    with CaptureQueriesContext(connection) as caught:
        page = client.get(reverse("commissions:session_record", args=args))
    reads = [each["sql"] for each in caught if "demand_criterionanswer" in each["sql"]]
    assert page.context["is_apart"] is (most < 6)
    assert bool(reads) is (most >= 6)
    assert reverse("commissions:session_check", args=args) in page.content.decode() or most == 300
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("commissions:session_check", args=args))
    assert len([each for each in caught if 'FROM "demand_criterionanswer"' in each["sql"]]) == 1
