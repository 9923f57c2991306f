"""Personal links given, used and revoked."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.models import AccessLink, Guardian, Household
from ribambelle.demand.rules import tokens

#: A link outlives the longest wait examined (eleven months) and the letter that announces its end.
VALID_DAYS = 730
#: A link about to end is replaced by a new one when it is asked for again.
RENEWED_BEFORE_DAYS = 60
#: A visit is noted once an hour at most.
NOTED_EVERY = timedelta(hours=1)


def link_give(*, by: User | None, at: datetime, household: Household, guardian: Guardian | None = None) -> AccessLink:
    """The link of a guardian, or of the household: the one it has, or a new one.

    A link that ends within two months, or that this installation can no longer write, is revoked and replaced.

    Raises
    ------
    ValueError
        The guardian is of another household.
    """
    if guardian is not None and guardian.household_id != household.pk:
        raise ValueError(f"guardian {guardian.pk} is not of household {household.reference}.")
    today = timezone.localdate(at)
    with transaction.atomic():
        household = Household.objects.select_for_update().get(pk=household.pk)
        link = household.access_links.filter(guardian=guardian, revoked_at=None).first()
        if link is not None:
            is_lasting = link.expires_on > today + timedelta(days=RENEWED_BEFORE_DAYS)
            if is_lasting and tokens.digest_of(_token(link.nonce)) == link.digest:
                return link
            link_revoke(by=by, at=at, link=link)
        return _create(by=by, at=at, household=household, guardian=guardian, today=today)


def _create(
    *, by: User | None, at: datetime, household: Household, guardian: Guardian | None, today: date
) -> AccessLink:
    nonce = secrets.token_hex(16)
    link = AccessLink.objects.create(
        household=household,
        guardian=guardian,
        nonce=nonce,
        digest=tokens.digest_of(_token(nonce)),
        created_at=at,
        created_by=by,
        expires_on=today + timedelta(days=VALID_DAYS),
    )
    after = {"link": link.pk, "guardian": guardian.position if guardian else None, "expires_on": str(link.expires_on)}
    record(by=by, at=at, verb="link.create", of=household, after=after)
    return link


def _token(nonce: str) -> str:
    return tokens.token_of(nonce, key=settings.SECRET_KEY.encode())


def link_revoke(*, by: User | None, at: datetime, link: AccessLink) -> None:
    """Close a link; again changes nothing."""
    with transaction.atomic():
        link = AccessLink.objects.select_for_update(of=("self",)).select_related("household").get(pk=link.pk)
        if link.revoked_at is None:
            link.revoked_at = at
            link.save(update_fields=["revoked_at"])
            record(by=by, at=at, verb="link.revoke", of=link.household, after={"link": link.pk})


def link_reopen(*, by: User | None, at: datetime, link: AccessLink) -> bool:
    """Take the closing of a link back: what was printed opens its page again. False: another was given meanwhile."""
    with transaction.atomic():
        Household.objects.select_for_update().get(pk=link.household_id)
        link = AccessLink.objects.select_for_update(of=("self",)).select_related("household").get(pk=link.pk)
        if link.revoked_at is None:
            return True
        if AccessLink.objects.filter(household=link.household, guardian=link.guardian_id, revoked_at=None).exists():
            return False
        link.revoked_at = None
        link.save(update_fields=["revoked_at"])
        record(by=by, at=at, verb="link.reopen", of=link.household, after={"link": link.pk})
    return True


def link_used(*, at: datetime, link: AccessLink) -> None:
    """Note that the family opened its page, once an hour at most."""
    if link.last_used_at is not None and at - link.last_used_at < NOTED_EVERY:
        return
    with transaction.atomic():
        AccessLink.objects.filter(pk=link.pk).update(last_used_at=at)
        record(by=None, at=at, verb="link.use", of=link.household, after={"link": link.pk})
