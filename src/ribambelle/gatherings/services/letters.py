"""Mail to people who register, written with the change itself. The page of the registration says the same."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from ribambelle.accounts.models import User
from ribambelle.desk.services import mail_queue
from ribambelle.gatherings.enums import EventState
from ribambelle.gatherings.models import Registration


def own_page(registration: Registration) -> str:
    """The full address of a person's own page."""
    return settings.BASE_URL + reverse("gatherings:registration_own", kwargs={"token": registration.token})


def registration_write(registration: Registration, *, by: User | None = None) -> None:
    """Tell the person where their registration stands: one mail for each state it goes through."""
    event = registration.event
    context = {"registration": registration, "event": event, "url": own_page(registration)}
    state = "event-cancelled" if event.state == EventState.CANCELLED else registration.state
    mail_queue(
        by=by,
        to=registration.email,
        subject=render_to_string("gatherings/mail/registration_subject.txt", context),
        text=render_to_string("gatherings/mail/registration.txt", context),
        about=event,
        key=f"registration:{registration.reference}:{state}",
    )
