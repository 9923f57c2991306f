"""The link by which somebody chooses the password of their account: it serves once, and expires."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import body_name
from ribambelle.accounts.services import record

TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400


def is_mail_sent() -> bool:
    """Whether a mail leaves this machine; without a mail server it is written to a file, and nobody receives it."""
    return bool(settings.EMAIL_BACKEND != TO_FILES)


def invitation_link(user: User) -> str:
    """The full address, new each time the password or the last sign-in changes."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return settings.BASE_URL + path


def invitation_send(*, by: User | None, user: User) -> str:
    """Write to the person with their link, and give it back so that it can be handed over too."""
    link = invitation_link(user)
    context = {"user": user, "link": link, "days": DAYS, "body_name": body_name()}
    subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
    text = render_to_string("accounts/mail/invitation.txt", context)
    with transaction.atomic():
        record(by=by, verb="user.invite", of=user)
        transaction.on_commit(lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email]), robust=True)
    return link
