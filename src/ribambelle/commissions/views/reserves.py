"""The places a session keeps for some families: typed while it is prepared, read afterwards."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.accounts.access import requires
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.forms.reserves import reserve_lines
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.reserved import reserve_rows, reserves_read
from ribambelle.commissions.selectors.reserves import lines_of
from ribambelle.commissions.services import reserves as services
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.sessions import found
from ribambelle.ui.answers import table_file
from ribambelle.ui.toasts import done, failed


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def session_reserves(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    columns = [_("Where"), _("Half-days"), _("For whom"), _("Places"), _("If not used")]
    title = _("Places kept: %(session)s") % {"session": session.title}
    fmt = request.GET.get("export", "")
    if file := table_file(fmt, f"reserves-{session.reference}", columns, reserve_rows(session), title):
        return file
    is_open = session.status == SessionStatus.PREPARED
    data = request.POST if request.method == "POST" else None
    lines = reserve_lines(session, data, lines_of(session)) if is_open or data else None
    if lines is not None and data and lines.is_valid() and _recorded(request, session, lines):
        if "more" in request.POST:
            return redirect(f"{request.path}#more")
        return redirect("commissions:session_record", reference=reference)
    context = {"session": session, "lines": lines if is_open else None, "read": reserves_read(session)}
    return render(request, "commissions/session_reserves.html", context, status=422 if data else 200)


def _recorded(request: HttpRequest, session: Session, lines: Any) -> bool:
    """Record the lines and say so, or put what is wrong with each into it."""
    try:
        changed = services.reserves_set(by=author(request), session=session, lines=lines.lines())
    except services.WrongReserves as error:
        for number, problems in error.lines.items():
            lines.kept[number].add_error("places", problems)
        return False
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return True
    done(request, _("The reserves are recorded.") if changed else _("Nothing has changed."))
    return True
