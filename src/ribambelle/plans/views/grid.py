"""The five-column grid, the matrix, and perspectives carried into the next plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.plans import selectors, services
from ribambelle.plans.enums import ActionStatus
from ribambelle.plans.errors import PlanError
from ribambelle.plans.exports import grid_response, matrix_response
from ribambelle.plans.forms import CarryForm, RowForm
from ribambelle.plans.models import Perspective, Plan
from ribambelle.plans.saving import author, saved, status_of
from ribambelle.plans.selectors import GridRow
from ribambelle.ui.toasts import done


@requires("plans.view_plan")
def grid(request: HttpRequest, reference: str) -> HttpResponse:
    """The grid; `?ligne=KEY` opens one row as a form, which posts to the same address."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), reference=reference)
    rows = selectors.grid_rows(plan)
    if fmt := request.GET.get("export"):
        return grid_response(fmt, plan, rows, author=body_name())
    may_change = request.user.has_perm("plans.change_plan")
    key = request.GET.get("ligne", "") if may_change else ""
    row = next((row for row in rows if row.key == key), None)
    is_new = row is None and key == "nouvelle"
    target = next((r for r in rows if r.objective.reference == request.GET.get("objectif")), None) if is_new else row
    form = _row_form(request, row) if target else None
    if target and form:
        action = row.action if row else None
        kept = saved(request, form, lambda: _save(request, target, action, form), (PlanError,))
        if kept:
            done(request, _("The row is saved."))
            return redirect(reverse("plans:grid", kwargs={"reference": reference}) + f"#r-{kept.reference}")
    context = {"plan": plan, "rows": rows, "form": form, "open": target, "is_new": is_new, "part": "grid"}
    return render(request, "plans/grid.html", context, status=status_of(form) if form else 200)


def _row_form(request: HttpRequest, row: GridRow | None) -> RowForm:
    initial: dict[str, Any] = {"status": ActionStatus.PLANNED}
    if row and row.action:
        action = row.action
        initial = {
            "version": action.version,
            "action": action.text,
            "status": action.status,
            "reason": action.reason,
            "effects": "\n".join(row.effects),
            "results": "\n".join(row.results),
            "perspectives": "\n".join(row.perspectives),
        }
    return RowForm(request.POST or None, initial=initial)


def _save(request: HttpRequest, row: GridRow, action: Any, form: RowForm) -> Any:
    data = form.cleaned_data
    texts = services.RowTexts(
        action=data["action"],
        status=ActionStatus(data["status"]),
        reason=data["reason"],
        effects=data["effects"],
        results=data["results"],
        perspectives=data["perspectives"],
    )
    return services.row_save(
        by=author(request),
        objective=row.objective,
        action=action,
        version=data["version"] if action else None,
        texts=texts,
    )


@requires("plans.view_plan")
def matrix(request: HttpRequest, reference: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user), reference=reference)
    table = selectors.matrix(plan)
    if fmt := request.GET.get("export"):
        return matrix_response(fmt, plan, table)
    return render(request, "plans/matrix.html", {"plan": plan, "table": table, "part": "matrix"})


@requires("plans.change_plan")
def perspectives(request: HttpRequest, reference: str) -> HttpResponse:
    """What should come next, and the plan that takes it up."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), reference=reference)
    form = CarryForm(request.POST or None, plan=plan, initial={"plan": getattr(plan, "followed_by", None)})
    wanted = request.POST.getlist("perspective")
    if request.method == "POST" and not wanted:
        form.add_error(None, _("No perspective is ticked. Tick those that the next plan takes up."))
    carried = saved(request, form, lambda: _carry(request, plan, wanted, form.cleaned_data["plan"]), (PlanError,))
    if carried:
        done(request, _("The perspectives are now objectives of the next plan."))
        return redirect("plans:plan_detail", reference=form.cleaned_data["plan"].reference)
    rows = selectors.perspectives_to_carry(plan)
    context = {"plan": plan, "rows": rows, "form": form, "part": "perspectives"}
    return render(request, "plans/perspectives.html", context, status=status_of(form))


def _carry(request: HttpRequest, plan: Plan, wanted: list[str], into: Plan) -> list[Any]:
    chosen = Perspective.objects.filter(action__plan=plan, pk__in=[key for key in wanted if key.isdigit()])
    return [
        services.perspective_carry(by=author(request), perspective=perspective, plan=into)
        for perspective in chosen.select_related("action").order_by("action__position", "position")
    ]
