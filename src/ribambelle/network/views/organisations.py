"""Organisations: list, record, create and edit."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.accounts.models import User
from ribambelle.network import selectors, services
from ribambelle.network.forms import OrganisationFilterForm, OrganisationForm
from ribambelle.network.models import Organisation
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table
from ribambelle.ui.toasts import done

PAGE_SIZE = 50


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _organisation(request: HttpRequest, reference: str) -> Organisation:
    found = Organisation.objects.visible_to(request.user).select_related("commune").filter(reference=reference).first()
    if found is None:
        raise Http404(reference)
    return found


@requires("network.view_organisation")
def organisation_list(request: HttpRequest) -> HttpResponse:
    form = OrganisationFilterForm(request.GET)
    found = selectors.organisations(by=_user(request), **form.narrowed())
    if (fmt := request.GET.get("export", "")) in FORMATS:
        return _export(fmt, _rows(found))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "network/organisation_list.html", {"form": form, "page": page})


def _rows(found: object) -> Iterator[Row]:
    for one in found:  # type: ignore[attr-defined]
        yield (
            one.reference,
            one.name,
            one.get_kind_display() or None,
            str(one.commune or "") or None,
            one.address or None,
            one.phone or None,
            one.email or None,
            one.website or None,
            str(one.parent or "") or None,
            one.bce or None,
            one.siret or None,
            one.fase or None,
        )


def _export(fmt: str, rows: Iterator[Row]) -> HttpResponse:
    columns = [
        _("Reference"),
        _("Name"),
        _("Kind"),
        _("Commune"),
        _("Address"),
        _("Telephone"),
        _("E-mail"),
        _("Website"),
        _("Part of"),
        _("Company number (BCE)"),
        _("SIRET number"),
        _("School number (FASE)"),
    ]
    kind = FORMATS[fmt]
    content = write_table(fmt, columns, rows, title=_("Organisations"))
    response = HttpResponse(content, content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="organisations.{kind.extension}"'
    return response


@requires("network.view_organisation")
def organisation_record(request: HttpRequest, reference: str) -> HttpResponse:
    organisation = _organisation(request, reference)
    context = {"organisation": organisation, "parts": organisation.parts.all()}
    return render(request, "network/organisation_record.html", context)


@requires("network.change_organisation")
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = services.organisation_create(by=_user(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            done(request, _("%(name)s is recorded.") % {"name": organisation.name})
            return redirect("network:organisation_record", organisation.reference)
    return render(request, "network/organisation_form.html", {"form": form, "organisation": None})


@requires("network.change_organisation")
def organisation_edit(request: HttpRequest, reference: str) -> HttpResponse:
    form = OrganisationForm(request.POST or None, instance=_organisation(request, reference))
    if request.method == "POST" and form.is_valid():
        try:
            services.organisation_update(by=_user(request), organisation=form.instance, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            done(request, _("The record is up to date."))
            return redirect("network:organisation_record", reference)
    # the form writes what was typed onto its instance: the page's title keeps the recorded name
    context = {"form": form, "organisation": _organisation(request, reference)}
    return render(request, "network/organisation_form.html", context)
