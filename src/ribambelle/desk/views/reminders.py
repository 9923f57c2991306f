"""One's own choice: the daily mail of what is due, or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.desk import services
from ribambelle.desk.selectors.reminders import RECEIVE
from ribambelle.ui import toasts


@requires(RECEIVE)
@require_POST
def reminders_choose(request: HttpRequest) -> HttpResponse:
    is_wanted = request.POST.get("wanted") == "yes"
    services.reminders_choose(by=request.user, is_wanted=is_wanted, at=timezone.now())  # type: ignore[arg-type]
    done = _("You receive a mail each morning when something is due.") if is_wanted else _("The daily mail is stopped.")
    toasts.done(request, done)
    return redirect("accounts:account")
