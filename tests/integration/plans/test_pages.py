"""The pages of the plans, through HTTP as a browser sees them."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.papers.spreadsheets import FORMATS
from ribambelle.plans import services
from ribambelle.plans.enums import ActionStatus, ObjectiveKind, PlanKind
from ribambelle.plans.models import Action, Objective, Plan, Provision

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


@pytest.fixture
def plan() -> Plan:
    plan = services.plan_create(
        by=None, name="Vallée", kind=PlanKind.TERRITORIAL, starts_on=date(2018, 1, 1), ends_on=date(2022, 1, 1)
    )
    services.objective_create(by=None, plan=plan, text="Pérenniser la commission")
    services.objective_create(by=None, plan=plan, text="Accompagner", kind=ObjectiveKind.MISSION, code="M1")
    return plan


def grid_of(plan: Plan, **query: str) -> str:
    base = reverse("plans:grid", kwargs={"reference": plan.reference})
    return base + "?" + "&".join(f"{name}={value}" for name, value in query.items())


def test_a_row_is_filled_in_place_and_shown(coordinator: Client, plan: Plan) -> None:
    objective = plan.objectives.get(code="")
    url = grid_of(plan, ligne=objective.reference)
    assert 'name="effects"' in coordinator.get(url).content.decode()
    sent = {"action": "Piloter", "status": "done", "effects": "Projet partagé\nVisibilité", "results": "Équilibre"}
    answer = coordinator.post(url, sent)
    assert answer.status_code == 302
    action = Action.objects.get()
    assert answer["Location"].endswith(f"#r-{action.reference}")
    page = coordinator.get(grid_of(plan)).content.decode()
    for text in ("Piloter", "Projet partagé", "Visibilité", "Équilibre"):
        assert text in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(coordinator: Client, plan: Plan) -> None:
    url = grid_of(plan, ligne=plan.objectives.get(code="").reference)
    answer = coordinator.post(url, {"action": "Piloter", "status": "not-done", "effects": "resté écrit"})
    assert answer.status_code == 422
    assert "resté écrit" in answer.content.decode()
    assert not Action.objects.exists()


def test_a_second_action_opens_a_second_row(coordinator: Client, plan: Plan) -> None:
    objective = plan.objectives.get(code="")
    first = services.action_create(by=None, plan=plan, text="Première", objective=objective)
    url = grid_of(plan, ligne="nouvelle", objectif=objective.reference)
    assert coordinator.post(url, {"action": "Seconde", "status": "planned"}).status_code == 302
    assert [action.text for action in plan.actions.all()] == [first.text, "Seconde"]


def test_an_old_form_never_overwrites_a_newer_row(coordinator: Client, plan: Plan) -> None:
    action = services.action_create(by=None, plan=plan, text="Première", objective=plan.objectives.get(code=""))
    services.action_update(by=None, action=action, text="Nouvelle")
    url = grid_of(plan, ligne=action.reference)
    answer = coordinator.post(url, {"action": "Ancienne", "status": "planned", "version": "1"})
    assert answer.status_code == 422
    action.refresh_from_db()
    assert action.text == "Nouvelle"


@pytest.mark.parametrize("fmt", sorted(FORMATS))
@pytest.mark.parametrize("name", ["grid", "matrix"])
def test_the_grid_and_the_matrix_are_taken_away(coordinator: Client, plan: Plan, fmt: str, name: str) -> None:
    services.action_create(
        by=None, plan=plan, text="Piloter", objective=plan.objectives.get(code=""), mission_codes="M1"
    )
    answer = coordinator.get(reverse(f"plans:{name}", kwargs={"reference": plan.reference}), {"export": fmt})
    assert answer["Content-Type"] == FORMATS[fmt].content_type
    content = answer.content
    if fmt != "csv":
        member = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[fmt]
        book = zipfile.ZipFile(io.BytesIO(content))
        content = book.read(member) + (
            book.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in book.namelist() else b""
        )
    assert b"Piloter" in content


def test_an_unknown_format_is_not_found(coordinator: Client, plan: Plan) -> None:
    assert coordinator.get(grid_of(plan, export="exe")).status_code == 404


def test_the_grid_on_paper_is_a3_landscape(coordinator: Client, plan: Plan) -> None:
    import pikepdf

    services.action_create(by=None, plan=plan, text="Piloter", objective=plan.objectives.get(code=""))
    for fmt in ("docx", "odt"):
        taken = coordinator.get(grid_of(plan, export=fmt))
        assert taken["Content-Disposition"] == f'attachment; filename="grille-{plan.reference}.{fmt}"'
        assert taken.content.startswith(b"PK")
    answer = coordinator.get(grid_of(plan, export="pdf"))
    with pikepdf.open(io.BytesIO(answer.content)) as paper:
        _x, _y, width, height = (float(side) for side in paper.pages[0].MediaBox)
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (420, 297)


def test_an_action_keeps_the_codes_that_lead_nowhere(coordinator: Client, plan: Plan) -> None:
    url = reverse("plans:action_create", kwargs={"reference": plan.reference})
    assert (
        coordinator.post(url, {"text": "Colloque", "status": "postponed", "mission_codes": "M1, M5"}).status_code == 302
    )
    assert list(Action.objects.get().citations.values_list("code", "objective__code")) == [("M1", "M1"), ("M5", None)]
    page = coordinator.get(reverse("plans:matrix", kwargs={"reference": plan.reference})).content.decode()
    assert "M5" in page


def test_a_range_that_cannot_be_read_is_said_in_the_form(coordinator: Client, plan: Plan) -> None:
    url = reverse("plans:action_create", kwargs={"reference": plan.reference})
    answer = coordinator.post(url, {"text": "Colloque", "status": "planned", "objective_codes": "OS8-OS1"})
    assert answer.status_code == 422
    assert "OS8-OS1" in answer.content.decode()


def test_perspectives_become_objectives_of_the_next_plan(coordinator: Client, plan: Plan) -> None:
    target = plan.objectives.get(code="")
    texts = services.RowTexts(action="Piloter", status=ActionStatus.DONE, perspectives="Maintenir\nÉlargir")
    action = services.row_save(by=None, objective=target, texts=texts)
    following = services.plan_create(by=None, name="Suite", kind=PlanKind.TERRITORIAL, follows=plan)
    url = reverse("plans:perspectives", kwargs={"reference": plan.reference})
    assert coordinator.post(url, {"plan": following.reference}).status_code == 422
    wanted = action.perspectives.get(text="Maintenir")
    assert coordinator.post(url, {"plan": following.reference, "perspective": str(wanted.pk)}).status_code == 302
    assert Objective.objects.get(plan=following).carried_from == wanted


def provision(**values: Any) -> Provision:
    base: dict[str, Any] = {
        "text": "Décret 2019",
        "requires": "220 jours d’ouverture",
        "audience": "milieux d’accueil",
        "applies_from": date(2026, 1, 1),
        "source": "art. 12",
    }
    return services.provision_create(by=None, **{**base, **values})


def test_an_empty_time_line_offers_to_widen_only_what_is_narrowed(client: Client) -> None:
    url = reverse("plans:provision_timeline")
    assert "Montrer toutes les échéances" not in client.get(url).content.decode()
    assert "Montrer toutes les échéances" in client.get(url, {"audience": "communes"}).content.decode()


def test_the_public_time_line_shows_what_is_public_in_force_and_filtered(client: Client) -> None:
    provision()
    provision(text="Interne", is_public=False)
    provision(text="Communes", audience="communes")
    gone = provision(text="Abrogé")
    services.provision_withdraw(by=None, provision=gone, on=date(2026, 1, 2), reason="abrogé")
    page = client.get(reverse("plans:provision_timeline")).content.decode()
    assert ["Décret 2019" in page, "Interne" in page, "Abrogé" in page] == [True, False, False]
    filtered = client.get(reverse("plans:provision_timeline"), {"audience": "communes"}).content.decode()
    assert ["Décret 2019" in filtered, "Communes" in filtered] == [False, True]
    feed = client.get(reverse("plans:provision_feed"), {"audience": "communes"}).content.decode()
    assert feed.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20260101" in feed


def test_who_is_reminded_and_from_when(person: Callable[[Role], Any]) -> None:
    from ribambelle.ui.due import dues_of

    provision(remind_days=30)
    user = person(Role.COORDINATOR)
    titles = [
        [str(due.title) for due in dues_of(user=user, today=day)] for day in (date(2025, 12, 1), date(2025, 12, 2))
    ]
    assert ["Décret 2019" in found for found in titles] == [False, True]
    assert not [
        due for due in dues_of(user=person(Role.MEMBER), today=date(2025, 12, 15)) if due.title == "Décret 2019"
    ]


@pytest.mark.parametrize("name", ["plan_list", "provision_list"])
def test_a_long_list_asks_no_more_questions(coordinator: Client, plan: Plan, name: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    provision()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert coordinator.get(reverse(f"plans:{name}")).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(30):
        services.plan_create(by=None, name=f"Plan {number}", kind=PlanKind.PROJECT)
        provision(text=f"Texte {number}")
    assert asked() == before
