"""Duplicates: found by index whatever the spelling, merged side by side, and everything back when taken back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand import selectors, services
from ribambelle.demand.enums import ContactChannel, ContactKind, PairState, RequestState
from ribambelle.demand.errors import MergeRefused, UndoRefused
from ribambelle.demand.models import (
    Child,
    Contact,
    CriterionAnswer,
    DuplicatePair,
    Guardian,
    Household,
    LikenessKey,
    Request,
    RequestShare,
    SensitiveFacts,
    Wish,
)
from ribambelle.demand.rules.sensitive import PROTECTION
from ribambelle.demand.selectors.duplicates import field_labels
from ribambelle.demand.selectors.sensitive import answers_of, content_of_request
from ribambelle.demand.services import sensitive
from tests.integration.conftest import make_person
from tests.integration.demand import build

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
KEPT_ROWS = (Child, Household, Guardian, Request, Wish, CriterionAnswer, Contact, RequestShare)
pytestmark = pytest.mark.django_db


def twice(**values: Any) -> tuple[Request, Request]:
    """One family entered at two desks, spelled in two ways, each desk knowing something the other does not."""
    first = build.request(
        last_name="Lefèvre", desk=build.desk("relais"), wishes=["COC"], answers={"resident": 1, "child-disability": 1}
    )
    plain: dict[str, Any] = {"last_name": "Lefebvre", "first_name": "Zoe", "wishes": ["AUB", "COC"]}
    plain |= {"answers": {"both-parents-work": 1, "family-disability": 1, "resident": 0}}
    second = build.request(desk=build.desk("creche"), **(plain | values))
    services.likeness_write([first, second])
    return first, second


@pytest.fixture
def coordinator(person: Callable[[Role], User]) -> User:
    return person(Role.COORDINATOR)


def everything() -> dict[str, Any]:
    """All rows a merge may touch, by table; protected ones as what they say, since each writing looks different."""
    tables = {model.__name__: model.objects.order_by("pk") for model in KEPT_ROWS}
    rows: dict[str, Any] = {name: json.loads(serializers.serialize("json", table)) for name, table in tables.items()}
    rows["sensitive"] = [
        (facts.request_id, sensitive.content_of(facts).to_bytes()) for facts in SensitiveFacts.objects.order_by("pk")
    ]
    rows["keys"] = sorted(LikenessKey.objects.values_list("request", "value"))
    rows["pairs"] = sorted(DuplicatePair.objects.values_list("first", "second", "state", "score"))
    return rows


def test_two_spellings_at_two_desks_are_proposed_once_and_say_why() -> None:
    first, second = twice()
    (pair,) = DuplicatePair.objects.all()
    assert (pair.first, pair.second, pair.state) == (first, second, PairState.OPEN)
    assert set(pair.reasons) == {"date", "child", "first-name", "phone", "guardian"}
    services.likeness_write([second, first])
    assert DuplicatePair.objects.get() == pair, "again changes nothing"


def test_entering_and_correcting_keep_the_pairs(coordinator: User) -> None:
    from tests.integration.demand import test_requests

    one = test_requests.receive(by=coordinator, at=AT)
    other = test_requests.receive(by=coordinator, at=AT)
    assert DuplicatePair.objects.filter(first=one, second=other).exists()
    child = services.ChildFacts("Anouk", "Coquelicot", date(2026, 3, 12))
    services.request_edit(
        by=coordinator, at=AT, request=other, child=child, facts=test_requests.facts(),
        household=test_requests.household(),
    )  # fmt: skip
    assert not DuplicatePair.objects.exists(), "two first names: two children"


def test_not_the_same_is_remembered_whatever_is_written_later(coordinator: User) -> None:
    first, second = twice()
    services.pair_dismiss(by=coordinator, at=AT, pair=DuplicatePair.objects.get())
    services.likeness_write([first])
    services.likeness_write([second])
    assert DuplicatePair.objects.get().state == PairState.DISTINCT
    assert not selectors_pairs(coordinator)
    services.pair_reopen(by=coordinator, at=AT, pair=DuplicatePair.objects.get())
    assert selectors_pairs(coordinator)


def selectors_pairs(by: User) -> list[DuplicatePair]:
    from ribambelle.demand.selectors.duplicates import pairs

    return list(pairs(by=by))


def test_a_desk_compares_only_what_it_sees(client_of: Callable[[Role], Client], coordinator: User) -> None:
    _first, second = twice()
    pair = DuplicatePair.objects.get()
    desk = client_of(Role.FRONT_DESK)
    assert not desk.get(reverse("demand:duplicate_list")).context["lines"]
    assert desk.get(reverse("demand:duplicate_compare", args=[pair.pk])).status_code == 404
    services.request_share(by=coordinator, at=AT, request=second, desk=build.desk("relais"))
    assert len(desk.get(reverse("demand:duplicate_list")).context["lines"]) == 1
    assert desk.get(reverse("demand:duplicate_compare", args=[pair.pk])).status_code == 200


def test_side_by_side_each_field_is_chosen_and_the_desks_meet(client_of: Callable[[Role], Client]) -> None:
    first, second = twice(wished_start_on=date(2027, 10, 1))
    services.contact_note(
        by=None, at=AT, request=second, kind=ContactKind.VISIT, channel=ContactChannel.DESK, desk=second.desk
    )
    client = client_of(Role.COORDINATOR)
    url = reverse("demand:duplicate_compare", args=[DuplicatePair.objects.get().pk])
    page = client.get(url).content.decode()
    assert "Lefèvre" in page
    assert "Lefebvre" in page
    response = client.post(url, {"field_last_name": "gone", "field_wished_start_on": "gone", "field_wishes": "kept"})
    assert response["Location"] == reverse("demand:request_detail", args=[first.reference])
    kept = selectors.request_of(by=make_person(Role.COORDINATOR), reference=first.reference)
    assert kept is not None
    assert (kept.child.last_name, kept.wished_start_on) == ("Lefebvre", date(2027, 10, 1))
    assert [wish.setting.reference for wish in kept.wishes.all()] == ["COC"]
    answers = {answer.criterion.code: answer.value for answer in answers_of(kept)}
    both = {"resident": 1, "both-parents-work": 1, "child-disability": 1, "family-disability": 1}
    assert answers == both, "ours stay, what only the other said is added"
    assert kept.contacts.count() == 1
    assert [share.desk.reference for share in kept.shares.all()] == ["creche"]
    second.refresh_from_db()
    assert (second.state, second.merged_into) == (RequestState.MERGED, first)
    told = Event.objects.filter(kind="demand.request")
    assert "disability" not in repr([(event.before, event.after) for event in told])


CHOICES = st.sets(st.sampled_from(sorted(["first_name", "last_name", "born_on", "due_on", "guardian_1", "guardian_2",
    "commune", "address", "received_on", "wished_start_on", "needed_slots", "minimum_days", "wishes", "answers",
    "meanwhile", "note"])))  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=CHOICES, has_second_parent=st.booleans(), is_unborn=st.booleans(), has_details=st.booleans())
def test_whatever_was_chosen_taking_it_back_brings_everything_back(
    coordinator: User, chosen: set[str], has_second_parent: bool, is_unborn: bool, has_details: bool
) -> None:
    assert chosen <= set(field_labels())
    extra: dict[str, Any] = {"note": "vient du parc", "meanwhile": "grands-parents"}
    if is_unborn:
        extra |= {"born_on": None, "due_on": date(2026, 3, 20), "first_name": ""}
    first, second = twice(**extra)
    if has_second_parent:
        Guardian.objects.create(household=second.child.household, first_name="Ursin", last_name="Bleuet", position=2)
    if has_details:
        services.sensitive_details_write(by=coordinator, at=AT, request=first, details={PROTECTION: "adresse secrète"})
    services.contact_note(by=None, at=AT, request=second, kind=ContactKind.VISIT, channel=ContactChannel.PHONE)
    services.likeness_write([first, second])
    before = everything()
    services.requests_merge(by=coordinator, at=AT, kept=first, gone=second, chosen=chosen)
    assert everything() != before
    services.merge_undo(by=coordinator, at=LATER, gone=second)
    after = everything()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    with pytest.raises(UndoRefused):
        services.merge_undo(by=coordinator, at=LATER, gone=second)
    for model in (DuplicatePair, Request):
        model.objects.filter(pk__gt=0).exists()
    second.refresh_from_db()
    states = [(move.from_state, move.to_state) for move in second.moves.order_by("pk")]
    assert states == [("active", "merged"), ("merged", "active")], "the merge and its undo stay in the history"


def test_a_merge_is_not_taken_back_over_what_happened_since(coordinator: User) -> None:
    first, second = twice()
    services.requests_merge(by=coordinator, at=AT, kept=first, gone=second)
    with pytest.raises(UndoRefused):
        services.request_move_undo(by=coordinator, at=LATER, request=second)
    services.contact_note(by=None, at=LATER, request=first, kind=ContactKind.VISIT, channel=ContactChannel.PHONE)
    with pytest.raises(UndoRefused):
        services.merge_undo(by=coordinator, at=LATER, gone=second)


def test_the_key_may_change_between_a_merge_and_its_undo(
    coordinator: User, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command

    monkeypatch.setenv("RIBAMBELLE_SENSITIVE_KEY_FILE", str(tmp_path / "keys"))
    first, second = twice()
    services.requests_merge(by=coordinator, at=AT, kept=first, gone=second)
    call_command("sensitive_keys", rotate=True)
    services.merge_undo(by=coordinator, at=LATER, gone=second)
    assert set(content_of_request(Request.objects.get(pk=first.pk)).answers) == {"child-disability"}


def test_what_no_longer_asks_is_not_merged(coordinator: User) -> None:
    first, second = twice()
    Request.objects.filter(pk=second.pk).update(state=RequestState.ENTERED)
    for kept, gone in ((first, second), (first, first)):
        with pytest.raises(MergeRefused):
            services.requests_merge(by=coordinator, at=AT, kept=kept, gone=gone)


def test_a_crowd_is_not_compared_and_the_cost_of_one_more_does_not_grow() -> None:
    def cost() -> int:
        made = build.request(last_name="Mésange", first_name="Nouveau")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.likeness_write([made])
        return len(captured)

    few = cost()
    days = [date(2026, 1, 1 + n % 28) for n in range(60)]
    crowd = [build.request(first_name="Élan", last_name=f"Hôte {n}", born_on=day) for n, day in enumerate(days)]
    services.likeness_write(crowd)
    assert cost() <= few + 3


def test_the_list_is_taken_away_as_a_file(client_of: Callable[[Role], Client]) -> None:
    first, second = twice()
    response = client_of(Role.COORDINATOR).get(reverse("demand:duplicate_list"), {"export": "csv"})
    text = response.content.decode("utf-8-sig")
    assert first.reference in text
    assert second.reference in text
    assert Event.objects.get(verb="duplicate.export").after == {"pairs": 1, "format": "csv"}


def test_a_join_of_siblings_is_taken_back_whole_links_included(coordinator: User) -> None:
    from ribambelle.demand.enums import Together
    from ribambelle.demand.models import AccessLink, Party

    one = build.request(last_name="Lavande")
    other = build.request(last_name="Sureau", first_name="Lou", born_on=date(2024, 5, 1))
    services.likeness_write([one, other])
    link = services.link_give(
        by=None, at=AT, household=one.party.household, guardian=one.party.household.guardians.get()
    )
    token = selectors.token_of(link)

    def rows() -> dict[str, Any]:
        tables = [model.objects.order_by("pk") for model in (AccessLink, Party)]
        return everything() | {str(t.model): json.loads(serializers.serialize("json", t)) for t in tables}

    before = rows()
    services.siblings_join(by=coordinator, at=AT, request=one, other=other, together=Together.IF_POSSIBLE)
    assert rows() != before
    services.siblings_join_undo(by=coordinator, at=LATER, request=one)
    after = rows()
    assert {name: found for name, found in after.items() if found != before[name]} == {}
    assert selectors.link_of(token, today=AT.date()) is not None
    services.siblings_join(by=coordinator, at=LATER, request=one, other=other, together=Together.IF_POSSIBLE)
    Guardian.objects.update(phone="0470 12 34 56")
    with pytest.raises(UndoRefused):
        services.siblings_join_undo(by=coordinator, at=LATER, request=one)
