"""The balance claim: its arithmetic on screen, assembled, filed, settled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.funding import exports, selectors, services
from ribambelle.funding.errors import FundingError
from ribambelle.funding.selectors.claim import days_left
from ribambelle.funding.views.grant import find
from ribambelle.plans.exports import pdf_response, table_response
from ribambelle.plans.saving import author
from ribambelle.ui.toasts import done, failed


@requires("funding.view_grant")
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    sheet = selectors.claim_sheet(grant)
    name, body = f"solde-{grant.reference}", body_name()
    fmt = request.GET.get("export")
    if fmt == "pdf":
        return pdf_response(exports.claim_pdf(sheet, author=body), name=name)
    if fmt == "zip":
        response = HttpResponse(exports.claim_archive(sheet, author=body), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
        return response
    if fmt:
        return table_response(fmt, exports.claim_columns(), exports.claim_rows(sheet), title=grant.name, name=name)
    left = exports.countdown(days_left(grant, today=timezone.localdate()))
    return render(request, "funding/claim.html", {"grant": grant, "sheet": sheet, "countdown": left})


@requires("funding.change_grant")
@require_POST
def claim_file(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    try:
        services.claim_file(by=author(request), grant=grant, on=timezone.localdate())
    except FundingError as error:
        for problem in str(error).splitlines():
            failed(request, problem)
    else:
        done(request, _("The claim is filed: its figures and vouchers no longer change."))
    return redirect("funding:claim", reference=reference)


@requires("funding.change_grant")
@require_POST
def claim_settle(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    sheet = selectors.claim_sheet(grant)
    if sheet.claim is None or not sheet.is_filed:
        failed(request, _("This claim is not filed yet. File it first."))
    else:
        services.claim_settle(by=author(request), claim=sheet.claim, on=timezone.localdate())
        done(request, _("The claim is settled."))
    return redirect("funding:claim", reference=reference)
