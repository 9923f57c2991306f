"""Explanations: which requests a session examined, and why each obtained what it obtained; page and letter."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name, coordinating_body
from ribambelle.commissions.models import PlaceOffer, PseudonymKey, Session
from ribambelle.commissions.selectors.answered import read_again
from ribambelle.commissions.selectors.explanations import (
    ExplanationPage,
    explanation_page,
    explanation_rows,
)
from ribambelle.commissions.selectors.smallest_changes import changes_for
from ribambelle.commissions.views.sessions import found
from ribambelle.demand.models import Request
from ribambelle.demand.selectors.homes import homes_of
from ribambelle.papers.letters import bundled, copies
from ribambelle.papers.pdf import render_pdf
from ribambelle.ui.answers import table_file

PAGE_SIZE = 50


@requires("commissions.view_explanation")
@require_GET
def explanation_list(request: HttpRequest, reference: str) -> HttpResponse:
    session = _proposed(request, reference)
    wanted = request.GET.get("q", "").strip()
    rows = explanation_rows(request.user, session, text=wanted, result=request.GET.get("resultat", ""))
    columns = [_("Request"), _("Child"), _("Proposal")]
    words = {"placed": _("place proposed"), "kept": _("keeps its place"), "waiting": _("waiting")}
    lines = ((row.request.reference, str(row.request.child), words[row.result]) for row in rows)
    title = _("Requests examined")
    if file := table_file(request.GET.get("export", ""), f"demandes-{reference}", columns, lines, title):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"session": session, "page": page, "q": wanted, "result": request.GET.get("resultat", "")}
    return render(request, "commissions/explanation_list.html", context)


@requires("commissions.view_explanation")
@require_GET
def explanation(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    session, key, asked = _asked(request, reference, request_reference)
    page = _read_today(session, key, asked)
    wants_changes = "changements" in request.GET
    context = {
        "page": page,
        "session": session,
        "asked": asked,
        "wants_changes": wants_changes,
        "changes": changes_for(session, key) if wants_changes and not page.is_placed else [],
    }
    return render(request, "commissions/explanation.html", context)


@requires("commissions.view_explanation")
@require_GET
def explanation_pdf(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    session, key, asked = _asked(request, reference, request_reference)
    page = _read_today(session, key, asked)
    context = {
        "page": page,
        "session": session,
        "asked": asked,
        "changes": [] if page.is_placed else changes_for(session, key),
        "sender": coordinating_body().sender,
        "today": timezone.localdate(),
        "homes": homes_of(asked.party.household),
        "window": session.commission.jurisdiction.lower(),
    }
    html = render_to_string("commissions/papers/explanation.html", context)
    title = _("Explanation of request %(reference)s") % {"reference": asked.reference}
    content = render_pdf(bundled(copies(html)), title=title, author=body_name(), layout="letter")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="explication-{asked.reference}.pdf"'
    return response


def _read_today(session: Session, key: PseudonymKey, asked: Request) -> ExplanationPage:
    """The explanation, what became of the place included."""
    place = PlaceOffer.objects.filter(session=session, request=asked).first()
    return read_again(explanation_page(session, key, asked), place)


def _proposed(request: HttpRequest, reference: str) -> Session:
    session = found(request, reference)
    if session.proposal is None:
        raise Http404
    return session


def _asked(request: HttpRequest, reference: str, request_reference: str) -> tuple[Session, PseudonymKey, Request]:
    """The session, the key and the request: 404 when the person may not see that request."""
    session = _proposed(request, reference)
    asked = (
        Request.objects.visible_to(request.user)
        .select_related("child", "party__household")
        .filter(reference=request_reference)
        .first()
    )
    key = session.keys.filter(request_reference=request_reference).first()
    if asked is None or key is None:
        raise Http404
    return session, key, asked
