"""Pages of the family, behind its personal link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.demand import services
from ribambelle.demand.enums import ContactChannel, FamilyAnswer
from ribambelle.demand.errors import DemandError
from ribambelle.demand.family_access import family_page
from ribambelle.demand.forms.contacts import FamilyAnswerForm
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import Holder
from ribambelle.demand.selectors.households import waiting_of


@require_http_methods(["GET", "POST"])
@family_page
def confirm(http: HttpRequest, holder: Holder) -> HttpResponse:
    """“Do you still need this place?”, one answer for each request of the family that waits."""
    waiting = list(waiting_of(holder.household))
    sent = http.POST.get("request", "") if http.method == "POST" else ""
    asked: list[tuple[Request, FamilyAnswerForm]] = []
    for each in waiting:
        form = FamilyAnswerForm(http.POST if each.reference == sent else None, auto_id=f"{each.reference}-%s")
        asked.append((each, form))
        if each.reference == sent and form.is_valid():
            try:
                _receive(each, form.cleaned_data, holder)
            except DemandError as error:
                form.add_error(None, str(error))
            else:
                return redirect(f"{http.path}?fait={each.reference}")
    context = {"asked": asked, "done": _done(http, holder), "holder": holder}
    return render(http, "portal/confirm.html", context)


def _receive(request: Request, values: dict[str, Any], holder: Holder) -> None:
    services.confirmation_receive(
        by=None,
        at=timezone.now(),
        request=request,
        answer=FamilyAnswer(values["answer"]),
        channel=ContactChannel.WEB,
        text=values["text"],
        link=holder.link,
    )


def _done(http: HttpRequest, holder: Holder) -> str:
    """A word of thanks for the answer just sent, when it is about one of this family's requests."""
    reference = http.GET.get("fait", "")
    if not holder.household.parties.filter(requests__reference=reference).exists():
        return ""
    return _("Thank you: your answer about %(reference)s is in your record.") % {"reference": reference}
