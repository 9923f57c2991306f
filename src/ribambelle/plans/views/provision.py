"""Deadlines of a programme: the public time-line, its calendar, and how it is kept."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.papers.calendars import CalendarEntry, write_calendar
from ribambelle.plans import selectors, services
from ribambelle.plans.errors import PlanError
from ribambelle.plans.exports import table_response
from ribambelle.plans.forms import ProvisionFilter, ProvisionForm, WithdrawForm
from ribambelle.plans.models import Provision
from ribambelle.plans.saving import author, saved
from ribambelle.plans.views.plan import form_page
from ribambelle.ui.toasts import done

PAGE_SIZE = 50
FIELDS = (
    "text",
    "requires",
    "audience",
    "applies_from",
    "applies_until",
    "source",
    "programme",
    "remind_days",
    "is_public",
)


def _filtered(request: HttpRequest, *, public_only: bool) -> tuple[ProvisionFilter, Any]:
    form = ProvisionFilter(request.GET or None, audiences=selectors.audiences(public_only=public_only))
    chosen: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, selectors.provisions(
        public_only=public_only,
        audience=chosen.get("audience", ""),
        text=chosen.get("q", ""),
        since=chosen.get("since"),
        until=chosen.get("until"),
    )


def _table(fmt: str, rows: Any) -> HttpResponse:
    heads = [_("Text"), _("What it requires"), _("For whom"), _("From"), _("Until (not included)"), _("Source")]
    lines = ([r.text, r.requires, r.audience, r.applies_from, r.applies_until, r.source] for r in rows)
    return table_response(fmt, heads, lines, title=_("Deadlines"), name="echeances")


@login_not_required
def provision_timeline(request: HttpRequest) -> HttpResponse:
    """The public time-line, filtered; it prints as it stands."""
    form, rows = _filtered(request, public_only=True)
    if fmt := request.GET.get("export"):
        return _table(fmt, rows)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "plans/provision_timeline.html", context)


@login_not_required
def provision_feed(request: HttpRequest) -> HttpResponse:
    """The same time-line, with the same filters, for calendar programs."""
    _form, rows = _filtered(request, public_only=True)
    entries = [
        CalendarEntry(
            uid=f"echeance-{row.reference}@ribambelle",
            title=f"{row.text} : {row.requires}"[:200],
            starts=row.applies_from,
            text=f"{row.requires}\n{row.audience}\n{row.source}",
        )
        for row in rows
    ]
    content = write_calendar(entries, name=_("Deadlines"), stamped_at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="echeances.ics"'
    return response


@requires("plans.change_provision")
def provision_list(request: HttpRequest) -> HttpResponse:
    form, rows = _filtered(request, public_only=False)
    if fmt := request.GET.get("export"):
        return _table(fmt, rows)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "plans/provision_list.html", context)


@requires("plans.change_provision")
def provision_create(request: HttpRequest) -> HttpResponse:
    form = ProvisionForm(request.POST or None)
    if saved(request, form, lambda: services.provision_create(by=author(request), **form.cleaned_data), (PlanError,)):
        done(request, _("The deadline is on the time-line."))
        return redirect("plans:provision_list")
    back = reverse("plans:provision_list")
    return form_page(request, form, title=_("Add a deadline"), action=_("Add the deadline"), back=back)


@requires("plans.change_provision")
def provision_update(request: HttpRequest, reference: str) -> HttpResponse:
    provision = get_object_or_404(Provision.objects.visible_to(request.user), reference=reference)
    form = ProvisionForm(request.POST or None, initial={name: getattr(provision, name) for name in FIELDS})
    if saved(
        request,
        form,
        lambda: services.provision_update(by=author(request), provision=provision, **form.cleaned_data),
        (PlanError,),
    ):
        done(request, _("The deadline is saved."))
        return redirect("plans:provision_list")
    back = reverse("plans:provision_list")
    return form_page(request, form, title=provision.text, action=_("Save the deadline"), back=back)


@requires("plans.change_provision")
def provision_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    provision = get_object_or_404(Provision.objects.visible_to(request.user), reference=reference)
    form = WithdrawForm(request.POST or None)
    reason = form.data.get("reason", "")
    if saved(
        request,
        form,
        lambda: services.provision_withdraw(
            by=author(request),
            provision=provision,
            on=timezone.localdate(),
            reason=reason,
        ),
        (PlanError,),
    ):
        done(request, _("The deadline is withdrawn; its sheet is kept."))
        return redirect("plans:provision_list")
    back = reverse("plans:provision_list")
    title = _("Withdraw: %(text)s") % {"text": provision.text}
    return form_page(request, form, title=title, action=_("Withdraw the deadline"), back=back)
