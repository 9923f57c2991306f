"""Sign-in, account pages and the journal."""

from ribambelle.accounts.enums import Role
from tests.integration.access import EVERYONE, Row

#: pages for those who are not signed in yet: the others are sent home, nobody is refused
ENTRANCE = Row(allowed=EVERYONE, anonymous="allowed")
MINE = Row(allowed=EVERYONE)

ROWS = {
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
