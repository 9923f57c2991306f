"""What was exchanged with a family, and what it told us that nobody has read yet."""

from collections.abc import Sequence

from django.db.models import QuerySet

from ribambelle.demand.enums import ContactChannel, ContactKind
from ribambelle.demand.models import Contact, Household, Request

#: What a family tells by its link, and that a person has to read.
TO_READ = (ContactKind.CHANGED, ContactKind.ENDED, ContactKind.BIRTH)


def contacts_of(request: Request) -> Sequence[Contact]:
    """The contacts of a request, newest first. One query."""
    return list(request.contacts.select_related("by", "desk", "handled_by").order_by("-at", "-pk"))


def contacts_to_read() -> QuerySet[Contact]:
    """What families told us by their link and nobody has dealt with."""
    return Contact.objects.filter(kind__in=TO_READ, link__isnull=False, handled_at__isnull=True)


def acknowledged_on_paper(request: Request) -> bool:
    """Whether the last acknowledgement was noted on paper: nothing was sent, somebody hands it over. One query."""
    noted = Contact.objects.filter(request=request, kind=ContactKind.ACKNOWLEDGED).order_by("-at", "-pk")
    return bool(noted.values_list("channel", flat=True).first() == ContactChannel.PAPER)


def has_no_way_to_write(household: Household) -> bool:
    """Whether no letter can reach a family: neither an e-mail nor a street address, of it or of a parent."""
    guardians = household.guardians.all()
    return not household.address and not any(each.email or each.address for each in guardians)
