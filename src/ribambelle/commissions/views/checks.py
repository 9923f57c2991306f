"""What is to clear before a session is run: counted on its page, line by line on its own, as a file."""

from time import monotonic
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import FindingKind, SessionStatus
from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.checks import HowFar, ToClear, columns, export, how_far, list_of, list_of_frozen
from ribambelle.commissions.selectors.updates import not_updated
from ribambelle.commissions.services.checks import STEP, check_list_go_on
from ribambelle.ui.answers import PAGE_SIZE, table_file

#: No step is begun any more after so many seconds: the page says how far it is.
PATIENCE_S = 0.2


def to_clear_of(session: Session, *, is_patient: bool = False) -> list[ToClear] | HowFar:
    """What is to clear, true of all that is written now; or how far it is, when that takes longer than a page may."""
    if session.status == SessionStatus.PREPARED:
        until = monotonic() + PATIENCE_S

        def is_over() -> bool:
            """A list of one step is always made to its end, however slow the machine."""
            return not is_patient and monotonic() > until and how_far(session).total > STEP

        kept = check_list_go_on(session, is_over=is_over, step=STEP)
        if kept is not None:
            return list_of(kept)
        session.refresh_from_db(fields=["status"])
        if session.status == SessionStatus.PREPARED:
            return how_far(session)
    return list_of_frozen(session)


def check_page(request: HttpRequest, session: Session) -> HttpResponse:
    """Everything, the first lines of each kind; with `quoi`, one kind, page by page."""
    fmt, kind = request.GET.get("export", ""), request.GET.get("quoi", "")
    to_clear = to_clear_of(session, is_patient=bool(fmt))
    far = to_clear if isinstance(to_clear, HowFar) else None
    listed = [] if isinstance(to_clear, HowFar) else to_clear
    chosen = [each for each in listed if each.kind == kind] if kind in FindingKind else listed
    name = f"a-eclaircir-{session.reference}"
    if answer := table_file(fmt, name, columns(), export(chosen), _("To clear before deciding")):
        return answer
    one = chosen[0] if kind in FindingKind and chosen else None
    page: Page[Any] | None = Paginator(cast(Any, one), PAGE_SIZE).get_page(request.GET.get("page")) if one else None
    context = {
        "session": session,
        "far": far,
        "to_clear": chosen,
        "one": one,
        "page": page,
        "not_updated": None if kind in FindingKind else not_updated(session),
    }
    return render(request, "commissions/session_check.html", context)
