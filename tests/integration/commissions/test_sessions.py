"""Freeze and run: all or nothing, once, the same whatever the order; what changes afterwards is listed apart."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import Policy, SessionStatus
from ribambelle.commissions.models import FrozenSnapshot, PseudonymKey, Run, Session
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.services import rule_texts
from ribambelle.commissions.services import sessions as services
from ribambelle.offer.models import Setting
from ribambelle.placement import Instance, check, place
from ribambelle.ui.picking import LONGEST
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, 17, 2, tzinfo=UTC)
BOTH = (Policy.STABLE, Policy.ORDER)


def test_freezing_keeps_everything_once() -> None:
    session = territory.session()
    frozen = services.session_freeze(by=None, session=session, at=AT, draw="secret")
    session.refresh_from_db()
    assert session.status == SessionStatus.FROZEN
    assert frozen.fingerprint == fingerprint(frozen.content)
    content = json.loads(frozen.content)
    assert canonical(content) == frozen.content
    children = [child["child"] for party in content["dossiers"] for child in party["children"]]
    assert sorted(children) == sorted(PseudonymKey.objects.values_list("child", flat=True))
    assert not [word for word in territory.PLANTED if word in frozen.content]
    event = Event.objects.get(verb="session.frozen")
    assert event.after["fingerprint"] == frozen.fingerprint
    with pytest.raises(services.WrongMove):
        services.session_freeze(by=None, session=session, at=AT, draw="again")


def test_a_draft_rule_is_not_frozen() -> None:
    session = territory.session(3)
    session.rule = rule_texts.rule_copy(by=None, rule=session.rule, code="brouillon", title="Brouillon")
    session.save()
    with pytest.raises(ValidationError, match="Brouillon"):
        services.session_freeze(by=None, session=session, at=AT, draw="secret")
    assert not FrozenSnapshot.objects.exists()


def test_nothing_to_examine_is_said() -> None:
    session = territory.session(3)
    session.cut_off_on = session.cut_off_on.replace(year=2020)
    session.save()
    with pytest.raises(ValidationError):
        services.session_freeze(by=None, session=session, at=AT, draw="secret")


def test_snapshots_and_runs_are_never_changed() -> None:
    session = territory.session(6)
    services.session_freeze(by=None, session=session, at=AT, draw="secret")
    services.session_run(by=None, session=session, policies=BOTH, seed=7, at=AT)
    for change in (
        lambda: FrozenSnapshot.objects.update(content="{}"),
        lambda: FrozenSnapshot.objects.all().delete(),
        lambda: Run.objects.update(allocation=""),
        lambda: Run.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_run_is_feasible_and_can_be_made_again() -> None:
    session = territory.session()
    services.session_freeze(by=None, session=session, at=AT, draw="secret")
    runs = services.session_run(by=None, session=session, policies=BOTH, seed=48213, at=AT)
    session.refresh_from_db()
    assert (session.status, session.proposal) == (SessionStatus.RUN, runs[0])
    for run in runs:
        instance = Instance.from_document(json.loads(run.instance))
        result = place(instance, policy=run.policy, seed=run.seed)
        assert result.files()["allocation.csv"].decode() == run.allocation
        assert result.files()["refusals.csv"].decode() == run.refusals
        assert check(instance, result.allocation).feasible
    assert check(instance, result.allocation).placed_children > 10
    again = services.session_run(by=None, session=session, policies=BOTH, seed=48213, at=AT)
    assert again == runs
    assert services.session_run(by=None, session=session, policies=BOTH, at=AT) == runs


def test_choosing_another_proposal() -> None:
    session = territory.session(6)
    services.session_freeze(by=None, session=session, at=AT, draw="secret")
    _, order = services.session_run(by=None, session=session, policies=BOTH, seed=7, at=AT)
    services.proposal_choose(by=None, run=order)
    session.refresh_from_db()
    assert session.proposal == order
    assert Event.objects.get(verb="session.propose").before == {"policy": "stable"}


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    session = territory.session(60)
    with django_assert_max_num_queries(45):
        services.session_freeze(by=None, session=session, at=AT, draw="secret")


def test_every_wrong_date_is_said_at_once_and_what_was_typed_is_kept(client_of: Callable[[Role], Client]) -> None:
    territory.rule_in_force()
    typed = {"title": "Commission d’été", "held_on": "20/05/2028", "cut_off_on": "25/05/2028", "entry_on": "01/05/2028"}
    client = client_of(Role.COORDINATOR)
    response = client.post(reverse("commissions:session_create"), typed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors["cut_off_on"] == [
        "La date limite tombe après la séance du 20 mai 2028. Choisissez un jour jusqu’à celui de la séance."
    ]
    assert errors["entry_on"] == [
        "La date d’entrée tombe avant la séance du 20 mai 2028. Choisissez le jour de la séance ou un jour suivant.",
        "La date d’entrée tombe avant la date limite du 25 mai 2028. Choisissez ce jour ou un jour suivant.",
    ]
    text = response.content.decode()
    assert [value for value in typed.values() if value not in text] == []
    assert not Session.objects.exists()
    unread = client.post(reverse("commissions:session_create"), {**typed, "held_on": "31/02/2028"})
    assert {"held_on", "entry_on"} <= set(unread.context["form"].errors)


@pytest.mark.parametrize("more", [0, LONGEST])
def test_the_settings_of_a_session_are_ticked_or_typed(more: int, client_of: Callable[[Role], Client]) -> None:
    model = territory.session(3)
    Setting.objects.bulk_create(
        Setting(reference=f"Z{number:03}", name=f"Les Zinnias {number:03}", kind="creche") for number in range(more)
    )
    client, page = client_of(Role.COORDINATOR), reverse("commissions:session_create")
    typed = {"commission": model.commission_id, "title": "Été", "season": "other", "rule": model.rule_id}
    typed |= {"held_on": "20/04/2028", "cut_off_on": "01/04/2028", "entry_on": "01/09/2028"}
    wrong, right = ("zinnias\nCrèche numéro 2", "numéro 2\nS3") if more else (["S9"], ["S2", "S3"])
    refused = client.post(page, {**typed, "settings": wrong})
    assert refused.status_code == 422
    assert len(refused.content) < 100_000
    assert not more or "zinnias\nCrèche numéro 2</textarea>" in refused.content.decode()
    assert client.post(page, {**typed, "settings": right}).status_code == 302
    made = Session.objects.exclude(pk=model.pk).get()
    assert sorted(made.settings.values_list("reference", flat=True)) == ["S2", "S3"]


def test_every_cell_of_the_proposals_carries_its_heading(client_of: Callable[[Role], Client]) -> None:
    session = territory.session(6)
    services.session_freeze(by=None, session=session, at=AT, draw="secret")
    services.session_run(by=None, session=session, policies=BOTH, seed=7, at=AT)
    text = client_of(Role.COORDINATOR).get(reverse("commissions:session_record", args=[session.reference])).content
    table = text.decode().split("<table", 1)[1].split("</table>", 1)[0]
    headings = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', table)[1:]
    assert len(headings) == 5
    assert re.findall(r'data-l="([^"]+)"', table) == headings * len(BOTH)


def test_dates_carry_their_heading_and_a_crossed_half_day_its_legend(client_of: Callable[[Role], Client]) -> None:
    """On a telephone the head of a list is out of sight; a hatched square means nothing by itself."""
    session = territory.proposed(12, places=1)
    client = client_of(Role.COORDINATOR)
    listed = client.get(reverse("commissions:session_list")).content.decode()
    for heading in ("Tenue le", "Pour une entrée le"):
        assert f'data-l="{heading}"' in listed
    page = client.get(reverse("commissions:booklet", args=[session.reference]))
    assert any(line.missed for line in page.context["lines"])
    assert "n’a pu être obtenue au premier souhait" in page.content.decode()


def test_the_database_refuses_dates_that_do_not_follow_and_the_service_says_all_of_them() -> None:
    session = territory.session(3)
    for field, day in (("entry_on", date(2028, 4, 19)), ("cut_off_on", date(2028, 4, 21))):
        with pytest.raises(DatabaseError), transaction.atomic():
            Session.objects.update(**{field: day})
    with pytest.raises(ValidationError) as refused:
        services.session_create(
            by=None,
            commission=session.commission,
            title="Été",
            held_on=date(2028, 5, 20),
            cut_off_on=date(2028, 5, 25),
            entry_on=date(2028, 5, 1),
            rule=session.rule,
        )
    assert sorted(refused.value.message_dict) == ["cut_off_on", "entry_on"]


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
def test_lists_of_sessions_and_requests_are_taken_away(fmt: str, client_of: Callable[[Role], Client]) -> None:
    session = territory.proposed(6)
    client = client_of(Role.COORDINATOR)
    for url in (
        reverse("commissions:session_list"),
        reverse("commissions:explanation_list", args=[session.reference]),
    ):
        answer = client.get(url, {"export": fmt})
        assert answer["Content-Disposition"].endswith(f'.{fmt}"')
        assert len(answer.content) > 60
