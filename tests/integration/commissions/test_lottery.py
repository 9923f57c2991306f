"""The lottery: drawn once, by a button, recorded before anything is calculated; nobody can draw until it pleases."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import LotteryDraw, Session
from ribambelle.commissions.services import sessions
from ribambelle.commissions.services.lottery import lottery_draw
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, tzinfo=UTC)


@pytest.fixture
def session() -> Session:
    session = territory.session(12)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    return session


def test_nothing_is_calculated_before_the_draw(session: Session) -> None:
    with pytest.raises(ValidationError):
        sessions.session_run(by=None, session=session, policies=[Policy.STABLE], at=AT)
    draw = lottery_draw(by=None, session=session, seed=48213, at=AT)
    (run,) = sessions.session_run(by=None, session=session, policies=[Policy.STABLE], at=AT)
    assert run.seed == draw.seed == 48213
    assert Event.objects.get(verb="session.draw").after == {"seed": 48213}


def test_a_seed_is_drawn_once(session: Session) -> None:
    lottery_draw(by=None, session=session, seed=1, at=AT)
    with pytest.raises(ValidationError):
        lottery_draw(by=None, session=session, seed=2, at=AT)
    with pytest.raises(ValidationError):
        sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=2, at=AT)
    for change in (lambda: LotteryDraw.objects.update(seed=2), lambda: LotteryDraw.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_drawn_before_the_session_is_frozen() -> None:
    with pytest.raises(ValidationError):
        lottery_draw(by=None, session=territory.session(3), seed=1, at=AT)


def test_on_screen(session: Session, client_of: Callable[[Role], Client]) -> None:
    client, address = client_of(Role.COORDINATOR), [session.reference]
    page = reverse("commissions:session_record", args=address)
    draw, run = reverse("commissions:session_draw", args=address), reverse("commissions:session_run", args=address)
    assert f'action="{run}"' not in client.get(page).content.decode()
    client.post(run, {"policies": ["stable"]})
    assert not session.runs.exists()
    client.post(draw)
    seed = LotteryDraw.objects.get(session=session).seed
    shown = client.get(page).content.decode()
    assert re.search(rf"<b>{seed}</b>", shown)
    assert f'action="{run}"' in shown
    client.post(draw)
    assert LotteryDraw.objects.get(session=session).seed == seed
    client.post(run, {"policies": ["stable", "order"]})
    assert {run.seed for run in session.runs.all()} == {seed}
