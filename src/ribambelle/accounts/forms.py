"""The forms of allauth in our words: labels, help, and no placeholder that repeats the label."""

from collections.abc import Iterator
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.enums import Law, Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.accounts.scopes import scope_targets, scopes_of

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # whoever follows an invitation has no password yet: theirs is not a new one
        self.is_first = self.user is not None and not self.user.has_usable_password()
        if self.is_first:
            self.fields["password1"].label = _("Password")


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


class AddressForm(forms.Form):
    """Who a new account is for."""

    name = forms.CharField(label=_("First name and name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("It opens one account only."))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("There is an account with this address already. Look for it in the list."))
        return email


class LawForm(forms.Form):
    """The law an installation works under, chosen, never guessed."""

    law = forms.ChoiceField(
        label=_("Which law applies to you?"),
        choices=Law.choices,
        widget=forms.RadioSelect,
        help_text=_("Legal delays and the papers handed to families follow it. It can be changed later."),
    )

    def clean_law(self) -> Law:
        return Law(self.cleaned_data["law"])


class LawChangeForm(LawForm):
    """Another law, once what it changes was read."""

    has_read = forms.BooleanField(label=_("I have read what this changes"))
    field_order = ("law", "has_read")


class BodyNameForm(forms.Form):
    """What the coordinating body is called."""

    body_name = forms.CharField(
        label=_("Name of your body"),
        max_length=120,
        help_text=_("As families know it: it stands on every page, letter and mail. It can be changed later."),
    )


class BodyForm(BodyNameForm):
    """The name of the coordinating body, and how it is reached."""

    body_contact = forms.CharField(
        label=_("Address, telephone, e-mail"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as they should stand at the head of letters and at the foot of the public pages."),
    )

    def clean_body_contact(self) -> str:
        return "\n".join(line.strip() for line in self.cleaned_data["body_contact"].splitlines() if line.strip())


class FirstAccountForm(AddressForm, BodyNameForm, LawForm):
    """The account of the first coordinator, with its password, the body's name and the law of the installation."""

    field_order = ("name", "email", "password", "again", "body_name", "law")

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(render_value=False), help_text=NEW_PASSWORD_HELP
    )
    again = forms.CharField(label=_("The same, once more"), widget=forms.PasswordInput(render_value=False))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        password = found.get("password", "")
        if password and found.get("again") and found["again"] != password:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        if password:
            try:
                validate_password(password, User(email=found.get("email", ""), name=found.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return found


def _scopes() -> Iterator[tuple[str, Any]]:
    yield "", _("what goes with the role")
    yield f"{ScopeKind.ALL}:", ScopeKind.ALL.label
    for target in scope_targets:
        choices = [(f"{target.code}:{reference}", name) for reference, name in target.choices()]
        if choices:
            yield str(target.label), choices


def _only_scope(role: Role) -> str:
    """For what a role can only be held: the whole installation, the one commission there is; else nothing."""
    if scopes_of(role) == (ScopeKind.ALL,):
        return f"{ScopeKind.ALL}:"
    targets = [target for target in scope_targets if target.code in scopes_of(role)]
    found = [f"{target.code}:{reference}" for target in targets for reference, _name in target.choices()]
    return found[0] if len(found) == 1 and ScopeKind.ALL not in scopes_of(role) else ""


class RoleForm(forms.Form):
    """A role, and for what it is held: chosen among what exists."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("choose a role")), *Role.choices])
    scope = forms.ChoiceField(
        label=_("For"),
        required=False,
        help_text=_(
            "A front desk is held for its organisation, a direction for its setting or organisation, "
            "a member for their commission; the other roles for the whole installation. "
            "Left as it is: the only possible choice, where there is but one."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = list(_scopes())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "role" not in found or "scope" not in found:
            return found
        role = Role(found["role"])
        kind, _colon, reference = (found["scope"] or _only_scope(role)).partition(":")
        if kind not in scopes_of(role):
            wanted = ", ".join(str(ScopeKind(kind).label).lower() for kind in scopes_of(role))
            self.add_error(
                "scope",
                _("The role “%(role)s” is held for: %(kinds)s. Choose one of them in this list.")
                % {"role": role.label, "kinds": wanted},
            )
            return found
        found |= {"role": role, "scope_kind": ScopeKind(kind), "scope_reference": reference}
        return found

    @property
    def chosen(self) -> dict[str, Any]:
        """The role and its scope, as the services take them."""
        return {name: self.cleaned_data[name] for name in ("role", "scope_kind", "scope_reference")}


class AccountForm(AddressForm, RoleForm):
    """A new account with its first role."""

    field_order = ("name", "email", "role", "scope")
