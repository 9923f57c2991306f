"""How sign-in behaves here: accounts are made by the coordination, nobody registers alone; refusals name the remedy."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INCORRECT_CODE = _("This code is not the right one. Wait for the next one and type it, or take a recovery code.")


class StaffAccounts(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Type both again, or ask for a new password."
        ),
        "incorrect_password": _("This is not your present password. Type it again, or ask for a new one."),
        "enter_current_password": _("This is not your present password. Type it again, or ask for a new one."),
        "invalid_password_reset": _("This link has expired or was used already. Ask for a new one."),
        "too_many_login_attempts": _(
            "Too many wrong attempts for this account: it rests for five minutes."
            " Try again afterwards, or ask for a new password."
        ),
        "rate_limited": _("Too many attempts in a row. Wait one minute and try again."),
        "account_inactive": _("This account is closed. Ask the coordination to open it again."),
        "incorrect_code": INCORRECT_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the address of the account, the only one we keep: allauth would look for it in its own table."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class StaffSecondFactor(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": INCORRECT_CODE,
        "cannot_generate_recovery_codes": _("Recovery codes come with a second factor. Set one up first."),
    }
