"""Actions, their results and their evidence."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.plans import selectors, services
from ribambelle.plans.enums import Family
from ribambelle.plans.errors import PlanError
from ribambelle.plans.forms import ActionForm, EvidenceForm, EvidenceRuleForm
from ribambelle.plans.models import Action, Plan
from ribambelle.plans.saving import author, saved, status_of
from ribambelle.plans.services.action import codes_text
from ribambelle.plans.views.plan import form_page
from ribambelle.ui.toasts import done, failed

FIELDS = (
    "text",
    "theme",
    "owner",
    "owner_organisation",
    "partners",
    "starts_on",
    "ends_on",
    "status",
    "reason",
)


def _action(request: HttpRequest, reference: str) -> Action:
    rows = Action.objects.visible_to(request.user).select_related("plan", "owner_organisation")
    return get_object_or_404(rows, reference=reference)


def _page(request: HttpRequest, action: Action, form: EvidenceForm | None) -> HttpResponse:
    context = {
        "action": action,
        "plan": action.plan,
        "citations": action.citations.select_related("objective"),
        "evidence": selectors.evidence_of(action),
        "form": form,
        "ruled": selectors.ruled_of(action),
        "rule_form": EvidenceRuleForm() if form else None,
    }
    return render(request, "plans/action_detail.html", context, status=status_of(form) if form else 200)


@requires("plans.view_plan")
def action_detail(request: HttpRequest, reference: str) -> HttpResponse:
    form = EvidenceForm() if request.user.has_perm("plans.change_plan") else None
    return _page(request, _action(request, reference), form)


@requires("plans.change_plan")
def action_create(request: HttpRequest, reference: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user), reference=reference)
    form = ActionForm(request.POST or None)
    action = saved(
        request,
        form,
        lambda: services.action_create(by=author(request), plan=plan, **form.cleaned_data),
        (PlanError,),
    )
    if action:
        done(request, _("The action is added."))
        return redirect("plans:action_detail", reference=action.reference)
    back = reverse("plans:plan_detail", kwargs={"reference": reference})
    return form_page(request, form, title=_("Add an action"), action=_("Add the action"), back=back)


@requires("plans.change_plan")
def action_update(request: HttpRequest, reference: str) -> HttpResponse:
    action = _action(request, reference)
    initial: dict[str, Any] = {name: getattr(action, name) for name in FIELDS}
    initial["objective_codes"] = codes_text(action, Family.OBJECTIVE)
    initial["mission_codes"] = codes_text(action, Family.MISSION)
    form = ActionForm(request.POST or None, initial=initial)
    if saved(request, form, lambda: _update(request, action, form), (PlanError,)):
        done(request, _("The action is saved."))
        return redirect("plans:action_detail", reference=action.reference)
    back = reverse("plans:action_detail", kwargs={"reference": reference})
    return form_page(request, form, title=action.text, action=_("Save the action"), back=back)


def _update(request: HttpRequest, action: Action, form: ActionForm) -> Action:
    data = dict(form.cleaned_data)
    return services.action_rewrite(
        by=author(request),
        action=action,
        objective_codes=data.pop("objective_codes"),
        mission_codes=data.pop("mission_codes"),
        **data,
    )


@requires("plans.change_plan")
@require_POST
def evidence_attach(request: HttpRequest, reference: str) -> HttpResponse:
    action = _action(request, reference)
    form = EvidenceForm(request.POST)
    if saved(
        request,
        form,
        lambda: services.evidence_attach(by=author(request), action=action, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The record is attached as evidence."))
        return redirect("plans:action_detail", reference=reference)
    return _page(request, action, form)


@requires("plans.change_plan")
@require_POST
def evidence_detach(request: HttpRequest, reference: str) -> HttpResponse:
    action = _action(request, reference)
    found = action.evidence.filter(kind=request.POST.get("kind", ""), reference=request.POST.get("reference", ""))
    for evidence in found:
        services.evidence_detach(by=author(request), evidence=evidence)
    done(request, _("The record is no longer attached here; it stays where it is."))
    return redirect("plans:action_detail", reference=reference)


@requires("plans.change_plan")
@require_POST
def evidence_rule_add(request: HttpRequest, reference: str) -> HttpResponse:
    action, form = _action(request, reference), EvidenceRuleForm(request.POST)
    if form.is_valid():
        services.evidence_rule_add(by=author(request), action=action, **form.chosen())
        done(request, _("The rule is kept: what it finds proves this action, now and later."))
    else:
        failed(request, _("This rule does not exist. Choose one of the list."))
    return redirect("plans:action_detail", reference=reference)


@requires("plans.change_plan")
@require_POST
def evidence_rule_remove(request: HttpRequest, reference: str) -> HttpResponse:
    action = _action(request, reference)
    number = request.POST.get("rule", "")
    for rule in action.evidence_rules.filter(pk=int(number) if number.isdecimal() and len(number) < 18 else 0):
        services.evidence_rule_remove(by=author(request), rule=rule)
        done(request, _("The rule is removed; the records stay where they are."))
    return redirect("plans:action_detail", reference=reference)
