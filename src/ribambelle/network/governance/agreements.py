"""Memberships and their yearly fee; agreements, their renewals and what the parties promised."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.models import (
    Agreement,
    AgreementParty,
    Commitment,
    Membership,
    MembershipFee,
    Organisation,
)
from ribambelle.network.services import free_reference


def membership_open(*, by: User | None, organisation: Organisation, **fields: Any) -> Membership:
    """An organisation becomes a member.

    Raises
    ------
    ValidationError
        When it already is one.
    """
    with transaction.atomic():
        if Membership.objects.filter(organisation=organisation, ends_on__isnull=True).exists():
            raise ValidationError(_("%(organisation)s is already a member.") % {"organisation": organisation})
        membership = Membership(organisation=organisation, **fields)
        membership.full_clean()
        membership.save()
        record(by=by, verb="membership.open", of=organisation, after={"from": str(membership.starts_on or "")})
    return membership


def membership_end(*, by: User | None, membership: Membership, on: date) -> Membership:
    """End a membership: `on` is the first day without it. Fees already called stay."""
    with transaction.atomic():
        current = Membership.objects.select_for_update().get(pk=membership.pk)
        current.ends_on = on
        current.full_clean()
        current.save(update_fields=["ends_on"])
        record(by=by, verb="membership.end", of=current.organisation, after={"on": str(on)})
    return current


def fees_call(*, by: User | None, year: int, amount_cents: int, due_on: date | None = None) -> list[MembershipFee]:
    """Ask every member of that year for its fee. Those already asked are left alone: again asks nobody twice."""
    with transaction.atomic():
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        asked = Membership.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lt=end), Q(ends_on__isnull=True) | Q(ends_on__gt=start)
        ).exclude(fees__year=year)
        fees = [
            MembershipFee.objects.create(membership=member, year=year, amount_cents=amount_cents, due_on=due_on)
            for member in asked.order_by("organisation__name", "pk")
        ]
        if fees:
            record(
                by=by,
                verb="fees.call",
                kind="network.membershipfee",
                reference=str(year),
                after={"members": len(fees), "amount_cents": amount_cents},
            )
    return fees


def agreement_create(
    *,
    by: User | None,
    title: str,
    parties: Iterable[Organisation],
    renews: Agreement | None = None,
    reference: str = "",
    **fields: Any,
) -> Agreement:
    """Write an agreement down with its parties; a renewal begins when what it renews ends, unless said otherwise.

    Raises
    ------
    ValidationError
        When it has fewer than two parties, or what it renews was already renewed.
    """
    signers = list(dict.fromkeys(parties))
    if len(signers) < 2:
        raise ValidationError(_("An agreement binds at least two organisations. Choose the other party."))
    if renews and Agreement.objects.filter(renews=renews).exists():
        raise ValidationError(_("“%(agreement)s” was already renewed.") % {"agreement": renews})
    with transaction.atomic():
        if renews and not fields.get("starts_on"):
            fields["starts_on"] = renews.ends_on
        agreement = Agreement(
            title=title,
            renews=renews,
            reference=reference or free_reference(Agreement, title, reserved=frozenset({"nouvelle"})),
            **fields,
        )
        agreement.full_clean()
        agreement.save()
        for organisation in signers:
            AgreementParty.objects.create(agreement=agreement, organisation=organisation)
        record(
            by=by,
            verb="agreement.create",
            of=agreement,
            after={"parties": [organisation.reference for organisation in signers], "title": title},
        )
    return agreement


def commitment_add(
    *, by: User | None, agreement: Agreement, text: str, party: AgreementParty | None = None, due_on: date | None = None
) -> Commitment:
    """Note what a party promised, and by when."""
    with transaction.atomic():
        commitment = Commitment(agreement=agreement, text=text, party=party, due_on=due_on)
        commitment.full_clean()
        commitment.save()
        record(by=by, verb="commitment.add", of=agreement, after={"text": text, "due_on": str(due_on or "")})
    return commitment


def commitment_done(*, by: User | None, commitment: Commitment, on: date) -> Commitment:
    """Kept. Saying so again changes nothing."""
    with transaction.atomic():
        current = Commitment.objects.select_for_update().get(pk=commitment.pk)
        if current.done_on is None:
            current.done_on = on
            current.save(update_fields=["done_on"])
            record(by=by, verb="commitment.done", of=current.agreement, after={"text": current.text, "on": str(on)})
    return current
