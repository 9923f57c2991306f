"""What is exchanged with families, written once; desks that share a request; births."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import ContactChannel, ContactKind
from ribambelle.demand.errors import BirthInvalid
from ribambelle.demand.models import AccessLink, Child, Contact, Request, RequestShare
from ribambelle.demand.services.duplicates import likeness_write
from ribambelle.network.models import Organisation


def contact_note(
    *,
    by: User | None,
    at: datetime,
    request: Request,
    kind: ContactKind,
    channel: ContactChannel,
    desk: Organisation | None = None,
    link: AccessLink | None = None,
    text: str = "",
) -> Contact:
    """Write an exchange with the family. The log keeps its kind, never what was said."""
    with transaction.atomic():
        contact = Contact.objects.create(
            request=request, kind=kind, channel=channel, at=at, by=by, desk=desk, link=link, text=text.strip()
        )
        after = {"kind": kind, "channel": channel, "desk": desk.reference if desk else None}
        record(by=by, at=at, verb="contact.note", of=request, after=after)
    return contact


def contact_handle(*, by: User, at: datetime, contact: Contact) -> None:
    """Note that what the family told us was read and dealt with; again changes nothing."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("request").get(pk=contact.pk)
        if contact.handled_at is None:
            contact.handled_at, contact.handled_by = at, by
            contact.save(update_fields=["handled_at", "handled_by"])
            record(by=by, at=at, verb="contact.handle", of=contact.request, after={"contact": contact.pk})


def request_share(*, by: User | None, at: datetime, request: Request, desk: Organisation) -> RequestShare:
    """Let another desk see and complete a request; again changes nothing."""
    with transaction.atomic():
        since = timezone.localdate(at)
        share, is_new = RequestShare.objects.get_or_create(
            request=request, desk=desk, defaults={"since": since, "by": by}
        )
        if is_new:
            record(by=by, at=at, verb="request.share", of=request, after={"desk": desk.reference})
    return share


def request_unshare(*, by: User | None, at: datetime, request: Request, desk: Organisation) -> None:
    """Take a request back from a desk it was shared with; what that desk wrote stays."""
    with transaction.atomic():
        gone, _details = RequestShare.objects.filter(request=request, desk=desk).delete()
        if gone:
            record(by=by, at=at, verb="request.unshare", of=request, before={"desk": desk.reference})


def birth_note(
    *,
    by: User | None,
    at: datetime,
    request: Request,
    born_on: date,
    first_name: str = "",
    channel: ContactChannel = ContactChannel.DESK,
    link: AccessLink | None = None,
) -> Child:
    """A child is born: its birth date, and its first name when it is told. The due date stays, for what rests on it.

    Raises
    ------
    BirthInvalid
        The day has not come, or the child is born already on another day.
    """
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("child").get(pk=request.pk)
        child = Child.objects.select_for_update().get(pk=request.child_id)
        if born_on > timezone.localdate(at):
            raise BirthInvalid(born_on=born_on, known=None)
        if child.born_on is not None and child.born_on != born_on:
            raise BirthInvalid(born_on=born_on, known=child.born_on)
        child.born_on = born_on
        child.first_name = first_name.strip() or child.first_name
        child.save()
        record(by=by, at=at, verb="birth.note", of=request, after={"personal": ["child.born_on", "child.first_name"]})
        contact_note(by=by, at=at, request=request, kind=ContactKind.BIRTH, channel=channel, link=link)
        likeness_write(child.requests.all())
    return child
