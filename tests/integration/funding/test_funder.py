"""A funder reads what it funds, and nothing of what another one does: with something planted beside it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.accounts.services import role_assign
from ribambelle.funding import services
from ribambelle.funding.models import Claim, Grant, Programme, Project
from ribambelle.funding.selectors.own import own_funding
from ribambelle.network.models import Organisation
from tests.integration.access.funding import claim_filed

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": date(2021, 1, 1), "ends_on": date(2022, 1, 1)}
TODAY = date(2022, 3, 1)


def plant() -> tuple[Programme, Programme]:
    """Two funders, each with a programme, a grant in it with something due, and a project."""
    made = []
    for name in ("funder", "other"):
        funder, _new = Organisation.objects.get_or_create(reference=name, defaults={"name": name.title()})
        programme = services.programme_create(by=None, name=f"Programme {name}", funder=funder, **YEAR)
        grant = services.grant_create(
            by=None, name=f"Subvention {name}", funder=funder, programme=programme, claim_due_on=TODAY, **YEAR
        )
        services.due_date_add(by=None, grant=grant, label=f"Rapport {name}", due_on=TODAY)
        project = services.project_create(by=None, name=f"Projet {name}", promoter=funder)
        services.funding_period_add(by=None, project=project, programme=programme, **YEAR)
        made.append(programme)
    return made[0], made[1]


def test_the_page_of_a_funder_shows_its_own_and_nothing_planted(client_of: Callable[[Role], Client]) -> None:
    plant()
    client = client_of(Role.FUNDER)
    page = client.get("/financements/nos-financements/").content.decode()
    for word in ("Programme funder", "Subvention funder", "Rapport funder", "Projet funder"):
        assert word in page
    taken = client.get("/financements/nos-financements/?export=csv").content.decode()
    for text in (page, taken):
        assert "other" not in text.lower()
    assert client.get("/financements/").status_code == 403
    assert client.get("/financements/bailleurs/funder/").status_code == 403


def test_a_role_held_for_one_programme_sees_that_programme(client_of: Callable[[Role], Client]) -> None:
    _mine, theirs = plant()
    user = User.objects.create_user(email="officer@example.org", name="Officer")
    role_assign(by=None, user=user, role=Role.FUNDER, scope_kind=ScopeKind.PROGRAMME, scope_reference=theirs.reference)
    view = own_funding(user, today=TODAY)
    assert [str(programme) for programme in view.programmes] == ["Programme other"]
    assert [grant.name for grant, _claim, _left in view.grants] == ["Subvention other"]
    assert [project.name for project in view.projects] == ["Projet other"]
    assert {deadline.grant.name for deadline in view.deadlines} == {"Subvention other"}


def test_a_claim_is_shown_once_filed_and_never_before(client_of: Callable[[Role], Client]) -> None:
    plant()
    client = client_of(Role.FUNDER)
    draft = Grant.objects.get(name="Subvention funder")
    assert client.get(f"/financements/nos-financements/{draft.reference}/solde/").status_code == 404
    claim_filed()
    assert client.get("/financements/nos-financements/grant/solde/").content.startswith(b"%PDF")
    assert client.get("/financements/nos-financements/grant/solde/?export=zip").content.startswith(b"PK")
    assert "C-1" in client.get("/financements/nos-financements/grant/solde/?export=csv").content.decode()
    Grant.objects.filter(reference="grant").update(funder=Organisation.objects.get(reference="other"))
    assert client.get("/financements/nos-financements/grant/solde/").status_code == 404
    officer = User.objects.get(email="funder@example.org")
    assert not Claim.objects.visible_to(officer).exists()
    assert Project.objects.visible_to(officer).count() == 1
