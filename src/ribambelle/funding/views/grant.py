"""Grants: the list with its countdowns, the sheet, what is paid and due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.funding import selectors, services
from ribambelle.funding.exports import countdown
from ribambelle.funding.forms import DueDateForm, GrantForm, HeadingForm, PaymentForm
from ribambelle.funding.models import Grant, GrantDueDate
from ribambelle.funding.rules import advance_cents, in_percent
from ribambelle.funding.selectors.claim import days_left
from ribambelle.funding.views.pages import form_page, kept, post_to
from ribambelle.papers.spreadsheets import Column
from ribambelle.plans.exports import table_response
from ribambelle.plans.saving import author
from ribambelle.ui.toasts import done


def find(request: HttpRequest, reference: str) -> Grant:
    rows = Grant.objects.visible_to(request.user).select_related("funder", "programme", "portfolio", "project")
    return get_object_or_404(rows, reference=reference)


@requires("funding.view_grant")
def grant_list(request: HttpRequest) -> HttpResponse:
    grants = selectors.grants()
    if fmt := request.GET.get("export"):
        heads: list[Column | str] = [
            _("Grant"),
            _("Funder"),
            _("From"),
            _("Until (not included)"),
            Column(_("Ceiling"), "cents"),
            _("Balance claim due on"),
        ]
        rows = ([g.name, g.funder.name, g.starts_on, g.ends_on, g.ceiling_cents, g.claim_due_on] for g in grants)
        return table_response(fmt, heads, rows, title=_("Grants"), name="subventions")
    today = timezone.localdate()
    lines = [(grant, countdown(days_left(grant, today=today)), days_left(grant, today=today)) for grant in grants]
    return render(request, "funding/grant_list.html", {"lines": lines})


@requires("funding.view_grant")
def grant_detail(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    minutes = selectors.staff_minutes(grant)
    context = {
        "grant": grant,
        "sheet": selectors.claim_sheet(grant),
        "paid_cents": selectors.paid_cents(grant),
        "advance_cents": advance_cents(ceiling_cents=grant.ceiling_cents, advance_points=grant.advance_points),
        "advance_share": None if grant.advance_points is None else in_percent(grant.advance_points),
        "hours": f"{minutes // 60} h {minutes % 60:02d}",
        "countdown": countdown(days_left(grant, today=timezone.localdate())),
        "heading_form": HeadingForm(prefix="heading"),
        "payment_form": PaymentForm(prefix="payment"),
        "due_form": DueDateForm(prefix="due"),
    }
    return render(request, "funding/grant_detail.html", context)


@requires("funding.change_grant")
def grant_create(request: HttpRequest) -> HttpResponse:
    form = GrantForm(request.POST or None)
    grant = kept(request, form, lambda: services.grant_create(by=author(request), **form.cleaned_data))
    if grant:
        done(request, _("The grant is written down. Add the kinds of cost that it pays."))
        return redirect("funding:grant_detail", reference=grant.reference)
    back = reverse("funding:grant_list")
    return form_page(request, form, title=_("Write down a grant"), action=_("Write it down"), back=back)


@requires("funding.change_grant")
def grant_update(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    form = GrantForm(request.POST or None, initial={name: getattr(grant, name) for name in GrantForm.base_fields})
    if kept(request, form, lambda: services.grant_update(by=author(request), grant=grant, **form.cleaned_data)):
        done(request, _("The grant is saved."))
        return redirect("funding:grant_detail", reference=reference)
    return form_page(request, form, title=grant.name, action=_("Save the grant"), back=_sheet(grant))


def _sheet(grant: Grant) -> str:
    return reverse("funding:grant_detail", kwargs={"reference": grant.reference})


@requires("funding.change_grant")
@require_POST
def heading_add(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    form = HeadingForm(request.POST, prefix="heading")
    return post_to(
        request,
        form,
        lambda: services.heading_add(by=author(request), grant=grant, **form.cleaned_data),
        said=_("The heading is added."),
        back=_sheet(grant),
    )


@requires("funding.change_grant")
@require_POST
def payment_add(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    form = PaymentForm(request.POST, prefix="payment")
    return post_to(
        request,
        form,
        lambda: services.payment_add(by=author(request), grant=grant, **form.cleaned_data),
        said=_("The payment is noted."),
        back=_sheet(grant),
    )


@requires("funding.change_grant")
@require_POST
def due_date_add(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    form = DueDateForm(request.POST, prefix="due")
    return post_to(
        request,
        form,
        lambda: services.due_date_add(by=author(request), grant=grant, **form.cleaned_data),
        said=_("The due date is noted; you will be reminded of it."),
        back=_sheet(grant),
    )


@requires("funding.change_grant")
@require_POST
def due_date_done(request: HttpRequest, reference: str) -> HttpResponse:
    grant = find(request, reference)
    due = get_object_or_404(GrantDueDate, grant=grant, label=request.POST.get("label", ""))
    services.due_date_done(by=author(request), due=due, on=timezone.localdate())
    done(request, _("Noted as sent today."))
    return redirect(_sheet(grant))
