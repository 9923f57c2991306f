"""Sign-in, account pages and the journal."""

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import RoleAssignment, User
from tests.integration.access import EVERYONE, Row

#: pages for those who are not signed in yet: the others are sent home, nobody is refused
ENTRANCE = Row(allowed=EVERYONE, anonymous="allowed")
MINE = Row(allowed=EVERYONE)

COORDINATOR = frozenset({Role.COORDINATOR})
ACCOUNT = 900_001


def account() -> None:
    User.objects.get_or_create(pk=ACCOUNT, defaults={"email": "essai@example.org", "name": "Essai Fictif"})


def with_role() -> None:
    account()
    RoleAssignment.objects.get_or_create(pk=ACCOUNT, defaults={"user_id": ACCOUNT, "role": Role.KEY_HOLDER})


ROWS = {
    # for nobody once there is one account; test_first_visit opens it
    "accounts:first_account": Row(
        allowed=frozenset(), kwargs={"code": "not-the-code"}, anonymous="not found", otherwise="not found"
    ),
    "accounts:account_list": Row(allowed=COORDINATOR),
    "accounts:body": Row(allowed=COORDINATOR),
    "accounts:law": Row(allowed=COORDINATOR),
    "accounts:account_new": Row(allowed=COORDINATOR),
    "accounts:account_record": Row(allowed=COORDINATOR, kwargs={"pk": ACCOUNT}, prepare=account),
    "accounts:account_invite": Row(allowed=COORDINATOR, kwargs={"pk": ACCOUNT}, prepare=account, method="post"),
    "accounts:account_switch": Row(allowed=COORDINATOR, kwargs={"pk": ACCOUNT}, prepare=account, method="post"),
    "accounts:role_withdraw": Row(
        allowed=COORDINATOR, kwargs={"pk": ACCOUNT, "role": ACCOUNT}, prepare=with_role, method="post"
    ),
    "accounts:event_list": Row(allowed=frozenset({Role.COORDINATOR})),
    "accounts:account": MINE,
    "account_login": ENTRANCE,
    "account_logout": MINE,
    "account_inactive": ENTRANCE,
    "account_signup": ENTRANCE,
    "account_reauthenticate": MINE,
    "account_change_password": MINE,
    "account_set_password": MINE,
    "account_reset_password": ENTRANCE,
    "account_reset_password_done": ENTRANCE,
    "account_reset_password_from_key": Row(
        allowed=EVERYONE, anonymous="allowed", kwargs={"uidb36": "1", "key": "not-a-key"}
    ),
    "account_reset_password_from_key_done": ENTRANCE,
    "mfa_index": MINE,
    # stages of a sign-in: outside of one, they lead back to its start
    "mfa_authenticate": Row(allowed=EVERYONE, anonymous="sign-in", otherwise="denied"),
    "mfa_reauthenticate": MINE,
    "mfa_activate_totp": MINE,
    "mfa_deactivate_totp": Row(allowed=frozenset(), otherwise="not found"),
    "mfa_view_recovery_codes": Row(allowed=frozenset(), otherwise="not found"),
    "mfa_generate_recovery_codes": MINE,
    "mfa_download_recovery_codes": Row(allowed=frozenset(), otherwise="not found"),
    "mfa_list_webauthn": MINE,
    "mfa_add_webauthn": MINE,
    "mfa_reauthenticate_webauthn": MINE,
    # the password is asked again before the key is looked for, among one's own
    "mfa_remove_webauthn": Row(allowed=EVERYONE, kwargs={"pk": 1}),
    "mfa_edit_webauthn": Row(allowed=EVERYONE, kwargs={"pk": 1}),
}
