"""The seal of a session, and what comes after it: file to replay, list of decisions, one decision, correction."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.forms.deciding import CorrectionForm
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors import files
from ribambelle.commissions.selectors.decided import decision_columns, decision_page, decision_rows
from ribambelle.commissions.selectors.deliberation import Deliberation, acts_of
from ribambelle.commissions.selectors.minutes import minutes_paper
from ribambelle.commissions.services import sealing as services
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.deliberation import proposed
from ribambelle.papers.rendering import PAPERS, render_paper
from ribambelle.ui.answers import paper_attached, table_file
from ribambelle.ui.toasts import done

PAGE_SIZE = 50


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def session_seal(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands between the session and its seal; then the seal."""
    session = proposed(request, reference)
    if session.status == SessionStatus.SEALED:
        return redirect("commissions:session_record", reference=reference)
    made = Deliberation(session)
    problems = services.seal_problems(author(request), made.table)
    if request.method == "POST" and not problems:
        try:
            seal = services.session_seal(by=author(request), session=session, at=timezone.now())
        except ValidationError as error:
            problems = error.messages
        else:
            said = _("Session %(reference)s is sealed: fingerprint %(fingerprint)s.")
            done(request, said % {"reference": reference, "fingerprint": seal.fingerprint[:8]})
            return redirect("commissions:session_record", reference=reference)
    context = {"session": session, "made": made, "figures": made.figures, "problems": problems}
    status = 422 if request.method == "POST" else 200
    return render(request, "commissions/session_seal.html", context, status=status)


def _sealed(request: HttpRequest, reference: str) -> Session:
    session = proposed(request, reference)
    if session.status != SessionStatus.SEALED:
        raise Http404
    return session


@requires("commissions.change_session")
@require_GET
def replay_file(request: HttpRequest, reference: str) -> HttpResponse:
    made = files.sealed_session(_sealed(request, reference))
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@requires("commissions.view_booklet")
@require_GET
def minutes(request: HttpRequest, reference: str, fmt: str) -> HttpResponse:
    """The minutes as PDF, DOCX or ODT: the same bytes at every download."""
    session = _sealed(request, reference)
    if fmt not in PAPERS:
        raise Http404
    made = minutes_paper(session)
    html = render_to_string("commissions/papers/minutes.html", {"minutes": made})
    title = _("Minutes of session %(reference)s") % {"reference": reference}
    content = render_paper(
        html,
        fmt,
        title=title,
        author=body_name(),
        layout="plain",
        created_at=made.seal.sealed_at.replace(microsecond=0),
    )
    return paper_attached(content, fmt, f"pv-{reference}")


@requires("commissions.view_booklet")
@require_GET
def decision_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Every act of the session in its order; as a file too."""
    session = proposed(request, reference)
    if fmt := request.GET.get("export", ""):
        title = _("Decisions of session %(reference)s") % {"reference": reference}
        rows = decision_rows(Deliberation(session))
        if file := table_file(fmt, f"decisions-{reference}", decision_columns(), rows, title):
            return file
    page = Paginator(acts_of(session), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "commissions/decision_list.html", {"session": session, "page": page})


@requires("commissions.view_booklet")
@require_GET
def decision_record(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    session = proposed(request, reference)
    decision = get_object_or_404(session.decisions.select_related("by", "supersedes"), number=number)
    page = decision_page(Deliberation(session), decision)
    return render(request, "commissions/decision_record.html", {"session": session, "page": page})


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def session_correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the session that corrects a sealed one."""
    session = _sealed(request, reference)
    form = CorrectionForm(request.POST or None, initial={"title": _("Correction of %(title)s") % {"title": session}})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.session_correct(by=author(request), session=session, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("Session %(reference)s corrects %(sealed)s.") % {"reference": made, "sealed": session})
            return redirect("commissions:deliberation", reference=made.reference)
    context = {"session": session, "form": form}
    return render(request, "commissions/session_correct.html", context, status=422 if form.is_bound else 200)
