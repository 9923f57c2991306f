"""Exchanges with a family: acknowledgement, reminders, contacts, desks that share a request, a birth."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.demand import selectors, services
from ribambelle.demand.enums import BULK_MOVES, ContactChannel, ContactKind, MoveCode
from ribambelle.demand.errors import DemandError
from ribambelle.demand.forms.contacts import BirthForm, ContactForm, ShareForm
from ribambelle.demand.models import Request
from ribambelle.demand.views.answers import Said, acted, paper_link
from ribambelle.demand.views.found import person_of, request_or_404
from ribambelle.demand.views.requests import record_context
from ribambelle.network.models import Organisation
from ribambelle.ui import toasts

#: A page of the list at most, and so many refusals told one by one.
MOST, SAID = 50, 5


def _url(request: Request, tab: str = "") -> str:
    url = reverse("demand:request_detail", args=[request.reference])
    return f"{url}?volet={tab}" if tab else url


@requires("demand.move_request")
@require_POST
def request_acknowledge(http: HttpRequest, reference: str) -> HttpResponse:
    """Send the acknowledgement, and note it as sent."""
    found = request_or_404(http, reference)

    def acknowledge() -> Said:
        if services.request_acknowledge(by=person_of(http), at=timezone.now(), request=found):
            return Said(_("The acknowledgement of %(reference)s is on its way.") % {"reference": reference})
        text = _("%(reference)s is acknowledged. The family has no e-mail: print the paper and hand it over.")
        undo_url = reverse("demand:request_move_undo", args=[reference])
        return Said(text % {"reference": reference}, undo_url, link=paper_link(found))

    return acted(http, _url(found), acknowledge)


@requires("demand.view_request")
@require_GET
def acknowledgement(http: HttpRequest, reference: str) -> HttpResponse:
    """The paper of the acknowledgement."""
    found = request_or_404(http, reference)
    content = services.acknowledgement_pdf(found, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="accuse-{found.reference}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires("demand.view_request")
@require_GET
def refusal(http: HttpRequest, reference: str) -> HttpResponse:
    """The paper of a refusal; none for a request that is not refused."""
    found = request_or_404(http, reference)
    move = services.refusal_of(found)
    if move is None:
        raise Http404(reference)
    headers = {"Content-Disposition": f'attachment; filename="refus-{found.reference}.pdf"'}
    return HttpResponse(services.refusal_pdf(found, move), content_type="application/pdf", headers=headers)


@requires("demand.change_request")
@require_POST
def contact_note(http: HttpRequest, reference: str) -> HttpResponse:
    """Write down an exchange with the family."""
    found, now = request_or_404(http, reference), timezone.now()
    desks, _is_bound = selectors.desks_of(person_of(http))
    form = ContactForm(http.POST, desks=desks)
    if not form.is_valid():
        context = record_context(http, found, "contacts") | {"contact_form": form}
        return render(http, "demand/request_detail.html", context)
    values = form.cleaned_data
    kind, channel = ContactKind(values["kind"]), ContactChannel(values["channel"])
    if kind == ContactKind.REMINDED:
        services.reminder_note(by=person_of(http), at=now, request=found, channel=channel, text=values["text"])
    else:
        services.contact_note(
            by=person_of(http),
            at=now,
            request=found,
            kind=kind,
            channel=channel,
            desk=values["desk"] or found.desk,
            text=values["text"],
        )
    toasts.done(http, _("The contact is in the record of %(reference)s.") % {"reference": reference})
    return redirect(_url(found, "contacts"))


@requires("demand.change_request")
@require_POST
def contact_handle(http: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Note that what the family told us was read."""
    found = request_or_404(http, reference)
    contact = found.contacts.filter(pk=pk).first()
    if contact is not None:
        services.contact_handle(by=person_of(http), at=timezone.now(), contact=contact)
        toasts.done(http, _("Noted as read and dealt with."))
    return redirect(_url(found, "contacts"))


@requires("demand.change_request")
@require_POST
def request_share(http: HttpRequest, reference: str) -> HttpResponse:
    """Share a request with another desk."""
    found = request_or_404(http, reference)
    form = ShareForm(http.POST)
    if not form.is_valid():
        context = record_context(http, found, "contacts") | {"share_form": form}
        return render(http, "demand/request_detail.html", context)
    desk = form.cleaned_data["shared_with"]
    services.request_share(by=person_of(http), at=timezone.now(), request=found, desk=desk)
    undo = reverse("demand:request_unshare", args=[reference, desk.reference])
    toasts.done(http, _("%(desk)s now sees %(reference)s.") % {"desk": desk, "reference": reference}, undo_url=undo)
    return redirect(_url(found, "contacts"))


@requires("demand.change_request")
@require_POST
def request_unshare(http: HttpRequest, reference: str, desk: str) -> HttpResponse:
    """Take a request back from a desk."""
    found = request_or_404(http, reference)
    organisation = Organisation.objects.filter(reference=desk).first()
    if organisation is not None:
        services.request_unshare(by=person_of(http), at=timezone.now(), request=found, desk=organisation)
        text = _("%(desk)s no longer sees %(reference)s.") % {"desk": organisation, "reference": reference}
        toasts.done(http, text, undo_url="")
    return redirect(_url(found, "contacts") if _is_seen(http, found) else reverse("demand:request_list"))


def _is_seen(http: HttpRequest, request: Request) -> bool:
    return selectors.request_of(by=person_of(http), reference=request.reference) is not None


@requires("demand.change_request")
@require_http_methods(["GET", "POST"])
def birth_note(http: HttpRequest, reference: str) -> HttpResponse:
    """Note a birth."""
    found = request_or_404(http, reference)
    form = BirthForm(http.POST if http.method == "POST" else None, initial={"first_name": found.child.first_name})
    if http.method == "POST" and form.is_valid():
        try:
            services.birth_note(by=person_of(http), at=timezone.now(), request=found, **form.cleaned_data)
        except DemandError as error:
            form.add_error("born_on", str(error))
        else:
            toasts.done(http, _("The birth is noted; the due date stays in the record."))
            return redirect(_url(found))
    return render(http, "demand/birth.html", {"form": form, "subject": found})


@requires("demand.change_request")
@require_POST
def reminder_send(http: HttpRequest, reference: str) -> HttpResponse:
    """Ask one family now whether its request still holds."""
    found = request_or_404(http, reference)
    if services.reminder_send(by=person_of(http), at=timezone.now(), request=found):
        toasts.done(http, _("The reminder of %(reference)s is on its way.") % {"reference": reference})
    else:
        message = _("%(reference)s: the family has no e-mail. Call it, then note the reminder among the contacts.")
        toasts.failed(http, message % {"reference": reference})
    return redirect(_url(found, "contacts"))


@requires("demand.move_request")
@require_POST
def requests_move(http: HttpRequest) -> HttpResponse:
    """The same step for all the ticked requests; those that cannot take it say why, the others take it."""
    back = http.POST.get("back", "")
    url = f"{reverse('demand:request_list')}?{back}" if back else reverse("demand:request_list")
    code, references = http.POST.get("move", ""), http.POST.getlist("ticked")
    if code not in {move.value for move in BULK_MOVES}:
        toasts.failed(http, _("Choose what to do with the ticked requests."))
        return redirect(url)
    if not references:
        toasts.failed(http, _("No request is ticked. Tick at least one in the list."))
        return redirect(url)
    visible = Request.objects.visible_to(person_of(http)).filter(reference__in=references[:MOST])
    moved, refused, now = 0, [], timezone.now()
    for request in visible.order_by("register_number"):
        try:
            services.request_move(by=person_of(http), at=now, request=request, code=MoveCode(code))
        except DemandError as error:
            refused.append(str(error))
        else:
            moved += 1
    if moved:
        toasts.done(http, ngettext("%(n)s request moved.", "%(n)s requests moved.", moved) % {"n": moved})
    if refused:
        toasts.failed(http, " ".join(refused[:SAID]))
    return redirect(url)


@requires("demand.change_request")
@require_POST
def reminders_send(http: HttpRequest) -> HttpResponse:
    """Send all the reminders that are due today, of the requests this person may see."""
    visible = Request.objects.visible_to(person_of(http)).only("pk")
    done = services.reminders_send(by=person_of(http), at=timezone.now(), requests=visible)
    text = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", done.by_mail)
    text = text % {"n": done.by_mail}
    if done.without_mail:
        more = ngettext(
            "%(n)s family has no e-mail: call it.", "%(n)s families have no e-mail: call them.", done.without_mail
        )
        text = f"{text} {more % {'n': done.without_mail}}"
    toasts.done(http, text)
    return redirect(f"{reverse('demand:request_list')}?due=reminder")
