"""Filters kept under a name."""

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.models import SavedFilter


def filter_save(*, by: User, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keep a filter under a name; the same name again says it anew."""
    with transaction.atomic():
        values = {"query": query, "is_shared": is_shared}
        kept, _is_new = SavedFilter.objects.update_or_create(owner=by, name=name, defaults=values)
        record(by=by, verb="filter.save", kind="demand.filter", reference=str(kept.pk), after={"name": name} | values)
    return kept


def filter_remove(*, by: User, kept: SavedFilter) -> None:
    """Take a filter out; asked for again, nothing happens."""
    with transaction.atomic():
        before = {"name": kept.name, "query": kept.query, "is_shared": kept.is_shared}
        record(by=by, verb="filter.remove", kind="demand.filter", reference=str(kept.pk), before=before)
        kept.delete()
