"""A session that is being prepared is corrected or given up; once frozen it is neither."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.models import Reserve, Session
from ribambelle.commissions.selectors.reserves import ReserveLine
from ribambelle.commissions.services import sessions as services
from ribambelle.commissions.services.reserves import reserves_set
from ribambelle.commissions.services.sittings import sitting_compose
from ribambelle.kernel.formats import day
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, 17, 2, tzinfo=UTC)


def typed(session: Session, **other: object) -> dict[str, object]:
    values: dict[str, object] = {"commission": session.commission_id, "title": session.title, "season": session.season}
    values |= {"rule": session.rule_id, "settings": []}
    values |= {name: day(getattr(session, name)) for name in ("held_on", "cut_off_on", "entry_on")}
    return values | other


def test_what_was_mistyped_is_said_otherwise_and_written(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(3)
    client, page = client_of(Role.COORDINATOR), reverse("commissions:session_edit", args=[session.reference])
    assert f'value="{day(session.cut_off_on)}"' in client.get(page).content.decode()
    wrong = client.post(page, typed(session, title="Autrement", cut_off_on=day(date(2030, 1, 1))))
    assert wrong.status_code == 422
    assert "Autrement" in wrong.content.decode()
    assert not Event.objects.filter(verb="session.update").exists()
    moved = session.cut_off_on - timedelta(days=3)
    assert client.post(page, typed(session, cut_off_on=day(moved), settings=["S2"])).status_code == 302
    event = Event.objects.get(verb="session.update")
    assert event.before == {"cut_off_on": session.cut_off_on.isoformat(), "settings": []}
    assert event.after == {"cut_off_on": moved.isoformat(), "settings": ["S2"]}
    session.refresh_from_db()
    assert session.cut_off_on == moved
    client.post(page, typed(session, settings=["S2"]))
    assert Event.objects.filter(verb="session.update").count() == 1, "nothing changed: nothing is written"


def test_given_up_it_leaves_nothing_but_its_line_in_the_journal(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    line = ReserveLine("S1", "toddlers", 3, "criterion", "sibling-present", 1, is_released=True)
    reserves_set(by=None, session=session, lines=[line])
    sitting_compose(by=None, session=session)
    client = client_of(Role.COORDINATOR)
    client.get(reverse("commissions:session_check", args=[session.reference]))
    answer = client.post(reverse("commissions:session_delete", args=[session.reference]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("commissions:session_list"))
    assert not Session.objects.exists()
    assert not Reserve.objects.exists()
    event = Event.objects.get(verb="session.delete")
    assert (event.reference, event.before["title"]) == (session.reference, session.title)
    following = services.session_create(
        by=None,
        commission=session.commission,
        title="Autrement",
        held_on=session.held_on,
        cut_off_on=session.cut_off_on,
        entry_on=session.entry_on,
        rule=session.rule,
    )
    assert following.reference != session.reference, "a reference never means two sessions"


def test_frozen_it_is_neither_changed_nor_given_up(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(3)
    services.session_freeze(by=None, session=session, at=AT, draw="secret")
    client = client_of(Role.COORDINATOR)
    for name in ("session_edit", "session_delete"):
        answer = client.post(
            reverse(f"commissions:{name}", args=[session.reference]), typed(session, title="Autrement")
        )
        assert answer["Location"] == reverse("commissions:session_record", args=[session.reference])
    for act in (
        lambda: services.session_delete(by=None, session=session),
        lambda: services.session_update(
            by=None,
            session=session,
            settings=[],
            title="Autrement",
            held_on=session.held_on,
            cut_off_on=session.cut_off_on,
            entry_on=session.entry_on,
        ),
    ):
        with pytest.raises(services.WrongMove):
            act()
    session.refresh_from_db()
    assert session.title == "Commission de printemps"
    assert not Event.objects.filter(verb__in=["session.update", "session.delete"]).exists()


def test_the_page_says_how_many_wait_and_that_the_cut_off_is_not_past(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    client, page = client_of(Role.COORDINATOR), reverse("commissions:session_record", args=[session.reference])
    said = client.get(page).content.decode()
    assert "attendent à la date limite" in said
    assert "n’est pas passée" in said
    Session.objects.update(cut_off_on=date(2020, 1, 1))
    said = client.get(page).content.decode()
    assert "n’est pas passée" not in said
    assert "rien à geler" in said
    assert "chaque demande est complète" not in said
