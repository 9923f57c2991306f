"""Signing in: the way in, the ways that are closed, the limits, the second factor."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User

PASSWORD = "quatre mots sans rapport"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user(email="marie@example.org", name="Marie Exemple", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = "marie@example.org", **more: str) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_signing_in_leads_home(client: Client, person: User) -> None:
    response = sign_in(client)
    assert response["Location"] == reverse("portal:home")
    assert client.get(reverse("portal:home")).status_code == 200


def test_a_wrong_password_says_what_to_do(client: Client, person: User) -> None:
    page = sign_in(client, "pas le bon mot de passe").content.decode()
    assert "ne vont pas ensemble" in page
    assert "marie@example.org" in page, "what was typed is kept"
    assert "pas le bon" not in page, "but never the password"


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(client, "pas le bon mot de passe")
    response = sign_in(client)
    assert "se repose cinq minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_account_is_not_held_back_by_it(client: Client, person: User) -> None:
    User.objects.create_user(email="paul@example.org", name="Paul Exemple", password=PASSWORD)
    for _ in range(5):
        sign_in(client, "pas le bon mot de passe")
    assert sign_in(client, email="paul@example.org").status_code == 302


def test_a_closed_account_is_told_so(client: Client, person: User) -> None:
    person.is_active = False
    person.save()
    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Ce compte est fermé" in response.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, person: User, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere)["Location"] == reverse("portal:home")


def test_nobody_registers_alone(client: Client) -> None:
    url = reverse("account_signup")
    client.post(url, {"email": "moi@example.org", "password1": PASSWORD})
    assert not User.objects.exists()
    assert "ouverts par la coordination" in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["account_email", "account_confirm_login_code", "mfa_signup_webauthn"])
def test_pages_that_make_no_sense_here_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_demo_accounts_are_shown_in_the_demo_only(client: Client, settings: object) -> None:
    url = reverse("account_login")
    settings.DEMO = False  # type: ignore[attr-defined]
    assert "demo.example" not in client.get(url).content.decode()
    settings.DEMO = True  # type: ignore[attr-defined]
    page = client.get(url).content.decode()
    assert page.count('value="ribambelle-demo"') == len(Role)


def test_a_forgotten_password_is_chosen_again_through_a_link_that_serves_once(client: Client, person: User) -> None:
    client.post(reverse("account_reset_password"), {"email": person.email})
    message = mail.outbox[0]
    assert message.subject == "Ribambelle : choisir un nouveau mot de passe"
    link = re.search(r"https?://testserver(\S+)", message.body)
    assert link
    form = client.get(link[1], follow=True)
    new = {"password1": "cheval agrafe batterie", "password2": "cheval agrafe batterie"}
    client.post(form.redirect_chain[-1][0], new)
    assert sign_in(Client(), "cheval agrafe batterie").status_code == 302
    assert "ne sert plus" in Client().get(link[1], follow=True).content.decode()


def test_asking_for_an_unknown_address_tells_nobody_whether_it_has_an_account(client: Client, person: User) -> None:
    url = reverse("account_reset_password")
    known = client.post(url, {"email": person.email}, follow=True).content
    unknown = client.post(url, {"email": "autre@example.org"}, follow=True).content
    mask = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert mask.sub(b"", known) == mask.sub(b"", unknown)


def test_a_weak_password_is_refused_with_every_reason(client: Client, person: User) -> None:
    sign_in(client)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    ).content.decode()
    assert "12 caractères" in page
    assert "entièrement numérique" in page


def test_the_second_factor_is_asked_for_and_a_code_serves_once(client: Client, person: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person)
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("portal:home")).status_code == 302, "the password alone opens nothing"
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon" in wrong
    right = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    assert client.post(reverse("mfa_authenticate"), {"code": right})["Location"] == reverse("portal:home")

    recovery = codes.get_unused_codes()[0]
    for expected in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == expected


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_application(client: Client, person: User) -> None:
    sign_in(client)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    response = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert "Il reste 10 codes sur 10" in response.content.decode()
    assert "application a été réglée" in mail.outbox[-1].body
    assert "adresse 127.0.0.1" in mail.outbox[-1].body


def test_signing_out_closes_the_session(client: Client, person: User) -> None:
    sign_in(client)
    client.post(reverse("account_logout"))
    assert client.get(reverse("portal:home")).status_code == 302
