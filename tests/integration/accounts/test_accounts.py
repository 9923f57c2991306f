"""Accounts: the very first one, those the coordination opens, roles given and taken back, accounts closed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.first_visit import first_code, forget_first_code
from ribambelle.accounts.invitations import TO_FILES, invitation_link
from ribambelle.accounts.models import Event, User
from ribambelle.commissions.models import Commission
from ribambelle.network.services import organisation_create

PASSWORD = "quatre mots sans rapport"
pytestmark = pytest.mark.django_db


@pytest.fixture
def code() -> Iterator[str]:
    forget_first_code()
    yield first_code()
    forget_first_code()


def open_first(client: Client, code: str, **more: str) -> str:
    data = {
        "name": "Marie Exemple",
        "email": "Marie@Example.org",
        "password": PASSWORD,
        "again": PASSWORD,
        "body_name": "Syndicat de la vallée",
        "law": "FR",
        **more,
    }
    return client.post(reverse("accounts:first_account", args=[code]), data, follow=True).content.decode()


def test_the_first_account_coordinates_and_the_code_serves_once(client: Client, code: str) -> None:
    page = open_first(client, code)
    assert "Pour commencer" in page
    user = User.objects.get(email="marie@example.org")
    assert user.has_role(Role.COORDINATOR)
    assert Event.objects.filter(verb="role.assign").count() == 1
    stranger = Client()
    assert stranger.get(reverse("accounts:first_account", args=[code])).status_code == 404


def test_a_wrong_code_opens_nothing(client: Client, code: str) -> None:
    assert client.get(reverse("accounts:first_account", args=[f"{code}x"])).status_code == 404
    assert not User.objects.exists()


def test_the_code_is_readable_by_its_owner_alone(code: str) -> None:
    path = Path(settings.DATA) / "first-account.code"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text("ascii") == code == first_code()


def test_everything_wrong_with_the_first_account_is_told_at_once(client: Client, code: str) -> None:
    page = open_first(client, code, email="pas une adresse", password="court", again="autre")
    for text in ("n’est pas complète", "diffèrent", "12"):
        assert text in page
    assert "Marie Exemple" in page, "what was typed is kept"
    assert "court" not in page.replace("trop court", ""), "but never the password"
    assert not User.objects.exists()


def test_the_sign_in_page_of_an_empty_installation_says_where_to_begin(client: Client) -> None:
    assert "first-account.code" in client.get(reverse("account_login")).content.decode()
    User.objects.create_user(email="a@example.org", name="A")
    assert "first-account.code" not in client.get(reverse("account_login")).content.decode()


def test_an_account_is_opened_invited_and_entered(
    client_of: Callable[[Role], Client], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    relay = organisation_create(by=None, name="Relais des Trois Ponts")
    coordinator = client_of(Role.COORDINATOR)
    data = {"name": "Paul Fictif", "email": "paul@example.org", "role": "front-desk"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page = coordinator.post(
            reverse("accounts:account_new"), {**data, "scope": f"organisation:{relay.reference}"}, follow=True
        ).content.decode()
    assert "Relais des Trois Ponts" in page
    found = re.search(r'id="link" type="text" readonly value="([^"]+)"', page)
    assert found
    assert found[1] in mail.outbox[0].body
    guest = Client()
    form = guest.get(found[1].removeprefix(settings.BASE_URL), follow=True)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    guest.post(form.redirect_chain[-1][0], chosen)
    user = User.objects.get(email="paul@example.org")
    assert user.check_password(PASSWORD)
    [role] = user.roles.all()
    assert (role.role, role.scope_kind, role.scope_reference) == (
        Role.FRONT_DESK,
        ScopeKind.ORGANISATION,
        relay.reference,
    )
    again = Client().get(found[1].removeprefix(settings.BASE_URL), follow=True).content.decode()
    assert "Ce lien ne sert plus" in again, "the link serves once"


@pytest.mark.parametrize(
    ("role", "scope"), [("member", "all:"), ("director", "all:"), ("coordinator", "organisation:x")]
)
def test_a_role_is_held_for_what_it_can_be_held_for(client_of: Callable[[Role], Client], role: str, scope: str) -> None:
    organisation_create(by=None, name="x")
    data = {"name": "Paul Fictif", "email": "paul@example.org", "role": role, "scope": scope}
    page = client_of(Role.COORDINATOR).post(reverse("accounts:account_new"), data).content.decode()
    assert "se tient pour" in page
    assert "Paul Fictif" in page
    assert not User.objects.filter(email="paul@example.org").exists()


def test_no_role_is_chosen_beforehand_and_nothing_is_given_by_a_slip(client_of: Callable[[Role], Client]) -> None:
    new = reverse("accounts:account_new")
    coordinator = client_of(Role.COORDINATOR)
    form = coordinator.get(new).context["form"]
    assert [form[name].field.choices[0][0] for name in ("role", "scope")] == ["", ""]
    data = {"name": "Paul Fictif", "email": "paul@example.org", "scope": ""}
    assert "role" in coordinator.post(new, data | {"role": ""}).context["form"].errors
    assert "scope" in coordinator.post(new, data | {"role": "member"}).context["form"].errors, "no commission yet"
    body = Commission.objects.create(reference="vallee", name="Commission de la vallée")
    assert coordinator.post(new, data | {"role": "member"}).status_code == 302
    [role] = User.objects.get(email="paul@example.org").roles.all()
    assert (role.scope_kind, role.scope_reference) == (ScopeKind.COMMISSION, body.reference)


@pytest.mark.parametrize(("is_set", "said"), [(True, "L’invitation repart"), (False, "Aucun serveur de courrier")])
def test_an_invitation_is_not_said_to_be_sent_when_nothing_sends(
    client_of: Callable[[Role], Client], settings: Any, tmp_path: Path, is_set: bool, said: str
) -> None:
    if not is_set:
        settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = TO_FILES, str(tmp_path)
    user = User.objects.create_user(email="p@example.org", name="Paul Fictif")
    coordinator = client_of(Role.COORDINATOR)
    page = coordinator.get(reverse("accounts:account_record", args=[user.pk])).content.decode()
    assert ("a été envoyé à" in page) is is_set
    assert said in coordinator.post(reverse("accounts:account_invite", args=[user.pk]), follow=True).content.decode()


def test_the_last_coordinator_can_neither_be_closed_nor_lose_the_role(
    client_of: Callable[[Role], Client], person: Callable[[Role], User]
) -> None:
    coordinator, me = client_of(Role.COORDINATOR), person(Role.COORDINATOR)
    coordinator.post(reverse("accounts:account_switch", args=[me.pk]))
    coordinator.post(reverse("accounts:role_withdraw", args=[me.pk, me.roles.get().pk]))
    me.refresh_from_db()
    assert me.is_active
    assert me.roles.count() == 1
    other = User.objects.create_user(email="b@example.org", name="B")
    coordinator.post(reverse("accounts:account_record", args=[other.pk]), {"role": "coordinator", "scope": "all:"})
    coordinator.post(reverse("accounts:role_withdraw", args=[me.pk, me.roles.get().pk]))
    assert not me.roles.exists()
    assert list(Event.objects.filter(verb__startswith="role.").values_list("verb", flat=True)[:1]) == ["role.withdraw"]


def test_an_invitation_speaks_of_a_password_and_a_forgotten_one_of_a_new_one(client: Client) -> None:
    invited = User.objects.create_user(email="invitee@example.org", name="Invitée Fictive")
    known = User.objects.create_user(email="connue@example.org", name="Connue Fictive", password=PASSWORD)
    for user, title, label in (
        (invited, "Choisir un mot de passe", "Mot de passe"),
        (known, "Nouveau mot de passe", "Nouveau mot de passe"),
    ):
        page = client.get(invitation_link(user), follow=True).content.decode()
        assert re.search(rf"<h1>{title}</h1>", page)
        assert re.search(rf'<label for="id_password1">{label}</label>', page)
    done = client.get(reverse("account_reset_password_from_key_done")).content.decode()
    assert "Si vous en aviez un autre" in done


def test_a_closed_account_does_not_enter(client_of: Callable[[Role], Client], person: Callable[[Role], User]) -> None:
    director = person(Role.DIRECTOR)
    inside = client_of(Role.DIRECTOR)
    assert inside.get(reverse("portal:home")).status_code == 200
    client_of(Role.COORDINATOR).post(reverse("accounts:account_switch", args=[director.pk]))
    assert inside.get(reverse("portal:home")).status_code == 302, "not even the one who was inside"


def test_the_list_leaves_as_it_is_filtered(client_of: Callable[[Role], Client], person: Callable[[Role], User]) -> None:
    person(Role.DIRECTOR)
    address = f"{reverse('accounts:account_list')}?role=director&export=csv"
    text = client_of(Role.COORDINATOR).get(address).content.decode("utf-8-sig")
    assert "director@example.org" in text
    assert "coordinator@example.org" not in text
