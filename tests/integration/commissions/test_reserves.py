"""Places kept for some families, from the form to the minutes: nothing is lost, nobody is singled out."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Reserve, Session
from ribambelle.commissions.rules.sealing import replay, sealed_file
from ribambelle.commissions.selectors.booklet import booklet_of
from ribambelle.commissions.selectors.explanations import explanation_page, material_of
from ribambelle.commissions.selectors.minutes import minutes_paper
from ribambelle.commissions.selectors.reserves import ReserveLine
from ribambelle.commissions.selectors.smallest_changes import allocation_of
from ribambelle.commissions.services import decisions, sealing, sessions, sittings
from ribambelle.commissions.services.reserves import WrongReserves, reserves_set
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.models import Criterion, CriterionAnswer, Request
from ribambelle.kernel.weeks import FULL_WEEK, SLOTS
from ribambelle.offer.models import Setting, WeeklyCapacity
from ribambelle.placement import Instance, check
from ribambelle.ui.picking import LONGEST
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 16, tzinfo=UTC)


def line(places: int = 1, **changes: Any) -> ReserveLine:
    values = {"setting": "S1", "section": "toddlers", "slots": FULL_WEEK, "kind": "criterion"}
    values |= {"value": "sibling-present", "places": places, "is_released": True}
    return ReserveLine(**{**values, **changes})


def members(code: str, count: int) -> None:
    """Give so many families of the territory a criterion, proved; the last of the register first."""
    criterion = Criterion.objects.get(code=code)
    for request in Request.objects.order_by("-register_number")[:count]:
        CriterionAnswer.objects.update_or_create(
            request=request,
            criterion=criterion,
            defaults={"value": 1, "evidence_state": EvidenceState.SEEN, "seen_on": territory.CUT_OFF},
        )


def run(lines: Sequence[ReserveLine], *, code: str = "sibling-present", count: int = 8) -> Session:
    session = territory.session(40)
    members(code, count)
    reserves_set(by=None, session=session, lines=lines)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE, Policy.ORDER], seed=7, at=AT)
    session.refresh_from_db()
    return session


def form(*lines: dict[str, Any], initial: int = 0, **more: str) -> dict[str, Any]:
    data: dict[str, Any] = {"reserve-TOTAL_FORMS": str(len(lines)), "reserve-INITIAL_FORMS": str(initial), **more}
    for number, typed in enumerate(lines):
        values = {"group": "criterion:sibling-present", "places": "1", "setting": "S1", "section": "toddlers"}
        values |= {"slots": list(SLOTS), "is_released": "on", **typed}
        data |= {f"reserve-{number}-{name}": value for name, value in values.items() if value != ""}
    return data


def test_lines_are_typed_changed_and_written_in_the_journal(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    client, url = client_of(Role.COORDINATOR), reverse("commissions:session_reserves", args=[session.reference])
    page = client.get(url).content.decode()
    assert "Places réservées" in page
    wednesday = [slot for slot in SLOTS if slot.startswith("wed")]
    answer = client.post(url, form({"places": "2"}, {"setting": "", "section": "", "slots": wednesday[:1]}, more="1"))
    assert (answer.status_code, answer["Location"]) == (302, f"{url}#more")
    assert Reserve.objects.count() == 2
    event = Event.objects.get(verb="session.reserves")
    assert event.before == {"reserves": []}
    assert "Crèche numéro 1, Toddlers" in event.after["reserves"][0]
    assert "2 places" in event.after["reserves"][0]
    answer = client.post(url, form({"places": "1", "is_released": ""}, {"DELETE": "on"}, initial=2))
    assert answer.status_code == 302
    kept = Reserve.objects.get()
    assert (kept.number, kept.places, kept.is_released, kept.section) == (1, 1, False, "toddlers")
    changed = Event.objects.filter(verb="session.reserves").order_by("-pk").first()
    assert changed is not None
    assert changed.before == event.after
    assert len(changed.after["reserves"]) == 1
    client.post(url, form({"places": "1", "is_released": ""}, initial=1))
    assert Event.objects.filter(verb="session.reserves").count() == 2, "nothing changed: nothing is written"
    record = client.get(reverse("commissions:session_record", args=[session.reference])).content.decode()
    assert "Crèche numéro 1, Toddlers" in record
    for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("ods", b"PK")):
        assert client.get(url, {"export": kind}).content.startswith(start)


def test_among_thousands_a_setting_is_typed(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    Setting.objects.bulk_create(
        Setting(reference=f"Z{number:03}", name=f"Les Zinnias {number:03}", kind="creche") for number in range(LONGEST)
    )
    client, url = client_of(Role.COORDINATOR), reverse("commissions:session_reserves", args=[session.reference])
    answer = client.post(url, form({"setting": "Zinnias"}, {"setting": "numéro 2"}))
    assert answer.status_code == 422
    assert 'value="Zinnias"' in answer.content.decode()
    assert len(answer.content) < 60_000
    assert client.post(url, form({"setting": "numéro 1"}, {"setting": ""})).status_code == 302
    assert list(Reserve.objects.order_by("number").values_list("setting__reference", flat=True)) == ["S1", None]
    assert 'value="Crèche numéro 1"' in client.get(url).content.decode()


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    client, url = client_of(Role.COORDINATOR), reverse("commissions:session_reserves", args=[session.reference])
    answer = client.post(
        url, form({"places": "3"}, {"places": "2", "group": "criterion:resident"}, {"section": "babies", "places": "9"})
    )
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Crèche numéro 1, Toddlers" in page
    assert "5 places seraient réservées, 4 sont libres. Réservez-en 4 au plus" in page
    assert "9 places seraient réservées, 4 sont libres" in page
    assert "mercredi matin" in page, "closed on Wednesday afternoon: the week typed keeps nothing there"
    assert not re.search(r"mercredi(?! matin)[^<]*: [59] places seraient", page)
    assert 'value="9"' in page
    assert not Reserve.objects.exists()
    answer = client.post(url, form({"places": "beaucoup", "group": ""}, {"slots": []}))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'value="beaucoup"' in page
    assert "Aucune demi-journée n’est cochée" in page
    assert not Reserve.objects.exists()


def test_a_session_that_lost_its_places_says_so_when_it_is_frozen() -> None:
    session = territory.session(6)
    reserves_set(by=None, session=session, lines=[line(4, slots=1)])
    WeeklyCapacity.objects.filter(section__setting__reference="S1", slot=0).update(places=2)
    with pytest.raises(ValidationError, match=r"ligne 1.*4 places seraient réservées, 2 sont libres"):
        sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    session.refresh_from_db()
    assert session.status == "prepared"


def test_frozen_reserves_stay_whoever_writes(client_of: Callable[[Role], Client]) -> None:
    session = run([line(1)])
    with pytest.raises(ValidationError, match=r"derrière elle|pas encore"):
        reserves_set(by=None, session=session, lines=[])
    url = reverse("commissions:session_reserves", args=[session.reference])
    client_of(Role.COORDINATOR).post(url, form({"places": "3"}))
    kept = Reserve.objects.get()
    assert kept.places == 1
    writes: list[Callable[[], Any]] = [
        lambda: Reserve.objects.update(places=2),
        lambda: Reserve.objects.all().delete(),
        lambda: Reserve.objects.create(session=session, number=2, slots=1, kind="commune", value="X", places=1),
    ]
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    page = client_of(Role.COORDINATOR).get(url).content.decode()
    assert "Crèche numéro 1, Toddlers" in page
    assert "reserve-TOTAL_FORMS" not in page


@pytest.mark.parametrize("is_released", [True, False])
def test_a_session_with_reserves_is_checked_and_replayed(is_released: bool) -> None:
    lines = [
        line(3, is_released=is_released),
        line(2, setting="", section="", is_released=is_released, value="job-seeker"),
    ]
    session = run(lines)
    frozen = session.snapshot.parsed["reserves"]
    assert [(each["setting"], each["section"], each["places"]) for each in frozen] == [
        ("S1", "toddlers", 3),
        ("*", "*", 2),
    ]
    for made in session.runs.all():
        document = json.loads(made.instance)
        assert {row["group"] for row in document["reserves"]} == {"reserve-1", "reserve-2"}
        assert {row["release"] for row in document["reserves"]} == {is_released}
        report = check(Instance.from_document(document), allocation_of(session, made))
        assert report.feasible
        assert made.policy != Policy.STABLE or not report.blocking
    sittings.sitting_compose(by=None, session=session)
    _decided(session)
    sealing.session_seal(by=None, session=session, at=AT)
    again = replay(sealed_file(session.seal.content, {}))
    assert again.same, again.differences
    assert again.decisions


def _decided(session: Session) -> None:
    """Two departures, then all the others kept: what was given back stays with those who obtained it."""
    first, second = (party["party"] for party in session.snapshot.parsed["dossiers"][:2])
    for party in (first, second):
        decisions.decision_record(
            by=None, session=session, party=party, kind="hold", reason="incomplete", text="Une pièce manque.", at=AT
        )
    decisions.decisions_keep(by=None, session=session, at=AT)


def pages(session: Session) -> list[Any]:
    requests = Request.objects.select_related("child", "party__household").in_bulk(field_name="reference")
    material = material_of(session)
    return [explanation_page(session, key, requests[key.request_reference], material) for key in session.keys.all()]


def test_refusals_minutes_and_booklet_name_a_group_that_is_large_enough(client_of: Callable[[Role], Client]) -> None:
    session = run([line(4, is_released=False, kind="commune", value="Commune 81001")])
    label = session.snapshot.parsed["reserves"][0]["label"]
    assert booklet_of(session).named.labels == {"reserve-1": label}
    said = " ".join(wish.sentence for page in pages(session) for wish in page.wishes)
    assert re.search(rf"\d autres? places? y (sont|est) réservées? à\u202f: «\u202f{label}\u202f»", said)
    assert "des familles dans une situation" not in said
    _same_everywhere(session, client_of, label, named=True)


@pytest.mark.parametrize(("code", "count"), [("sibling-present", 1), ("sibling-present", 4), ("income-to-18000", 12)])
def test_a_group_that_would_single_out_a_family_is_named_nowhere(
    code: str, count: int, client_of: Callable[[Role], Client]
) -> None:
    """The only family with a brother or sister there obtains a kept place, behind others: nobody may read why."""
    session = run([line(4, is_released=False, value=code)], code=code, count=count)
    label = session.snapshot.parsed["reserves"][0]["label"]
    own = {party for party, groups in booklet_of(session).outcome.shares.items() if groups}
    assert 1 <= len(own) <= count
    said = [
        wish.sentence
        for key, page in zip(session.keys.all(), pages(session), strict=True)
        for wish in page.wishes
        if key.party not in own
    ]
    assert any("des familles dans une situation prévue" in sentence for sentence in said)
    assert not any(label in sentence for sentence in said)
    _same_everywhere(session, client_of, label, named=False)


def _same_everywhere(session: Session, client_of: Callable[[Role], Client], label: str, *, named: bool) -> None:
    """What a member reads on the screen, on paper and in the minutes names the group, or none of them does."""
    booklet = client_of(Role.MEMBER).get(reverse("commissions:booklet", args=[session.reference]))
    screen = unescape(booklet.content.decode())
    assert "Places réservées à certaines familles" in screen
    shown = [str(each) for each in booklet_of(session).reserves[0]]
    assert (label in shown) is named
    assert (label in screen) is named
    sittings.sitting_compose(by=None, session=session)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    paper = render_to_string("commissions/papers/minutes.html", {"minutes": minutes_paper(session)})
    assert "Places réservées à certaines familles" in paper
    assert "Crèche numéro 1, Toddlers" in paper
    assert (label.lower() in unescape(paper).lower()) is named


def test_the_lines_that_bear_on_nothing_are_refused() -> None:
    session = territory.session(6)
    closed = Setting.objects.get(reference="S3")
    WeeklyCapacity.objects.filter(section__setting=closed).update(places=0)
    with pytest.raises(WrongReserves) as caught:
        reserves_set(by=None, session=session, lines=[line(1, setting="S3"), line(1, section="grands")])
    assert [sorted(caught.value.lines)] == [[0, 1]]
    assert "Fermé" in caught.value.lines[0][0]
    assert "n’a pas cette section" in caught.value.lines[1][0]
