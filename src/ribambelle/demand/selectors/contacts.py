"""What was exchanged with a family, and what it told us that nobody has read yet."""

from collections.abc import Sequence

from django.db.models import QuerySet

from ribambelle.demand.enums import ContactKind
from ribambelle.demand.models import Contact, Request

#: What a family tells by its link, and that a person has to read.
TO_READ = (ContactKind.CHANGED, ContactKind.ENDED, ContactKind.BIRTH)


def contacts_of(request: Request) -> Sequence[Contact]:
    """The contacts of a request, newest first. One query."""
    return list(request.contacts.select_related("by", "desk", "handled_by").order_by("-at", "-pk"))


def contacts_to_read() -> QuerySet[Contact]:
    """What families told us by their link and nobody has dealt with."""
    return Contact.objects.filter(kind__in=TO_READ, link__isnull=False, handled_at__isnull=True)
