"""What a funder reads, and takes away. Nothing here writes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.funding import exports, selectors
from ribambelle.funding.models import Grant
from ribambelle.funding.selectors.own import OwnFunding, filed_claim
from ribambelle.funding.selectors.own import own_funding as read_own
from ribambelle.papers.spreadsheets import Column
from ribambelle.plans.exports import pdf_response, table_response

MAY = "funding.view_own_funding"


@requires(MAY)
@require_GET
def own_funding(request: HttpRequest) -> HttpResponse:
    view = read_own(request.user, today=timezone.localdate())  # type: ignore[arg-type]
    if fmt := request.GET.get("export"):
        return _export(fmt, view)
    lines = [(grant, claim, exports.countdown(left), left) for grant, claim, left in view.grants]
    return render(request, "funding/own_funding.html", {"view": view, "lines": lines})


def _export(fmt: str, view: OwnFunding) -> HttpResponse:
    heads: list[Column | str] = [
        _("Grant"),
        _("Programme"),
        _("Project"),
        _("From"),
        _("Until (not included)"),
        Column(_("Ceiling"), "cents"),
        _("Balance claim due on"),
        _("Filed on"),
        Column(_("Balance"), "cents"),
    ]
    rows = (
        [
            grant.name,
            str(grant.programme or ""),
            str(grant.project or ""),
            grant.starts_on,
            grant.ends_on,
            grant.ceiling_cents,
            grant.claim_due_on,
            claim.filed_on if claim else None,
            claim.balance_cents if claim else None,
        ]
        for grant, claim, _left in view.grants
    )
    return table_response(fmt, heads, rows, title=_("What we fund"), name="nos-financements")


@requires(MAY)
@require_GET
def own_claim(request: HttpRequest, reference: str) -> HttpResponse:
    """A filed claim: its paper, its table, or all with the vouchers."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("claim"), reference=reference)
    if filed_claim(grant) is None:
        raise Http404(reference)
    sheet, name, body = selectors.claim_sheet(grant), f"solde-{reference}", body_name()
    fmt = request.GET.get("export", "pdf")
    if fmt == "pdf":
        return pdf_response(exports.claim_pdf(sheet, author=body), name=name)
    if fmt == "zip":
        response = HttpResponse(exports.claim_archive(sheet, author=body), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
        return response
    return table_response(fmt, exports.claim_columns(), exports.claim_rows(sheet), title=grant.name, name=name)
