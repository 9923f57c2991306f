"""The forms of allauth in our words: labels, help, and no placeholder that repeats the label."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
NEW_PASSWORD_HELP = _(
    "Twelve characters at least. Four words that have nothing to do with each other are easy to keep."
)


class InOurWords:
    """Gives the fields of an allauth form our labels and helps."""

    labels: ClassVar[dict[str, Text]] = {}
    helps: ClassVar[dict[str, Text]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class SignIn(InOurWords, account.LoginForm):
    labels: ClassVar[dict[str, Text]] = {"login": _("E-mail address"), "password": _("Password")}


class ConfirmPassword(InOurWords, account.ReauthenticateForm):
    labels: ClassVar[dict[str, Text]] = {"password": _("Password")}


class ForgottenPassword(InOurWords, account.ResetPasswordForm):
    labels: ClassVar[dict[str, Text]] = {"email": _("E-mail address")}
    helps: ClassVar[dict[str, Text]] = {"email": _("The one the coordination knows you by.")}


class NewPassword(InOurWords, account.ResetPasswordKeyForm):
    labels: ClassVar[dict[str, Text]] = {"password1": _("New password"), "password2": _("The same, once more")}
    helps: ClassVar[dict[str, Text]] = {"password1": NEW_PASSWORD_HELP}


class FirstPassword(InOurWords, account.SetPasswordForm):
    labels: ClassVar[dict[str, Text]] = {"password1": _("New password"), "password2": _("The same, once more")}
    helps: ClassVar[dict[str, Text]] = {"password1": NEW_PASSWORD_HELP}


class ChangePassword(InOurWords, account.ChangePasswordForm):
    labels: ClassVar[dict[str, Text]] = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("The same, once more"),
    }
    helps: ClassVar[dict[str, Text]] = {"password1": NEW_PASSWORD_HELP}


class SecondFactor(InOurWords, mfa.AuthenticateForm):
    labels: ClassVar[dict[str, Text]] = {"code": _("Code")}
    helps: ClassVar[dict[str, Text]] = {
        "code": _("The six figures your application shows now, or one of your recovery codes.")
    }


class ConfirmSecondFactor(InOurWords, mfa.ReauthenticateForm):
    labels: ClassVar[dict[str, Text]] = SecondFactor.labels
    helps: ClassVar[dict[str, Text]] = SecondFactor.helps


class ActivateApplication(InOurWords, totp.ActivateTOTPForm):
    labels: ClassVar[dict[str, Text]] = {"code": _("Code")}
    helps: ClassVar[dict[str, Text]] = {"code": _("The six figures your application shows now.")}


class AddKey(InOurWords, webauthn.AddWebAuthnForm):
    labels: ClassVar[dict[str, Text]] = {"name": _("Name of this key")}
    helps: ClassVar[dict[str, Text]] = {"name": _("So that you know it again: “office computer”, “blue key”.")}


class RenameKey(InOurWords, webauthn.EditWebAuthnForm):
    labels: ClassVar[dict[str, Text]] = AddKey.labels
    helps: ClassVar[dict[str, Text]] = AddKey.helps
