"""Fees: the list, the calls, payments and reminders."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.funding import selectors, services
from ribambelle.funding.forms import ChargeFilter, ChargeForm, ChargePaymentForm, ReasonForm, YearForm
from ribambelle.funding.models import Charge
from ribambelle.funding.views.pages import PAGE_SIZE, form_page, kept, post_to
from ribambelle.papers.spreadsheets import Column
from ribambelle.plans.exports import table_response
from ribambelle.plans.saving import author
from ribambelle.ui.toasts import done


@requires("funding.view_grant")
def charge_list(request: HttpRequest) -> HttpResponse:
    form = ChargeFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    charges = selectors.charges(year=chosen.get("year"), text=chosen.get("q", ""), state=chosen.get("state", ""))
    if fmt := request.GET.get("export"):
        heads: list[Column | str] = [
            _("Reference"),
            _("Year"),
            _("Kind"),
            _("Who owes it"),
            _("What for"),
            Column(_("Amount"), "cents"),
            Column(pgettext("payment", "Received"), "cents"),
            Column(_("Still owed"), "cents"),
            _("Due on"),
        ]
        rows = (
            [
                c.reference,
                c.year,
                c.get_kind_display(),
                c.debtor,
                c.label,
                c.amount_cents,
                c.received_cents,
                0 if c.cancelled_reason else c.owed_cents,
                c.due_on,
            ]
            for c in charges
        )
        return table_response(fmt, heads, rows, title=_("Fees"), name="cotisations")
    page = Paginator(charges, PAGE_SIZE).get_page(request.GET.get("page"))
    call = YearForm(initial={"year": timezone.localdate().year})
    return render(request, "funding/charge_list.html", {"form": form, "page": page, "call": call})


@requires("funding.change_grant")
@require_POST
def charges_call(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.POST)
    if form.is_valid():
        new = services.charges_call(by=author(request), year=form.cleaned_data["year"], on=timezone.localdate())
        said = ngettext("%(count)s fee is asked.", "%(count)s fees are asked.", len(new)) % {"count": len(new)}
        done(request, said if new else _("Nothing new is due for that year."))
    return redirect("funding:charge_list")


@requires("funding.change_grant")
def charge_create(request: HttpRequest) -> HttpResponse:
    form = ChargeForm(request.POST or None, initial={"year": timezone.localdate().year})
    today = timezone.localdate()
    charge = kept(
        request, form, lambda: services.charge_create(by=author(request), called_on=today, **form.cleaned_data)
    )
    if charge:
        done(request, _("The fee is asked."))
        return redirect("funding:charge_detail", reference=charge.reference)
    back = reverse("funding:charge_list")
    return form_page(request, form, title=_("Ask a fee"), action=_("Ask it"), back=back)


def _find(request: HttpRequest, reference: str) -> Charge:
    rows = Charge.objects.visible_to(request.user).prefetch_related("payments", "reminders")
    return get_object_or_404(rows, reference=reference)


@requires("funding.view_grant")
def charge_detail(request: HttpRequest, reference: str) -> HttpResponse:
    charge = _find(request, reference)
    received = sum(payment.amount_cents for payment in charge.payments.all())
    context = {
        "charge": charge,
        "received_cents": received,
        "owed_cents": charge.amount_cents - received,
        "payment_form": ChargePaymentForm(initial={"amount_cents": charge.amount_cents - received}),
        "cancel_form": ReasonForm(),
    }
    return render(request, "funding/charge_detail.html", context)


def _sheet(charge: Charge) -> str:
    return reverse("funding:charge_detail", kwargs={"reference": charge.reference})


@requires("funding.change_grant")
@require_POST
def charge_pay(request: HttpRequest, reference: str) -> HttpResponse:
    charge = _find(request, reference)
    form = ChargePaymentForm(request.POST)
    return post_to(
        request,
        form,
        lambda: services.charge_pay(by=author(request), charge=charge, **form.cleaned_data),
        said=_("The payment is noted."),
        back=_sheet(charge),
    )


@requires("funding.change_grant")
@require_POST
def charge_remind(request: HttpRequest, reference: str) -> HttpResponse:
    charge = _find(request, reference)
    today: date = timezone.localdate()
    services.charge_remind(by=author(request), charge=charge, on=today)
    done(request, _("The reminder is noted for today."))
    return redirect(_sheet(charge))


@requires("funding.change_grant")
@require_POST
def charge_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    charge = _find(request, reference)
    form = ReasonForm(request.POST)
    return post_to(
        request,
        form,
        lambda: services.charge_cancel(by=author(request), charge=charge, **form.cleaned_data),
        said=_("The fee is cancelled; it stays in the list."),
        back=_sheet(charge),
    )
