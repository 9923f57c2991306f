"""The search box names what the person may find, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.ui.search import EXAMPLES, examples_for, searchables

pytestmark = pytest.mark.django_db


def test_everything_that_can_be_found_has_an_example_of_its_own() -> None:
    named = [str(each.example) for each in searchables]
    assert all(named)
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("role", list(Role))
def test_the_box_names_what_the_role_may_find(
    role: Role, person: Callable[[Role], User], client_of: Callable[[Role], Client]
) -> None:
    user = person(role)
    may = [str(each.example) for each in searchables if not each.permission or user.has_perm(each.permission)]
    said = examples_for(user)
    assert set(said.split(", ") if said else []) <= set(may)
    assert len(said.split(", ") if said else []) == min(len(may), EXAMPLES)
    page = client_of(role).get(reverse("ui:search")).content.decode()
    if said:
        assert f'placeholder="{said[0].upper()}{said[1:]}…"' in page
        assert f'aria-label="Chercher {said}"' in page
    for each in searchables:
        assert (str(each.example) in said) <= (str(each.example) in may)


def test_a_coordinator_reads_the_box_in_the_order_of_its_work(person: Callable[[Role], User]) -> None:
    said = "une demande, un lieu d’accueil, une séance, une organisation"
    assert examples_for(person(Role.COORDINATOR)) == said
    assert "demande" not in examples_for(person(Role.FUNDER))
