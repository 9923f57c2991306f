"""The page of a household, and the personal links of its guardians."""

import io

import qrcode
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from qrcode.image.svg import SvgPathImage

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name, coordinating_body
from ribambelle.accounts.services import record
from ribambelle.demand import selectors, services
from ribambelle.demand.models import AccessLink, Household
from ribambelle.demand.selectors.clocks import law
from ribambelle.demand.selectors.homes import home_of, homes_of
from ribambelle.demand.views.found import household_or_404, person_of
from ribambelle.papers.pdf import render_pdf
from ribambelle.ui import toasts


@requires("demand.view_request")
@require_GET
def household_detail(http: HttpRequest, reference: str) -> HttpResponse:
    """One family: its children, its requests, who answers for them, their personal links."""
    found = household_or_404(http, reference)
    page = selectors.household_record(by=person_of(http), household=found, today=timezone.localdate())
    return render(http, "demand/household_detail.html", {"record": page, "household": found})


@requires("demand.change_request")
@require_POST
def link_give(http: HttpRequest, reference: str) -> HttpResponse:
    """Give a guardian (or, without one, the household) its personal link."""
    found = household_or_404(http, reference)
    position = http.POST.get("guardian", "")
    guardian = next((each for each in found.guardians.all() if str(each.position) == position), None)
    if position and guardian is None:
        toasts.failed(http, _("This parent is no longer in the family. Look at the list, then give the link again."))
        return redirect(_url(found))
    services.link_give(by=person_of(http), at=timezone.now(), household=found, guardian=guardian)
    toasts.done(http, _("The personal link of %(who)s is ready to print.") % {"who": guardian or found.reference})
    return redirect(_url(found))


@requires("demand.change_request")
@require_POST
def link_revoke(http: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Close a personal link."""
    found, link = _link_or_404(http, reference, pk)
    services.link_revoke(by=person_of(http), at=timezone.now(), link=link)
    undo_url = reverse("demand:link_reopen", args=[found.reference, link.pk])
    toasts.done(http, _("This personal link no longer opens anything."), undo_url=undo_url)
    return redirect(_url(found))


@requires("demand.change_request")
@require_POST
def link_reopen(http: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take back the closing of a personal link."""
    found, link = _link_or_404(http, reference, pk)
    if services.link_reopen(by=person_of(http), at=timezone.now(), link=link):
        toasts.done(http, _("This personal link opens its page again."))
    else:
        toasts.failed(http, _("Another link was given meanwhile: that one holds. Close it first."))
    return redirect(_url(found))


@requires("demand.change_request")
@require_POST
def link_mail(http: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Send a personal link by mail."""
    found, link = _link_or_404(http, reference, pk)
    if link.revoked_at is None and services.link_mail(by=person_of(http), at=timezone.now(), link=link):
        toasts.done(http, _("The personal link of %(who)s is on its way.") % {"who": link.guardian})
    else:
        toasts.failed(http, _("This parent has no e-mail, or the link is closed. Print the letter instead."))
    return redirect(_url(found))


@requires("demand.change_request")
@require_POST
def link_letter(http: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The letter that gives a personal link, with its square code to scan."""
    found, link = _link_or_404(http, reference, pk)
    address = selectors.address_of(link)
    if not address:
        toasts.failed(http, _("This link can no longer be written. Revoke it, then give a new one."))
        return redirect(_url(found))
    context = {
        "household": found,
        "homes": [home_of(found, link.guardian)] if link.guardian else homes_of(found)[:1],
        "link": link,
        "address": address,
        "today": timezone.localdate(),
        "sender": coordinating_body().sender,
        "window": law().value.lower(),
    }
    html = render_to_string("demand/papers/link.html", context)
    assets = {"code": _square_code(address)}
    content = render_pdf(html, title=_("Your personal link"), author=body_name(), layout="letter", assets=assets)
    with transaction.atomic():
        record(by=person_of(http), verb="link.print", of=found, after={"link": link.pk})
    headers = {"Content-Disposition": f'attachment; filename="lien-{found.reference}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _link_or_404(http: HttpRequest, reference: str, pk: int) -> tuple[Household, AccessLink]:
    found = household_or_404(http, reference)
    link = found.access_links.select_related("guardian").filter(pk=pk).first()
    if link is None:
        raise Http404
    return found, link


def _square_code(text: str) -> bytes:
    """A QR code of the text, as a drawing."""
    drawing = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawing)
    return drawing.getvalue()


def _url(household: Household) -> str:
    return reverse("demand:household_detail", args=[household.reference])
