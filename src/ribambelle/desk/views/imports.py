"""Imports on screen: file, columns, report, yes. Each step is a page; nothing needs a script."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.desk import selectors, services
from ribambelle.desk.enums import Outcome, RunState
from ribambelle.desk.errors import MappingRefused, ReportOutdated, RunProblem
from ribambelle.desk.forms import HeaderForm, MappingForm, ReportFilter, UploadForm
from ribambelle.desk.models import ImportRun
from ribambelle.desk.targets import import_targets
from ribambelle.desk.uploads import BoundedUpload
from ribambelle.kernel.tables import TableError
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui import toasts
from ribambelle.ui.steps import Step, steps

PAGE_SIZE = 50
UNPROCESSABLE = 422
MAY_IMPORT = "desk.run_import"


def _steps(here: int) -> list[Step]:
    labels = [
        pgettext("import step", "File"),
        pgettext("import step", "Columns"),
        pgettext("import step", "Report"),
        pgettext("import step", "Brought in"),
    ]
    return steps(labels, here=here)


def _run(request: HttpRequest, reference: str) -> ImportRun:
    return get_object_or_404(selectors.runs(request.user), reference=reference)  # type: ignore[arg-type]


@requires(MAY_IMPORT)
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.runs(request.user), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    return render(request, "desk/import_list.html", {"page": page})


@csrf_exempt  # checked below, once the upload is bounded: the check itself reads the form
def import_new(request: HttpRequest) -> HttpResponse:
    bound = BoundedUpload(request)
    request.upload_handlers.insert(0, bound)
    return _import_new(request, bound)


@requires(MAY_IMPORT)
@csrf_protect
@require_http_methods(["GET", "POST"])
def _import_new(request: HttpRequest, bound: BoundedUpload) -> HttpResponse:
    targets = selectors.targets_for(request.user)  # type: ignore[arg-type]
    if request.method != "POST":
        form = UploadForm(targets=targets, initial={"target": request.GET.get("cible", "")})
        return render(request, "desk/import_new.html", {"form": form, "steps": _steps(0)})
    form = UploadForm(request.POST, request.FILES, targets=targets)
    is_valid = form.is_valid()
    if bound.refusal:
        form.errors.pop("file", None)
        form.add_error("file", str(bound.refusal))
    elif is_valid:
        try:
            file = form.cleaned_data["file"]
            run = services.run_open(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                target=import_targets.get(form.cleaned_data["target"]),
                source=file,
                file_name=file.name,
            )
            return redirect("desk:import_map", reference=run.reference)
        except TableError as error:
            form.add_error("file", str(error))
    return render(request, "desk/import_new.html", {"form": form, "steps": _steps(0)}, status=UNPROCESSABLE)


@requires(MAY_IMPORT)
@require_http_methods(["GET", "POST"])
def import_map(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    if not run.is_open:
        return redirect("desk:import_detail", reference=reference)
    target = import_targets.get(run.target)
    form = MappingForm(request.POST or None, run=run, target=target)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _map_and_check(request, run, form):
            return redirect("desk:import_detail", reference=reference)
        status = UNPROCESSABLE
    context = {
        "run": run,
        "target": target,
        "form": form,
        "header_form": HeaderForm(run=run),
        "earlier": selectors.earlier_application(run),
        "steps": _steps(1),
    }
    return render(request, "desk/import_map.html", context, status=status)


def _map_and_check(request: HttpRequest, run: ImportRun, form: MappingForm) -> bool:
    try:
        services.run_map(by=request.user, at=timezone.now(), run=run, mapping=form.cleaned_data["mapping"])  # type: ignore[arg-type]
        services.run_check(by=request.user, run=run)  # type: ignore[arg-type]
    except MappingRefused as error:
        for problem in error.problems:
            form.add_error(None, problem)
        return False
    except RunProblem as error:
        toasts.failed(request, str(error))
    return True


@requires(MAY_IMPORT)
@require_POST
def import_reread(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    form = HeaderForm(request.POST, run=run)
    try:
        if form.is_valid():
            sheet = form.cleaned_data.get("sheet") or run.sheet
            line = form.cleaned_data["header_line"]
            services.run_reread(by=request.user, run=run, header_line=line, sheet=sheet)  # type: ignore[arg-type]
        else:
            toasts.failed(request, _("Write the number of the line that holds the headings, for example 4."))
    except (TableError, RunProblem) as error:
        toasts.failed(request, str(error))
    return redirect("desk:import_map", reference=reference)


@requires(MAY_IMPORT)
@require_GET
def import_detail(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    if run.state in {RunState.READ, RunState.MAPPED}:
        return redirect("desk:import_map", reference=reference)
    counts = selectors.counts(run)
    outcomes = [(o.value, f"{o.label} ({counts[o.value]})") for o in Outcome if counts[o.value]]
    chosen = ReportFilter(request.GET or None, outcomes=outcomes)
    asked: dict[str, Any] = chosen.cleaned_data if chosen.is_valid() else {}
    rows = selectors.report(run, outcome=asked.get("outcome", ""), text=asked.get("q", ""))
    if request.GET.get("export") in FORMATS:
        return _export(run, request.GET["export"], rows)
    context = {
        "run": run,
        "target": import_targets.get(run.target),
        "counts": counts,
        "filter": chosen,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "steps": _steps(4 if run.state == RunState.APPLIED else 2),
    }
    return render(request, "desk/import_detail.html", context)


def _export(run: ImportRun, kind: str, rows: Any) -> HttpResponse:
    headings, lines = selectors.report_table(run, rows)
    content = write_table(kind, headings, lines, title=_("Report of import %(run)s") % {"run": run.reference})
    response = HttpResponse(content, content_type=FORMATS[kind].content_type)
    response["Content-Disposition"] = f'attachment; filename="{run.reference}.{FORMATS[kind].extension}"'
    return response


@requires(MAY_IMPORT)
@require_POST
def import_decide(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    shown, accepted = (_lines(request.POST.getlist(name)) for name in ("shown", "accepted"))
    try:
        services.run_decide(by=request.user, run=run, shown=shown, accepted=accepted)  # type: ignore[arg-type]
        toasts.done(request, _("Your answers on the doubtful lines are kept. Nothing is brought in yet."))
    except RunProblem as error:
        toasts.failed(request, str(error))
    return redirect("desk:import_detail", reference=reference)


def _lines(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


@requires(MAY_IMPORT)
@require_POST
def import_apply(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    try:
        count = services.run_apply(by=request.user, at=timezone.now(), run=run)  # type: ignore[arg-type]
        text = ngettext("%(count)s line brought in.", "%(count)s lines brought in.", count) % {"count": count}
        toasts.done(request, text)
    except ReportOutdated as error:
        services.run_check(by=request.user, run=run)  # type: ignore[arg-type]
        toasts.failed(request, str(error))
    except RunProblem as error:
        toasts.failed(request, str(error))
    return redirect("desk:import_detail", reference=reference)


@requires(MAY_IMPORT)
@require_POST
def import_abandon(request: HttpRequest, reference: str) -> HttpResponse:
    run = _run(request, reference)
    try:
        services.run_abandon(by=request.user, run=run)  # type: ignore[arg-type]
        toasts.done(request, _("Import %(run)s is abandoned: nothing was brought in.") % {"run": run.reference})
    except RunProblem as error:
        toasts.failed(request, str(error))
    return redirect("desk:import_list")
