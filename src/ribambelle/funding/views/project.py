"""Programmes, portfolios, projects, and what each funder is shown."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.funding import selectors, services
from ribambelle.funding.forms import FundingPeriodForm, PortfolioForm, ProgrammeForm, ProjectForm, WithdrawProjectForm
from ribambelle.funding.models import CostShare, Portfolio, Programme, Project
from ribambelle.funding.views.pages import PAGE_SIZE, form_page, kept, post_to
from ribambelle.network.models import Organisation
from ribambelle.papers.spreadsheets import Column, Row
from ribambelle.plans.exports import table_response
from ribambelle.plans.saving import author
from ribambelle.ui.toasts import done


@requires("funding.view_grant")
def project_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    projects = selectors.projects(text=words)
    if fmt := request.GET.get("export"):
        heads = [_("Project"), _("Promoter"), _("Settings"), _("Funded by"), _("Withdrawn in")]
        return table_response(fmt, heads, (_line(p) for p in projects), title=_("Projects"), name="projets")
    page = Paginator(projects, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": words,
        "portfolios": Portfolio.objects.select_related("lead"),
        "programmes": Programme.objects.select_related("funder"),
    }
    return render(request, "funding/project_list.html", context)


def _line(project: Project) -> list[str | int | None]:
    return [
        project.name,
        project.promoter.name,
        ", ".join(link.setting.name for link in project.settings.all()),
        ", ".join(f"{period.programme} ({period.starts_on} → {period.ends_on})" for period in project.periods.all()),
        project.withdrawn_year,
    ]


@requires("funding.view_grant")
def project_detail(request: HttpRequest, reference: str) -> HttpResponse:
    rows = selectors.projects().prefetch_related("achievements__setting", "grants")
    project = get_object_or_404(rows, reference=reference)
    context = {
        "project": project,
        "period_form": FundingPeriodForm(prefix="period"),
        "withdraw_form": WithdrawProjectForm(prefix="withdraw"),
    }
    return render(request, "funding/project_detail.html", context)


@requires("funding.change_grant")
def project_create(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    project = kept(request, form, lambda: services.project_create(by=author(request), **form.cleaned_data))
    if project:
        done(request, _("The project is open. Say who funds it."))
        return redirect("funding:project_detail", reference=project.reference)
    back = reverse("funding:project_list")
    return form_page(request, form, title=_("Open a project"), action=_("Open the project"), back=back)


def _sheet(project: Project) -> str:
    return reverse("funding:project_detail", kwargs={"reference": project.reference})


@requires("funding.change_grant")
@require_POST
def funding_period_add(request: HttpRequest, reference: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), reference=reference)
    form = FundingPeriodForm(request.POST, prefix="period")
    return post_to(
        request,
        form,
        lambda: services.funding_period_add(by=author(request), project=project, **form.cleaned_data),
        said=_("The funding period is added."),
        back=_sheet(project),
    )


@requires("funding.change_grant")
@require_POST
def project_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), reference=reference)
    form = WithdrawProjectForm(request.POST, prefix="withdraw")
    return post_to(
        request,
        form,
        lambda: services.project_withdraw(by=author(request), project=project, **form.cleaned_data),
        said=_("The project is withdrawn; everything that was paid for it stays."),
        back=_sheet(project),
    )


@requires("funding.view_grant")
def portfolio_detail(request: HttpRequest, reference: str) -> HttpResponse:
    rows = Portfolio.objects.visible_to(request.user).select_related("lead", "plan", "steering")
    portfolio = get_object_or_404(rows, reference=reference)
    context = {
        "portfolio": portfolio,
        "partners": portfolio.partners.select_related("organisation"),
        "projects": selectors.projects(portfolio=reference),
    }
    return render(request, "funding/portfolio_detail.html", context)


@requires("funding.change_grant")
def portfolio_create(request: HttpRequest) -> HttpResponse:
    form = PortfolioForm(request.POST or None)
    portfolio = kept(request, form, lambda: services.portfolio_create(by=author(request), **form.cleaned_data))
    if portfolio:
        done(request, _("The portfolio is open."))
        return redirect("funding:portfolio_detail", reference=portfolio.reference)
    back = reverse("funding:project_list")
    return form_page(request, form, title=_("Open a portfolio"), action=_("Open the portfolio"), back=back)


@requires("funding.change_grant")
def programme_create(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None)
    if kept(request, form, lambda: services.programme_create(by=author(request), **form.cleaned_data)):
        done(request, _("The programme is written down."))
        return redirect("funding:project_list")
    back = reverse("funding:project_list")
    return form_page(request, form, title=_("Write down a programme"), action=_("Write it down"), back=back)


@requires("funding.view_grant")
def funder_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One entry, several views: what this funder pays, and nothing of what another one does."""
    funder = get_object_or_404(Organisation, reference=reference)
    view = selectors.funder_view(funder)
    if fmt := request.GET.get("export"):
        heads: list[Column | str] = [
            _("Cost"),
            _("Date"),
            _("What for"),
            _("Grant"),
            _("Heading"),
            _("Share, %"),
            Column(_("Amount"), "cents"),
            _("Status"),
        ]
        return table_response(
            fmt, heads, [_share_line(share) for share in view.shares], title=funder.name, name=f"bailleur-{reference}"
        )
    return render(request, "funding/funder_detail.html", {"view": view})


def _share_line(share: CostShare) -> Row:
    return [
        share.cost.reference,
        share.cost.on,
        share.cost.label,
        str(share.grant),
        str(share.heading),
        share.share_points / 100,
        share.amount_cents,
        share.cost.get_status_display(),
    ]
