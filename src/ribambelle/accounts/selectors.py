"""Reads of the accounts room."""

from django.conf import settings
from django.db.models import Q, QuerySet

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


def law_stated() -> Law | None:
    """The law said on screen, else when the installation was started; None when nobody said. One query."""
    said = Installation.objects.values_list("law", flat=True).first() or settings.LAW
    return Law(said) if said else None


def law() -> Law:
    """The law this installation works under; Belgium as long as nobody said. One query."""
    return law_stated() or Law.BE
