"""Reads of the accounts room."""

from django.db.models import Q, QuerySet

from ribambelle.accounts.models import Event


def events(*, text: str = "") -> QuerySet[Event]:
    """The log, newest first; `text` looks in the act, the record and the person. Two queries with its page."""
    log = Event.objects.all()
    for word in text.split():
        log = log.filter(Q(verb__icontains=word) | Q(reference__icontains=word) | Q(actor_label__icontains=word))
    return log


def events_of(*, kind: str, reference: str) -> QuerySet[Event]:
    """What happened to one record, newest first."""
    return Event.objects.filter(kind=kind, reference=reference)
