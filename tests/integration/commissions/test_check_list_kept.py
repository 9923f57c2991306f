"""How the list of what is to clear is kept: cut, emptied, looked at by several at once; and its pages."""

import threading
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions import touching
from ribambelle.commissions.enums import FindingKind, OfferState
from ribambelle.commissions.models import (
    CheckDue,
    CheckList,
    CheckSlice,
    PlaceOffer,
    Session,
    Touched,
)
from ribambelle.commissions.selectors.checks import NAMED, duplicates, list_of_frozen
from ribambelle.commissions.selectors.freezing import examined
from ribambelle.commissions.services import checks, sessions
from ribambelle.commissions.services.sequels import session_continue
from ribambelle.commissions.views import checks as views
from ribambelle.config import background
from ribambelle.demand.models import Child, Party, Request, Wish
from ribambelle.offer.models import Section
from tests.integration.commissions import territory
from tests.integration.commissions.checked import kept, one, prepared, proved, sensitive, small_steps, truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    small_steps(monkeypatch)


@pytest.fixture
def session() -> Session:
    return prepared()


def test_a_list_that_was_cut_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    session = territory.session(20)
    seen = 0
    for _turn in range(100):
        steps = iter([False, True])
        found = checks.check_list_go_on(session, is_over=lambda: next(steps))  # noqa: B023
        if found is not None:
            break
        reached = CheckList.objects.get()
        assert reached.requests >= seen
        seen = reached.requests
    assert seen == len(examined(session))
    assert kept(session) == truth(session)


def test_what_is_touched_while_the_list_is_made_is_seen(session: Session) -> None:
    CheckList.objects.all().delete()
    steps = iter([False, False, True])
    assert checks.check_list_go_on(session, is_over=lambda: next(steps)) is None
    assert CheckList.objects.get().reached, "in the midst"
    Request.objects.filter(reference__lt="R-90006").update(needed_slots=1)
    territory.family(70, wishes=())
    Wish.objects.filter(request__reference__gt="R-90010").delete()
    assert kept(session) == truth(session)


def test_a_change_of_the_session_itself_is_seen_by_who_read_it_before(session: Session) -> None:
    held = Session.objects.get(pk=session.pk)
    Session.objects.filter(pk=session.pk).update(entry_on=date(2029, 9, 1))
    assert kept(held) == truth(session)


def test_too_much_touched_at_once_is_examined_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MANY", 2)
    Request.objects.update(needed_slots=1)
    assert kept(session) == truth(session)


def test_another_version_or_a_lost_key_makes_it_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    CheckList.objects.update(version="0", same=[["F-1", ["F-2"], ["R-1"]]])
    assert kept(session) == truth(session)
    CheckSlice.objects.update(key_id="gone")
    assert kept(session) == truth(session)


def test_a_missing_trigger_makes_it_anew(session: Session) -> None:
    on = "" if connection.vendor == "sqlite" else " ON demand_wish"
    names = ["delete", "insert", "update"] if connection.vendor == "sqlite" else [""]
    with connection.cursor() as cursor:
        for verb in names:
            cursor.execute(f"DROP TRIGGER demand_wish_touched{'_' if verb else ''}{verb}{on}")
    Wish.objects.filter(request=one().pk).delete()
    touching.put_in_place()
    assert kept(session) == truth(session)
    touching.put_in_place()
    assert not Touched.objects.exists()


def test_a_sensitive_answer_is_not_read_from_the_list(session: Session) -> None:
    proved(session)
    sensitive(session)
    (label,) = next(line[3] for line in kept(session) if line[0] == "missing-evidence")
    for part in CheckSlice.objects.all():
        assert label.encode() not in bytes(part.content)
        assert b"missing" not in bytes(part.content)


def test_what_is_frozen_keeps_no_list(session: Session) -> None:
    other = sessions.session_create(
        by=None,
        commission=session.commission,
        title="Autre",
        held_on=territory.HELD,
        cut_off_on=territory.CUT_OFF,
        entry_on=territory.ENTRY,
        rule=session.rule,
    )
    assert kept(other) == truth(session)
    sessions.session_freeze(by=None, session=session, at=territory.AT, draw="secret")
    assert checks.check_list_go_on(session) is None
    background.checks_once(threading.Event())
    assert [each.session_id for each in CheckList.objects.all()] == [other.pk]
    assert kept(other) == truth(other)


def answered(first: Session, reference: str) -> None:
    """A place that was proposed to this family, and declined."""
    section = Section.objects.order_by("pk")[0]
    PlaceOffer.objects.create(
        session=first,
        request=one(reference),
        setting=section.setting,
        section=section,
        slots=1,
        entry_on=territory.ENTRY,
        rank=1,
        answer_before=territory.ENTRY,
        state=OfferState.DECLINED,
        answered_at=territory.AT,
    )


def test_an_urgent_session_follows_what_families_answer() -> None:
    """Who refused the place proposed had its turn: the session that goes on no longer examines it."""
    first = territory.sealed(12)
    answered(first, "R-900010")
    following = session_continue(by=None, today=territory.HELD, session=first)
    assert kept(following) == truth(following)
    assert kept(following), "somebody waits"
    waits = next(line[2][0] for line in kept(following))
    answered(first, waits)
    assert kept(following) == truth(following)
    assert waits not in {reference for line in kept(following) for reference in line[2]}


def test_the_page_says_how_far_it_is_and_shows_nothing_meanwhile(
    client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "STEP", 4)
    session, client = territory.session(12), client_of(Role.COORDINATOR)
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(views, "monotonic", lambda: clock.__setattr__("now", clock.now + 1) or clock.now)
    url = reverse("commissions:session_check", args=[session.reference])
    page = client.get(url)
    assert page.context["far"] is not None
    assert "data-follow" in page.content.decode()
    assert 'id="k-' not in page.content.decode()
    assert "data-follow" in client.get(reverse("commissions:session_record", args=[session.reference])).content.decode()
    assert client.get(f"{url}?export=csv").content.decode("utf-8-sig").count("\n") == len(truth(session)) + 1
    page = client.get(url)
    assert page.context["far"] is None
    assert "data-follow" not in page.content.decode()


def test_each_kind_is_read_page_by_page_and_taken_away(client_of: Callable[[Role], Client]) -> None:
    session, client = territory.session(70), client_of(Role.COORDINATOR)
    url = reverse("commissions:session_check", args=[session.reference])
    every = truth(session)
    kind = max(FindingKind.values, key=lambda value: sum(line[0] == value for line in every))
    wanted = {(line[1], line[3]) for line in every if line[0] == kind}
    assert len(wanted) > 50
    assert f"?quoi={kind}" in client.get(url).content.decode()
    pages = [client.get(url, {"quoi": kind, "page": number}).context["page"] for number in (1, 2)]
    lines = [(line.dossier, tuple(line.subject)) for page in pages for line in page]
    assert pages[0].paginator.count == sum(line[0] == kind for line in every)
    assert len(lines) == len(set(lines)) == min(100, len(wanted))
    taken = client.get(url, {"quoi": kind, "export": "csv"}).content.decode("utf-8-sig")
    assert taken.count("\n") == len(wanted) + 1
    assert client.get(url, {"quoi": "rien"}).status_code == 200
    assert client.get(url, {"quoi": kind, "page": "zéro"}).status_code == 200


def test_frozen_it_stays_under_pseudonym(client_of: Callable[[Role], Client]) -> None:
    session, client = territory.proposed(20), client_of(Role.COORDINATOR)
    page = client.get(reverse("commissions:session_check", args=[session.reference]))
    assert page.context["to_clear"]
    assert "R-9" not in page.content.decode()
    taken = client.get(reverse("commissions:session_check", args=[session.reference]), {"export": "csv"})
    assert "R-9" not in taken.content.decode("utf-8-sig")


@pytest.mark.django_db(transaction=True)
def test_who_writes_and_who_looks_at_once_never_leave_a_stale_line() -> None:
    """Writers and readers together; when all have ended, one look tells the truth."""
    session = territory.session(12)
    pks = list(Request.objects.values_list("pk", flat=True))
    errors: list[BaseException] = []

    def thread(job: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                job()
            except BaseException as error:  # noqa: BLE001 -- handed to the test
                errors.append(error)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def write(start: int) -> None:
        for turn, pk in enumerate(pks[start::2]):
            with transaction.atomic():
                Wish.objects.filter(request=pk).delete()
                Request.objects.filter(pk=pk).update(needed_slots=1 + turn)

    def look() -> None:
        for _turn in range(6):
            checks.check_list_go_on(session)

    threads = [thread(lambda: write(0)), thread(lambda: write(1)), thread(look), thread(look)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert kept(session) == truth(session)
    assert not Touched.objects.exists()
    assert not CheckDue.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.EXPECTED_VENDOR != "postgresql", reason="SQLite writes one at a time")
def test_a_write_that_ends_after_the_look_is_seen_by_the_next() -> None:
    """Begun before the list is made, ended after: its note arrives late, and is not missed."""
    session = territory.session(6)
    written, looked = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                Wish.objects.filter(request__reference="R-900010").delete()
                written.set()
                assert looked.wait(20)
        finally:
            connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(20)
    before = kept(session)
    Request.objects.filter(reference="R-900020").update(needed_slots=1)  # a note of a higher number, there before
    kept(session)
    looked.set()
    writer.join()
    assert kept(session) == truth(session)
    assert kept(session) != before


def test_frozen_families_that_look_alike_are_found_among_the_names_as_they_are_now() -> None:
    """By pseudonym, as by an exhaustive look; a second request of the same child in another family counts."""
    session = territory.session(12)
    twins = [territory.family(number)[0] for number in (81, 82, 83)]
    Child.objects.filter(requests=twins[1]).update(last_name="", search_name="")
    again = Request.objects.get(pk=twins[2].pk)
    again.pk, again.reference, again.register_number = None, "R-900999", 900_999
    again.party = Party.objects.create(reference="F-90099", household=again.party.household)
    again.save()
    sessions.session_freeze(by=None, session=session, at=territory.AT, draw="secret")
    frozen = Session.objects.get(pk=session.pk)
    party_of = dict(frozen.keys.values_list("request_reference", "party"))

    def found() -> dict[str, tuple[str, ...]]:
        lists = {each.kind: each for each in list_of_frozen(frozen)}
        kind = FindingKind.DUPLICATE
        return {line.dossier: tuple(line.subject) for line in lists[kind]} if kind in lists else {}

    assert found() == duplicates(Request.objects.values_list(*NAMED), party_of)
    assert found() == {
        party_of["R-900830"]: (party_of["R-900999"],),
        party_of["R-900999"]: (party_of["R-900830"],),
    }
    for child in Child.objects.filter(requests__in=twins[:2]):
        child.first_name, child.last_name, child.born_on = "ÉLIE", "Dùpont", date(2027, 3, 1)
        child.save()
    Child.objects.filter(requests=twins[0]).update(first_name="élie")
    assert found() == duplicates(Request.objects.values_list(*NAMED), party_of)
    assert len(found()) == 4
