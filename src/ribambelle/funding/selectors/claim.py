"""The balance claim of a grant as it stands: lines in order, arithmetic, and what is still missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.funding.enums import ClaimState, CostKind, CostStatus, PaymentKind, Rounding
from ribambelle.funding.errors import UnknownCeiling
from ribambelle.funding.models import Claim, CostShare, Grant
from ribambelle.funding.rules import Balance, claim_balance


@dataclass(slots=True)
class Line:
    """One accepted share, with its voucher's number in the claim."""

    number: int
    share: CostShare


@dataclass(slots=True)
class ClaimSheet:
    """Everything a claim shows. `balance` is None while ceiling or rate are unknown."""

    grant: Grant
    claim: Claim | None
    lines: list[Line]
    balance: Balance | None
    obstacles: list[str] = field(default_factory=list)

    @property
    def is_filed(self) -> bool:
        return self.claim is not None and self.claim.state != ClaimState.DRAFT

    def as_data(self) -> dict[str, Any]:
        """The claim as plain data, in a fixed order: what its fingerprint is taken of."""
        return {
            "grant": self.grant.reference,
            "lines": [
                {
                    "number": line.number,
                    "cost": line.share.cost.reference,
                    "heading": line.share.heading.code if line.share.heading else "",
                    "amount_cents": line.share.amount_cents,
                    "voucher": line.share.cost.voucher_sha256,
                }
                for line in self.lines
            ],
            "balance_cents": self.balance.balance_cents if self.balance else None,
        }


def paid_cents(grant: Grant) -> int:
    """What the funder paid so far, recoveries deducted. One query."""
    total = 0
    for kind, amount in grant.payments.values_list("kind", "amount_cents"):
        total += -amount if kind == PaymentKind.RECOVERY else amount
    return total


def claim_sheet(grant: Grant) -> ClaimSheet:
    """The claim of a grant: live while it is in preparation, as filed afterwards. Six queries.

    Vouchers are numbered by date of the cost, then in the order of entry.
    """
    claim = Claim.objects.filter(grant=grant).first()
    is_filed = claim is not None and claim.state != ClaimState.DRAFT
    shares = CostShare.objects.filter(grant=grant).select_related("cost", "heading", "project", "action")
    if is_filed:
        shares = shares.filter(claim_line__isnull=False).order_by("claim_line__number")
    else:
        shares = shares.filter(cost__status=CostStatus.ACCEPTED).order_by("cost__on", "cost_id", "position")
    lines = [Line(number, share) for number, share in enumerate(shares, start=1)]
    sheet = ClaimSheet(grant, claim, lines, None)
    try:
        sheet.balance = _balance(grant, lines, claim.paid_cents if claim and is_filed else None)
    except UnknownCeiling as error:
        sheet.obstacles.append(str(error))
    sheet.obstacles += _obstacles(sheet)
    return sheet


def _balance(grant: Grant, lines: list[Line], paid: int | None) -> Balance:
    spent: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.share.heading:
            spent[line.share.heading.code] += line.share.amount_cents
    return claim_balance(
        spent=spent,
        caps={heading.code: heading.cap_cents for heading in grant.headings.all()},
        ceiling_cents=grant.ceiling_cents,
        rate_points=grant.rate_points,
        double_funding_cents=grant.double_funding_cents if grant.bars_double_funding else 0,
        paid_cents=paid_cents(grant) if paid is None else paid,
        rounding=Rounding(grant.rounding),
    )


def _obstacles(sheet: ClaimSheet) -> list[str]:
    """Everything that keeps a claim from being filed, each with its remedy."""
    if sheet.is_filed:
        return [_("This claim is already filed.")]
    grant = sheet.grant
    found = []
    waiting = CostShare.objects.filter(grant=grant, cost__status=CostStatus.ENTERED).values("cost").distinct().count()
    if waiting:
        found.append(
            ngettext(
                "%(count)s cost waits to be accepted or refused. Decide on it.",
                "%(count)s costs wait to be accepted or refused. Decide on them.",
                waiting,
            )
            % {"count": waiting}
        )
    if not sheet.lines:
        found.append(_("No accepted cost stands under this grant. Enter the costs first."))
    for line in sheet.lines:
        cost = line.share.cost
        if cost.kind == CostKind.INVOICE and not cost.voucher:
            found.append(_("%(cost)s has no voucher. Attach its file.") % {"cost": cost})
        if not grant.starts_on <= cost.on < grant.ends_on:
            found.append(
                _("%(cost)s is dated outside the period of the grant. Correct the date, or refuse the cost.")
                % {"cost": cost}
            )
    if grant.narrative_first and grant.narrative_filed_on is None:
        found.append(_("The funder wants the narrative report first. File it and write its date on the grant."))
    return found


def days_left(grant: Grant, *, today: date) -> int | None:
    """Days until the claim is due: 0 on the day itself, negative when late, None when nobody said when."""
    return None if grant.claim_due_on is None else (grant.claim_due_on - today).days
