"""Personal links: whom a token stands for, and the address to give."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from ribambelle.demand.models import AccessLink, Guardian, Household
from ribambelle.demand.rules import tokens


@dataclass(frozen=True, slots=True)
class Holder:
    """Who opened a link: a household, and which of its guardians when the link is personal."""

    link: AccessLink
    household: Household
    guardian: Guardian | None


def link_of(token: str, *, today: date) -> Holder | None:
    """Whom a token stands for; None for one that is unknown, revoked, or past its last day. One query.

    The database looks for the digest, never for the token, and the digests are compared in constant time: how long
    an answer takes says nothing about a token.
    """
    digest = tokens.digest_of(tokens.tidy_token(token) or "-")
    link = AccessLink.objects.filter(digest=digest).select_related("household__commune", "guardian").first()
    if link is None or not hmac.compare_digest(link.digest, digest):
        return None
    if link.revoked_at is not None or link.expires_on < today:
        return None
    return Holder(link, link.household, link.guardian)


def token_of(link: AccessLink) -> str:
    """The token of a link, written again; empty when the key of the installation has changed since."""
    token = tokens.token_of(link.nonce, key=settings.SECRET_KEY.encode())
    return token if hmac.compare_digest(tokens.digest_of(token), link.digest) else ""


def address_of(link: AccessLink) -> str:
    """The address to give to the family; empty when it cannot be written again: a new link is then needed."""
    token = token_of(link)
    return f"{settings.BASE_URL}/suivi/{token}/" if token else ""


def links_of(household: Household) -> Sequence[AccessLink]:
    """All links of a household, the newest first, revoked ones included. One query."""
    found = household.access_links.select_related("guardian", "created_by").order_by("-created_at", "-pk")
    return list(found)
