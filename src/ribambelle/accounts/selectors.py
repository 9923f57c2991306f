"""Reads of the accounts room."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Law
from ribambelle.accounts.models import Event, Installation, User


def events(*, text: str = "") -> QuerySet[Event]:
    """The log, newest first; `text` looks in the act, the record and the person. Two queries with its page."""
    log = Event.objects.all()
    for word in text.split():
        log = log.filter(Q(verb__icontains=word) | Q(reference__icontains=word) | Q(actor_label__icontains=word))
    return log


def events_of(*, kind: str, reference: str) -> QuerySet[Event]:
    """What happened to one record, newest first."""
    return Event.objects.filter(kind=kind, reference=reference)


def accounts(*, text: str = "", role: str = "") -> QuerySet[User]:
    """Accounts by name, with their roles; open ones first. Two queries."""
    found = User.objects.prefetch_related("roles").order_by("-is_active", "name", "email")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found.filter(pk__in=User.objects.filter(roles__role=role).values("pk")) if role else found


@dataclass(frozen=True, slots=True)
class CoordinatingBody:
    """What the body that coordinates is called, and how families reach it: lines, perhaps none."""

    name: str
    contact: str

    @property
    def sender(self) -> str:
        """The head of its letters."""
        return "\n".join(part for part in (self.name, self.contact) if part)


def coordinating_body() -> CoordinatingBody:
    """As said on screen, else when the installation was started. One query."""
    name, contact = Installation.objects.values_list("body_name", "body_contact").first() or ("", "")
    return CoordinatingBody(name or settings.BODY_NAME or _("Early childhood coordination"), contact)


def body_name() -> str:
    """What the coordinating body is called. One query."""
    return coordinating_body().name


def law_stated() -> Law | None:
    """The law said on screen, else when the installation was started; None when nobody said. One query."""
    said = Installation.objects.values_list("law", flat=True).first() or settings.LAW
    return Law(said) if said else None


def law() -> Law:
    """The law this installation works under; Belgium as long as nobody said. One query."""
    return law_stated() or Law.BE
