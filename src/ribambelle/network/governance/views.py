"""Bodies with their mandates, and people."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.network.governance import selectors, services
from ribambelle.network.governance.forms import BodyFilters, BodyForm, EndForm, MandateForm, PersonForm, TextFilter
from ribambelle.network.models import Body, Mandate, Person
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, table_file, wrong
from ribambelle.ui.toasts import done


@requires("network.view_governance")
def body_list(request: HttpRequest) -> HttpResponse:
    form = BodyFilters(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = selectors.bodies(by=actor(request), text=wanted.get("q", ""), kind=wanted.get("kind", ""))
    columns = [
        _("Reference"),
        _("Name"),
        _("Kind"),
        _("Convened by others"),
        _("Convened by"),
        _("Zone"),
        _("Mandates"),
    ]
    rows = (
        [
            body.reference,
            body.name,
            body.get_kind_display(),
            body.is_external,
            str(body.host or ""),
            str(body.zone or ""),
            body.seats,  # type: ignore[attr-defined]
        ]
        for body in found
    )
    if file := table_file(request.GET.get("export", ""), "instances", columns, rows, str(_("Bodies"))):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "network/governance/body_list.html", {"form": form, "page": page})


@requires("network.change_governance")
def body_new(request: HttpRequest) -> HttpResponse:
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = into_form(form, lambda: services.body_create(by=actor(request), **form.cleaned_data))
        if body:
            done(request, _("The body is written down. Say who sits in it."))
            return redirect("network:body_record", reference=body.reference)
    return render(request, "network/governance/body_form.html", {"form": form})


@requires("network.change_governance")
def body_edit(request: HttpRequest, reference: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.visible_to(request.user), reference=reference)
    form = BodyForm(request.POST or None, instance=body)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: services.body_update(by=actor(request), body=body, **fields)):
            done(request, _("The body is changed."))
            return redirect("network:body_record", reference=reference)
    return render(request, "network/governance/body_form.html", {"form": form, "body": body})


@requires("network.view_governance")
def body_record(request: HttpRequest, reference: str) -> HttpResponse:
    """A body and its mandates; the form adds one."""
    visible = Body.objects.visible_to(request.user).select_related("zone", "host")
    body = get_object_or_404(visible, reference=reference)
    is_editor = request.user.has_perm("network.change_governance")
    form = MandateForm(request.POST or None)
    if request.method == "POST" and is_editor and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: services.mandate_open(by=actor(request), body=body, **fields)):
            done(request, _("The mandate is written down: this person is expected at the next meetings."))
            return redirect("network:body_record", reference=reference)
    context = {
        "body": body,
        "mandates": body.mandates.select_related("person", "organisation"),
        "form": form,
        "end_form": EndForm(),
        "is_editor": is_editor,
    }
    return render(request, "network/governance/body_record.html", context)


@require_POST
@requires("network.change_governance")
def mandate_close(request: HttpRequest, number: int) -> HttpResponse:
    visible = Body.objects.visible_to(request.user).values("pk")
    mandate = get_object_or_404(Mandate.objects.filter(body__in=visible).select_related("body"), pk=number)
    form = EndForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["on"]
        act(
            request,
            _("The mandate ends. Past meetings keep it."),
            lambda: services.mandate_end(by=actor(request), mandate=mandate, on=on),
        )
    else:
        wrong(request, form)
    return redirect("network:body_record", reference=mandate.body.reference)


@requires("network.view_person")
def person_list(request: HttpRequest) -> HttpResponse:
    form = TextFilter(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = selectors.people(by=actor(request), text=text)
    columns = [_("Reference"), _("First name"), _("Last name"), _("E-mail"), _("Telephone"), _("Mandates")]
    rows = (
        [p.reference, p.first_name, p.last_name, p.email, p.phone, "; ".join(str(m.body) for m in p.running)]  # type: ignore[attr-defined]
        for p in found
    )
    if file := table_file(request.GET.get("export", ""), "personnes", columns, rows, str(_("People"))):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "network/governance/person_list.html", {"form": form, "page": page})


@requires("network.change_governance")
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and into_form(form, lambda: services.person_create(by=actor(request), **form.cleaned_data))
    ):
        done(request, _("The person is written down."))
        return redirect("network:person_list")
    return render(request, "network/governance/person_form.html", {"form": form})


@requires("network.change_governance")
def person_edit(request: HttpRequest, reference: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), reference=reference)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        fields, current = form.cleaned_data, Person.objects.get(pk=person.pk)
        if into_form(form, lambda: services.person_update(by=actor(request), person=current, **fields)):
            done(request, _("The person is changed."))
            return redirect("network:person_list")
    return render(request, "network/governance/person_form.html", {"form": form, "person": person})
