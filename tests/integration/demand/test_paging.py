"""A page is chosen among keys, from either end: it holds what a plain page would hold, in every order."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.enums import ContactChannel, ContactKind
from ribambelle.demand.models import Contact, Request
from ribambelle.demand.selectors import clocks
from ribambelle.demand.selectors.requests import SORTS
from ribambelle.ui.paging import KeyPaginator
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(4))
def test_reminders_are_due_as_counted_one_request_at_a_time(seed: int) -> None:
    draw = random.Random(seed)
    for _time in range(25):
        opens = TODAY + timedelta(days=draw.randint(-40, 3))
        confirmed = draw.choice([None, None, opens + timedelta(days=draw.randint(-5, 5))])
        state = draw.choice(["active", "active", "to-confirm", "received"])
        made = build.request()
        Request.objects.filter(pk=made.pk).update(confirm_from=opens, confirmed_on=confirmed, state=state)
        for _reminder in range(draw.randint(0, 3)):
            at = NOW - timedelta(days=draw.randint(0, 45), hours=draw.randint(0, 23))
            kind = draw.choice([ContactKind.REMINDED, ContactKind.REMINDED, ContactKind.ANSWERED])
            Contact.objects.create(request=made, kind=kind, channel=ContactChannel.PHONE, at=at)
    expected = [each for each in Request.objects.order_by("register_number") if is_due(each)]
    assert 0 < len(expected) < 25
    assert list(clocks.reminders_due(TODAY)) == expected


def is_due(request: Request) -> bool:
    """By the day of each reminder since the confirmation opened."""
    days, opens = clocks.reminded(request), request.confirm_from
    if request.state == "received" or opens is None or opens > TODAY:
        return False
    if request.confirmed_on and request.confirmed_on >= opens:
        return False
    return not days or (len(days) == 1 and days[0] <= TODAY - timedelta(days=15))


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("sort", SORTS)
def test_every_page_holds_what_a_plain_page_holds(sort: str, sign: str, person: Callable[[Role], User]) -> None:
    for number in range(7):
        build.request(last_name=f"Nom {number % 3}")
    by = person(Role.COORDINATOR)
    found = selectors.requests(by=by, filters=selectors.Filters(sort=f"{sign}{sort}"))
    plain, keyed = Paginator(found, 2), KeyPaginator(found, 2, load=selectors.lines_of)
    for number in (*range(1, 5), 99, "x"):
        assert list(keyed.get_page(number)) == list(plain.get_page(number))
    nothing = KeyPaginator(Request.objects.none(), 2, load=selectors.lines_of)
    assert list(nothing.get_page(1)) == []


def test_far_pages_join_no_more_than_the_first(person: Callable[[Role], User]) -> None:
    for _time in range(5):
        build.request()
    by = person(Role.COORDINATOR)
    found = selectors.requests(by=by, filters=selectors.Filters())
    for number in (1, 3):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            list(KeyPaginator(found, 2, load=selectors.lines_of, count=5).get_page(number))
        assert len(caught) == 3
        assert "JOIN" not in caught[0]["sql"]
        assert ("ASC" in caught[0]["sql"]) == (number == 3)
