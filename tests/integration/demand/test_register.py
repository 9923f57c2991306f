"""The register: fifty people at once, no number twice, none missing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connections, transaction

from ribambelle.demand.enums import Channel
from ribambelle.demand.models import Request
from ribambelle.demand.services import ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts, request_receive
from ribambelle.demand.services.register import REGISTER, numbers_draw

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PEOPLE = 50
#: Two such tests side by side stay below the hundred connections a server allows.
AT_ONCE = 40


class Interrupted(Exception):
    pass


def receive(index: int) -> int:
    """One request in a thread of its own; every seventh person is interrupted after the number was drawn."""
    facts = RequestFacts(
        received_on=date(2026, 11, 20),
        channel=Channel.DESK,
        wished_start_on=date(2027, 9, 1),
        needed_slots=1023,
    )
    home = HouseholdFacts(None, "", (GuardianFacts("Ondine", f"Mésange {index}"),))
    try:
        with transaction.atomic():
            request = request_receive(
                by=None, at=AT, child=ChildFacts("Zoé", "Mésange", date(2026, 3, 12)), facts=facts, household=home
            )
            if index % 7 == 0:
                raise Interrupted
    except Interrupted:
        return 0
    finally:
        connections.close_all()
    return request.register_number


@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_leave_no_gap() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = [number for number in pool.map(receive, range(PEOPLE)) if number]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) == PEOPLE - len(range(0, PEOPLE, 7))
    assert sorted(Request.objects.values_list("register_number", flat=True)) == sorted(numbers)
    assert set(Request.objects.values_list("reference", flat=True)) == {f"R-{number:04d}" for number in numbers}


@pytest.mark.django_db(transaction=True)
def test_a_number_is_drawn_inside_a_transaction_only() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="atomic"):
        numbers_draw(REGISTER)
    with transaction.atomic():
        assert list(numbers_draw(REGISTER, count=3)) == [1, 2, 3]
        assert list(numbers_draw(REGISTER)) == [4]
