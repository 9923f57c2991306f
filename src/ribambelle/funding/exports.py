"""The balance claim assembled: PDF, spreadsheet, and the vouchers numbered in one archive."""

import io
import zipfile

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ribambelle.funding.selectors import ClaimSheet
from ribambelle.kernel import formats
from ribambelle.papers.pdf import render_pdf
from ribambelle.papers.spreadsheets import Column, Row, write_table

EPOCH = (1980, 1, 1, 0, 0, 0)


def claim_pdf(sheet: ClaimSheet, *, author: str) -> bytes:
    """The claim on paper: decision, arithmetic, list of vouchers."""
    source = render_to_string("funding/papers/claim.html", {"sheet": sheet, "grant": sheet.grant})
    return render_pdf(source, title=_("Balance claim: %(grant)s") % {"grant": sheet.grant}, author=author)


def claim_columns() -> list[Column | str]:
    return [
        _("Number"),
        _("Cost"),
        _("Date"),
        _("What for"),
        _("Supplier or person"),
        _("Heading"),
        Column(_("Amount of the cost"), "cents"),
        _("Share, %"),
        Column(_("Claimed"), "cents"),
        _("Voucher"),
    ]


def claim_rows(sheet: ClaimSheet) -> list[Row]:
    """One line per voucher, then the arithmetic, each step under its name."""
    rows: list[Row] = [
        [
            line.number,
            line.share.cost.reference,
            line.share.cost.on,
            line.share.cost.label,
            line.share.cost.supplier,
            str(line.share.heading or ""),
            line.share.cost.amount_cents,
            line.share.share_points / 100,
            line.share.amount_cents,
            voucher_name(line.number, line.share.cost.voucher_name) if line.share.cost.voucher else "",
        ]
        for line in sheet.lines
    ]
    balance = sheet.balance
    if balance is None:
        return rows
    steps = [(heading.heading, heading.admitted_cents) for heading in balance.headings]
    steps += [
        (_("Eligible"), balance.eligible_cents),
        (_("At the rate of the grant"), balance.at_rate_cents),
        (_("Already paid by another funder"), -balance.double_funding_cents),
        (_("Ceiling"), balance.ceiling_cents),
        (_("Grant"), balance.grant_cents),
        (_("Paid so far"), -balance.paid_cents),
        (_("To be paid back") if balance.is_recovery else _("Balance"), balance.balance_cents),
    ]
    return rows + [[None, "", None, name, "", "", None, None, cents, ""] for name, cents in steps]


def claim_table(sheet: ClaimSheet, fmt: str) -> bytes:
    return write_table(fmt, claim_columns(), claim_rows(sheet), title=str(sheet.grant))


def voucher_name(number: int, name: str) -> str:
    """`001-facture-salle.pdf`: the number of the claim, then the name the file came with."""
    stem, _dot, extension = name.rpartition(".")
    return f"{number:03d}-{slugify(stem or name)[:60] or 'piece'}.{slugify(extension)[:5] or 'bin'}"


def claim_archive(sheet: ClaimSheet, *, author: str) -> bytes:
    """Everything the funder asks for in one file: the claim as PDF and XLSX, the vouchers in order.

    The same claim gives the same bytes: no clock is read.
    """
    buffer = io.BytesIO()
    name = sheet.grant.reference
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(path: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)

        put(f"{name}/solde.pdf", claim_pdf(sheet, author=author))
        put(f"{name}/solde.xlsx", claim_table(sheet, "xlsx"))
        for line in sheet.lines:
            cost = line.share.cost
            if cost.voucher:
                with cost.voucher.open("rb") as file:
                    put(f"{name}/pieces/{voucher_name(line.number, cost.voucher_name)}", file.read())
    return buffer.getvalue()


def countdown(days: int | None) -> str:
    """“in 12 days”, “today”, “3 days late”; unknown is said."""
    if days is None:
        return formats.unknown()
    if days == 0:
        return _("today")
    return _("in %(days)s days") % {"days": days} if days > 0 else _("%(days)s days late") % {"days": -days}
