"""Indicators and their declared values."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.plans import services
from ribambelle.plans.errors import PlanError
from ribambelle.plans.forms import IndicatorForm, IndicatorValueForm
from ribambelle.plans.models import Indicator, Plan
from ribambelle.plans.saving import author, saved
from ribambelle.plans.views.plan import form_page
from ribambelle.ui.toasts import done


@requires("plans.change_plan")
def indicator_create(request: HttpRequest, reference: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user), reference=reference)
    form = IndicatorForm(request.POST or None, plan=plan)
    if saved(
        request,
        form,
        lambda: services.indicator_create(by=author(request), plan=plan, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The indicator is added."))
        return redirect("plans:plan_detail", reference=reference)
    back = reverse("plans:plan_detail", kwargs={"reference": reference})
    return form_page(request, form, title=_("Add an indicator"), action=_("Add the indicator"), back=back)


@requires("plans.change_plan")
def indicator_value(request: HttpRequest, reference: str) -> HttpResponse:
    indicator = get_object_or_404(
        Indicator.objects.visible_to(request.user).select_related("plan"), reference=reference
    )
    form = IndicatorValueForm(
        request.POST or None, initial={"starts_on": indicator.plan.starts_on, "ends_on": indicator.plan.ends_on}
    )
    if saved(
        request,
        form,
        lambda: services.indicator_value_set(by=author(request), indicator=indicator, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The value is noted as declared."))
        return redirect("plans:plan_detail", reference=indicator.plan.reference)
    back = reverse("plans:plan_detail", kwargs={"reference": indicator.plan.reference})
    title = _("Note a declared value: %(indicator)s") % {"indicator": indicator.label}
    return form_page(request, form, title=title, action=_("Note the value"), back=back)
