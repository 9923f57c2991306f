"""The page of the letters and that of their sentences make what they show, whatever the size of the session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import LetterKind
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors import mailings, memory
from ribambelle.commissions.selectors.envelopes import envelopes
from ribambelle.commissions.selectors.letters import draft_of, drafts
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.services import letters
from ribambelle.commissions.views import letters as views
from ribambelle.demand.enums import MoveCode
from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.services import request_move
from tests.integration.commissions import territory
from tests.integration.commissions.test_letters import DATES, SENT, sealed

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 21, 9, tzinfo=UTC)
SHOWN = 4


@contextmanager
def requests_made() -> Iterator[list[str]]:
    """Each request that is made from its row."""
    made: list[str] = []

    def count(instance: Request, **_about: object) -> None:
        made.append(instance.reference)

    post_init.connect(count, sender=Request)
    try:
        yield made
    finally:
        post_init.disconnect(count, sender=Request)


def opened(client: Client, session: Session, name: str) -> tuple[int, int]:
    """(queries, requests made) of a page read as after a start, then again."""
    url = reverse(f"commissions:{name}", args=[session.reference])
    client.get(url)
    memory.forget()
    with CaptureQueriesContext(connection) as caught, requests_made() as made:
        assert client.get(url).status_code == 200
    return len(caught), len(made)


@pytest.mark.parametrize(("name", "most"), [("letters", SHOWN), ("letter_texts", 3)])
def test_a_page_makes_the_letters_it_shows_and_no_other(
    name: str, most: int, client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", SHOWN)
    session = territory.sealed(12)
    with requests_made() as made:
        drafts(session)
    assert len(made) == session.keys.count() > SHOWN, "each request is counted"
    _queries, shown = opened(client_of(Role.COORDINATOR), session, name)
    assert 0 < shown <= most


@pytest.mark.parametrize("size", [8, 24])
def test_a_larger_session_asks_no_more_of_its_page(
    size: int, client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", SHOWN)
    queries, made = opened(client_of(Role.COORDINATOR), territory.sealed(size), "letters")
    assert queries <= 26
    assert made == SHOWN


def test_the_pages_together_are_every_letter_and_the_totals_count_them() -> None:
    session = sealed(16, refuse=True)
    first, second = (draft.request for draft in drafts(session)[:2])
    request_move(by=None, at=AT, request=first, code=MoveCode.FIND_ELSEWHERE)
    Guardian.objects.filter(household=second.party.household).update(email="")
    every = mailings.rows_of(drafts(session), None)
    shown = mailings.ToSend(session)
    assert [row for start in range(0, len(shown), SHOWN) for row in shown[start : start + SHOWN]] == every
    assert shown[1] == every[1]
    assert shown[-1] == every[-1]
    for kind in LetterKind:
        assert mailings.ToSend(session, kind)[:50] == [row for row in every if row.kind == kind] != []
    found = mailings.totals_to_send(session)
    assert found == mailings.totals(every)
    assert (found.skipped, found.posted > 0, found.refusals > 0) == (1, True, True)
    for draft in drafts(session):
        assert draft_of(session, draft.request.reference) == draft
    assert draft_of(session, "R-unknown") is None


def test_envelopes_say_what_became_of_each_family() -> None:
    session = sealed(16, refuse=True)
    told = {each.child: each for each in envelopes(session)}
    kinds = {"obtained": LetterKind.PROPOSAL, "refused": LetterKind.REFUSAL}
    children = {party["party"]: party["children"] for party in session.snapshot.parsed["dossiers"]}
    for outcome in outcomes_of(session):
        served = {place.child: place for place in outcome.places}
        for child in children[outcome.party]:
            each = told.pop(child["child"])
            assert each.party == outcome.party
            assert each.given == served.get(child["child"])
            assert each.kind == (
                kinds.get(outcome.kind, LetterKind.WAITING)
                if served or outcome.kind == "refused"
                else LetterKind.WAITING
            )
            assert each.rank == (child["wishes"].index(each.given.setting) + 1 if each.given else 1)
    assert told == {}
    numbers = dict(Request.objects.values_list("reference", "register_number"))
    keys = {key.child: key for key in session.keys.all()}
    order = [numbers[keys[each.child].request_reference] for each in envelopes(session)]
    assert [each.position for each in envelopes(session)] == list(range(1, len(order) + 1))
    assert min(order) == order[0]


def test_once_written_the_page_counts_the_letters_there_are(client_of: Callable[[Role], Client]) -> None:
    session = territory.sealed(9)
    before = mailings.totals_to_send(session)
    mailing = letters.letters_begin(by=None, at=SENT, session=session, **DATES)
    assert letters.letters_write(by=None, at=SENT, mailing=mailing)
    mailing.refresh_from_db()
    after = mailings.totals_sent(mailing)
    assert (after.proposals, after.mailed, after.posted) == (before.proposals, before.mailed, before.posted)
    assert (after.written, after.left) == (before.left, 0)
    assert client_of(Role.COORDINATOR).get(reverse("commissions:letters", args=[session.reference])).status_code == 200
