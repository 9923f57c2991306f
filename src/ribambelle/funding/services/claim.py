"""The balance claim: filed once, frozen with its fingerprint, then settled."""

from datetime import date

import rfc8785
from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.funding.enums import ClaimState
from ribambelle.funding.errors import ClaimRefused
from ribambelle.funding.models import Claim, ClaimLine, Grant
from ribambelle.funding.selectors.claim import claim_sheet


def claim_file(*, by: User | None, grant: Grant, on: date) -> Claim:
    """File the claim: number its vouchers, store its figures and their fingerprint. Nothing in it changes afterwards.

    Raises
    ------
    ClaimRefused
        With everything that is still missing, each with its remedy.
    """
    import hashlib

    with transaction.atomic():
        grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
        sheet = claim_sheet(grant)
        if sheet.obstacles or sheet.balance is None:
            raise ClaimRefused("\n".join(str(obstacle) for obstacle in sheet.obstacles))
        claim, _created = Claim.objects.get_or_create(grant=grant)
        claim.state, claim.filed_on = ClaimState.FILED, on
        claim.eligible_cents = sheet.balance.eligible_cents
        claim.grant_cents = sheet.balance.grant_cents
        claim.paid_cents = sheet.balance.paid_cents
        claim.balance_cents = sheet.balance.balance_cents
        claim.fingerprint = hashlib.sha256(rfc8785.dumps(sheet.as_data())).hexdigest()
        claim.save()
        for line in sheet.lines:
            ClaimLine.objects.create(claim=claim, number=line.number, share=line.share)
        record(
            by=by,
            verb="claim.file",
            of=grant,
            after={"balance_cents": claim.balance_cents, "fingerprint": claim.fingerprint, "lines": len(sheet.lines)},
        )
    return claim


def claim_settle(*, by: User | None, claim: Claim, on: date) -> Claim:
    """Note that the funder settled the claim; again changes nothing."""
    with transaction.atomic():
        current = Claim.objects.select_for_update().get(pk=claim.pk)
        if current.state == ClaimState.FILED:
            current.state, current.settled_on = ClaimState.SETTLED, on
            current.save()
            record(by=by, verb="claim.settle", of=current.grant, after={"on": str(on)})
    return current
