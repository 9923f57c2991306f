"""Open and withdraw calendar feeds."""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import FeedKind
from ribambelle.gatherings.models import Feed
from ribambelle.gatherings.scopes import feed_scopes


def feed_open(*, by: User | None, kind: FeedKind, reference: str) -> Feed:
    """Open a secret address for the calendar of a person, a body or a setting.

    Raises
    ------
    ValidationError
        When nothing has that reference.
    """
    if not feed_scopes.get(kind).label_of(reference):
        raise ValidationError(
            _("%(kind)s “%(reference)s” is not known. Take the reference from its own page.")
            % {"kind": kind.label.capitalize(), "reference": reference}
        )
    with transaction.atomic():
        feed = Feed.objects.create(token=secrets.token_urlsafe(32), kind=kind, reference=reference, made_by=by)
        record(by=by, verb="feed.open", kind="gatherings.feed", reference=f"{kind}:{reference}")
    return feed


def feed_withdraw(*, by: User | None, feed: Feed, at: datetime) -> Feed:
    """Close the address for ever. Again changes nothing."""
    with transaction.atomic():
        current = Feed.objects.select_for_update().get(pk=feed.pk)
        if current.withdrawn_at is None:
            current.withdrawn_at = at
            current.save(update_fields=["withdrawn_at"])
            record(by=by, verb="feed.withdraw", kind="gatherings.feed", reference=f"{feed.kind}:{feed.reference}")
    return current
