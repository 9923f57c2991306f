"""Plans are written through services: trees, codes, the grid, evidence."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ribambelle.accounts.models import Event
from ribambelle.plans import services
from ribambelle.plans.enums import ActionStatus, ObjectiveKind, PlanKind, ResultKind
from ribambelle.plans.errors import (
    ActionWithoutWords,
    CarriedPerspective,
    CodeTaken,
    EditedMeanwhile,
    ForeignPart,
    ReasonMissing,
    UnknownEvidence,
)
from ribambelle.plans.evidence import EvidenceKind, Proof, evidence_kinds
from ribambelle.plans.models import Action, Citation, Objective, Plan, Result
from ribambelle.plans.selectors import evidence_of, grid_rows, matrix

pytestmark = pytest.mark.django_db


def make_plan(name: str = "Plan", **values: object) -> Plan:
    values = {"starts_on": date(2021, 1, 1), "ends_on": date(2022, 1, 1), **values}
    return services.plan_create(by=None, name=name, kind=PlanKind.COORDINATION, **values)


def objective(plan: Plan, code: str = "", **values: object) -> Objective:
    return services.objective_create(by=None, plan=plan, code=code, text=f"Objective {code}", **values)


def test_two_plans_of_one_name_have_two_references() -> None:
    assert [make_plan("Plan d’été").reference, make_plan("Plan d’été").reference] == ["plan-dete", "plan-dete-2"]


def test_a_code_stands_once_in_a_plan_and_may_stand_in_another() -> None:
    plan = make_plan()
    objective(plan, "OS1")
    with pytest.raises(CodeTaken):
        objective(plan, "OS1")
    objective(make_plan(), "OS1")


def test_a_tree_stays_in_its_plan_and_never_closes() -> None:
    plan = make_plan()
    root = objective(plan, "A")
    leaf = objective(plan, "B", parent=root)
    with pytest.raises(ForeignPart):
        objective(make_plan(), "C", parent=root)
    with pytest.raises(ForeignPart):
        services.objective_update(by=None, objective=root, parent=leaf)
    root.refresh_from_db()
    assert root.parent is None


def test_a_code_cited_before_it_exists_dangles_then_resolves() -> None:
    plan = make_plan()
    objective(plan, "OS1")
    action = services.action_create(by=None, plan=plan, text="Do", objective_codes="OS1", mission_codes="M5")
    assert list(action.citations.values_list("code", "objective__code")) == [("M5", None), ("OS1", "OS1")]
    objective(plan, "M5", kind=ObjectiveKind.OPERATIONAL)
    assert Citation.objects.get(code="M5").objective is None, "an objective does not answer for a mission"
    services.objective_create(by=None, plan=make_plan(), code="M5", text="elsewhere", kind=ObjectiveKind.MISSION)
    assert Citation.objects.get(code="M5").objective is None, "another plan does not answer"
    services.objective_update(by=None, objective=Objective.objects.get(plan=plan, code="M5"), code="M7")
    mission = objective(plan, "M5", kind=ObjectiveKind.MISSION)
    assert Citation.objects.get(code="M5").objective == mission
    services.objective_update(by=None, objective=mission, code="M9")
    assert Citation.objects.get(code="M5").objective is None


@pytest.mark.parametrize("status", [ActionStatus.STOPPED, ActionStatus.NOT_DONE])
def test_what_was_stopped_or_not_done_says_why(status: ActionStatus) -> None:
    plan = make_plan()
    with pytest.raises(ReasonMissing):
        services.action_create(by=None, plan=plan, text="Do", status=status)
    assert not Action.objects.exists()
    action = services.action_create(by=None, plan=plan, text="Do", status=status, reason="nobody came")
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(reason="")


def row(plan: Plan, **texts: str) -> Action:
    texts = {"action": "Meet", "status": ActionStatus.DONE, **texts}
    return services.row_save(by=None, objective=plan.objectives.get(), texts=services.RowTexts(**texts))


def test_a_row_of_the_grid_is_saved_whole() -> None:
    plan = make_plan()
    objective(plan)
    action = row(plan, effects="trust\nvisits", results="12 came", perspectives="again")
    [found] = grid_rows(plan)
    assert (found.action, found.effects, found.results, found.perspectives) == (
        action,
        ["trust", "visits"],
        ["12 came"],
        ["again"],
    )


def test_not_done_is_a_result_of_its_own_kind() -> None:
    plan = make_plan()
    objective(plan)
    row(plan, status=ActionStatus.NOT_DONE, reason="no room", results="nothing was held")
    assert Result.objects.get().kind == ResultKind.NOT_DONE


def test_a_row_without_action_is_refused_and_nothing_is_kept() -> None:
    plan = make_plan()
    objective(plan)
    with pytest.raises(ActionWithoutWords):
        row(plan, action="  ", effects="trust")
    assert not Action.objects.exists()


def test_a_carried_perspective_is_linked_and_cannot_be_dropped() -> None:
    plan, following = make_plan(), make_plan("Next", starts_on=date(2022, 1, 1), ends_on=None)
    objective(plan)
    action = row(plan, perspectives="again\nelsewhere")
    perspective = action.perspectives.get(text="again")
    carried = services.perspective_carry(by=None, perspective=perspective, plan=following)
    assert services.perspective_carry(by=None, perspective=perspective, plan=following) == carried
    assert (carried.carried_from, carried.text) == (perspective, "again")
    with pytest.raises(ForeignPart):
        services.perspective_carry(by=None, perspective=perspective, plan=plan)
    texts = services.RowTexts(action="Meet", status=ActionStatus.DONE, perspectives="")
    with pytest.raises(CarriedPerspective, match="again"):
        services.row_save(by=None, objective=plan.objectives.get(), action=action, texts=texts)
    assert action.perspectives.count() == 2, "nothing is half done"
    reworded = services.RowTexts(action="Meet", status=ActionStatus.DONE, perspectives="again, in May\nelsewhere")
    services.row_save(by=None, objective=plan.objectives.get(), action=action, texts=reworded)
    perspective.refresh_from_db()
    assert perspective.text == "again, in May"


def test_two_people_on_one_row_never_overwrite_each_other() -> None:
    plan = make_plan()
    target = objective(plan)
    action = row(plan)
    seen = Action.objects.get().version
    first = services.RowTexts(action="First", status=ActionStatus.DONE)
    second = services.RowTexts(action="Second", status=ActionStatus.DONE)
    services.row_save(by=None, objective=target, action=action, version=seen, texts=first)
    with pytest.raises(EditedMeanwhile):
        services.row_save(by=None, objective=target, action=action, version=seen, texts=second)
    assert Action.objects.get().text == "First"


def test_the_matrix_shows_what_nothing_serves() -> None:
    plan = make_plan()
    objective(plan, "OS1")
    lonely = objective(plan, "OS2")
    served = objective(plan, "M1", kind=ObjectiveKind.MISSION)
    part = objective(plan, "M1A", kind=ObjectiveKind.MISSION, parent=served)
    idle = objective(plan, "M2", kind=ObjectiveKind.MISSION)
    action = services.action_create(by=None, plan=plan, text="Do", objective_codes="OS1", mission_codes="M1, M5")
    loose = services.action_create(by=None, plan=plan, text="Loose")
    table = matrix(plan)
    assert table.missions == [served, part, idle]
    assert [[cell.actions for cell in cells] for _, cells in table.rows] == [[[action], [], [], []], [[], [], [], []]]
    assert table.lonely_objectives == [lonely]
    assert table.lonely_missions == [idle]
    assert table.dangling == [("M5", [action])]
    assert table.loose == [loose]


def test_evidence_is_attached_once_and_missing_records_show() -> None:
    shelf = {"doc-1": Proof("A document")}
    kind = EvidenceKind(
        "test-document",
        "document",
        lambda references: {ref: shelf[ref] for ref in references if ref in shelf},
        lambda text: [(ref, proof.label) for ref, proof in shelf.items()],
    )
    evidence_kinds.add(kind)
    try:
        action = services.action_create(by=None, plan=make_plan(), text="Do")
        for _ in range(2):
            services.evidence_attach(by=None, action=action, kind="test-document", reference="doc-1")
        with pytest.raises(UnknownEvidence):
            services.evidence_attach(by=None, action=action, kind="test-document", reference="doc-2")
        with pytest.raises(UnknownEvidence):
            services.evidence_attach(by=None, action=action, kind="nowhere", reference="doc-1")
        assert [attached.proof for attached in evidence_of(action)] == [Proof("A document")]
        shelf.clear()
        assert [attached.proof for attached in evidence_of(action)] == [None]
    finally:
        del evidence_kinds._entries["test-document"]


def test_every_write_leaves_its_row_in_the_log() -> None:
    plan = make_plan()
    services.plan_update(by=None, plan=plan, name="Renamed")
    services.plan_update(by=None, plan=plan, name="Renamed")
    provision = services.provision_create(
        by=None, text="Decree", requires="220 days", audience="settings", applies_from=date(2026, 1, 1), source="art. 1"
    )
    services.provision_withdraw(by=None, provision=provision, on=date(2026, 2, 1), reason="repealed")
    assert list(Event.objects.filter(kind__startswith="plans.").order_by("id").values_list("verb", flat=True)) == [
        "plan.create",
        "plan.update",
        "provision.create",
        "provision.update",
    ]
