"""The checks of truth and the figures, on screen and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.plans.exports import table_response
from ribambelle.plans.saving import author
from ribambelle.reporting import selectors, services
from ribambelle.reporting.errors import ReportingError
from ribambelle.reporting.models import Acceptance
from ribambelle.ui.toasts import done, failed


@requires("reporting.view_integrity")
def integrity(request: HttpRequest) -> HttpResponse:
    report = selectors.integrity(today=timezone.localdate())
    if fmt := request.GET.get("export"):
        heads = [_("Level"), _("Check"), _("Where"), _("What is wrong"), _("What to do"), _("Accepted because")]
        levels = {"error": _("error"), "gap": _("gap"), "remark": _("remark")}
        rows = [
            [
                levels[found.check.level],
                str(found.check.label),
                found.finding.culprit,
                found.finding.problem,
                found.finding.remedy,
                found.acceptance.reason if found.acceptance else "",
            ]
            for found in [*report.errors, *report.gaps, *report.remarks, *report.accepted]
        ]
        return table_response(fmt, heads, rows, title=_("Checks of truth"), name="controles")
    context = {
        "report": report,
        "errors": report.groups("error"),
        "gaps": report.groups("gap"),
        "remarks": report.groups("remark"),
    }
    return render(request, "reporting/integrity.html", context)


@requires("reporting.accept_finding")
@require_POST
def finding_accept(request: HttpRequest) -> HttpResponse:
    check, _bar, subject = request.POST.get("finding", "").partition("|")
    try:
        services.finding_accept(
            by=author(request),
            check=check,
            subject=subject,
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except ReportingError as error:
        failed(request, str(error))
    else:
        done(request, _("The finding is accepted; its reason is kept."))
    return redirect("reporting:integrity")


@requires("reporting.accept_finding")
@require_POST
def finding_reopen(request: HttpRequest) -> HttpResponse:
    check, _bar, subject = request.POST.get("finding", "").partition("|")
    services.finding_reopen(
        by=author(request), acceptance=get_object_or_404(Acceptance, check_code=check, subject=subject)
    )
    done(request, _("The finding stands again."))
    return redirect("reporting:integrity")


@requires("reporting.view_figures")
def figures(request: HttpRequest) -> HttpResponse:
    words, basis = request.GET.get("q", ""), request.GET.get("basis", "")
    lines = selectors.figure_lines(text=words, basis=basis)
    if fmt := request.GET.get("export"):
        heads = [_("Code"), _("Figure"), _("Value"), _("Unit"), _("Period"), _("How one knows"), _("How")]
        bases = {"computed": _("computed"), "declared": _("declared")}
        rows = [
            [
                line.figure.code,
                str(line.figure.label),
                line.value.value,
                str(line.figure.unit),
                str(line.figure.period),
                bases[line.value.basis],
                str(line.value.how),
            ]
            for line in lines
        ]
        return table_response(fmt, heads, rows, title=_("Figures"), name="chiffres")
    return render(request, "reporting/figures.html", {"lines": lines, "q": words, "basis": basis})
