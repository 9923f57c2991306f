"""Costs: entered once with their voucher, shared to the cent, accepted or refused."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.funding.enums import CostKind, CostStatus
from ribambelle.funding.errors import FiledClaim, FundingError, VoucherRefused
from ribambelle.funding.models import Cost, CostShare, Grant, Heading, Project
from ribambelle.funding.rules import split, staff_cost_cents
from ribambelle.plans.models import Action
from ribambelle.plans.services.references import changes

LARGEST_VOUCHER = 10 * 1024 * 1024
#: first bytes of a file, and the extension it is kept under
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


@dataclass(frozen=True, slots=True)
class ShareInput:
    """A part of a cost, in basis points: for a heading of a grant or own funds, a project, an action."""

    points: int
    heading: Heading | None = None
    project: Project | None = None
    action: Action | None = None

    @property
    def grant(self) -> Grant | None:
        return self.heading.grant if self.heading else None


def cost_create(
    *,
    by: User | None,
    kind: CostKind,
    label: str,
    on: date,
    shares: Sequence[ShareInput],
    amount_cents: int | None = None,
    minutes: int | None = None,
    hourly_cents: int | None = None,
    vat_cents: int | None = None,
    supplier: str = "",
    voucher: bytes | None = None,
    voucher_name: str = "",
) -> Cost:
    """Enter a cost once and share it out. Staff time costs its minutes at the hourly cost; time given costs nothing.

    Raises
    ------
    SharesDoNotAddUp
        When the shares do not make 100 %.
    VoucherRefused
        When the file is not a PDF, JPEG or PNG of ten megabytes at most.
    FundingError
        When staff time has no minutes or hourly cost, or another cost has no amount.
    """
    amount = _amount(kind, amount_cents, minutes, hourly_cents)
    split(amount, [share.points for share in shares])
    with transaction.atomic():
        cost = Cost(
            reference="-",
            kind=kind,
            label=label,
            supplier=supplier,
            on=on,
            amount_cents=amount,
            vat_cents=vat_cents,
            minutes=minutes,
            hourly_cents=hourly_cents if kind == CostKind.STAFF else None,
        )
        _keep_voucher(cost, voucher, voucher_name)
        cost.full_clean(exclude=["reference", "voucher"])
        cost.save()
        cost.reference = f"C-{cost.pk}"
        cost.save(update_fields=["reference"])
        _share(cost, shares)
        record(by=by, verb="cost.create", of=cost, after={"label": label, "amount_cents": amount})
    return cost


def cost_update(
    *,
    by: User | None,
    cost: Cost,
    shares: Sequence[ShareInput],
    voucher: bytes | None = None,
    voucher_name: str = "",
    **values: Any,
) -> Cost:
    """Change a cost and share it out again; it then waits to be accepted anew.

    Raises
    ------
    FiledClaim
        When a filed claim rests on it.
    """
    values["amount_cents"] = _amount(
        values["kind"], values.get("amount_cents"), values.get("minutes"), values.get("hourly_cents")
    )
    if values["kind"] != CostKind.STAFF:
        values["hourly_cents"] = None
    with transaction.atomic():
        current = Cost.objects.select_for_update().get(pk=cost.pk)
        _refuse_when_claimed(current)
        before, after = changes(current, values)
        was = _shares_as_text(current)
        current.status, current.status_reason = CostStatus.ENTERED, ""
        _keep_voucher(current, voucher, voucher_name)
        current.full_clean(exclude=["voucher"])
        current.save()
        current.shares.all().delete()
        _share(current, shares)
        if (now := _shares_as_text(current)) != was:
            before["shares"], after["shares"] = was, now
        record(by=by, verb="cost.update", of=current, before=before, after=after)
    return current


def cost_accept(*, by: User | None, cost: Cost) -> Cost:
    """Admit a cost into the claims of its funders; again changes nothing."""
    return _decide(by=by, cost=cost, status=CostStatus.ACCEPTED, reason="")


def cost_refuse(*, by: User | None, cost: Cost, reason: str) -> Cost:
    """Keep a cost out of the claims, with the reason."""
    if not reason.strip():
        raise FundingError(_("A cost is refused with a reason. Write it in a few words."))
    return _decide(by=by, cost=cost, status=CostStatus.REFUSED, reason=reason)


def _decide(*, by: User | None, cost: Cost, status: CostStatus, reason: str) -> Cost:
    with transaction.atomic():
        current = Cost.objects.select_for_update().get(pk=cost.pk)
        before, after = changes(current, {"status": status, "status_reason": reason})
        if after:
            _refuse_when_claimed(current)
            current.save()
            record(by=by, verb=f"cost.{status}", of=current, before=before, after=after)
    return current


def _amount(kind: str, amount_cents: int | None, minutes: int | None, hourly_cents: int | None) -> int:
    if kind == CostKind.IN_KIND:
        if not minutes:
            raise FundingError(_("Time given has no length. Write how many hours were given."))
        return 0
    if kind == CostKind.STAFF:
        if not minutes or hourly_cents is None:
            raise FundingError(_("Staff time needs its hours and its hourly cost. Write both."))
        return staff_cost_cents(minutes=minutes, hourly_cents=hourly_cents)
    if amount_cents is None:
        raise FundingError(_("The cost has no amount. Write it, VAT included."))
    return amount_cents


def _share(cost: Cost, shares: Sequence[ShareInput]) -> None:
    amounts = split(cost.amount_cents, [share.points for share in shares])
    for place, (share, amount) in enumerate(zip(shares, amounts, strict=True), start=1):
        part = CostShare(
            cost=cost,
            position=place,
            share_points=share.points,
            amount_cents=amount,
            grant=share.grant,
            heading=share.heading,
            project=share.project,
            action=share.action,
        )
        part.full_clean()
        part.save()


def _shares_as_text(cost: Cost) -> str:
    return ", ".join(
        f"{points}:{heading or '-'}:{project or '-'}:{action or '-'}"
        for points, heading, project, action in cost.shares.values_list(
            "share_points", "heading__code", "project__reference", "action__reference"
        )
    )


def _keep_voucher(cost: Cost, content: bytes | None, name: str) -> None:
    if content is None:
        return
    extension = next((ext for start, ext in SIGNATURES.items() if content.startswith(start)), None)
    if extension is None:
        raise VoucherRefused(_("%(name)s is not a PDF, JPEG or PNG file. Scan the voucher again.") % {"name": name})
    if len(content) > LARGEST_VOUCHER:
        raise VoucherRefused(_("%(name)s is larger than 10 MB. Scan it in a lower resolution.") % {"name": name})
    cost.voucher_sha256 = hashlib.sha256(content).hexdigest()
    cost.voucher_name = name[:200]
    cost.voucher.save(f"{cost.voucher_sha256[:32]}.{extension}", ContentFile(content), save=False)


def _refuse_when_claimed(cost: Cost) -> None:
    if cost.shares.filter(claim_line__isnull=False).exists():
        raise FiledClaim(
            _("%(cost)s stands in a filed balance claim: it no longer changes. Enter a correction as a new cost.")
            % {"cost": cost.reference}
        )
