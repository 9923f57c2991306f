"""The booklet: on screen and as a PDF, in the same order, for members and the coordinator."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.booklet import Booklet, booklet_of
from ribambelle.commissions.selectors.booklet_table import booklet_columns, booklet_rows
from ribambelle.commissions.selectors.sessions import content_of, counted
from ribambelle.commissions.views.sessions import found
from ribambelle.papers.pdf import render_pdf
from ribambelle.ui.answers import table_file

PAGE_SIZE = 50


@requires("commissions.view_booklet")
@require_GET
def booklet(request: HttpRequest, reference: str) -> HttpResponse:
    session, made = _booklet(request, reference)
    setting = request.GET.get("lieu", "")
    ranked = [each for each in made.ranked if not setting or setting in each.settings]
    if request.GET.get("egalite"):
        ranked = [each for each in ranked if each.is_tied]
    if made.anonymity.is_enough:
        title = _("Booklet of session %(reference)s") % {"reference": session.reference}
        rows = booklet_rows(made.line(each) for each in ranked)
        name = f"livret-{session.reference}"
        if file := table_file(request.GET.get("export", ""), name, booklet_columns(), rows, title):
            return file
    page = Paginator(ranked, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [made.line(each) for each in page]
    context = _context(session, made) | {
        "page": page,
        "lines": lines,
        "setting": setting,
        "marks": any(line.missed for line in lines),
        "ties": bool(request.GET.get("egalite")),
    }
    return render(request, "commissions/booklet.html", context)


@requires("commissions.view_booklet")
@require_GET
def booklet_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    session, made = _booklet(request, reference)
    if not made.anonymity.is_enough:
        raise Http404
    html = render_to_string("commissions/papers/booklet.html", _context(session, made))
    title = _("Booklet of session %(reference)s") % {"reference": session.reference}
    content = render_pdf(html, title=title, author=body_name(), layout="booklet")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="livret-{session.reference}.pdf"'
    return response


def _booklet(request: HttpRequest, reference: str) -> tuple[Session, Booklet]:
    session = found(request, reference)
    if session.proposal is None:
        raise Http404
    return session, booklet_of(session)


def _context(session: Session, made: Booklet) -> dict[str, Any]:
    content = content_of(session)
    return {
        "session": session,
        "booklet": made,
        "anonymity": made.anonymity,
        "proposed": counted(session, made.proposal),
        "settings": content["offer"],
        "rule": content["rule"],
    }
