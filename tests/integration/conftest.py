"""A person of each role, and the client that speaks for them."""

from collections.abc import Callable

import pytest
from django.test import Client

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.accounts.services import role_assign

#: Where the people of the tests stand: a director has a setting, a front desk an organisation, a member a commission.
SCOPES = {
    Role.DIRECTOR: (ScopeKind.SETTING, "AUB"),
    Role.FRONT_DESK: (ScopeKind.ORGANISATION, "relais"),
    Role.MEMBER: (ScopeKind.COMMISSION, "commission"),
    Role.FUNDER: (ScopeKind.ORGANISATION, "funder"),
}


def make_person(role: Role) -> User:
    """The user who holds that role, made the first time."""
    user, is_new = User.objects.get_or_create(email=f"{role}@example.org", defaults={"name": f"Test {role}"})
    if is_new:
        kind, reference = SCOPES.get(role, (ScopeKind.ALL, ""))
        role_assign(by=None, user=user, role=role, scope_kind=kind, scope_reference=reference)
    return user


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    """`person(Role.DIRECTOR)`: a user who holds that role."""
    return make_person


@pytest.fixture
def client_of(person: Callable[[Role], User]) -> Callable[[Role], Client]:
    """`client_of(Role.COORDINATOR)`: a client signed in as that role."""

    def make(role: Role) -> Client:
        client = Client()
        client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
