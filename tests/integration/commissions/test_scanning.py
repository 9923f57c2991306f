"""A free text for members is stopped when it names a family of the session, a place of the network, or its health."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.scanning import leaks_in, refuse_leaks
from ribambelle.commissions.services import sessions
from ribambelle.demand.models import Request
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    session = territory.session(12)
    sessions.session_freeze(by=None, session=session, at=datetime(2027, 4, 16, tzinfo=UTC), draw="secret")
    return session


def test_every_name_behind_the_session_is_found(session: Session) -> None:
    for key in session.keys.all():
        request = Request.objects.select_related("child").get(reference=key.request_reference)
        guardian = request.party.household.guardians.first()
        assert guardian is not None
        for name in (request.child.first_name, request.child.last_name, guardian.last_name, "commune 81001"):
            assert leaks_in(f"avec {name.lower()} le mardi", session=session, party=key.party), name
        assert leaks_in(f"avant {request.child.last_name}", session=session)


def test_the_message_says_culprit_reason_and_remedy(session: Session) -> None:
    key = session.keys.first()
    assert key is not None
    refuse_leaks(f"{key.child} a plus de points que les autres le mardi.", session=session, party=key.party)
    with pytest.raises(ValidationError) as caught:
        refuse_leaks("Zélie est handicapée.", session=session, party=key.party)
    assert caught.value.messages[:2] == [
        "« Zélie » ne peut pas être montré : un prénom.",
        "« handicapée » ne peut pas être montré : un mot sur la santé.",
    ]
    assert len(caught.value.messages) == 3


def test_the_number_of_queries_is_constant(session: Session, django_assert_num_queries: object) -> None:
    session = Session.objects.select_related("snapshot").get(pk=session.pk)
    with django_assert_num_queries(6):  # type: ignore[operator]
        leaks_in("un mardi", session=session, party="x")
