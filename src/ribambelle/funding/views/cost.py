"""Costs: entered once, shared, accepted or refused, with their voucher."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.funding import selectors, services
from ribambelle.funding.forms import CostFilter, CostForm, ReasonForm, ShareFormSet
from ribambelle.funding.models import Cost
from ribambelle.funding.views.pages import PAGE_SIZE, kept, post_to
from ribambelle.papers.spreadsheets import Column
from ribambelle.plans.exports import table_response
from ribambelle.plans.saving import author, status_of
from ribambelle.ui.toasts import done

FIELDS = ("kind", "label", "supplier", "on", "amount_cents", "vat_cents", "minutes", "hourly_cents")


def _find(request: HttpRequest, reference: str) -> Cost:
    rows = Cost.objects.visible_to(request.user).prefetch_related("shares__heading__grant", "shares__action")
    return get_object_or_404(rows, reference=reference)


@requires("funding.view_grant")
def cost_list(request: HttpRequest) -> HttpResponse:
    form = CostFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    grant = chosen.get("grant")
    costs = selectors.costs(
        text=chosen.get("q", ""),
        status=chosen.get("status", ""),
        kind=chosen.get("kind", ""),
        grant=grant.reference if grant else "",
    )
    if fmt := request.GET.get("export"):
        heads: list[Column | str] = [
            _("Cost"),
            _("Date"),
            _("Kind"),
            _("What for"),
            _("Supplier or person"),
            Column(_("Amount, VAT included"), "cents"),
            _("Status"),
            _("Shares"),
        ]
        return table_response(fmt, heads, (_line(cost) for cost in costs), title=_("Costs"), name="couts")
    page = Paginator(costs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "funding/cost_list.html", {"form": form, "page": page})


def _line(cost: Cost) -> list[Any]:
    shares = "\n".join(
        f"{share.share_points / 100:g} % {share.heading or _('own funds')} {share.amount_cents / 100:.2f}"
        for share in cost.shares.all()
    )
    return [
        cost.reference,
        cost.on,
        cost.get_kind_display(),
        cost.label,
        cost.supplier,
        cost.amount_cents,
        cost.get_status_display(),
        shares,
    ]


@requires("funding.view_grant")
def cost_detail(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "funding/cost_detail.html", {"cost": _find(request, reference), "form": ReasonForm()})


@requires("funding.change_grant")
def cost_create(request: HttpRequest) -> HttpResponse:
    form = CostForm(request.POST or None, request.FILES or None)
    shares = ShareFormSet(request.POST or None, prefix="parts", initial=[{"points": 10_000}])
    cost = _kept(request, form, shares, lambda values: services.cost_create(by=author(request), **values))
    if cost:
        done(request, _("The cost is entered."))
        return redirect("funding:cost_detail", reference=cost.reference)
    return _form(request, form, shares, _("Enter a cost"))


@requires("funding.change_grant")
def cost_update(request: HttpRequest, reference: str) -> HttpResponse:
    cost = _find(request, reference)
    form = CostForm(request.POST or None, request.FILES or None, initial={name: getattr(cost, name) for name in FIELDS})
    parts = [
        {"points": s.share_points, "heading": s.heading_id, "project": s.project, "action": s.action}
        for s in cost.shares.all()
    ]
    shares = ShareFormSet(request.POST or None, prefix="parts", initial=parts)
    if _kept(request, form, shares, lambda values: services.cost_update(by=author(request), cost=cost, **values)):
        done(request, _("The cost is saved; it waits to be accepted."))
        return redirect("funding:cost_detail", reference=reference)
    return _form(request, form, shares, str(cost))


def _form(request: HttpRequest, form: CostForm, shares: Any, title: str) -> HttpResponse:
    status = 422 if shares.is_bound and not shares.is_valid() else status_of(form)
    context = {"form": form, "shares": shares, "title": title}
    return render(request, "funding/cost_form.html", context, status=status)


def _kept(request: HttpRequest, form: CostForm, shares: Any, write: Any) -> Cost | None:
    if request.method == "POST" and not shares.is_valid():
        form.is_valid()
        return None

    def save() -> Any:
        values = dict(form.cleaned_data)
        voucher = values.pop("voucher")
        values["voucher"] = voucher.read() if voucher else None
        values["voucher_name"] = voucher.name if voucher else ""
        return write({**values, "shares": _shares(shares)})

    found: Cost | None = kept(request, form, save)
    return found


def _shares(shares: Any) -> Sequence[services.ShareInput]:
    return [
        services.ShareInput(
            points=part["points"], heading=part["heading"], project=part["project"], action=part["action"]
        )
        for part in (row.cleaned_data for row in shares.forms)
        if part.get("points")
    ]


@requires("funding.change_grant")
@require_POST
def cost_accept(request: HttpRequest, reference: str) -> HttpResponse:
    cost = _find(request, reference)
    services.cost_accept(by=author(request), cost=cost)
    done(request, _("The cost is accepted: the claims of its funders count it."))
    return redirect("funding:cost_detail", reference=reference)


@requires("funding.change_grant")
@require_POST
def cost_refuse(request: HttpRequest, reference: str) -> HttpResponse:
    cost = _find(request, reference)
    form = ReasonForm(request.POST)
    return post_to(
        request,
        form,
        lambda: services.cost_refuse(by=author(request), cost=cost, **form.cleaned_data),
        said=_("The cost is refused: no claim counts it."),
        back=request.path.removesuffix("refuser/"),
    )


@requires("funding.view_grant")
def cost_voucher(request: HttpRequest, reference: str) -> HttpResponse:
    cost = _find(request, reference)
    if not cost.voucher:
        raise Http404(reference)
    with cost.voucher.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=cost.voucher_name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
