"""Mail to people who register, sent once the change is certain. Without a mail server nothing is lost: the page of
the registration says the same."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from ribambelle.gatherings.models import Registration


def own_page(registration: Registration) -> str:
    """The full address of a person's own page."""
    return settings.BASE_URL + reverse("gatherings:registration_own", kwargs={"token": registration.token})


def registration_write(registration: Registration) -> None:
    """Tell the person where their registration stands, after the commit; a mail server that refuses is logged."""
    context = {"registration": registration, "event": registration.event, "url": own_page(registration)}
    subject = " ".join(render_to_string("gatherings/mail/registration_subject.txt", context).split())
    text = render_to_string("gatherings/mail/registration.txt", context)
    transaction.on_commit(
        lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [registration.email]), robust=True
    )
