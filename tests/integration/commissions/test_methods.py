"""Every published grid runs a whole session: adopted, frozen, calculated, checked, explained, read."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import RuleText, Session
from ribambelle.commissions.rules.grids import published_rules, unpointed_rules
from ribambelle.commissions.rules.scoring import Line
from ribambelle.commissions.selectors.explanations import explanation_page
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.commissions.selectors.sessions import outcome_of
from ribambelle.commissions.selectors.smallest_changes import allocation_of
from ribambelle.commissions.services import rule_texts, sessions
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.models import Criterion, CriterionAnswer, Request
from ribambelle.placement import Instance, check, explain, place
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 16, tzinfo=UTC)
GRIDS = [rule.code for rule in (*published_rules(), *unpointed_rules())]
BOTH = [Policy.STABLE, Policy.ORDER]


def adopted(grid: str) -> RuleText:
    """The grid as the text of a body; lines without points are left out, as adoption asks."""
    model = RuleText.objects.get(code=grid)
    draft = rule_texts.rule_copy(by=None, rule=model, code=f"essai-{grid}", title="Essai")
    lines: list[Line] = [line for line in rule_of(draft).lines if line.counts]
    rule_texts.rule_edit(by=None, rule=draft, title="Essai", lines=lines)
    return rule_texts.rule_adopt(by=None, rule=draft, on=date(2028, 1, 1), deliberation="Conseil, n° 9")


def run_session(grid: str, seed: int = 1) -> Session:
    session = territory.session(40, seed)
    session.rule = adopted(grid)
    session.save()
    codes = ["minimum-income", "job-seeker", "sibling-present", "income-to-18000"]
    criteria = {row.code: row for row in Criterion.objects.filter(code__in=codes)}
    for number, request in enumerate(Request.objects.order_by("reference")):
        if number % 4 == 0:
            CriterionAnswer.objects.get_or_create(
                request=request,
                criterion=criteria[codes[number // 4 % 4]],
                defaults={"value": 1, "evidence_state": EvidenceState.SEEN, "seen_on": date(2027, 11, 1)},
            )
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=BOTH, seed=48213, at=AT)
    session.refresh_from_db()
    return session


@pytest.mark.parametrize("grid", GRIDS)
def test_a_session_under_every_grid(grid: str, client_of: Callable[[Role], Client]) -> None:
    session = run_session(grid)
    for run in session.runs.all():
        instance = Instance.from_document(json.loads(run.instance))
        result = place(instance)
        assert result.files()["allocation.csv"].decode() == run.allocation
        report = check(instance, allocation_of(session, run))
        assert report.feasible
        assert report.placed_children > 5
        if run.policy == Policy.STABLE:
            assert not report.blocking
    _explained(session)
    _read(session, client_of)


def _explained(session: Session) -> None:
    """Every refused wish of every request is the engine's own refusal, said in words, without its inner numbers."""
    run = session.proposal
    assert run is not None
    outcome = outcome_of(session, run)
    instance = Instance.from_document(json.loads(run.instance))
    counted = {
        (row.party, row.rank): (row.setting, row.reason, row.slot)
        for row in (each.refusal for each in explain(instance, allocation_of(session, run)))
    }
    refused = 0
    requests = Request.objects.select_related("child", "party__household").in_bulk(field_name="reference")
    for key in session.keys.all():
        page = explanation_page(session, key, requests[key.request_reference])
        found = outcome.explain(key.party, key.child)
        assert "000000" not in page.total
        for shown, wish in zip(page.wishes, found.wishes, strict=True):
            for row in (wish.refusal, wish.apart):
                if row is not None:
                    refused += 1
                    assert counted[row.party, row.rank] == (row.setting, row.reason, row.slot)
                    assert shown.sentence
            assert "000000" not in shown.sentence
            assert all("000000" not in f"{cell.value}{cell.text}{cell.spoken}" for cell in shown.cells)
    assert refused > 10


def _read(session: Session, client_of: Callable[[Role], Client]) -> None:
    member, coordinator = client_of(Role.MEMBER), client_of(Role.COORDINATOR)
    booklet = member.get(reverse("commissions:booklet", args=[session.reference]))
    assert booklet.status_code == 200
    text = booklet.content.decode()
    assert "000000" not in text
    assert not [word for word in territory.PLANTED if word in text]
    reference = session.keys.order_by("child").values_list("request_reference", flat=True)[0]
    address = reverse("commissions:explanation", args=[session.reference, reference])
    assert coordinator.get(address).status_code == 200
    assert coordinator.get(f"{address}?changements=1").status_code == 200


def test_the_words_of_each_method() -> None:
    """What a family reads names what decided: class, round, date, share."""
    said = {}
    for grid in ("fr-grenoble-ccas", "fr-lentilly-petits-lutins", "be-one-2003-2019", "fr-bordeaux-2022"):
        session = run_session(grid) if not said else _again(grid)
        requests = Request.objects.select_related("child", "party__household").in_bulk(field_name="reference")
        pages = [explanation_page(session, key, requests[key.request_reference]) for key in session.keys.all()]
        said[grid] = " ".join(
            [*(page.total for page in pages), *(line for page in pages for line in page.standing)]
            + [wish.sentence for page in pages for wish in page.wishes]
        )
    assert "classe 2" in said["fr-grenoble-ccas"]
    assert "La dernière servie" in said["fr-grenoble-ccas"]
    assert "tour 3" in said["fr-lentilly-petits-lutins"]
    assert "numéro 900" in said["be-one-2003-2019"]
    assert "reçue le" in said["be-one-2003-2019"]
    assert "attribution directe" in said["fr-bordeaux-2022"]
    assert "Des places sont gardées pour" in said["fr-bordeaux-2022"]


def _again(grid: str) -> Session:
    """Another session on the same territory, under another grid."""
    former = Session.objects.select_related("commission").first()
    assert former is not None
    session = sessions.session_create(
        by=None,
        commission=former.commission,
        title=grid,
        held_on=former.held_on,
        cut_off_on=former.cut_off_on,
        entry_on=former.entry_on,
        rule=adopted(grid),
    )
    sessions.session_freeze(by=None, session=session, at=AT, draw=f"secret-{grid}")
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=7, at=AT)
    session.refresh_from_db()
    return session
