"""The paper of a refusal: its ground, its reason, and where the closed list of grounds comes from."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ribambelle.accounts.selectors import body_name, coordinating_body
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request, RequestMove
from ribambelle.demand.rules.grounds import SOURCE
from ribambelle.demand.selectors.clocks import law
from ribambelle.demand.selectors.homes import homes_of
from ribambelle.papers.letters import bundled, copies
from ribambelle.papers.pdf import render_pdf


def refusal_of(request: Request) -> RequestMove | None:
    """The refusal a request stands under; None when it is not refused. One query."""
    if request.state != RequestState.REFUSED:
        return None
    return request.moves.filter(to_state=RequestState.REFUSED).order_by("-at", "-id").first()


def refusal_pdf(request: Request, move: RequestMove) -> bytes:
    """The motivated refusal, once for each home of the family."""
    with override(settings.LANGUAGE_CODE):
        title = _("Answer to request %(reference)s") % {"reference": request.reference}
        html = refusal_html(request, move, written_at=move.at)
        return render_pdf(bundled(copies(html)), title=title, author=body_name(), layout="letter")


def refusal_html(request: Request, move: RequestMove, *, written_at: datetime) -> str:
    """The paper before it is laid out; dated on the day of the refusal."""
    here = law()
    context = {
        "subject": request,
        "move": move,
        "homes": homes_of(request.child.household),
        "today": timezone.localdate(written_at),
        "law": here.value,
        "source": SOURCE,
        "sender": coordinating_body().sender,
        "window": here.value.lower(),
    }
    with override(settings.LANGUAGE_CODE):
        return render_to_string("demand/papers/refusal.html", context)
