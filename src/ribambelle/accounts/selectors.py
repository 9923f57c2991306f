"""Reads of the accounts room."""

from django.db.models import Q, QuerySet

from ribambelle.accounts.models import Event, User


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
