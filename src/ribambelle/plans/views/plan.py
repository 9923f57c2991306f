"""Plans and their trees."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.plans import selectors, services
from ribambelle.plans.errors import PlanError
from ribambelle.plans.exports import table_response
from ribambelle.plans.forms import ObjectiveForm, PlanForm
from ribambelle.plans.models import Objective, Plan
from ribambelle.plans.saving import author, saved, status_of
from ribambelle.ui.toasts import done

PAGE_SIZE = 50


@requires("plans.view_plan")
def plan_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    plans = selectors.plans(by=author(request), text=words)
    if fmt := request.GET.get("export"):
        heads = [
            _("Plan"),
            _("Kind"),
            _("From"),
            _("Until (not included)"),
            _("Perimeter"),
            _("Objectives"),
            _("Actions"),
        ]
        rows = (
            [p.name, p.get_kind_display(), p.starts_on, p.ends_on, p.perimeter, p.objective_count, p.action_count]
            for p in plans
        )
        return table_response(fmt, heads, rows, title=_("Plans"), name="plans")
    page = Paginator(plans, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "plans/plan_list.html", {"page": page, "q": words})


@requires("plans.view_plan")
def plan_detail(request: HttpRequest, reference: str) -> HttpResponse:
    plan = _plan(request, reference)
    sheet = selectors.plan_sheet(plan, today=timezone.localdate())
    return render(request, "plans/plan_detail.html", {"plan": plan, "sheet": sheet, "part": "sheet"})


@requires("plans.change_plan")
def plan_create(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)
    plan = saved(
        request,
        form,
        lambda: services.plan_create(by=author(request), **form.cleaned_data),
        (PlanError,),
    )
    if plan:
        done(request, _("The plan is open. Add its objectives."))
        return redirect("plans:plan_detail", reference=plan.reference)
    return form_page(request, form, title=_("Open a plan"), action=_("Open the plan"), back=reverse("plans:plan_list"))


@requires("plans.change_plan")
def plan_update(request: HttpRequest, reference: str) -> HttpResponse:
    plan = _plan(request, reference)
    names = ("name", "kind", "starts_on", "ends_on", "perimeter", "lead", "follows", "source")
    form = PlanForm(request.POST or None, initial={name: getattr(plan, name) for name in names})
    if saved(
        request, form, lambda: services.plan_update(by=author(request), plan=plan, **form.cleaned_data), (PlanError,)
    ):
        done(request, _("The plan is saved."))
        return redirect("plans:plan_detail", reference=plan.reference)
    back = reverse("plans:plan_detail", kwargs={"reference": reference})
    return form_page(request, form, title=plan.name, action=_("Save the plan"), back=back)


@requires("plans.change_plan")
def objective_create(request: HttpRequest, reference: str) -> HttpResponse:
    plan = _plan(request, reference)
    form = ObjectiveForm(request.POST or None, plan=plan)
    if saved(
        request,
        form,
        lambda: services.objective_create(by=author(request), plan=plan, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The objective is added."))
        return redirect("plans:plan_detail", reference=plan.reference)
    back = reverse("plans:plan_detail", kwargs={"reference": reference})
    return form_page(request, form, title=_("Add an objective or a mission"), action=_("Add it"), back=back)


@requires("plans.change_plan")
def objective_update(request: HttpRequest, reference: str) -> HttpResponse:
    objective = get_object_or_404(
        Objective.objects.visible_to(request.user).select_related("plan"), reference=reference
    )
    initial: dict[str, Any] = {name: getattr(objective, name) for name in ("kind", "code", "text", "parent")}
    form = ObjectiveForm(request.POST or None, initial=initial, plan=objective.plan)
    if saved(
        request,
        form,
        lambda: services.objective_update(by=author(request), objective=objective, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The objective is saved."))
        return redirect("plans:plan_detail", reference=objective.plan.reference)
    back = reverse("plans:plan_detail", kwargs={"reference": objective.plan.reference})
    return form_page(request, form, title=str(objective), action=_("Save the objective"), back=back)


def _plan(request: HttpRequest, reference: str) -> Plan:
    return get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("lead", "follows"), reference=reference
    )


def form_page(request: HttpRequest, form: Any, *, title: str, action: str, back: str, lede: str = "") -> HttpResponse:
    """A page that holds one form: its title, its fields, one button, the way back."""
    context = {"form": form, "title": title, "action": action, "back": back, "lede": lede}
    return render(request, "plans/form.html", context, status=status_of(form))
