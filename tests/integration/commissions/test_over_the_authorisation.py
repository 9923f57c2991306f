"""Where the law lets more children than authorised places be present at one moment, a session knows it."""

from datetime import UTC, datetime

import pytest

from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.services import sessions
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request
from ribambelle.kernel.weeks import SLOTS
from ribambelle.offer.models import Setting
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 16, tzinfo=UTC)
#: Two sections of four places, seven authorised: 115 % of seven is read as nine.
AUTHORISED, AT_MOST = 7, 8


def frozen(law: str, *, keeps_to_law: bool = True) -> Session:
    """Ten families who ask for the mornings of one setting, of both ages."""
    session = territory.session(0, settings=2)
    Request.objects.update(state=RequestState.WITHDRAWN)
    Setting.objects.update(law=law, keeps_to_law=keeps_to_law)
    for number in range(10):
        born_on = territory.ENTRY.replace(year=2027 if number % 2 else 2026)
        territory.family(number + 50, needed=territory.WEEKS["mornings"], wishes=("S1",), born_on=born_on)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=3, at=AT)
    session.refresh_from_db()
    return session


def licence(session: Session) -> dict[str, int]:
    entry = next(each for each in session.snapshot.parsed["offer"] if each["setting"] == "S1")
    found: dict[str, int] = entry["licence"]
    return found


def mornings(session: Session) -> int:
    return sum(1 for each in outcomes_of(session) if each.kind == "obtained")


def test_france_fills_the_mornings_beyond_and_the_week_holds() -> None:
    session = frozen("FR")
    free = licence(session)
    assert [free[slot] for slot in SLOTS if slot.endswith("-am")] == [AT_MOST] * 5
    open_halves = sum(1 for slot in SLOTS if slot != "wed-pm")
    assert sum(free.values()) <= AUTHORISED * open_halves
    assert mornings(session) == AT_MOST


@pytest.mark.parametrize(("law", "keeps_to_law"), [("BE", True), ("FR", False)])
def test_elsewhere_or_unasked_the_authorised_places_are_the_bound(law: str, keeps_to_law: bool) -> None:
    session = frozen(law, keeps_to_law=keeps_to_law)
    assert {licence(session)[slot] for slot in SLOTS if slot != "wed-pm"} == {AUTHORISED}
    assert mornings(session) == AUTHORISED
